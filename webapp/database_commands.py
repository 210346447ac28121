"""`missie050 db`: migrations."""

import click

from webapp import migrating
from webapp.config import read_settings
from webapp.database import command_engine, translated_errors


@click.group("db")
def database() -> None:
    """Migraties van de database."""


@database.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Breng de database op de nieuwste versie (of op REVISION)."""
    with translated_errors():
        migrating.upgrade(command_engine(read_settings().database_url), revision)


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Breng de database terug naar REVISION; base maakt haar leeg."""
    with translated_errors():
        migrating.downgrade(command_engine(read_settings().database_url), revision)


@database.command()
def current() -> None:
    """Toon op welke versie de database staat."""
    with translated_errors(), command_engine(read_settings().database_url).connect() as connection:
        click.echo(f"{migrating.current_revision(connection) or '-'} (nieuwste: {migrating.head_revision()})")
