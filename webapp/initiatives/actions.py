"""What becomes of an initiative: registered, changed, approved or returned, paused, ended, confirmed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.calendar.rules import extended
from webapp.database import affected_rows
from webapp.errors import DomainError
from webapp.initiatives.content import Content
from webapp.initiatives.letters import post_still_right
from webapp.initiatives.publishing import neighbourhoods_of, publish, show_state, withdraw
from webapp.initiatives.queries import find_approved, find_waiting, free_slug, next_number
from webapp.initiatives.rules import ASK_AFTER, EXTENDED, require_step, slug_of
from webapp.models import Initiative, InitiativeOrganiser, InitiativeRevision
from webapp.vocabulary import AuditAction, InitiativeState, Provenance, RevisionState


def register(
    session: Session,
    content: Content,
    *,
    by: int | None,
    today: date,
    now: datetime,
    partner_ids: Sequence[int] = (),
    provenance: Provenance = Provenance.ENTERED,
    copied_from_id: int | None = None,
    import_id: int | None = None,
) -> Initiative:
    """Take in a new initiative, whose organiser is account `by`: it waits for approval.

    Without `by` nobody keeps it yet, as when it comes from a file. The session looks as that account.
    """
    initiative = Initiative(
        slug=free_slug(session, slug_of(content.title)),
        state=InitiativeState.RECEIVED,
        layer=content.layer,
        neighbourhood_ids=neighbourhoods_of(session, content),
        confirmed_on=today,
        copied_from_id=copied_from_id,
        import_id=import_id,
        provenance=provenance,
    )
    session.add(initiative)
    session.flush()
    if by is not None:
        session.add(InitiativeOrganiser(initiative_id=initiative.id, account_id=by))
        session.flush()
    session.add_all(InitiativeOrganiser(initiative_id=initiative.id, partner_id=each) for each in partner_ids)
    _add_revision(session, initiative, content, by=by, now=now)
    record(session, AuditAction.CREATED, by=by, table="initiative", row=initiative.id)
    return initiative


def propose(
    session: Session, initiative: Initiative, content: Content, *, by: int, version: int, now: datetime, note: str = ""
) -> InitiativeRevision:
    """Hand in another version; the approved one stays as it is shown. It takes the place of one that waits.

    Raises `DomainError` code `changed_meanwhile` when it is no longer at `version`, and `step_impossible` for one that
    was merged.
    """
    if initiative.state == InitiativeState.MERGED:
        raise DomainError("step_impossible", state=initiative.state.value, wanted=InitiativeState.RECEIVED.value)
    _raise_version(session, initiative, version=version, now=now)
    waiting = find_waiting(session, initiative.id)
    if waiting is not None:
        waiting.state = RevisionState.WITHDRAWN
        waiting.decided_at = now
        session.flush()
    if initiative.state == InitiativeState.RETURNED:
        initiative.state = InitiativeState.RECEIVED
    approved = find_approved(session, initiative.id)
    shown = neighbourhoods_of(session, Content.from_json(approved.content)) if approved else []
    initiative.neighbourhood_ids = sorted({*shown, *neighbourhoods_of(session, content)})
    if approved is None:
        initiative.layer = content.layer
    revision = _add_revision(session, initiative, content, by=by, now=now, note=note)
    record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("content",))
    return revision


def approve(
    session: Session,
    initiative: Initiative,
    revision: InitiativeRevision,
    *,
    by: int | None,
    today: date,
    now: datetime,
) -> None:
    """Show this version. Raises `DomainError` code `own_version` for one's own, and `decided_already`."""
    if by is not None and revision.author_id == by:
        raise DomainError("own_version")
    content = Content.from_json(revision.content)
    places = neighbourhoods_of(session, content)
    _decide(session, revision, RevisionState.APPROVED, by=by, now=now)
    if initiative.state in (InitiativeState.RECEIVED, InitiativeState.RETURNED):
        initiative.state = InitiativeState.RUNNING
    initiative.layer = content.layer
    initiative.neighbourhood_ids = places
    if initiative.approved_on is None or _is_of_organiser(session, initiative.id, revision.author_id):
        # who approves what a colleague wrote does not speak for who organises it
        initiative.confirmed_on = today
        initiative.asked_on = None
    initiative.approved_on = initiative.approved_on or today
    initiative.changed_at = now
    initiative.version += 1
    session.flush()
    publish(session, initiative, content, today=today, now=now)
    record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("approved_on",))


