"""`missie050 networks`."""

import click

from webapp.clock import today
from webapp.config import read_settings
from webapp.database import command_session
from webapp.networks.actions.health import keep_health


@click.group()
def networks() -> None:
    """Burennetwerken: meten hoe het ermee gaat."""


@networks.command()
@click.option("--dry-run", "is_dry", is_flag=True, help="Reken alles uit, en bewaar niets.")
def measure(*, is_dry: bool) -> None:
    """Meet elk netwerk voor vandaag, en vul maanden aan die nog niet bewaard zijn."""
    with command_session(read_settings().database_url) as session:
        kept = keep_health(session, today=today(), is_dry=is_dry)
    done = "Zou bewaren" if is_dry else "Bewaard"
    click.echo(f"{done}: netwerken van vandaag: {kept.neighbourhoods}, eerste dagen van een maand: {kept.months}.")
