"""`missie050 outbox`: what waits, what was given up, and what to do about it."""

from datetime import UTC, datetime

import click

from webapp.config import read_settings
from webapp.database import command_session
from webapp.outbox.actions import drop_mail, retry_dead_mail, retry_mail
from webapp.outbox.queries import count_mail, list_dead_mail


@click.group()
def outbox() -> None:
    """Mail die wacht of niet verstuurd kon worden."""


@outbox.command("list")
def list_() -> None:
    """Tel de mail en toon wat is opgegeven; niet wat erin staat, en niet het hele adres."""
    with command_session(read_settings().database_url) as session:
        counts, dead = count_mail(session), list_dead_mail(session)
    click.echo(f"Wacht: {counts.waiting}. Verstuurd: {counts.sent}. Opgegeven: {counts.dead}.")
    for mail in dead:
        click.echo(
            f"{mail.id}  {mail.dead_at:%Y-%m-%d %H:%M}  {mail.recipient}  {mail.subject}"
            f"  ({mail.attempts} keer geprobeerd: {mail.last_error})"
        )


@outbox.command()
@click.argument("mail_id", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Alles wat is opgegeven.")
def retry(mail_id: int | None, *, everything: bool) -> None:
    """Probeer mail opnieuw: één nummer, of alles wat is opgegeven. De worker verstuurt hem."""
    if (mail_id is None) != everything:
        raise click.UsageError("Noem een nummer, of gebruik --all.")
    now = datetime.now(UTC)
    with command_session(read_settings().database_url) as session:
        if mail_id is None:
            number = retry_dead_mail(session, now=now)
        else:
            retry_mail(session, mail_id, now=now)
            number = 1
    click.echo(f"Wordt opnieuw geprobeerd: {number}.")


@outbox.command()
@click.argument("mail_id", type=int)
def drop(mail_id: int) -> None:
    """Verwijder een mail die niet verstuurd is, voorgoed."""
    with command_session(read_settings().database_url) as session:
        drop_mail(session, mail_id)
    click.echo(f"Mail {mail_id} is verwijderd.")