def return_to_organiser(
    session: Session, initiative: Initiative, revision: InitiativeRevision, *, by: int, reason: str, now: datetime
) -> None:
    """Send a version back with a reason; what was shown stays. Raises `DomainError` code `decided_already`."""
    _decide(session, revision, RevisionState.RETURNED, by=by, now=now, reason=reason)
    if initiative.state == InitiativeState.RECEIVED:
        initiative.state = InitiativeState.RETURNED
    initiative.changed_at = now
    initiative.version += 1
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("state",))


def set_state(
    session: Session, initiative: Initiative, wanted: InitiativeState, *, by: int | None, today: date, now: datetime
) -> None:
    """Pause, end, or take up again, at once; raises `DomainError` code `step_impossible`.

    What ends before it was ever approved is shown to nobody, and what waits of it is taken back.
    """
    if initiative.state == InitiativeState.RECEIVED and wanted != InitiativeState.ENDED:
        # what was never approved begins by being approved, and by nothing else
        raise DomainError("step_impossible", state=initiative.state.value, wanted=wanted.value)
    require_step(initiative.state, wanted, was_approved=initiative.approved_on is not None)
    initiative.state = wanted
    initiative.ended_on = today if wanted == InitiativeState.ENDED else None
    if wanted == InitiativeState.RUNNING:
        initiative.confirmed_on = today
    initiative.changed_at = now
    initiative.version += 1
    waiting = find_waiting(session, initiative.id) if wanted == InitiativeState.ENDED else None
    if waiting is not None:
        waiting.state = RevisionState.WITHDRAWN
        waiting.decided_at = now
    session.flush()
    show_state(session, initiative, now=now)
    record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("state",))


def confirm(session: Session, initiative: Initiative, *, by: int | None, today: date, now: datetime) -> None:
    """Note that an organiser says that it is still right: it no longer fades, and a rhythm goes on for a year.

    Nothing else changes, so nobody has to approve that. While a change waits the rhythm stays as it is. Raises
    `DomainError` code `step_impossible` for what is not shown.
    """
    if initiative.state not in (InitiativeState.RUNNING, InitiativeState.PAUSED):
        raise DomainError("step_impossible", state=initiative.state.value, wanted=InitiativeState.RUNNING.value)
    initiative.confirmed_on = today
    initiative.asked_on = None
    session.flush()
    longer = _longer(session, initiative, today=today)
    if longer is None:
        show_state(session, initiative, now=now)
    else:
        _add_revision(session, initiative, longer, by=by, now=now, note=EXTENDED, state=RevisionState.APPROVED)
        publish(session, initiative, longer, today=today, now=now)
    record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("confirmed_on",))


def post_confirmation_mails(session: Session, *, secret_key: str, public_url: str, today: date) -> int:
    """Ask the organisers of what was last confirmed a year ago whether it is still right, once; gives how many mails.

    For the worker, which sees all rows. What nobody keeps cannot be asked about: it fades all the same. Demonstration
    data is kept by invented people, who are not asked.
    """
    due = session.scalars(
        select(Initiative)
        .where(
            Initiative.state.in_((InitiativeState.RUNNING, InitiativeState.PAUSED)),
            Initiative.confirmed_on <= today - ASK_AFTER,
            Initiative.asked_on.is_(None),
            Initiative.provenance != Provenance.DEMO,
        )
        .order_by(Initiative.id)
        .with_for_update(skip_locked=True)
    ).all()
    mails = 0
    for initiative in due:
        asked = post_still_right(session, initiative, secret_key=secret_key, public_url=public_url, today=today)
        if asked:
            initiative.asked_on = today
            mails += asked
    session.flush()
    return mails


