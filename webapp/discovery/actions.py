"""Beginning a discovery process, noting what happens in it, ending it; each is a sign of life of the neighbourhood."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.coverage.actions import add_evidence, correct_evidence, withdraw_evidence
from webapp.discovery.queries import find_running, last_ended_on, last_event_on
from webapp.discovery.rules import WHOSE_LENGTH, check_end, check_event, check_start, sign_of_event, sign_of_start
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import Discovery, DiscoveryEvent, Evidence, Partner
from webapp.vocabulary import AuditAction, DiscoveryEventKind, DiscoveryStart, EvidenceKind, Provenance


@dataclass(frozen=True)
class Beginning:
    """How a process begins; whose it is needs telling only for one that is joined."""

    start: DiscoveryStart
    started_on: date
    partner_id: int | None = None
    whose: str = ""
    aim: str = ""


@dataclass(frozen=True)
class Happening:
    """What happened on a day: with or by how many people, and in words that name nobody."""

    kind: DiscoveryEventKind
    on_day: date
    words: str
    people: int | None = None


def start_discovery(
    session: Session,
    neighbourhood_id: int,
    beginning: Beginning,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> Discovery:
    """Begin a process, or join one, in a neighbourhood where none runs.

    Raises `DomainError` code `discovery_runs`, `discovery_whose`, `partner_unknown`, or as `check_start` does.
    """
    _take_turns(session, neighbourhood_id)
    if find_running(session, neighbourhood_id) is not None:
        raise DomainError("discovery_runs")
    if beginning.start == DiscoveryStart.JOINED and beginning.partner_id is None and not beginning.whose:
        raise DomainError("discovery_whose")
    partner = None if beginning.partner_id is None else session.get(Partner, beginning.partner_id)
    if beginning.partner_id is not None and partner is None:
        raise DomainError("partner_unknown")
    check_start(beginning.started_on, last_ended_on=last_ended_on(session, neighbourhood_id), today=today)
    begun = Discovery(
        neighbourhood_id=neighbourhood_id,
        start=beginning.start,
        partner_id=beginning.partner_id,
        # the name too, for when the partner is removed
        whose=beginning.whose or (partner.name[:WHOSE_LENGTH] if partner else ""),
        aim=beginning.aim,
        started_on=beginning.started_on,
        provenance=provenance,
    )
    session.add(begun)
    session.flush()
    _give_sign(
        session, neighbourhood_id, sign_of_start(begun.start), on=begun.started_on, today=today, provenance=provenance
    )
    record(session, AuditAction.CREATED, by=by, table="discovery", row=begun.id)
    return begun


def note_event(
    session: Session,
    neighbourhood_id: int,
    happening: Happening,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> DiscoveryEvent:
    """Note what happened in the running process.

    Raises `DomainError` code `discovery_not_running`, or as `check_event` does.
    """
    _take_turns(session, neighbourhood_id)
    running = _get_running(session, neighbourhood_id)
    check_event(happening.on_day, started_on=running.started_on, today=today)
    noted = DiscoveryEvent(
        discovery_id=running.id,
        kind=happening.kind,
        on_day=happening.on_day,
        words=happening.words,
        people=happening.people,
        provenance=provenance,
    )
    session.add(noted)
    session.flush()
    noted.evidence_id = _give_sign_of(session, neighbourhood_id, noted, today=today).id
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="discovery_event", row=noted.id)
    return noted


def change_event(
    session: Session,
    neighbourhood_id: int,
    event_id: int,
    happening: Happening,
    *,
    version: int,
    by: int | None,
    today: date,
) -> tuple[str, ...]:
    """Keep what is different in what happened, and put its sign of life right; gives the names of those fields.

    Also after the process ended. Raises `NotFound` `discovery_event_unknown`, `EditConflict` `changed_meanwhile`, and
    `DomainError` as `check_event` does.
    """
    _take_turns(session, neighbourhood_id)
    event, process = _get_event(session, neighbourhood_id, event_id)
    changes = {name: value for name, value in vars(happening).items() if value != getattr(event, name)}
    if not changes:
        return ()
    if event.version != version:
        raise EditConflict("changed_meanwhile", version=event.version)
    check_event(happening.on_day, started_on=process.started_on, ended_on=process.ended_on, today=today)
    for name, value in changes.items():
        setattr(event, name, value)
    event.version += 1
    session.flush()
    _correct_sign(session, neighbourhood_id, event, today=today)
    record(session, AuditAction.CHANGED, by=by, table="discovery_event", row=event.id, fields=tuple(changes))
    return tuple(changes)


def remove_event(session: Session, neighbourhood_id: int, event_id: int, *, version: int, by: int | None) -> None:
    """Take away what did not happen, and the sign of life that it gave.

    Raises `NotFound` `discovery_event_unknown`, and `EditConflict` `changed_meanwhile` when somebody changed it after
    it was looked at.
    """
    _take_turns(session, neighbourhood_id)
    event, _process = _get_event(session, neighbourhood_id, event_id)
    if event.version != version:
        raise EditConflict("changed_meanwhile", version=event.version)
    if event.evidence_id is not None:
        # while the event still stands: who may take back a sign follows from it
        withdraw_evidence(session, event.evidence_id)
        record(session, AuditAction.DELETED, by=by, table="evidence", row=event.evidence_id)
    session.delete(event)
    session.flush()
    record(session, AuditAction.DELETED, by=by, table="discovery_event", row=event_id)


def end_discovery(
    session: Session, neighbourhood_id: int, *, ended_on: date, outcome: str, by: int | None, today: date
) -> Discovery:
    """End the running process with what came of it.

    Raises `DomainError` code `discovery_not_running`, `discovery_outcome`, or as `check_end` does.
    """
    _take_turns(session, neighbourhood_id)
    running = _get_running(session, neighbourhood_id)
    if not outcome.strip():
        raise DomainError("discovery_outcome")
    last = last_event_on(session, running.id)
    check_end(ended_on, started_on=running.started_on, last_event_on=last, today=today)
    running.ended_on, running.outcome = ended_on, outcome.strip()
    running.version += 1
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="discovery", row=running.id, fields=("ended_on", "outcome"))
    return running


def _take_turns(session: Session, neighbourhood_id: int) -> None:
    """Let two coordinators of one neighbourhood wait for each other, so that the second sees what the first did."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("discovery"), neighbourhood_id)))


