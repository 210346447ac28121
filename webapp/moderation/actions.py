"""What coordinators do with initiatives: approve, return, merge, take an earlier version up again, look after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.audit.actions import record
from webapp.errors import DomainError, NotFound
from webapp.initiatives.actions import approve, confirm, merge_into, propose, return_to_organiser, set_state
from webapp.initiatives.content import Content
from webapp.initiatives.publishing import neighbourhoods_of
from webapp.initiatives.queries import find_approved, find_newest, find_waiting, next_number
from webapp.models import Initiative, InitiativeRevision, InitiativeTask, ReviewPresence
from webapp.moderation.merging import Merged, Take, merge
from webapp.moderation.queries import find_revision, lock_moderated, promised_keys, task_keys
from webapp.moderation.rules import Field, moves_out_of
from webapp.vocabulary import AuditAction, InitiativeState, RevisionState, Role


class FollowUp(StrEnum):
    """What a coordinator does with an initiative that nobody confirmed."""

    ASK = "vraag"
    CONFIRM = "klopt"
    PAUSE = "pauze"
    RESUME = "hervat"
    END = "stop"


@dataclass(frozen=True)
class Wish:
    """Which two to merge, as somebody saw them: the addresses and versions of what stays and of the other."""

    kept: str
    kept_version: int
    other: str
    other_version: int
    choices: Mapping[Field, Take]


@dataclass(frozen=True)
class Side:
    """One of two initiatives that are merged. `is_shown`: the version was approved; `author_id` who wrote it."""

    initiative: Initiative
    content: Content
    author_id: int | None
    is_shown: bool


def approve_waiting(
    session: Session, viewer: Actor, slug: str, *, number: int, today: date, now: datetime
) -> Initiative:
    """Show the version that the viewer saw.

    Raises `NotFound` code `initiative_unknown` for what is not theirs; `DomainError` with `own_version`,
    `decided_already`, `changed_meanwhile` when another version took its place, and `moves_elsewhere` when it would
    then be somebody else's.
    """
    initiative = _lock(session, viewer, slug)
    waiting = _seen(session, initiative, number)
    _require_own_place(session, viewer, Content.from_json(waiting.content))
    approve(session, initiative, waiting, by=viewer.account_id, today=today, now=now)
    end_look(session, viewer)
    return initiative


def give_back_waiting(
    session: Session, viewer: Actor, slug: str, *, number: int, reason: str, now: datetime
) -> Initiative:
    """Return the version that the viewer saw, with a reason; raises as `approve_waiting`."""
    initiative = _lock(session, viewer, slug)
    waiting = _seen(session, initiative, number)
    return_to_organiser(session, initiative, waiting, by=viewer.account_id or 0, reason=reason, now=now)
    end_look(session, viewer)
    return initiative


def take_up_again(
    session: Session, viewer: Actor, slug: str, *, number: int, version: int, note: str, today: date, now: datetime
) -> bool:
    """Take an earlier version up again, as a new one; gives whether it is shown at once, or waits.

    One that was approved is shown at once: a second person looked at these very words before, so nobody approves their
    own. One that never was waits for somebody else. Raises as `approve_waiting`, and `DomainError` code `decide_first`
    while a change waits, `same_version` for the one that is shown.
    """
    initiative = _lock(session, viewer, slug, version=version)
    if find_waiting(session, initiative.id) is not None:
        raise DomainError("decide_first")
    earlier = find_revision(session, initiative.id, number)
    if earlier is None:
        raise NotFound("initiative_unknown")
    shown = find_approved(session, initiative.id)
    if shown is not None and shown.content == earlier.content:
        raise DomainError("same_version")
    content = Content.from_json(earlier.content)
    if earlier.state == RevisionState.APPROVED:
        _publish_at_once(session, viewer, initiative, content, note=note, today=today, now=now)
        return True
    propose(session, initiative, content, by=viewer.account_id or 0, version=initiative.version, now=now, note=note)
    return False


def merge_two(
    session: Session, viewer: Actor, wish: Wish, *, note: str, today: date, now: datetime
) -> tuple[Initiative, Initiative]:
    """Let two initiatives be one; gives the one that stays and the other, whose address leads there from now on.

    Both keep their versions; organisers of both keep what stays; tasks of the other one go along, with who took them.
    What comes of it is shown at once and has no author: it is made of words of others, which the viewer looked at.
    Raises as `approve_waiting`, `DomainError` code `decide_first` while a change of what stays waits, `own_version`
    when words would be shown of which the viewer is the author and that nobody approved, `merged_too_much` and
    `step_impossible`.
    """
    locked = lock_moderated(session, viewer, (wish.kept, wish.other))
    if len(locked) != len({wish.kept, wish.other}):
        raise NotFound("initiative_unknown")
    kept, other = locked[wish.kept], locked[wish.other]
    if (kept.version, other.version) != (wish.kept_version, wish.other_version):
        raise DomainError("changed_meanwhile")
    sides = side_of(session, kept), side_of(session, other)
    merged = merged_of(session, sides, wish.choices, today=today)
    _require_no_own_words(viewer, sides, merged.content)
    _move_tasks(session, other.id, kept.id, merged.moved)
    merge_into(session, other, kept, by=viewer.account_id or 0, now=now)
    if not sides[0].is_shown or merged.content != sides[0].content:
        _publish_at_once(session, viewer, kept, merged.content, note=note, today=today, now=now)
    end_look(session, viewer)
    return kept, other


def side_of(session: Session, initiative: Initiative) -> Side:
    """What an initiative brings to a merge: what is shown of it, or else what waits.

    Raises `DomainError` code `step_impossible` for one that brings nothing.
    """
    approved = find_approved(session, initiative.id)
    version = approved or find_newest(session, initiative.id)
    if version is None or initiative.state == InitiativeState.MERGED:
        raise DomainError("step_impossible", state=initiative.state.value, wanted=InitiativeState.MERGED.value)
    return Side(initiative, Content.from_json(version.content), version.author_id, approved is not None)


def merged_of(session: Session, sides: tuple[Side, Side], choices: Mapping[Field, Take], *, today: date) -> Merged:
    """What comes of a merge; raises `DomainError` codes `decide_first` and `merged_too_much`."""
    kept, other = sides
    if kept.is_shown and find_waiting(session, kept.initiative.id) is not None:
        raise DomainError("decide_first")
    return merge(
        kept.content,
        other.content,
        choices,
        used_keys=task_keys(session, kept.initiative.id),
        promised=promised_keys(session, other.initiative.id, today=today),
        promised_by_kept=promised_keys(session, kept.initiative.id, today=today),
    )


def follow_up(
    session: Session, viewer: Actor, slug: str, wanted: FollowUp, *, today: date, now: datetime
) -> Initiative:
    """Do with an initiative what a coordinator found out; raises `NotFound` and `DomainError` code `step_impossible`.

    `ASK` lets the worker mail its organisers again.
    """
    initiative = _lock(session, viewer, slug)
    by = viewer.account_id
    states = {
        FollowUp.PAUSE: InitiativeState.PAUSED,
        FollowUp.RESUME: InitiativeState.RUNNING,
        FollowUp.END: InitiativeState.ENDED,
    }
    if initiative.state not in (InitiativeState.RUNNING, InitiativeState.PAUSED):
        raise DomainError("step_impossible", state=initiative.state.value, wanted=wanted.value)
    if wanted in states:
        set_state(session, initiative, states[wanted], by=by, today=today, now=now)
    elif wanted == FollowUp.CONFIRM:
        confirm(session, initiative, by=by, today=today, now=now)
    else:
        # the worker mails whom was not asked; only it may see whom
        initiative.asked_on = None
        session.flush()
        record(session, AuditAction.CHANGED, by=by, table="initiative", row=initiative.id, fields=("asked_on",))
    return initiative


def note_look(session: Session, viewer: Actor, initiative_id: int, *, now: datetime) -> None:
    """Note that the viewer has this open; of what they had open before, they are gone."""
    looks = {"initiative_id": initiative_id, "name": viewer.name, "seen_at": now}
    noted = upsert(ReviewPresence).values(account_id=viewer.account_id, **looks)
    session.execute(noted.on_conflict_do_update(index_elements=[ReviewPresence.account_id], set_=looks))


def end_look(session: Session, viewer: Actor, initiative_id: int | None = None) -> None:
    """Note that the viewer no longer looks, at this one or at any."""
    gone = delete(ReviewPresence).where(ReviewPresence.account_id == viewer.account_id)
    if initiative_id is not None:
        gone = gone.where(ReviewPresence.initiative_id == initiative_id)
    session.execute(gone)


def _lock(session: Session, viewer: Actor, slug: str, *, version: int | None = None) -> Initiative:
    """An initiative of the viewer; raises `NotFound`, and `DomainError` when it is no longer at `version`."""
    found = lock_moderated(session, viewer, (slug,)).get(slug)
    if found is None:
        raise NotFound("initiative_unknown")
    if version is not None and found.version != version:
        raise DomainError("changed_meanwhile")
    return found


def _seen(session: Session, initiative: Initiative, number: int) -> InitiativeRevision:
    """The version that somebody saw, if it still waits."""
    revision = find_revision(session, initiative.id, number)
    if revision is None:
        raise NotFound("initiative_unknown")
    if revision.state in (RevisionState.APPROVED, RevisionState.RETURNED):
        raise DomainError("decided_already")
    if revision.state == RevisionState.WITHDRAWN:
        raise DomainError("changed_meanwhile")
    return revision


def _require_own_place(session: Session, viewer: Actor, content: Content) -> None:
    places = neighbourhoods_of(session, content)
    if moves_out_of(viewer.neighbourhood_ids, places, has_city=viewer.holds(Role.CITY_COORDINATOR)):
        raise DomainError("moves_elsewhere")


def _publish_at_once(
    session: Session,
    viewer: Actor,
    initiative: Initiative,
    content: Content,
    *,
    note: str,
    today: date,
    now: datetime,
) -> None:
    """Make a version without an author and approve it; what waits is taken back."""
    _require_own_place(session, viewer, content)
    waiting = find_waiting(session, initiative.id)
    if waiting is not None:
        waiting.state, waiting.decided_at = RevisionState.WITHDRAWN, now
        session.flush()
    revision = InitiativeRevision(
        initiative_id=initiative.id,
        number=next_number(session, initiative.id),
        state=RevisionState.WAITING,
        content=content.to_json(),
        author_id=None,
        note=note,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    approve(session, initiative, revision, by=viewer.account_id, today=today, now=now)


def _require_no_own_words(viewer: Actor, sides: tuple[Side, Side], made: Content) -> None:
    for side, opposite in (sides, sides[::-1]):
        is_unseen = not side.is_shown and side.author_id is not None and side.author_id == viewer.account_id
        if is_unseen and made != opposite.content:
            raise DomainError("own_version")


def _move_tasks(session: Session, from_id: int, to_id: int, keys: Mapping[str, str]) -> None:
    """Give tasks to another initiative under other keys; who took them goes along."""
    for old, new in keys.items():
        moved = update(InitiativeTask).where(InitiativeTask.initiative_id == from_id, InitiativeTask.key == old)
        session.execute(moved.values(initiative_id=to_id, key=new).execution_options(synchronize_session=False))
