"""Taking back what an import made, as far as nobody did anything with it since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Integer, cast, column, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased

from webapp.audit.actions import record
from webapp.errors import DomainError, NotFound
from webapp.exchange.partner_reading import named_places
from webapp.exchange.queries import lock_run
from webapp.exchange.rules import Choice, Finding, cells_of
from webapp.initiatives.queries import find_waiting
from webapp.models import (
    ImportRow,
    ImportRun,
    Initiative,
    InitiativeOrganiser,
    InitiativeTask,
    ListingDay,
    ListingPartner,
    Partner,
    PartnerActivity,
    PartnerAgreement,
    PartnerContact,
    PartnerPlace,
    PartnerRelation,
    RoleGrant,
    TaskSignup,
)
from webapp.partners.actions.partners import change_partner, facts_of
from webapp.vocabulary import AuditAction, ImportState, ImportSubject, RevisionState

AT_ONCE = 500


def undo_import(session: Session, run_id: int, *, by: int, today: date, now: datetime) -> None:
    """Remove what an import made; what was changed, confirmed or used since stays, and its row tells why.

    A change that it handed in is taken back when nobody decided on it yet; what it filled in of a partner becomes
    empty again. Raises `NotFound` code `import_unknown`, `DomainError` code `import_not_applied`.
    """
    run = lock_run(session, run_id)
    if run is None:
        raise NotFound("import_unknown")
    if run.state != ImportState.APPLIED:
        raise DomainError("import_not_applied")
    rows = session.scalars(
        select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.made_id.is_not(None)).order_by(ImportRow.number)
    ).all()
    merged = [row for row in rows if row.choice == Choice.MERGE]
    made = {row.made_id or 0: row.made_version or 0 for row in rows if row.choice != Choice.MERGE}
    if run.subject == ImportSubject.INITIATIVES:
        kept = _remove_initiatives(session, made)
        kept |= {row.made_id or 0: why for row in merged if (why := _withdraw(session, row, now=now))}
    else:
        placed = {row.made_id or 0: named_places(cells_of(row.cells, run.mapping).get("places", "")) for row in rows}
        kept = _remove_partners(session, made, placed)
        kept |= {row.made_id or 0: why for row in merged if (why := _empty_again(session, row, by=by, today=today))}
    _tell(session, run, kept)
    run.state = ImportState.UNDONE
    run.undone_at = now
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="import_run", row=run.id, fields=("undone_at",))


def _remove_initiatives(session: Session, made: Mapping[int, int]) -> dict[int, str]:
    """Delete those that are as they were made; gives why others stay, by id."""
    merged_in = aliased(Initiative)
    used = or_(
        exists().where(InitiativeTask.initiative_id == Initiative.id, TaskSignup.task_id == InitiativeTask.id),
        exists().where(InitiativeOrganiser.initiative_id == Initiative.id, InitiativeOrganiser.account_id.is_not(None)),
        exists().where(merged_in.merged_into_id == Initiative.id),
    )
    rows = session.execute(
        select(Initiative.id, Initiative.version, Initiative.confirmed_on > Initiative.approved_on, used)
        .where(Initiative.id.in_(sorted(made)))
        .with_for_update(of=Initiative)
    )
    kept: dict[int, str] = {}
    gone: list[int] = []
    for number, version, is_confirmed, is_used in rows:
        if version != made[number]:
            kept[number] = "kept_changed"
        elif is_confirmed:
            kept[number] = "kept_confirmed"
        elif is_used:
            kept[number] = "kept_in_use"
        else:
            gone.append(number)
    left = iter(gone)
    while some := list(islice(left, AT_ONCE)):
        # the days first, as one set: left to the database they go initiative by initiative
        for table in (ListingDay.initiative_id, Initiative.id):
            session.execute(delete(table.class_).where(table.in_(some)).execution_options(synchronize_session=False))
    return kept


def _withdraw(session: Session, row: ImportRow, *, now: datetime) -> str | None:
    """Take back the change that was handed in for a row; gives why not."""
    initiative = session.scalar(select(Initiative).where(Initiative.id == row.made_id).with_for_update())
    if initiative is None:
        return None
    waiting = find_waiting(session, initiative.id)
    if waiting is None or initiative.version != row.made_version:
        return "kept_changed"
    waiting.state = RevisionState.WITHDRAWN
    waiting.decided_at = now
    initiative.version += 1
    initiative.changed_at = now
    session.flush()
    return None


def _remove_partners(
    session: Session, made: Mapping[int, int], placed: Mapping[int, Sequence[tuple[str, str]]]
) -> dict[int, str]:
    """Delete those that are as they were made, and that nothing leans on; gives why others stay, by id.

    `placed` are the places, as label and address, that were made of each.
    """
    of_partner = (
        PartnerActivity.partner_id,
        PartnerAgreement.partner_id,
        PartnerContact.partner_id,
        PartnerRelation.member_id,
        PartnerRelation.whole_id,
        InitiativeOrganiser.partner_id,
        ListingPartner.partner_id,
        RoleGrant.partner_id,
    )
    used = or_(*(exists().where(each == Partner.id) for each in of_partner))
    rows = session.execute(
        select(Partner.id, Partner.version, Partner.confirmed_on > func.date(ImportRun.applied_at), used)
        .join(ImportRun, ImportRun.id == Partner.import_id)
        .where(Partner.id.in_(sorted(made)))
        .with_for_update(of=Partner)
    )
    kept: dict[int, str] = {}
    gone: list[int] = []
    places = _places(session, made)
    for number, version, is_confirmed, is_used in rows:
        if version != made[number] or places.get(number, []) != sorted(placed[number]):
            kept[number] = "kept_changed"
        elif is_used:
            kept[number] = "kept_in_use"
        elif is_confirmed:
            kept[number] = "kept_confirmed"
        else:
            gone.append(number)
    session.execute(delete(Partner).where(Partner.id.in_(gone)).execution_options(synchronize_session=False))
    return kept


def _places(session: Session, made: Mapping[int, int]) -> dict[int, list[tuple[str, str]]]:
    """The places, as label and address, of partners by id; in order."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = session.execute(
        select(PartnerPlace.partner_id, PartnerPlace.label, PartnerPlace.address).where(
            PartnerPlace.partner_id.in_(sorted(made))
        )
    )
    for number, label, address in rows:
        found.setdefault(number, []).append((label, address))
    return {number: sorted(places) for number, places in found.items()}


