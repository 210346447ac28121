"""`missie050 coverage` and `missie050 presence`."""

import json
from typing import Any

import click
from sqlalchemy.orm import Session

from webapp.areas.queries import NeighbourhoodName, find_neighbourhood
from webapp.calendar.dates import known_day, parse_date
from webapp.clock import today
from webapp.config import read_settings
from webapp.coverage.actions import add_evidence, set_stage, set_target
from webapp.coverage.queries import get_target, list_need, list_states
from webapp.coverage.rules import Coverage, Tally, Target, summarise
from webapp.coverage.rules.series import need_tally
from webapp.database import command_session
from webapp.errors import DomainError
from webapp.vocabulary import EvidenceKind, Stage

STAGE_WORDS = {
    Stage.UNREACHED: "onbereikt",
    Stage.EXPLORING: "verkennen",
    Stage.STARTING: "starten",
    Stage.ACTIVE: "actief",
    Stage.SELF_SUSTAINING: "zelfdragend",
}


@click.group(invoke_without_command=True)
@click.option("--at", "at_text", metavar="DATUM", help="Zoals 2021-12-31; zonder: vandaag.")
@click.option("--json", "as_json", is_flag=True, help="Voor machines.")
@click.pass_context
def coverage(context: click.Context, at_text: str | None, *, as_json: bool) -> None:
    """Dekking op een datum: wijken en inwoners, met en zonder verlopen bewijs, naast het doel."""
    if context.invoked_subcommand is not None:
        return
    asked = parse_date(at_text, today=today())
    at = known_day(asked, today=today())
    with command_session(read_settings().database_url) as session:
        target = get_target(session, at=today())
        states = list_states(session, at=at)
        need = need_tally(states, list_need(session, today=today()))
    found = summarise(states, at=at, target=target)
    if asked > at and not as_json:
        click.echo(f"{asked} ligt in de toekomst; dit is de stand van vandaag.")
    if as_json:
        rows = [
            {
                "slug": state.slug,
                "name": state.name,
                "stage": state.stage,
                "since": state.since.isoformat() if state.since else None,
                "inhabitants": state.inhabitants,
                "present": state.is_present,
                "stale": state.is_stale,
                "demo": state.is_demo,
            }
            for state in states
        ]
        told = as_record(found, target) | {"need_weighted": as_tally(need), "list": rows}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo(as_text(found, need))


@coverage.command("target")
@click.argument("start_year", type=int)
@click.argument("target_year", type=int)
@click.option("--reason", required=True, help="Waarom het doel verandert.")
def change_target(start_year: int, target_year: int, reason: str) -> None:
    """Leg een nieuwe doellijn vast; de vorige blijft bewaard."""
    with command_session(read_settings().database_url) as session:
        set_target(session, Target(start_year, target_year), on=today(), reason=reason)
    click.echo(f"Doel: van {start_year} tot {target_year} in alle wijken.")


@click.group()
def presence() -> None:
    """Aanwezigheid in wijken: fasen en bewijs."""


@presence.command("set")
@click.argument("slug")
@click.argument("stage", type=click.Choice([stage.value for stage in Stage]))
@click.option("--on", "on_text", metavar="DATUM", help="Eerste dag van de fase; zonder: vandaag.")
@click.option("--note", default="", help="Toelichting.")
def set_(slug: str, stage: str, on_text: str | None, note: str) -> None:
    """Begin een nieuwe fase in een wijk; wat er was blijft in de geschiedenis."""
    on = parse_date(on_text, today=today())
    with command_session(read_settings().database_url) as session:
        found = _neighbourhood(session, slug)
        set_stage(session, found.id, Stage(stage), on=on, today=today(), note=note)
    click.echo(f"{found.name}: {STAGE_WORDS[Stage(stage)]} sinds {on}.")


@presence.command()
@click.argument("slug")
@click.argument("kind", type=click.Choice([kind.value for kind in EvidenceKind]))
@click.option("--on", "on_text", metavar="DATUM", help="Dag waarop het gezien is; zonder: vandaag.")
@click.option("--note", default="", help="Wat er gezien is; geen namen van personen.")
def evidence(slug: str, kind: str, on_text: str | None, note: str) -> None:
    """Noteer een teken van leven in een wijk."""
    on = parse_date(on_text, today=today())
    with command_session(read_settings().database_url) as session:
        found = _neighbourhood(session, slug)
        add_evidence(session, found.id, EvidenceKind(kind), observed_on=on, today=today(), note=note)
    click.echo(f"{found.name}: bewijs genoteerd op {on}.")


def as_record(found: Coverage, target: Target) -> dict[str, Any]:
    """Coverage as plain values for JSON; shares are 0 to 1, rounded to four decimals."""
    return {
        "at": found.at.isoformat(),
        "neighbourhoods": as_tally(found.neighbourhoods),
        "inhabitants": as_tally(found.inhabitants),
        "without_stale": {
            "neighbourhoods": as_tally(found.fresh_neighbourhoods),
            "inhabitants": as_tally(found.fresh_inhabitants),
        },
        "by_stage": {stage.value: count for stage, count in found.by_stage.items()},
        "target": {
            "start_year": target.start_year,
            "target_year": target.target_year,
            "share": round(found.target_share, 4),
            "neighbourhoods": found.target_neighbourhoods,
        },
        "demo": found.has_demo,
    }


def as_tally(part: Tally) -> dict[str, Any]:
    """A tally as plain values for JSON."""
    return {
        "reached": part.reached,
        "total": part.total,
        "share": round(part.share, 4),
        "unknown": part.unknown,
    }


def as_text(found: Coverage, need: Tally) -> str:
    """Coverage as a few plain lines; `need` is told where anything is known of it."""
    wijken, inwoners = found.neighbourhoods, found.inhabitants
    fresh, fresh_share = found.fresh_neighbourhoods.reached, found.fresh_inhabitants.share
    lines = [
        f"Dekking op {found.at}",
        f"  {wijken.reached} van {wijken.total} wijken, {inwoners.share:.0%} van de inwoners",
        f"  zonder verlopen bewijs: {fresh} van {wijken.total} wijken, {fresh_share:.0%} van de inwoners",
        f"  doel op deze dag: {found.target_neighbourhoods} van {wijken.total} wijken",
        "  " + ", ".join(f"{STAGE_WORDS[stage]} {count}" for stage, count in found.by_stage.items()),
    ]
    if need.total:
        unknown = f", {need.unknown} wijken onbekend" if need.unknown else ""
        lines.insert(2, f"  naar nood gewogen: {need.share:.0%} van de inwoners{unknown}")
    if inwoners.unknown:
        lines.append(f"  van {inwoners.unknown} wijken is het aantal inwoners onbekend")
    if found.has_demo:
        lines.append("  Let op: met voorbeeldgegevens.")
    return "\n".join(lines)


def _neighbourhood(session: Session, slug: str) -> NeighbourhoodName:
    found = find_neighbourhood(session, slug)
    if found is None:
        raise DomainError("neighbourhood_unknown", slug=slug)
    return found
