"""`missie050 networks`."""

import click

from webapp.clock import today
from webapp.config import read_settings
from webapp.database import command_session
from webapp.networks.actions.health import keep_health
from webapp.networks.actions.publishing import publish_months


@click.group()
def networks() -> None:
    """Burennetwerken: meten hoe het ermee gaat, en bekendmaken wat iedereen mag weten."""


@networks.command()
@click.option("--dry-run", "is_dry", is_flag=True, help="Reken alles uit, en bewaar niets.")
def measure(*, is_dry: bool) -> None:
    """Meet elk netwerk voor vandaag, en vul maanden aan die nog niet bewaard zijn."""
    with command_session(read_settings().database_url) as session:
        kept = keep_health(session, today=today(), is_dry=is_dry)
    done = "Zou bewaren" if is_dry else "Bewaard"
    click.echo(f"{done}: netwerken van vandaag: {kept.neighbourhoods}, eerste dagen van een maand: {kept.months}.")


@networks.command()
@click.option("--months", type=click.IntRange(0, 120), help="Vul ook aan wat in zoveel maanden hiervoor ontbreekt.")
def publish(*, months: int | None) -> None:
    """Maak bekend hoe de netwerken deze maand staan; een maand die bekend is, verandert niet meer."""
    with command_session(read_settings().database_url) as session:
        done = publish_months(session, today=today(), months=months)
    click.echo(f"Maanden bekendgemaakt: {done}.")
