"""Raising a signal, mending it, taking it back; and closing one that goes into no bundle."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.database import affected_rows
from webapp.errors import BadInput, DomainError, EditConflict
from webapp.models import Neighbourhood, Signal, SignalRaiser, Theme
from webapp.signals.rules.raising import check_reason, check_seen, check_words
from webapp.signals.rules.telling import UNTOLD
from webapp.vocabulary import AuditAction, Provenance

KEY_BYTES = 9


@dataclass(frozen=True)
class SignalWords:
    """What somebody saw, on what theme, where and when."""

    theme_id: int
    neighbourhood_id: int
    words: str
    seen_on: date


def raise_signal(session: Session, seen: SignalWords, *, by: int, today: date) -> Signal:
    """Raise a signal to the city. Raises `BadInput` as the rules do, `theme_unknown` or `neighbourhood_unknown`."""
    check_words(seen.words)
    check_seen(seen.seen_on, today=today)
    _check_known(session, seen)
    row = Signal(
        **vars(seen),
        key=secrets.token_urlsafe(KEY_BYTES),
        raised_on=today,
        bundle_id=None,
        closed_on=None,
        closed_because="",
        provenance=Provenance.ENTERED,
        version=1,
    )
    session.add(row)
    session.flush()
    session.add(SignalRaiser(signal_id=row.id, account_id=by, told=UNTOLD))
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="signal", row=row.id)
    return row


def change_signal(
    session: Session, row: Signal, seen: SignalWords, *, version: int, by: int, today: date
) -> tuple[str, ...]:
    """Mend a signal that nobody took up yet; gives the names of what changed.

    Raises what `raise_signal` does, `EditConflict` `changed_meanwhile`, and `DomainError` `signal_taken_up`.
    """
    check_words(seen.words)
    if seen.seen_on != row.seen_on:
        check_seen(seen.seen_on, today=today)
    changes = {name: value for name, value in vars(seen).items() if value != getattr(row, name)}
    _check_known(session, seen, kept_theme_id=row.theme_id)
    if changes:
        _keep(session, row, changes, version=version)
        record(session, AuditAction.CHANGED, by=by, table="signal", row=row.id, fields=tuple(changes))
    return tuple(changes)


def withdraw_signal(session: Session, row: Signal, *, version: int, by: int) -> None:
    """Take back a signal that nobody took up: it is gone. Raises as `change_signal` does."""
    held = session.scalar(
        select(Signal).where(Signal.id == row.id).with_for_update().execution_options(populate_existing=True)
    )
    _check_still(held, version=version)
    record(session, AuditAction.DELETED, by=by, table="signal", row=row.id)
    session.delete(row)
    session.flush()


def close_signal(session: Session, row: Signal, reason: str, *, version: int, by: int, today: date) -> None:
    """Close a signal by itself; whoever raised it is told why.

    Raises `BadInput` `signal_reason_missing` or `signal_reason_long`, `EditConflict` and `DomainError` as above.
    """
    check_reason(reason)
    _keep(session, row, {"closed_on": today, "closed_because": reason}, version=version)
    fields = ("closed_on", "closed_because")
    record(session, AuditAction.CHANGED, by=by, table="signal", row=row.id, fields=fields)


def reopen_signal(session: Session, row: Signal, *, version: int, by: int) -> None:
    """Open a signal again that was closed by itself. Raises `DomainError` `signal_stays`, and `EditConflict`."""
    if row.closed_on is None:
        raise DomainError("signal_stays")
    opened = session.execute(
        update(Signal)
        .where(Signal.id == row.id, Signal.version == version, Signal.closed_on.is_not(None))
        .values(closed_on=None, closed_because="", version=Signal.version + 1, changed_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)
    if not affected_rows(opened):
        raise EditConflict("changed_meanwhile", version=row.version)
    record(session, AuditAction.CHANGED, by=by, table="signal", row=row.id, fields=("closed_on",))


def _keep(session: Session, row: Signal, changes: dict[str, object], *, version: int) -> None:
    """Change a signal that stands by itself and open, as it was looked at."""
    signal_id = row.id
    kept = session.execute(
        update(Signal)
        .where(
            Signal.id == signal_id,
            Signal.version == version,
            Signal.bundle_id.is_(None),
            Signal.closed_on.is_(None),
        )
        .values(**changes, version=Signal.version + 1, changed_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )
    session.expire(row)
    if not affected_rows(kept):
        _check_still(session.scalar(select(Signal).where(Signal.id == signal_id)), version=version)
        raise DomainError("signal_taken_up")


def _check_still(row: Signal | None, *, version: int) -> None:
    if row is None or row.bundle_id is not None or row.closed_on is not None:
        raise DomainError("signal_taken_up")
    if row.version != version:
        raise EditConflict("changed_meanwhile", version=row.version)


def _check_known(session: Session, seen: SignalWords, *, kept_theme_id: int | None = None) -> None:
    theme = session.get(Theme, seen.theme_id)
    if theme is None or not (theme.is_offered or theme.id == kept_theme_id):
        raise BadInput("theme_unknown")
    if session.get(Neighbourhood, seen.neighbourhood_id) is None:
        raise BadInput("neighbourhood_unknown")
