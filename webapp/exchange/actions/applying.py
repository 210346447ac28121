"""Making what a file holds: all of it in the one transaction of the request, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Integer, cast, column, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError
from webapp.exchange.actions.judging import Judged, judge, keep_judged
from webapp.exchange.actions.partners import fill_partner, make_partners
from webapp.exchange.actions.publishing import MADE_VERSION, Coming, make_approved
from webapp.exchange.actions.starting import lock_open
from webapp.exchange.rules import MOST_MERGES, Choice, Finding, Which
from webapp.initiatives.actions import propose
from webapp.initiatives.content import Content
from webapp.initiatives.queries import find_newest
from webapp.models import ImportRow, ImportRun, Initiative
from webapp.vocabulary import AuditAction, ImportState, ImportSubject

FILLABLE = ("for_whom", "organiser", "address", "links", "tasks", "partners")
"""What can be empty in an initiative that is there, and then comes from a row that is merged into it."""

WHEN = ("starts_on", "starts_at", "minutes", "rrule")
"""Comes together, into an initiative that did not say when it is."""


@dataclass(frozen=True)
class Made:
    """Of which row something came: what (id), and the version that it then had; None for what added nothing."""

    number: int
    made_id: int | None
    version: int | None = None
    notes: tuple[Finding, ...] = ()


def apply_import(
    session: Session, run_id: int, which: Which, *, by: int, note: str, today: date, now: datetime
) -> bool:
    """Make what the good rows hold; gives False, and makes nothing, when that is no longer what somebody saw.

    Everything is judged anew first: since the preview a theme can have gone, a day have passed, or somebody have
    registered the same. What then stands with the rows is kept, to be looked at again. `note` is what the history of an
    initiative says of a row that is merged into it.

    Raises as `lock_open`, and `DomainError` with `import_has_errors` (asked for all, and not all are good),
    `import_nothing`, `import_many_merges`, `import_many_days`, `import_crowded`.
    """
    run = lock_open(session, run_id)
    before = _outcomes_kept(session, run)
    judged = judge(session, run, today=today)
    keep_judged(session, run, judged)
    if before != [each.outcome for each in judged]:
        return False
    good = [each for each in judged if each.is_good]
    if which == Which.ALL and len(good) < len(judged):
        raise DomainError("import_has_errors", count=len(judged) - len(good))
    merged = [each for each in good if each.choice == Choice.MERGE]
    new = [each for each in good if each.choice in ("", Choice.KEEP)]
    if not merged and not new:
        raise DomainError("import_nothing")
    if len(merged) > MOST_MERGES:
        raise DomainError("import_many_merges", most=MOST_MERGES)
    if run.subject == ImportSubject.INITIATIVES:
        made = _make_initiatives(session, new, run=run, by=by, today=today, now=now)
        made += [_merge_initiative(session, each, by=by, note=note, now=now) for each in merged]
    else:
        made = [Made(number, made_id, 1) for number, made_id in _make_partners(session, new, run=run, today=today)]
        made += [_fill_partner(session, each, by=by, today=today) for each in merged]
    _keep_made(session, run, made)
    run.state = ImportState.APPLIED
    run.applied_at = now
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="import_run", row=run.id, fields=("applied_at",))
    return True


def filled_up(kept: Content, row: Content) -> Content:
    """The content that is there, with what it did not say taken from a row."""
    values = {name: getattr(row, name) for name in FILLABLE if not getattr(kept, name) and getattr(row, name)}
    if kept.address or kept.reach != row.reach:
        values.pop("address", None)
    if kept.starts_on is None and row.starts_on is not None:
        values |= {name: getattr(row, name) for name in WHEN}
    return replace(kept, **values)


def _outcomes_kept(session: Session, run: ImportRun) -> list[tuple[int, bool, bool]]:
    rows = session.execute(
        select(ImportRow.number, ImportRow.errors, ImportRow.choice)
        .where(ImportRow.run_id == run.id)
        .order_by(ImportRow.number)
    )
    return [
        (number, not any(Finding.from_json(each).is_error for each in errors), bool(choice))
        for number, errors, choice in rows
    ]


def _make_initiatives(
    session: Session, new: Sequence[Judged], *, run: ImportRun, by: int, today: date, now: datetime
) -> list[Made]:
    coming = [
        Coming(
            content=each.initiative.content,
            partner_ids=tuple(partner.id for partner in each.initiative.partners),
            neighbourhood_id=each.located.neighbourhood_id if each.located else None,
        )
        for each in new
        if each.initiative and each.initiative.content
    ]
    ids = make_approved(session, coming, run_id=run.id, by=by, today=today, now=now)
    return [Made(each.number, made_id, MADE_VERSION) for each, made_id in zip(new, ids, strict=True)]


def _merge_initiative(session: Session, row: Judged, *, by: int, note: str, now: datetime) -> Made:
    """Hand in what a row adds as a change of what is there, for somebody else to approve."""
    initiative = session.scalar(select(Initiative).where(Initiative.id == row.lookalike_id).with_for_update())
    newest = find_newest(session, initiative.id) if initiative else None
    content = row.initiative.content if row.initiative else None
    if initiative is None or newest is None or content is None:
        raise DomainError("import_crowded")
    kept = Content.from_json(newest.content)
    whole = filled_up(kept, content)
    if whole == kept:
        return Made(row.number, None, notes=(Finding("title", "nothing_to_fill"),))
    propose(session, initiative, whole, by=by, version=initiative.version, now=now, note=note)
    return Made(row.number, initiative.id, initiative.version)


def _make_partners(session: Session, new: Sequence[Judged], *, run: ImportRun, today: date) -> list[tuple[int, int]]:
    ids = make_partners(session, [each.partner for each in new if each.partner], run_id=run.id, today=today)
    return list(zip([each.number for each in new], ids, strict=True))


def _fill_partner(session: Session, row: Judged, *, by: int, today: date) -> Made:
    facts = row.partner.facts if row.partner else None
    if facts is None or row.lookalike_id is None:
        raise DomainError("import_crowded")
    filled, version = fill_partner(session, row.lookalike_id, facts, by=by, today=today)
    if not filled:
        return Made(row.number, None, notes=(Finding("name", "nothing_to_fill"),))
    notes = tuple(Finding(name, "filled") for name in filled)
    return Made(row.number, row.lookalike_id, version, notes)


def _keep_made(session: Session, run: ImportRun, made: Sequence[Made]) -> None:
    """Keep with every row what came of it, in one statement."""
    sent = [
        {
            "number": each.number,
            "made_id": each.made_id,
            "version": each.version,
            "notes": [note.to_json() for note in each.notes],
        }
        for each in made
    ]
    values = (
        func.jsonb_to_recordset(cast(sent, JSONB))
        .table_valued(
            column("number", Integer), column("made_id", Integer), column("version", Integer), column("notes", JSONB)
        )
        .render_derived(name="made", with_types=True)
    )
    session.execute(
        update(ImportRow)
        .where(ImportRow.run_id == run.id, ImportRow.number == values.c.number)
        .values(
            made_id=values.c.made_id,
            made_version=values.c.version,
            errors=ImportRow.errors.op("||")(values.c.notes),
        )
        .execution_options(synchronize_session=False)
    )
