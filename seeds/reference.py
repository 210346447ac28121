"""Loads the reference data: neighbourhoods, target line, and presence as the source tells it. Idempotent."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from webapp.areas.queries import list_unassigned_buurten
from webapp.areas.releases import assign_codes
from webapp.areas.shapes import refresh
from webapp.config import MUNICIPALITY
from webapp.coverage.actions import add_evidence, set_stage, set_target
from webapp.coverage.rules import Target
from webapp.models import Area, CoverageTarget, Evidence, Neighbourhood, Presence
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage

FIRST_TARGET = Target(start_year=2020, target_year=2025)
FIRST_DAY = date(2020, 1, 1)


def seed_neighbourhoods(session: Session, *, today: date) -> int:
    """Add the neighbourhoods that are not there yet, and give each the buurten that none has; gives how many are new.

    What people changed since stays as they made it.
    """
    wanted: list[dict[str, Any]] = read_toml("neighbourhoods.toml")["neighbourhood"]
    known = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    fresh = [record for record in wanted if record["slug"] not in known]
    for record in fresh:
        made = Neighbourhood(slug=record["slug"], name=record["name"], aliases=record["aliases"])
        session.add(made)
        session.flush()
        known[made.slug] = made.id
    if not fresh:
        return 0
    free = {code for code, _ in list_unassigned_buurten(session, today=today, municipality=MUNICIPALITY)}
    named = {code for record in wanted for code in record["buurten"]}
    wijken = dict(session.execute(select(Area.code, Area.parent_code).where(Area.code.in_(free))).all())
    for record in fresh:
        own = [code for code in record["buurten"] if code in free]
        rest = record.get("rest_of_wijk")
        own += sorted(code for code in free - named if rest is not None and wijken[code] == rest)
        assign_codes(session, known[record["slug"]], own, on=FIRST_DAY)
    refresh(session, today=today)
    return len(fresh)


def seed_target(session: Session) -> None:
    """The first target line: every neighbourhood within five years of 2020 [S4]."""
    if session.scalar(select(CoverageTarget.id).limit(1)) is None:
        set_target(session, FIRST_TARGET, on=FIRST_DAY, reason="In vijf jaar in alle wijken van Groningen aanwezig.")


def seed_source_presence(session: Session, *, today: date) -> int:
    """The beginnings that the source names [S4], where nothing is recorded yet; gives how many were added."""
    return seed_presence(
        session,
        presence=read_toml("presence_source.toml"),
        evidence=read_toml("presence_source.toml"),
        provenance=Provenance.SOURCE,
        leave_alone=frozenset(Provenance),
        today=today,
    )


def seed_presence(
    session: Session,
    *,
    presence: dict[str, Any],
    evidence: dict[str, Any],
    provenance: Provenance,
    leave_alone: frozenset[Provenance],
    today: date,
) -> int:
    """Add evidence and then stages, in order of date, through the same rules as a person's entries.

    A neighbourhood that already has presence of a provenance in `leave_alone` is left as it is. Records
    dated after `today` are left out. Gives how many stages were added.
    """
    taken = set(
        session.scalars(
            select(Neighbourhood.slug)
            .join(Presence, Presence.neighbourhood_id == Neighbourhood.id)
            .where(Presence.provenance.in_(leave_alone))
        )
    ) | set(
        session.scalars(
            select(Neighbourhood.slug)
            .join(Evidence, Evidence.neighbourhood_id == Neighbourhood.id)
            .where(Evidence.provenance.in_(leave_alone))
        )
    )
    ids = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    for record in evidence["evidence"]:
        if record["neighbourhood"] in ids and record["neighbourhood"] not in taken and record["observed_on"] <= today:
            add_evidence(
                session,
                ids[record["neighbourhood"]],
                EvidenceKind(record["kind"]),
                observed_on=record["observed_on"],
                today=today,
                note=record["note"],
                note_en=record["note_en"],
                precision=DatePrecision(record["precision"]),
                provenance=provenance,
            )
    added = 0
    for record in sorted(presence["presence"], key=lambda each: (each["since"], each["neighbourhood"])):
        if record["neighbourhood"] in ids and record["neighbourhood"] not in taken and record["since"] <= today:
            set_stage(
                session,
                ids[record["neighbourhood"]],
                Stage(record["stage"]),
                on=record["since"],
                today=today,
                note=record["note"],
                note_en=record["note_en"],
                precision=DatePrecision(record["precision"]),
                provenance=provenance,
            )
            added += 1
    return added