def _get_running(session: Session, neighbourhood_id: int) -> Discovery:
    running = find_running(session, neighbourhood_id)
    if running is None:
        raise DomainError("discovery_not_running")
    return running


def _get_event(session: Session, neighbourhood_id: int, event_id: int) -> tuple[DiscoveryEvent, Discovery]:
    """An event and its process as they stand now, also when they were read before this turn came."""
    row = session.execute(
        select(DiscoveryEvent, Discovery)
        .join(Discovery, Discovery.id == DiscoveryEvent.discovery_id)
        .where(DiscoveryEvent.id == event_id, Discovery.neighbourhood_id == neighbourhood_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("discovery_event_unknown")
    return row[0], row[1]


def _correct_sign(session: Session, neighbourhood_id: int, event: DiscoveryEvent, *, today: date) -> None:
    if event.evidence_id is None:
        event.evidence_id = _give_sign_of(session, neighbourhood_id, event, today=today).id
        session.flush()
        return
    note, note_en = sign_of_event(event.kind, event.people)
    correct_evidence(session, event.evidence_id, observed_on=event.on_day, today=today, note=note, note_en=note_en)


def _give_sign_of(session: Session, neighbourhood_id: int, event: DiscoveryEvent, *, today: date) -> Evidence:
    told = sign_of_event(event.kind, event.people)
    return _give_sign(session, neighbourhood_id, told, on=event.on_day, today=today, provenance=event.provenance)


def _give_sign(
    session: Session, neighbourhood_id: int, told: tuple[str, str], *, on: date, today: date, provenance: Provenance
) -> Evidence:
    return add_evidence(
        session,
        neighbourhood_id,
        EvidenceKind.DISCOVERY_PROCESS,
        observed_on=on,
        today=today,
        note=told[0],
        note_en=told[1],
        provenance=provenance,
    )
