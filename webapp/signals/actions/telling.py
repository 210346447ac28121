"""Mail to whoever raised signals: what became of them, each thing once, at most one mail a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from webapp.clock import CITY_TIMEZONE
from webapp.models import Account, Bundle, Neighbourhood, Signal, SignalRaiser, Theme
from webapp.outbox.rules import is_daytime
from webapp.signals.letters import News, post_news
from webapp.signals.queries.bundles import Item, list_items
from webapp.signals.rules.raising import signal_state
from webapp.signals.rules.telling import is_news, standing
from webapp.vocabulary import SignalState

AT_REST = timedelta(minutes=30)
"""How long nothing changed before it is mailed, so that a slip is mended before anyone reads it."""


@dataclass(frozen=True)
class _Due:
    signal_id: int
    account_id: int
    email: str
    language: str
    told: str
    news: News
    standing: str


def post_signal_mail(session: Session, *, now: datetime, public_url: str) -> int:
    """Mail those who raised signals that stand otherwise than they were told; gives how many mails.

    By day, and at most once a day to somebody. People of demonstration data are not mailed. For an account that
    row-level security does not bind.
    """
    if not is_daytime(now):
        return 0
    today = now.astimezone(CITY_TIMEZONE).date()
    rows = session.execute(_raised(now)).all()
    items = list_items(session, {row.Signal.bundle_id for row in rows if row.Signal.bundle_id is not None})
    due = [each for each in (_due(row, items) for row in rows) if is_news(each.told, each.standing)]
    people: dict[int, list[_Due]] = {}
    for each in due:
        people.setdefault(each.account_id, []).append(each)
    for mine in people.values():
        post_news(
            session,
            [each.news for each in mine],
            email=mine[0].email,
            language=mine[0].language,
            url=f"{public_url}/signalen",
        )
        for each in mine:
            session.execute(
                update(SignalRaiser)
                .where(SignalRaiser.signal_id == each.signal_id)
                .values(told=each.standing, told_on=today)
                .execution_options(synchronize_session=False)
            )
    return len(people)


def _raised(now: datetime) -> Select[*tuple[Any, ...]]:
    """Signals of people who were not mailed today, about which nothing was changed just now."""
    today = now.astimezone(CITY_TIMEZONE).date()
    other = aliased(SignalRaiser)
    told_today = exists().where(other.account_id == SignalRaiser.account_id, other.told_on == today)
    still = func.coalesce(Bundle.changed_at, Signal.changed_at) <= now - AT_REST
    taken_up = or_(Signal.bundle_id.is_not(None), Signal.closed_on.is_not(None))
    return (
        select(Signal, SignalRaiser.told, SignalRaiser.account_id, Account.email, Account.language, Theme, Bundle)
        .add_columns(Neighbourhood.name.label("place"))
        .join(SignalRaiser, SignalRaiser.signal_id == Signal.id)
        .join(Account, Account.id == SignalRaiser.account_id)
        .join(Theme, Theme.id == Signal.theme_id)
        .join(Neighbourhood, Neighbourhood.id == Signal.neighbourhood_id)
        .outerjoin(Bundle, Bundle.id == Signal.bundle_id)
        .where(and_(~told_today, still, taken_up, Account.is_demo.is_(False)))
        .order_by(SignalRaiser.account_id, Signal.raised_on, Signal.id)
        .with_for_update(of=SignalRaiser, skip_locked=True)
    )


def _due(row: Any, items: Sequence[Item]) -> _Due:
    signal, bundle, theme = row.Signal, row.Bundle, row.Theme
    state = signal_state(bundle.state if bundle else None, signal.closed_on)
    item = told_item(state, [each for each in items if each.bundle_id == signal.bundle_id])
    news = News(
        theme=theme.name_en if row.language == "en" and theme.name_en else theme.name,
        place=row.place,
        raised_on=signal.raised_on,
        state=state,
        reason=signal.closed_because or (bundle.closed_because if bundle else ""),
        body=item.body if item else "",
        meeting_on=item.meeting_on if item else None,
        outcome=item.outcome if item else None,
        answer=item.answer if item else "",
    )
    now = standing(state, item.id if item else None, (item.answered_on or item.meeting_on) if item else None)
    return _Due(signal.id, row.account_id, row.email, row.language, row.told, news, now)


def told_item(state: SignalState, items: Collection[Item]) -> Item | None:
    """The agenda item that the standing of a signal is about: the next meeting, or else the last answer."""
    if state not in (SignalState.PUT, SignalState.ANSWERED):
        return None
    waits = [each for each in items if each.outcome is None]
    if waits:
        return min(waits, key=lambda each: (each.meeting_on, each.id))
    answered = [each for each in items if each.answered_on is not None]
    return max(answered, key=lambda each: (each.answered_on or each.put_on, each.id), default=None)
