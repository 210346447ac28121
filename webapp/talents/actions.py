"""Keeping what somebody offers, on what terms, and how a talent develops. Scouting has a module of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from geoalchemy2 import WKTElement
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.masking import RdPoint, masked_point
from webapp.audit.actions import record
from webapp.calendar.week_ranges import to_multirange
from webapp.encryption import KeyRing
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.models import (
    MaskedPlace,
    Offering,
    Person,
    PersonRequirement,
    Talent,
    TalentStageChange,
    TalentStep,
)
from webapp.people.rules import Address
from webapp.talents.queries import find_density, has_open_match, list_papers
from webapp.talents.rules import (
    Paper,
    Terms,
    check_done,
    check_due,
    check_paper,
    check_pause,
    check_stage,
)
from webapp.vocabulary import AuditAction, DevelopmentStep, Requirement, TalentLevel, TalentStage

ONCE = "uq_talent_once"
FOR_PEOPLE = "theme_for_people"


@dataclass(frozen=True)
class TalentFacts:
    """What somebody says of a talent."""

    theme_id: int
    what: str
    level: TalentLevel
    wants_to_learn: bool
    is_offered: bool


def add_talent(
    session: Session,
    person_id: int,
    facts: TalentFacts,
    *,
    by: int,
    today: date,
    scouted: bool = False,
) -> Talent:
    """Note something that somebody can do. With `scouted` account `by` noted it for them.

    Raises `DomainError` `talent_twice` when they have it already, `theme_unknown` for a theme that people do not have.
    """
    talent = Talent(
        person_id=person_id,
        stage=TalentStage.SCOUTED,
        scouted_by=by if scouted else None,
        scouted_on=today,
        **vars(facts),
    )
    _flush(session, talent)
    session.add(
        TalentStageChange(
            talent_id=talent.id,
            person_id=person_id,
            stage=TalentStage.SCOUTED,
            on_day=today,
            by_account=by if scouted else None,
        )
    )
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="talent", row=talent.id, person_id=person_id)
    return talent


def change_talent(session: Session, talent: Talent, facts: TalentFacts, *, version: int, by: int) -> tuple[str, ...]:
    """Keep what is different, when the talent is still the version that was looked at; gives the names of those fields.

    Raises `EditConflict` `changed_meanwhile`, and as `add_talent` does.
    """
    talent_id, person_id = talent.id, talent.person_id
    changes = {name: value for name, value in vars(facts).items() if value != getattr(talent, name)}
    if not changes:
        return ()
    try:
        with session.begin_nested():
            changed = session.scalar(
                update(Talent)
                .where(Talent.id == talent_id, Talent.version == version)
                .values(**changes, version=Talent.version + 1, changed_at=datetime.now(UTC))
                .returning(Talent.version)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError as error:
        raise _refusal(error) from error
    session.expire(talent)
    if changed is None:
        now = session.scalar(select(Talent.version).where(Talent.id == talent_id))
        if now is None:
            raise NotFound("talent_unknown")
        raise EditConflict("changed_meanwhile", version=now)
    record(
        session,
        AuditAction.CHANGED,
        by=by,
        table="talent",
        row=talent_id,
        person_id=person_id,
        fields=tuple(changes),
    )
    return tuple(changes)


def remove_talent(session: Session, talent: Talent, *, by: int) -> None:
    """Erase a talent with everything that was noted of it.

    Raises `DomainError` `talent_in_use` while something that was proposed or agreed with it is under way.
    """
    # whoever proposes something with it waits for this, and then finds it gone
    session.execute(select(Talent.id).where(Talent.id == talent.id).with_for_update())
    if has_open_match(session, talent.id):
        raise DomainError("talent_in_use")
    talent_id, person_id = talent.id, talent.person_id
    session.delete(talent)
    session.flush()
    record(session, AuditAction.DELETED, by=by, table="talent", row=talent_id, person_id=person_id)


def keep_terms(session: Session, person_id: int, terms: Terms, *, version: int | None, by: int, today: date) -> None:
    """Keep on what terms somebody helps; `version` is that of the record that was looked at, None for none yet.

    Raises `BadInput` as `check_pause` does, and `EditConflict` `changed_meanwhile` when somebody was first.
    """
    check_pause(terms.paused_until, today=today)
    values = {
        "reach": terms.reach,
        "reach_metres": terms.reach_metres,
        "goes_beyond": terms.goes_beyond,
        "weekly": to_multirange(terms.weekly),
        "languages": list(terms.languages),
        "capacity": terms.a_month,
        "paused_until": terms.paused_until,
    }
    if version is None:
        made = insert(Offering).values(person_id=person_id, **values).on_conflict_do_nothing()
        kept = session.scalar(made.returning(Offering.version))
    else:
        kept = session.scalar(
            update(Offering)
            .where(Offering.person_id == person_id, Offering.version == version)
            .values(**values, version=Offering.version + 1, changed_at=datetime.now(UTC))
            .returning(Offering.version)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    if kept is None:
        now = session.scalar(select(Offering.version).where(Offering.person_id == person_id))
        raise EditConflict("changed_meanwhile", version=now or 0)
    action = AuditAction.CREATED if version is None else AuditAction.CHANGED
    record(session, action, by=by, table="offering", row=person_id, person_id=person_id)


def tell_papers(session: Session, person_id: int, told: Mapping[Requirement, date | None], *, today: date) -> None:
    """Keep which papers somebody says to have, and until when; the others go.

    What a coordinator saw stays seen as long as its last day is the same. Raises `BadInput` as `check_paper` does; a
    paper that was kept and has lapsed since may stay.
    """
    kept = {paper.kind: paper for paper in list_papers(session, person_id)}
    for kind, valid_until in told.items():
        if kind in kept and kept[kind].valid_until == valid_until:
            continue
        check_paper(valid_until, today=today)
        _put_paper(session, person_id, Paper(kind, valid_until, seen_on=None), seen_by=None)
    gone = [kind for kind in kept if kind not in told]
    session.execute(
        delete(PersonRequirement).where(PersonRequirement.person_id == person_id, PersonRequirement.kind.in_(gone))
    )


def see_paper(
    session: Session, person_id: int, kind: Requirement, *, valid_until: date | None, by: int, today: date
) -> None:
    """Note that account `by` saw a paper of somebody else today.

    Raises `BadInput` as `check_paper` does, and `requirement_own` for one's own.
    """
    check_paper(valid_until, today=today)
    if session.scalar(select(Person.account_id).where(Person.id == person_id)) == by:
        raise BadInput("requirement_own")
    _put_paper(session, person_id, Paper(kind, valid_until, seen_on=today), seen_by=by)
    record(
        session,
        AuditAction.CHANGED,
        by=by,
        table="person_requirement",
        row=person_id,
        person_id=person_id,
        fields=(kind.value,),
    )


def be_found_near(session: Session, person: Person, address: Address, *, ring: KeyRing) -> None:
    """Let somebody be found by the one masked point of their address (`geo.masking`).

    It stands around the place of the street, since nothing nearer is known: it tells no more than that street, and not
    which door. Raises `DomainError` `address_without_place` when it is not known where the address is.
    """
    if address.x is None or address.y is None or address.is_empty:
        raise DomainError("address_without_place")
    point = masked_point(
        address.in_one_line,
        RdPoint(address.x, address.y),
        inhabitants_per_km2=find_density(session, person.buurt_code),
        key=ring.location_key,
    )
    geom = WKTElement(f"POINT({point.x:.2f} {point.y:.2f})", srid=28992)
    put = insert(MaskedPlace).values(person_id=person.id, geom=geom)
    session.execute(put.on_conflict_do_update(index_elements=[MaskedPlace.person_id], set_={"geom": geom}))


def stop_being_found_near(session: Session, person_id: int) -> None:
    """Forget the masked point: from now on somebody is found by the middle of their buurt."""
    session.execute(delete(MaskedPlace).where(MaskedPlace.person_id == person_id))


def move_to_stage(
    session: Session, talent_id: int, person_id: int, stage: TalentStage, *, on_day: date, by: int, today: date
) -> None:
    """Note that a talent came to another stage on a day. Raises `BadInput` as `check_stage` does."""
    now = session.execute(select(Talent.stage).where(Talent.id == talent_id).with_for_update()).scalar_one()
    since = session.scalars(
        select(TalentStageChange.on_day)
        .where(TalentStageChange.talent_id == talent_id)
        .order_by(TalentStageChange.id.desc())
        .limit(1)
    ).first()
    check_stage(now, stage, on_day=on_day, since=since or on_day, today=today)
    session.execute(update(Talent).where(Talent.id == talent_id).values(stage=stage, changed_at=datetime.now(UTC)))
    session.add(TalentStageChange(talent_id=talent_id, person_id=person_id, stage=stage, on_day=on_day, by_account=by))
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="talent", row=talent_id, person_id=person_id, fields=("stage",))


def add_step(
    session: Session,
    talent_id: int,
    person_id: int,
    kind: DevelopmentStep,
    words: str,
    *,
    due_on: date,
    by: int,
    today: date,
) -> TalentStep:
    """Plan a step in the development of a talent, to be followed up on a day. Raises `BadInput` as `check_due` does."""
    check_due(due_on, today=today)
    step = TalentStep(talent_id=talent_id, person_id=person_id, kind=kind, words=words, due_on=due_on, by_account=by)
    session.add(step)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="talent_step", row=step.id, person_id=person_id)
    return step


def change_step(
    session: Session,
    talent_id: int,
    step_id: int,
    kind: DevelopmentStep,
    words: str,
    *,
    due_on: date,
    by: int,
    today: date,
) -> None:
    """Keep what is different of a step that is still to be done.

    Raises `NotFound` `step_unknown` when it is not there or was closed, `BadInput` as `check_due` does for another day.
    """
    step = _open_step(session, talent_id, step_id)
    if due_on != step.due_on:
        check_due(due_on, today=today)
    now = {"kind": kind, "words": words, "due_on": due_on}
    changes = {name: value for name, value in now.items() if value != getattr(step, name)}
    for name, value in changes.items():
        setattr(step, name, value)
    session.flush()
    if changes:
        record(
            session,
            AuditAction.CHANGED,
            by=by,
            table="talent_step",
            row=step_id,
            person_id=step.person_id,
            fields=tuple(changes),
        )


def remove_step(session: Session, talent_id: int, step_id: int, *, by: int) -> None:
    """Take away a step that is still to be done. Raises `NotFound` `step_unknown` when there is none like that."""
    step = _open_step(session, talent_id, step_id)
    person_id = step.person_id
    session.delete(step)
    session.flush()
    record(session, AuditAction.DELETED, by=by, table="talent_step", row=step_id, person_id=person_id)


def close_step(
    session: Session, talent_id: int, step_id: int, *, done_on: date, outcome: str, by: int, today: date
) -> None:
    """Note what came of a step, and when.

    Raises `NotFound` `step_unknown` when it is not there or was closed already, `BadInput` as `check_done` does.
    """
    step = _open_step(session, talent_id, step_id)
    check_done(done_on, began_on=min(step.created_at.date(), step.due_on), today=today)
    step.done_on, step.outcome = done_on, outcome
    session.flush()
    record(
        session,
        AuditAction.CHANGED,
        by=by,
        table="talent_step",
        row=step_id,
        person_id=step.person_id,
        fields=("done_on", "outcome"),
    )


def _open_step(session: Session, talent_id: int, step_id: int) -> TalentStep:
    """A step of a talent that is still to be done, locked; raises `NotFound` `step_unknown`."""
    step = session.scalar(
        select(TalentStep)
        .where(TalentStep.id == step_id, TalentStep.talent_id == talent_id, TalentStep.done_on.is_(None))
        .with_for_update()
    )
    if step is None:
        raise NotFound("step_unknown")
    return step


def _put_paper(session: Session, person_id: int, paper: Paper, *, seen_by: int | None) -> None:
    values = {"valid_until": paper.valid_until, "seen_on": paper.seen_on, "seen_by": seen_by}
    put = insert(PersonRequirement).values(person_id=person_id, kind=paper.kind, **values)
    session.execute(
        put.on_conflict_do_update(index_elements=[PersonRequirement.person_id, PersonRequirement.kind], set_=values)
    )


def _flush(session: Session, talent: Talent) -> None:
    try:
        with session.begin_nested():
            session.add(talent)
            session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error


def _refusal(error: IntegrityError) -> DomainError:
    """What the database refused, as far as people can do something about it; the error itself for the rest."""
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    codes = {ONCE: "talent_twice", FOR_PEOPLE: "theme_unknown", "fk_talent_theme_id_theme": "theme_unknown"}
    if constraint not in codes:
        raise error
    return DomainError(codes[constraint])
