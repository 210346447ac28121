"""`missie050 releases`."""

from datetime import UTC, datetime

import click

from webapp.clock import today
from webapp.config import read_settings
from webapp.database import command_session
from webapp.errors import BadInput, DomainError
from webapp.opendata.actions.making import differences, make_release
from webapp.opendata.queries.releases import find_release, list_files, list_releases
from webapp.opendata.rules.releases import parse_version


@click.group()
def releases() -> None:
    """Uitgaven van open data: maken, tonen, en narekenen."""


@releases.command()
def make() -> None:
    """Maak nu een uitgave van hoe de stad er vandaag voor staat; daarna verandert zij niet meer."""
    with command_session(read_settings().database_url) as session:
        head = make_release(session, as_of=today(), now=datetime.now(UTC), today=today())
    click.echo(f"Uitgave {head.version} gemaakt: aanwezig in {head.present} van {head.neighbourhoods} wijken.")


@releases.command("list")
@click.option("--files", "has_files", is_flag=True, help="Toon ook de bestanden met hun SHA-256.")
def show(*, has_files: bool) -> None:
    """Toon de uitgaven, de nieuwste eerst."""
    with command_session(read_settings().database_url) as session:
        for head in list_releases(session):
            shape = "schematisch" if head.is_schematic else "officieel"
            click.echo(f"{head.version}  stand van {head.as_of}  grenzen van {head.geography_year} ({shape})")
            if has_files:
                for each in list_files(session, head.id):
                    click.echo(f"    {each.sha256}  {each.name} ({each.size} bytes)")


@releases.command()
@click.argument("version", required=False)
def check(version: str | None) -> None:
    """Maak de bestanden van elke uitgave (of van VERSION) opnieuw, en vergelijk ze tot op de letter."""
    with command_session(read_settings().database_url) as session:
        heads = list_releases(session)
        if version is not None:
            found = find_release(session, parse_version(version))
            if found is None:
                raise BadInput("release_unknown_version", value=version)
            heads = (found,)
        other = {head.version: names for head in heads if (names := differences(session, head))}
    if other:
        told = "; ".join(f"{name}: {', '.join(files)}" for name, files in other.items())
        raise DomainError("release_differs", files=told)
    click.echo(f"Uitgaven nagerekend: {len(heads)}. Alle bestanden zijn gelijk.")
