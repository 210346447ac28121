"""`missie050 contact`: read visitors' messages."""

import click
import structlog

from webapp.config import read_settings
from webapp.contact.actions import erase_message
from webapp.contact.queries import find_message, list_messages, list_messages_from
from webapp.database import command_session
from webapp.errors import DomainError
from webapp.logging import configure_logging

log = structlog.get_logger(__name__)


@click.group()
def contact() -> None:
    """Berichten van bezoekers."""


@contact.command("list")
def list_() -> None:
    """Toon welke berichten er zijn; niet wat erin staat."""
    with command_session(read_settings().database_url) as session:
        rows = list_messages(session)
    for row in rows:
        click.echo(f"{row.id}  {row.created_at:%Y-%m-%d}  {row.name}  (wordt uiterlijk gewist op {row.erase_on})")
    if not rows:
        click.echo("Geen berichten.")


@contact.command()
@click.argument("message_id", type=int)
def show(message_id: int) -> None:
    """Lees een bericht; dat iemand het las komt in het logboek."""
    settings = read_settings()
    configure_logging(settings.log_level)
    with command_session(settings.database_url) as session:
        found = find_message(session, message_id)
        if found is None:
            raise DomainError("message_unknown", id=message_id)
        message, neighbourhood = found
        log.info("contact_message_read", message_id=message_id)
        click.echo(f"Voor: {neighbourhood}\nVan: {message.sender_name} <{message.reply_to}>\n\n{message.body}")


@contact.command()
@click.argument("address")
def find(address: str) -> None:
    """Zoek de berichten van één e-mailadres: voor wie zijn gegevens wil zien of laten wissen."""
    with command_session(read_settings().database_url) as session:
        rows = list_messages_from(session, address)
    for row in rows:
        click.echo(f"{row.id}  {row.created_at:%Y-%m-%d}  {row.name}  (wordt uiterlijk gewist op {row.erase_on})")
    if not rows:
        click.echo("Geen berichten van dit adres.")


@contact.command()
@click.argument("message_id", type=int)
def erase(message_id: int) -> None:
    """Wis een bericht nu, op verzoek van wie het schreef."""
    settings = read_settings()
    configure_logging(settings.log_level)
    with command_session(settings.database_url) as session:
        erase_message(session, message_id)
    log.info("contact_message_erased", message_id=message_id)
    click.echo(f"Bericht {message_id} is gewist. In reservekopieën verdwijnt het met de oudste kopie.")
