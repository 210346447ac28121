"""`missie050 privacy`: the register of processing, how long things are kept, and erasing again after a restore."""

from datetime import UTC, datetime
from pathlib import Path

import click
import structlog

from webapp.config import read_settings
from webapp.database import command_session
from webapp.errors import BadInput
from webapp.logging import configure_logging
from webapp.privacy.erasure import replay
from webapp.privacy.journal import FILE_NAME, read_journal
from webapp.privacy.register import markdown
from webapp.privacy.retention import apply_retention

log = structlog.get_logger(__name__)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
BEGIN, END = "<!-- register: begin -->\n", "<!-- register: end -->\n"


@click.group()
def privacy() -> None:
    """Register van verwerkingen, bewaartermijnen, en opnieuw wissen na het terugzetten van een kopie."""


@privacy.command()
@click.option("--write", is_flag=True, help="Schrijf het in docs/privacy.md, tussen de merktekens.")
def register(*, write: bool) -> None:
    """Toon wat er van mensen wordt bewaard, waarom, hoe lang en wat er bij wissen mee gebeurt (Markdown)."""
    if not write:
        click.echo(markdown(), nl=False)
        return
    before = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    PAGE.write_text(with_register(before), encoding="utf-8")
    click.echo(f"Bijgewerkt: {PAGE}")


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Tel alleen wat er weg zou gaan.")
def retention(*, dry_run: bool) -> None:
    """Wis wat ouder is dan de bewaartermijn, en toon per tabel hoeveel dat is; de worker doet dit elk uur."""
    settings = read_settings()
    configure_logging(settings.log_level)
    with command_session(settings.database_url) as session:
        lines = apply_retention(session, now=datetime.now(UTC), dry_run=dry_run)
    for line in lines:
        after = "zonder toestemming" if line.days is None else f"termijn {line.days} dgn"
        click.echo(f"{line.table:<18} {after:<20} {line.rows}")
    total = sum(line.rows for line in lines)
    click.echo(f"{'Zou wissen' if dry_run else 'Gewist'}: {total}.")


@privacy.command("replay-erasures")
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"De lijst van wissingen; gewoonlijk {FILE_NAME} in MISSIE050_HOME.",
)
def replay_erasures(*, journal: Path | None) -> None:
    """Wis opnieuw wie zich liet wissen nadat de teruggezette kopie werd gemaakt. Twee keer is niet erg."""
    settings = read_settings()
    configure_logging(settings.log_level)
    path = journal or settings.home / FILE_NAME
    if journal is not None and not journal.is_file():
        raise BadInput("journal_missing", path=journal)
    erasures = read_journal(path)
    with command_session(settings.database_url) as session:
        done = replay(session, erasures)
    log.info("erasures_replayed", erased=done.erased, gone=done.gone)
    click.echo(f"In {path}: {len(erasures)}. Opnieuw gewist: {done.erased}. Was al weg: {done.gone}.")


def with_register(page: str) -> str:
    """The page with the register of now between its marks; raises `BadInput` code `register_page_missing`."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise BadInput("register_page_missing", path=PAGE)
    return f"{head}{begin}\n{markdown()}\n{end}{tail}"
