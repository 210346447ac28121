"""`missie050 areas`: import official geography, see what it means, and decide."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from webapp.areas.actions import ImportReport, import_areas
from webapp.areas.gazetteer_files import StreetFinding, StreetProblem, read_streets
from webapp.areas.gazetteer_streets import import_streets
from webapp.areas.pdok import Progress
from webapp.areas.queries import list_proposals, list_releases, list_unassigned_buurten
from webapp.areas.releases import Outcome, Promotion, decide_successor, move_buurt, promote
from webapp.areas.shapes import refresh
from webapp.areas.source_report import Finding, Severity, SourceProblem
from webapp.areas.sources import MAX_BYTES, SourceAreas, read_source
from webapp.clock import today
from webapp.config import MUNICIPALITY, read_settings
from webapp.database import command_session
from webapp.errors import DomainError

SHOWN_FINDINGS = 20
MEGABYTE = 1_000_000
STEPS = {"download": "Ophalen", "read": "Lezen", "judge": "Nakijken", "done": "Klaar met lezen"}
OUTCOMES = {
    Outcome.IN_FORCE: "De kaart is nu van deze grenzen gemaakt.",
    Outcome.REFRESHED: "De kaart was al van deze indeling; ze is bijgewerkt.",
    Outcome.OLDER: "Er is al een nieuwere indeling in gebruik; deze is erbij bewaard.",
    Outcome.STORED: "Bewaard; de kaart verandert er niet door.",
}


class DryRun(Exception):
    """Raised to roll a trial back."""


@click.group()
def areas() -> None:
    """Officiële gebieden van CBS: inlezen en toewijzen."""


@areas.command("import")
@click.argument("source")
@click.option("--year", type=int, help="Jaar van de indeling; bij pdok:2025 niet nodig.")
@click.option("--dry-run", is_flag=True, help="Alleen proberen: er verandert niets.")
@click.option("--skip-bad", is_flag=True, help="Ga door zonder de gebieden waar iets mis mee is.")
@click.option("--everywhere", is_flag=True, help="Heel Nederland, niet alleen de gemeente Groningen.")
@click.option("--accept-missing", is_flag=True, help="Gebruik de indeling ook als er buurten ontbreken.")
@click.option("--max-mb", type=int, default=MAX_BYTES // MEGABYTE, show_default=True, help="Grootste bestand.")
def import_(
    source: str,
    year: int | None,
    max_mb: int,
    *,
    dry_run: bool,
    skip_bad: bool,
    everywhere: bool,
    accept_missing: bool,
) -> None:
    """Lees gebieden uit SOURCE: GeoJSON, GeoPackage, zip met Shapefile, of pdok:JAAR."""
    with _progress() as tell:
        try:
            read = read_source(
                source,
                year=year if year is not None else _year_of(source),
                municipality=None if everywhere else MUNICIPALITY,
                skip_bad=skip_bad,
                max_bytes=max_mb * MEGABYTE,
                base_url=read_settings().pdok_url,
                on_progress=tell,
            )
        except SourceProblem as problem:
            _show_findings(problem.findings)
            click.echo("Met --skip-bad ga je door zonder deze gebieden.", err=True)
            raise
    _show_findings(read.findings)
    try:
        with command_session(read_settings().database_url) as session:
            with click.progressbar(length=len(read), label="Opslaan", file=sys.stderr) as bar:
                report = import_areas(session, read, today=today(), accept_missing=accept_missing, on_stored=bar.update)
            _show_report(report)
            if dry_run:
                raise DryRun  # noqa: TRY301  (rolls back the transaction of this block)
    except DryRun:
        click.echo("Alleen geprobeerd (--dry-run): er is niets veranderd.")


@areas.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Alleen proberen: er verandert niets.")
@click.option("--skip-bad", is_flag=True, help="Ga door zonder de rijen waar iets mis mee is.")
@click.option("--max-mb", type=int, default=MAX_BYTES // MEGABYTE, show_default=True, help="Grootste bestand.")
def streets(file: Path, max_mb: int, *, dry_run: bool, skip_bad: bool) -> None:
    """Lees straten uit FILE: CSV met naam, lon en lat, of lijnen en punten (GeoJSON, GeoPackage, zip met Shapefile)."""
    try:
        read = read_streets(file, skip_bad=skip_bad, max_bytes=max_mb * MEGABYTE)
    except StreetProblem as problem:
        _show_findings(problem.findings)
        click.echo("Met --skip-bad ga je door zonder deze rijen.", err=True)
        raise
    _show_findings(read.findings)
    try:
        with command_session(read_settings().database_url) as session:
            report = import_streets(session, read)
            click.echo(
                f"{len(read.names)} van {read.rows_read} rijen uit {read.origin}. Straten per wijk: "
                f"{report.added} nieuw, {report.changed} veranderd, "
                f"{report.unchanged} gelijk, {report.removed} weggehaald."
            )
            if report.outside:
                click.echo(f"Rijen die in geen wijk liggen, weggelaten: {report.outside}.")
            if report.still_approximate:
                click.echo(f"Straten waarvan alleen de wijk bekend is: {report.still_approximate}.")
            if dry_run:
                raise DryRun  # noqa: TRY301  (rolls back the transaction of this block)
    except DryRun:
        click.echo("Alleen geprobeerd (--dry-run): er is niets veranderd.")


@areas.command("list")
def list_() -> None:
    """Toon welke indelingen er zijn, en welke in gebruik is."""
    with command_session(read_settings().database_url) as session:
        for release in list_releases(session):
            marks = [
                mark for mark, on in (("schematisch", release.is_schematic), ("in gebruik", release.in_force)) if on
            ]
            shown = f" ({', '.join(marks)})" if marks else ""
            click.echo(f"{release.kind} {release.year}{shown}: {release.source}, {release.imported_at:%Y-%m-%d}")


@areas.command()
def unassigned() -> None:
    """Toon de buurten die bij geen wijk horen."""
    with command_session(read_settings().database_url) as session:
        found = list_unassigned_buurten(session, today=today(), municipality=MUNICIPALITY)
    for code, name in found:
        click.echo(f"{code}  {name}")
    click.echo(f"Buurten zonder wijk: {len(found)}.")


@areas.command()
@click.option("--year", type=int, help="Alleen van dit jaar.")
def proposals(year: int | None) -> None:
    """Toon de nieuwe buurten die op een beslissing wachten."""
    with command_session(read_settings().database_url) as session:
        found = list_proposals(session, year=year)
    for each in found:
        where = f"{each.neighbourhood} (overlap {each.overlap:.0%})" if each.neighbourhood else "geen voorstel"
        instead = f", in plaats van {each.old_code}" if each.old_code else ""
        click.echo(f"{each.year}  {each.new_code}  {each.name}: {where}{instead}")
    if not found:
        click.echo("Er wacht niets op een beslissing.")


@areas.command()
@click.argument("year", type=int)
@click.argument("code", required=False)
@click.option("--to", "slug", help="Naar deze wijk, in plaats van de voorgestelde.")
@click.option("--none", "nowhere", is_flag=True, help="Bij geen wijk.")
@click.option("--all", "every", is_flag=True, help="Alle voorstellen van dit jaar volgen.")
def assign(year: int, code: str | None, slug: str | None, *, nowhere: bool, every: bool) -> None:
    """Beslis bij welke wijk een nieuwe buurt hoort; als alles beslist is, gaat de indeling in."""
    if (code is None) != every or (nowhere and every) or (slug is not None and (nowhere or every)):
        raise click.UsageError("Geef één buurtcode, of --all; --to en --none gaan over één buurt.")
    with command_session(read_settings().database_url) as session:
        waiting = {each.new_code: each for each in list_proposals(session, year=year)}
        chosen = [each.new_code for each in waiting.values() if each.neighbourhood] if every else [code or ""]
        for new_code in chosen:
            proposed = waiting[new_code].neighbourhood if new_code in waiting else None
            goal = None if nowhere else slug or proposed
            if goal is None and not nowhere:
                raise DomainError("proposal_needs_choice", new_code=new_code)
            decide_successor(session, year=year, new_code=new_code, neighbourhood_slug=goal, today=today())
        _show_promotion(promote(session, year=year, municipality=MUNICIPALITY, today=today()), year)


@areas.command()
@click.argument("code")
@click.option("--to", "slug", help="De wijk waar de buurt bij gaat horen.")
@click.option("--none", "nowhere", is_flag=True, help="Bij geen wijk meer.")
def move(code: str, slug: str | None, *, nowhere: bool) -> None:
    """Laat een buurt vanaf vandaag bij een andere wijk horen; wat was blijft in de geschiedenis."""
    if (slug is None) != nowhere:
        raise click.UsageError("Kies een wijk met --to, of --none.")
    with command_session(read_settings().database_url) as session:
        move_buurt(session, code, slug, today=today())
    click.echo(f"{code} hoort nu bij {slug or 'geen wijk'}; de vormen zijn opnieuw berekend.")


@areas.command()
@click.argument("year", type=int)
@click.option("--accept-missing", is_flag=True, help="Ook als er buurten van nu in ontbreken.")
def use(year: int, *, accept_missing: bool) -> None:
    """Maak de kaart van de officiële indeling van YEAR, ook van een oudere."""
    with command_session(read_settings().database_url) as session:
        found = promote(
            session,
            year=year,
            municipality=MUNICIPALITY,
            today=today(),
            accept_missing=accept_missing,
            allow_older=True,
        )
        _show_promotion(found, year)


@areas.command("refresh")
def refresh_() -> None:
    """Bereken vormen, cijfers en zoeknamen van alle wijken opnieuw."""
    with command_session(read_settings().database_url) as session:
        refresh(session, today=today())
    click.echo("Wijken opnieuw berekend.")


def _year_of(source: str) -> int:
    name, _, year = source.partition(":")
    if name.lower() != "pdok" or not year.isdecimal():
        raise click.UsageError("Zeg van welk jaar de indeling is: --year 2024")
    return int(year)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A line per step on standard error; a bar while features come in by the page."""
    shown: list[str] = []

    def tell(step: str, done: int, total: int | None) -> None:
        of = f" van {total}" if total else ""
        line = f"{STEPS.get(step, step)}: {done}{of} gebieden" if done else f"{STEPS.get(step, step)} …"
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{line}", err=True, nl=False)
        elif step not in shown:
            click.echo(line, err=True)
        shown.append(step)

    yield tell
    if shown and sys.stderr.isatty():
        click.echo(err=True)


