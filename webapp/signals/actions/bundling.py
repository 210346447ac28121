"""Bundling like signals: make, change, add, take out, split, merge, close, open again. Its history is kept."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.models import AgendaItem, Bundle, BundleEvent, BundleStep, Signal, Theme
from webapp.signals.actions.raising import KEY_BYTES
from webapp.signals.rules.bundles import (
    check_about,
    check_closing,
    check_count,
    check_left,
    check_open,
    check_reopening,
    check_split,
    check_title,
    state_after,
)
from webapp.vocabulary import AuditAction, BodyAnswer, BundleEventKind, BundleState, Provenance


@dataclass(frozen=True)
class BundleWords:
    """What a bundle is about; its words name nobody."""

    title: str
    about: str
    theme_id: int


def make_bundle(session: Session, words: BundleWords, signal_ids: Collection[int], *, by: int, today: date) -> Bundle:
    """Put signals together.

    Raises `BadInput` `bundle_of_one`, `bundle_title`, `bundle_about_long` or `theme_unknown`, and `DomainError`
    `signal_taken_up` when one of them was closed, or went into another bundle meanwhile.
    """
    check_count(len(set(signal_ids)))
    row = _made(session, words, today=today)
    _take_in(session, row.id, signal_ids)
    note_event(session, row.id, BundleEventKind.MADE, str(len(set(signal_ids))), today=today)
    record(session, AuditAction.CREATED, by=by, table="signal_bundle", row=row.id)
    return row


def change_bundle(
    session: Session, bundle: Bundle, words: BundleWords, *, version: int, by: int, today: date
) -> tuple[str, ...]:
    """Say otherwise what a bundle is about; gives the names of what changed.

    Raises `EditConflict` `changed_meanwhile`, `DomainError` `bundle_is_closed`, and as `make_bundle` does.
    """
    check_title(words.title)
    check_about(words.about)
    changes = {name: value for name, value in vars(words).items() if value != getattr(bundle, name)}
    if "theme_id" in changes:
        _check_theme(session, words.theme_id)
    if not changes:
        return ()
    hold(session, bundle, version=version)
    check_open(bundle.state)
    for name, value in changes.items():
        setattr(bundle, name, value)
    _changed(session, bundle, by=by, fields=tuple(changes))
    note_event(session, bundle.id, BundleEventKind.CHANGED, words.title, today=today)
    return tuple(changes)


def add_signals(
    session: Session, bundle: Bundle, signal_ids: Collection[int], *, version: int, by: int, today: date
) -> None:
    """Add signals that stand by themselves. Raises `BadInput` `signals_none`, and as `change_bundle` does."""
    if not signal_ids:
        raise BadInput("signals_none")
    hold(session, bundle, version=version)
    check_open(bundle.state)
    _take_in(session, bundle.id, signal_ids)
    _changed(session, bundle, by=by, fields=("signal_id",))
    note_event(session, bundle.id, BundleEventKind.ADDED, str(len(set(signal_ids))), today=today)


def take_out(
    session: Session, bundle: Bundle, signal_ids: Collection[int], *, version: int, by: int, today: date
) -> None:
    """Let signals stand by themselves again; two at least stay, or it is no bundle.

    Raises `BadInput` `signals_none`, `bundle_left_with_one`, and as `change_bundle` does.
    """
    if not signal_ids:
        raise BadInput("signals_none")
    hold(session, bundle, version=version)
    check_open(bundle.state)
    inside = _ids_of(session, bundle.id)
    leaving = inside & set(signal_ids)
    check_left(len(inside - leaving))
    _move(session, leaving, to=None)
    _changed(session, bundle, by=by, fields=("signal_id",))
    note_event(session, bundle.id, BundleEventKind.TAKEN_OUT, str(len(leaving)), today=today)


def split(
    session: Session,
    bundle: Bundle,
    words: BundleWords,
    signal_ids: Collection[int],
    *,
    version: int,
    by: int,
    today: date,
) -> Bundle:
    """Put some signals of a bundle in one of their own; what bodies were asked stays with the first.

    Raises `BadInput` `bundle_of_one` or `bundle_left_with_one`, and as `change_bundle` does.
    """
    hold(session, bundle, version=version)
    check_open(bundle.state)
    inside = _ids_of(session, bundle.id)
    moved = inside & set(signal_ids)
    check_split(len(moved), len(inside))
    made = _made(session, words, today=today)
    _move(session, moved, to=made.id)
    _changed(session, bundle, by=by, fields=("signal_id",))
    note_event(session, bundle.id, BundleEventKind.SPLIT_OFF, made.title, today=today)
    note_event(session, made.id, BundleEventKind.MADE, str(len(moved)), today=today)
    record(session, AuditAction.CREATED, by=by, table="signal_bundle", row=made.id)
    return made


def merge(session: Session, bundle: Bundle, into: Bundle, *, version: int, by: int, today: date) -> None:
    """Put everything of a bundle into another: signals, what bodies were asked, and next steps; the first is closed.

    Raises `DomainError` `bundle_is_closed`, `bundle_itself`, `bundles_both_put` when one body is still to answer both,
    and `EditConflict` `changed_meanwhile`.
    """
    if bundle.id == into.id:
        raise DomainError("bundle_itself")
    # always in the same order, so that two who merge crosswise do not wait for each other
    for each in sorted((bundle, into), key=lambda one: one.id):
        hold(session, each, version=version if each is bundle else None)
        check_open(each.state)
    _check_bodies(session, bundle.id, into.id)
    _move(session, _ids_of(session, bundle.id), to=into.id)
    for table in (AgendaItem, BundleStep):
        session.execute(
            update(table)
            .where(table.bundle_id == bundle.id)
            .values(bundle_id=into.id)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    bundle.state, bundle.closed_on, bundle.merged_into_id = BundleState.CLOSED, today, into.id
    _changed(session, bundle, by=by, fields=("state", "merged_into_id"))
    settle(session, into)
    _changed(session, into, by=by, fields=("signal_id",))
    for each, other in ((bundle, into), (into, bundle)):
        note_event(session, each.id, BundleEventKind.MERGED, other.title, today=today)


def close_bundle(session: Session, bundle: Bundle, reason: str, *, version: int, by: int, today: date) -> None:
    """Close a bundle, and with it its signals; whoever raised them is told why.

    Raises `DomainError` `bundle_is_closed`, `bundle_waits`, `BadInput` `signal_reason_*`, and `EditConflict`.
    """
    hold(session, bundle, version=version)
    check_closing(bundle.state, reason, waits=None in outcomes_of(session, bundle.id))
    bundle.state, bundle.closed_on, bundle.closed_because = BundleState.CLOSED, today, reason
    _changed(session, bundle, by=by, fields=("state", "closed_because"))
    note_event(session, bundle.id, BundleEventKind.CLOSED, "", today=today)


def reopen_bundle(session: Session, bundle: Bundle, *, version: int, by: int, today: date) -> None:
    """Open a bundle again. Raises `DomainError` `bundle_stays`, and `EditConflict` `changed_meanwhile`."""
    hold(session, bundle, version=version)
    check_reopening(bundle.state, is_merged=bundle.merged_into_id is not None)
    bundle.closed_on, bundle.closed_because = None, ""
    bundle.state = BundleState.BUNDLED
    settle(session, bundle)
    _changed(session, bundle, by=by, fields=("state",))
    note_event(session, bundle.id, BundleEventKind.REOPENED, "", today=today)


def hold(session: Session, bundle: Bundle, *, version: int | None) -> None:
    """Have nobody else change a bundle in this transaction; raises `EditConflict` when somebody just did.

    With None any version will do. Raises `NotFound` `bundle_unknown` for one that is gone.
    """
    held = session.scalar(
        select(Bundle).where(Bundle.id == bundle.id).with_for_update().execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound("bundle_unknown")
    if version is not None and held.version != version:
        raise EditConflict("changed_meanwhile", version=held.version)


def outcomes_of(session: Session, bundle_id: int) -> Sequence[BodyAnswer | None]:
    """What came of the agenda items of a bundle, the latest answer last and after it those that wait (None)."""
    return session.scalars(
        select(AgendaItem.outcome)
        .where(AgendaItem.bundle_id == bundle_id)
        .order_by(AgendaItem.answered_on.asc().nulls_last(), AgendaItem.id)
    ).all()


def settle(session: Session, bundle: Bundle) -> None:
    """Have the state of an open bundle follow from its agenda items."""
    session.flush()
    bundle.state = state_after(outcomes_of(session, bundle.id))
    last = select(func.max(AgendaItem.answered_on)).where(AgendaItem.bundle_id == bundle.id)
    bundle.answered_on = session.scalar(last) if bundle.state == BundleState.ANSWERED else None


def note_event(session: Session, bundle_id: int, kind: BundleEventKind, words: str, *, today: date) -> None:
    """Add to the history of a bundle."""
    session.add(BundleEvent(bundle_id=bundle_id, kind=kind, words=words, on_day=today))
    session.flush()


def _made(session: Session, words: BundleWords, *, today: date) -> Bundle:
    check_title(words.title)
    check_about(words.about)
    _check_theme(session, words.theme_id)
    row = Bundle(**vars(words), key=secrets.token_urlsafe(KEY_BYTES), made_on=today, provenance=Provenance.ENTERED)
    session.add(row)
    session.flush()
    return row


def _take_in(session: Session, bundle_id: int, signal_ids: Collection[int]) -> None:
    """Put signals that stand by themselves in a bundle; raises `DomainError` `signal_taken_up` when one does not."""
    wanted = set(signal_ids)
    free = session.scalars(
        select(Signal.id)
        .where(Signal.id.in_(sorted(wanted)), Signal.bundle_id.is_(None), Signal.closed_on.is_(None))
        .order_by(Signal.id)
        .with_for_update()
    ).all()
    if set(free) != wanted:
        raise DomainError("signal_taken_up")
    _move(session, wanted, to=bundle_id)


def _move(session: Session, signal_ids: Collection[int], *, to: int | None) -> None:
    session.execute(
        update(Signal)
        .where(Signal.id.in_(sorted(signal_ids)))
        .values(bundle_id=to, version=Signal.version + 1, changed_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )


def _ids_of(session: Session, bundle_id: int) -> set[int]:
    return set(session.scalars(select(Signal.id).where(Signal.bundle_id == bundle_id)))


def _changed(session: Session, bundle: Bundle, *, by: int, fields: tuple[str, ...]) -> None:
    bundle.version += 1
    bundle.changed_at = datetime.now(UTC)
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="signal_bundle", row=bundle.id, fields=fields)


def _check_theme(session: Session, theme_id: int) -> None:
    theme = session.get(Theme, theme_id)
    if theme is None or not theme.is_offered:
        raise BadInput("theme_unknown")


def _check_bodies(session: Session, one: int, other: int) -> None:
    """Refuse two open items of the same body in one bundle. Raises `DomainError` `bundles_both_put`."""
    asked = session.scalars(
        select(AgendaItem.partner_id).where(AgendaItem.bundle_id.in_((one, other)), AgendaItem.outcome.is_(None))
    ).all()
    known = [each for each in asked if each is not None]
    if len(known) != len(set(known)):
        raise DomainError("bundles_both_put")