def merge_into(session: Session, initiative: Initiative, kept: Initiative, *, by: int, now: datetime) -> None:
    """Let one initiative be another: its address leads there, its versions stay, its organisers keep the other too.

    Raises `DomainError` code `step_impossible`, also for an initiative and itself.
    """
    if initiative.id == kept.id or kept.state == InitiativeState.MERGED:
        raise DomainError("step_impossible", state=kept.state.value, wanted=InitiativeState.MERGED.value)
    require_step(initiative.state, InitiativeState.MERGED, was_approved=initiative.approved_on is not None)
    waiting = find_waiting(session, initiative.id)
    if waiting is not None:
        waiting.state = RevisionState.WITHDRAWN
        waiting.decided_at = now
    initiative.state = InitiativeState.MERGED
    initiative.merged_into_id = kept.id
    initiative.changed_at = now
    initiative.version += 1
    session.flush()
    # what was merged into this one goes along, so that an address leads on in one step
    session.execute(update(Initiative).where(Initiative.merged_into_id == initiative.id).values(merged_into_id=kept.id))
    _share_organisers(session, initiative.id, kept.id)
    withdraw(session, initiative.id, now=now)
    record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("merged_into_id",))


def _share_organisers(session: Session, from_id: int, to_id: int) -> None:
    def whose(initiative_id: int) -> set[tuple[int | None, int | None]]:
        rows = session.execute(
            select(InitiativeOrganiser.account_id, InitiativeOrganiser.partner_id).where(
                InitiativeOrganiser.initiative_id == initiative_id
            )
        )
        return {(account_id, partner_id) for account_id, partner_id in rows}

    for account_id, partner_id in sorted(whose(from_id) - whose(to_id), key=str):
        session.add(InitiativeOrganiser(initiative_id=to_id, account_id=account_id, partner_id=partner_id))
    session.flush()


def _longer(session: Session, initiative: Initiative, *, today: date) -> Content | None:
    """What is shown, with a rhythm that goes on for a year from today; None when it does so already, or has none."""
    approved = find_approved(session, initiative.id)
    if approved is None or find_waiting(session, initiative.id) is not None:
        return None
    content = Content.from_json(approved.content)
    rhythm, until = content.rhythm, today + relativedelta(years=1)
    if rhythm is None or rhythm.rrule is None or rhythm.ends_on >= until:
        return None
    longer = extended(rhythm, until, today=today)
    return replace(content, starts_on=longer.starts_on, rrule=longer.rrule)


def _add_revision(
    session: Session,
    initiative: Initiative,
    content: Content,
    *,
    by: int | None,
    now: datetime,
    note: str = "",
    state: RevisionState = RevisionState.WAITING,
) -> InitiativeRevision:
    revision = InitiativeRevision(
        initiative_id=initiative.id,
        number=next_number(session, initiative.id),
        state=state,
        content=content.to_json(),
        author_id=by,
        note=note,
        decided_at=None if state == RevisionState.WAITING else now,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    return revision


def _decide(
    session: Session,
    revision: InitiativeRevision,
    state: RevisionState,
    *,
    by: int | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Of two who decide at once, the second is told."""
    decided = (
        update(InitiativeRevision)
        .where(InitiativeRevision.id == revision.id, InitiativeRevision.state == RevisionState.WAITING)
        .values(state=state, decided_by=by, decided_at=now, reason=reason)
        .execution_options(synchronize_session=False)
    )
    if affected_rows(session.execute(decided)) == 0:
        raise DomainError("decided_already")
    session.expire(revision)


def _raise_version(session: Session, initiative: Initiative, *, version: int, now: datetime) -> None:
    raised = (
        update(Initiative)
        .where(Initiative.id == initiative.id, Initiative.version == version)
        .values(version=Initiative.version + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    if affected_rows(session.execute(raised)) == 0:
        raise DomainError("changed_meanwhile")
    session.refresh(initiative)


def _is_of_organiser(session: Session, initiative_id: int, author_id: int | None) -> bool:
    """Whether a version was written by who keeps the initiative; with a partner that keeps it members can be too."""
    keepers = session.execute(
        select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == initiative_id)
    )
    return author_id is not None and any(account_id in (author_id, None) for (account_id,) in keepers)
