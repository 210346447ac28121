"""`missie050 audit`: what was done and read, and whether anybody tampered with that."""

import click

from webapp.audit.queries import check_chain, list_events
from webapp.audit.rules import AuditFilter
from webapp.audit.words import what_was_done, who_did
from webapp.clock import CITY_TIMEZONE
from webapp.config import read_settings
from webapp.database import command_session
from webapp.errors import DomainError

SHOWN_BREAKS = 10


@click.group()
def audit() -> None:
    """Het logboek: wie wat deed en las, zonder wat er stond."""


@audit.command("list")
@click.option("--who", default="", help="Naam, e-mailadres, 'persoon 18', 'account 44' of alleen een nummer.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="Hoeveel, de nieuwste eerst."
)
def list_(who: str, limit: int) -> None:
    """Toon de nieuwste gebeurtenissen."""
    with command_session(read_settings().database_url) as session:
        rows = list_events(session, None, AuditFilter(who=who.strip()), limit=limit).rows
    for event in rows:
        at = event.at.astimezone(CITY_TIMEZONE)
        click.echo(f"{event.id}  {at:%Y-%m-%d %H:%M}  {who_did(event)} {what_was_done(event)}")
    if not rows:
        click.echo("Niets gevonden.")


@audit.command()
def verify() -> None:
    """Reken de hele keten na: is er niets veranderd, tussengevoegd of weggehaald?"""
    with command_session(read_settings().database_url) as session:
        chain = check_chain(session, None)
    if chain.broken:
        shown = ", ".join(str(number) for number in chain.broken[:SHOWN_BREAKS])
        raise DomainError("audit_chain_broken", count=len(chain.broken), ids=shown)
    click.echo(f"De keten klopt: {chain.length} gebeurtenissen, niets veranderd of weggehaald.")