def _show_findings(findings: Sequence[Finding | StreetFinding]) -> None:
    for severity, title in (
        (Severity.PROBLEM, "Problemen"),
        (Severity.REPAIRED, "Hersteld"),
        (Severity.LEFT_OUT, "Weggelaten"),
    ):
        chosen = [each for each in findings if each.severity is severity]
        if not chosen:
            continue
        click.echo(f"{title}: {sum(each.count for each in chosen)}", err=True)
        for each in chosen[:SHOWN_FINDINGS]:
            click.echo(f"  {each.message}", err=True)
        if len(chosen) > SHOWN_FINDINGS:
            click.echo(f"  … en nog {len(chosen) - SHOWN_FINDINGS}", err=True)


def _show_report(report: ImportReport) -> None:
    read: SourceAreas = report.areas
    merged = report.merged
    click.echo(
        f"{len(read)} gebieden ({read.kind}, {read.year}) uit {read.origin}: "
        f"{merged.added} nieuw, {merged.changed} veranderd, {merged.unchanged} gelijk."
    )
    if merged.figures_carried:
        click.echo(f"Cijfers die ontbraken overgenomen van een andere indeling: {merged.figures_carried} gebieden.")
    _show_promotion(report.promotion, read.year)


def _show_promotion(promotion: Promotion, year: int) -> None:
    for each in promotion.followed:
        click.echo(f"{each.new_code} {each.name} hoort nu bij {each.neighbourhood} (overlap {each.overlap:.0%}).")
    if promotion.outcome is not Outcome.WAITS:
        click.echo(OUTCOMES[promotion.outcome])
        return
    click.echo("Ingelezen en bewaard; de kaart blijft van de huidige grenzen tot dit is beslist.")
    found = promotion.carry_over
    if found is not None and found.unassigned:
        click.echo(
            f"Nieuwe buurten zonder wijk: {len(found.unassigned)}. "
            f"Bekijk ze met: ./dev cli areas proposals --year {year}"
        )
    if found is not None and found.vanished:
        shown = ", ".join(found.vanished[:SHOWN_FINDINGS])
        click.echo(f"Buurten van nu die hierin ontbreken: {len(found.vanished)}: {shown}")
        click.echo(f"Ontbreken ze met reden, gebruik dan: ./dev cli areas use {year} --accept-missing")
