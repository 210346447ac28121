"""What the worker does for matches, as the owner of the tables: what lapsed, reminders, and how it went."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from webapp.audit.actions import record
from webapp.clock import CITY_TIMEZONE, start_of_day
from webapp.matching.letters import About, Letter, post_letter
from webapp.matching.links import Links
from webapp.matching.queries.life import Address
from webapp.matching.rules.life import ASK_WITHIN, day_of
from webapp.models import Consent, ConsentWithdrawal, Match, Need, Neighbourhood
from webapp.needs.closing import UNTOLD
from webapp.outbox.rules import is_daytime
from webapp.vocabulary import AuditAction, ConsentPurpose, MatchSide, MatchState

RECIPIENTS = text("""
    SELECT e.side, e.email, e.language, t.name AS theme, t.name_en AS theme_en, n.name AS place, f.answer_until
    FROM match_emails(:key) e
    JOIN account a ON a.email = e.email
    CROSS JOIN find_match(:key) f
    JOIN theme t ON t.id = f.theme_id
    JOIN neighbourhood n ON n.id = f.neighbourhood_id
    WHERE NOT a.is_demo ORDER BY e.side, e.email
""")
COORDINATOR = "coordinator"
SIDES = frozenset(each.value for each in MatchSide)


def post_match_mail(session: Session, *, now: datetime, links: Links) -> int:
    """Let go of what lapsed and remind people, by day only; gives how many mails. None to people of demonstration data.

    Each reminder goes once: `Match.mailed` remembers which went, with the day that it was about.
    """
    if not is_daytime(now):
        return 0
    return (
        expire_unanswered(session, now=now, links=links)
        + withdraw_moot(session, now=now, links=links)
        + tell_of_closed_needs(session, links=links)
        + remind_to_answer(session, now=now, links=links)
        + remind_of_tasks(session, now=now, links=links)
        + ask_how_it_went(session, now=now, links=links)
        + remind_to_follow_up(session, now=now, links=links)
    )


def expire_unanswered(session: Session, *, now: datetime, links: Links) -> int:
    """Let proposals lapse that not everybody answered in time; coordinators and who said yes are told."""
    late = and_(Match.state == MatchState.PROPOSED, Match.answer_until < day_of(now))
    return _tell_of_end(session, _end(session, late, MatchState.EXPIRED, now=now), links)


def withdraw_moot(session: Session, *, now: datetime, links: Links) -> int:
    """Take back proposals whose need has lapsed, or whose helper no longer wants to be asked."""
    today = day_of(now)
    lapsed = exists().where(Need.id == Match.need_id, Need.expires_on <= today)
    unasked = and_(Match.helper_id.is_not(None), ~_agrees_to_be_asked(today))
    moot = and_(Match.state == MatchState.PROPOSED, or_(lapsed, unasked))
    return _tell_of_end(session, _end(session, moot, MatchState.WITHDRAWN, now=now), links)


def tell_of_closed_needs(session: Session, *, links: Links) -> int:
    """Tell of matches that the database took back when their need was closed: who was asked to help, once."""
    telling = (
        update(Match)
        .where(func.array_position(Match.mailed, UNTOLD).is_not(None))
        .values(mailed=func.array_remove(Match.mailed, UNTOLD))
        .execution_options(synchronize_session=False)
    )
    ids = session.scalars(telling.returning(Match.id)).all()
    session.expire_all()
    told = list(session.scalars(select(Match).where(Match.id.in_(ids)).order_by(Match.id))) if ids else []
    unanswered = [each for each in told if each.helper_said is None]
    left = sum(
        _post(session, each, {MatchSide.HELPER.value}, Letter.NOT_NEEDED, links.task(each.key)) for each in unanswered
    )
    return left + _tell_of_end(session, told, links, sides=(MatchSide.HELPER,))


def remind_to_answer(session: Session, *, now: datetime, links: Links) -> int:
    """Remind who has not answered, the day before the last; not on the day on which they were asked."""
    tomorrow = day_of(now) + timedelta(days=1)
    due = and_(
        Match.state == MatchState.PROPOSED,
        Match.answer_until == tomorrow,
        Match.proposed_at < start_of_day(now),
    )
    count = 0
    for match in _mark(session, due, f"answer {tomorrow}"):
        unsaid = {
            side.value
            for side, said in ((MatchSide.HELPER, match.helper_said), (MatchSide.ASKER, match.asker_said))
            if said is None
        }
        for each in _recipients(session, match, unsaid):
            link = links.answer(match.key, MatchSide(each.side))
            _post_to(session, Letter.ANSWER_SOON, each, link)
            count += 1
    return count


def remind_of_tasks(session: Session, *, now: datetime, links: Links) -> int:
    """Remind both sides the day before their task."""
    tomorrow = day_of(now) + timedelta(days=1)
    due = and_(Match.state == MatchState.ACCEPTED, _task_day() == tomorrow)
    marked = _mark(session, due, f"task {tomorrow}")
    return sum(_post(session, each, SIDES, Letter.TASK_TOMORROW, links.task(each.key)) for each in marked)


def ask_how_it_went(session: Session, *, now: datetime, links: Links) -> int:
    """Ask who did not tell yet how it went, from the day after the task, for two weeks and once."""
    today = day_of(now)
    due = and_(
        Match.state.in_((MatchState.ACCEPTED, MatchState.DONE)),
        _task_day() < today,
        _task_day() >= today - ASK_WITHIN,
        or_(Match.helper_outcome.is_(None), Match.asker_outcome.is_(None)),
    )
    count = 0
    for match in _mark(session, due, func.concat("after ", _task_day())):
        told = {MatchSide.HELPER.value: match.helper_outcome, MatchSide.ASKER.value: match.asker_outcome}
        untold = {side for side, outcome in told.items() if outcome is None}
        count += _post(session, match, untold, Letter.HOW_WAS_IT, links.task(match.key))
    return count


def remind_to_follow_up(session: Session, *, now: datetime, links: Links) -> int:
    """Remind coordinators of what they wanted to come back to."""
    due = Match.follow_up_on <= day_of(now)
    marked = _mark(session, due, func.concat("follow ", Match.follow_up_on))
    slugs = _slugs(session, marked)
    return sum(
        _post(session, each, {COORDINATOR}, Letter.FOLLOW_UP, links.follow(slugs[each.neighbourhood_id], each.key))
        for each in marked
    )


def _end(session: Session, which: ColumnElement[bool], state: MatchState, *, now: datetime) -> list[Match]:
    """Close matches, in a fixed order so that two workers do not wait for each other; what is locked waits a round."""
    ids = session.scalars(select(Match.id).where(which).order_by(Match.id).with_for_update(skip_locked=True)).all()
    if not ids:
        return []
    closing = (
        update(Match)
        .where(Match.id.in_(ids))
        .values(state=state, closed_at=now, version=Match.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.execute(closing)
    session.expire_all()
    ended = list(session.scalars(select(Match).where(Match.id.in_(ids)).order_by(Match.id)))
    for each in ended:
        record(
            session,
            AuditAction.CHANGED,
            by=None,
            table="match",
            row=each.id,
            person_id=each.helper_id,
            fields=("state",),
        )
    return ended


def _tell_of_end(
    session: Session, ended: list[Match], links: Links, *, sides: Iterable[MatchSide] = tuple(MatchSide)
) -> int:
    """Tell coordinators, and the sides that had said yes: who never answered is left in peace."""
    slugs, count = _slugs(session, ended), 0
    for match in ended:
        said = {MatchSide.HELPER: match.helper_said, MatchSide.ASKER: match.asker_said}
        said_yes = {side.value for side in sides if said[side]}
        count += _post(session, match, said_yes, Letter.OFF, links.task(match.key))
        link = links.follow(slugs[match.neighbourhood_id], match.key)
        count += _post(session, match, {COORDINATOR}, Letter.LAPSED, link)
    return count


def _mark(session: Session, due: ColumnElement[bool], mark: str | ColumnElement[str]) -> list[Match]:
    """The matches that are due for a reminder and did not have it, noted as having it now."""
    noted = (
        update(Match)
        .where(due, func.array_position(Match.mailed, mark).is_(None))
        .values(mailed=func.array_append(Match.mailed, mark))
        .execution_options(synchronize_session=False)
    )
    ids = session.scalars(noted.returning(Match.id)).all()
    session.expire_all()
    return list(session.scalars(select(Match).where(Match.id.in_(ids)).order_by(Match.id))) if ids else []


def _recipients(session: Session, match: Match, sides: Iterable[str]) -> list[Address]:
    wanted = set(sides)
    rows = session.execute(RECIPIENTS, {"key": match.key})
    return [
        Address(row.side, row.email, row.language, About(row.theme, row.theme_en, row.place, row.answer_until))
        for row in rows
        if row.side in wanted
    ]


def _post(session: Session, match: Match, sides: Iterable[str], letter: Letter, link: str) -> int:
    found = _recipients(session, match, sides)
    for each in found:
        _post_to(session, letter, each, link)
    return len(found)


def _post_to(session: Session, letter: Letter, to: Address, link: str) -> None:
    post_letter(session, letter, email=to.email, language=to.language, link=link, about=to.about)


def _slugs(session: Session, matches: Iterable[Match]) -> dict[int, str]:
    ids = {each.neighbourhood_id for each in matches}
    if not ids:
        return {}
    rows = session.execute(select(Neighbourhood.id, Neighbourhood.slug).where(Neighbourhood.id.in_(ids)))
    return {row.id: row.slug for row in rows}


def _task_day() -> ColumnElement[date]:
    return func.date(func.timezone(CITY_TIMEZONE.key, Match.task_at))


def _agrees_to_be_asked(today: date) -> ColumnElement[bool]:
    # not by the view of live consents: it goes by the day of the database, and a round by that of its worker
    given: Any = aliased(Consent)
    return exists().where(
        given.person_id == Match.helper_id,
        given.purpose == ConsentPurpose.BE_ASKED,
        given.given_on <= today,
        given.expires_on > today,
        ~exists().where(ConsentWithdrawal.consent_id == given.id),
    )