def _empty_again(session: Session, row: ImportRow, *, by: int, today: date) -> str | None:
    """Empty what a row filled in of a partner; gives why not."""
    partner = session.scalar(select(Partner).where(Partner.id == row.made_id).with_for_update())
    if partner is None:
        return None
    if partner.version != row.made_version:
        return "kept_changed"
    filled = [each.field for each in map(Finding.from_json, row.errors) if each.code == "filled"]
    kept = facts_of(partner)
    emptied = replace(
        kept,
        tradition=None if "tradition" in filled else kept.tradition,
        description="" if "description" in filled else kept.description,
        description_en="" if "description_en" in filled else kept.description_en,
        website="" if "website" in filled else kept.website,
        email="" if "email" in filled else kept.email,
        phone="" if "phone" in filled else kept.phone,
    )
    change_partner(session, partner, emptied, version=partner.version, by=by, today=today)
    return None


def _tell(session: Session, run: ImportRun, kept: Mapping[int, str]) -> None:
    """Note with each row why what it made stays; the others have made nothing any more."""
    beside = "title" if run.subject == ImportSubject.INITIATIVES else "name"
    sent: Sequence[dict[str, object]] = [
        {"made_id": made_id, "notes": [Finding(beside, why).to_json()]} for made_id, why in sorted(kept.items())
    ]
    values = (
        func.jsonb_to_recordset(cast(sent, JSONB))
        .table_valued(column("made_id", Integer), column("notes", JSONB))
        .render_derived(name="kept", with_types=True)
    )
    own = ImportRow.run_id == run.id
    session.execute(
        update(ImportRow)
        .where(own, ImportRow.made_id == values.c.made_id)
        .values(errors=ImportRow.errors.op("||")(values.c.notes))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(ImportRow)
        .where(own, ImportRow.made_id.not_in(sorted(kept)))
        .values(made_id=None, made_version=None)
        .execution_options(synchronize_session=False)
    )
