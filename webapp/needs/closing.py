"""What closing a need does to its matches, and whom nobody mails about that: for who closes it, before and after."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, text
from sqlalchemy.orm import Session, aliased

from webapp.access.policy import Actor
from webapp.models import Asset, Match, Need, Person
from webapp.needs.queries import UNDER_WAY
from webapp.people.queries import known_to
from webapp.vocabulary import MatchSide, MatchState, NeedState

UNTOLD = "untold"
"""Stands in `Match.mailed` of what the database took back with a need, until the worker mailed whom it concerns."""
_REACHED = text("SELECT side FROM match_emails(:key)")


@dataclass(frozen=True)
class Ending:
    """A match of a need that is closed.

    `helper` is a name or that of an asset, None for who is not known to the viewer.
    `calls` are the sides that were asked, did not say no, and have no address to be mailed at.
    """

    key: str
    helper: str | None
    helper_id: int | None
    asker: str | None
    asker_id: int | None
    state: MatchState
    helper_said: bool | None
    asker_said: bool | None
    calls: tuple[MatchSide, ...]


def list_ending(session: Session, viewer: Actor, need_id: int, to: NeedState) -> list[Ending]:
    """The matches that end when a need is closed this way: what waits, and when it is withdrawn what was agreed too."""
    ends = UNDER_WAY if to == NeedState.WITHDRAWN else (MatchState.PROPOSED,)
    return _list(session, viewer, and_(Match.need_id == need_id, Match.state.in_(ends)))


def list_ended(session: Session, viewer: Actor, need: Need) -> list[Ending]:
    """The matches that ended when a need was closed, as long as nobody was mailed about that yet."""
    if need.state == NeedState.OPEN:
        return []
    untold = func.array_position(Match.mailed, UNTOLD).is_not(None)
    return _list(session, viewer, and_(Match.need_id == need.id, Match.state == MatchState.WITHDRAWN, untold))


def _list(session: Session, viewer: Actor, wanted: ColumnElement[bool]) -> list[Ending]:
    helper, asker = aliased(Person), aliased(Person)
    known = select(Person.id).where(known_to(viewer))
    rows = session.execute(
        select(Match, func.coalesce(Asset.name, helper.name).label("helper"), asker.name.label("asker"))
        .select_from(Match)
        .outerjoin(helper, and_(helper.id == Match.helper_id, helper.id.in_(known)))
        .outerjoin(asker, and_(asker.id == Match.asker_id, asker.id.in_(known)))
        .outerjoin(Asset, Asset.id == Match.asset_id)
        .where(wanted)
        .order_by(Match.id)
    )
    return [_ending(session, match, name, who_asked) for match, name, who_asked in rows]


def _ending(session: Session, match: Match, helper: str | None, asker: str | None) -> Ending:
    reached = set(session.scalars(_REACHED, {"key": match.key}))
    asked = [MatchSide.HELPER] if match.asker_id is None else list(MatchSide)
    said = {MatchSide.HELPER: match.helper_said, MatchSide.ASKER: match.asker_said}
    return Ending(
        key=match.key,
        helper=helper,
        helper_id=match.helper_id if match.asset_id is None and helper is not None else None,
        asker=asker,
        asker_id=match.asker_id if asker is not None else None,
        state=match.state,
        helper_said=match.helper_said,
        asker_said=match.asker_said,
        calls=tuple(side for side in asked if said[side] is not False and side.value not in reached),
    )
