"""What becomes of the matches of somebody who is erased, or who does not want to be found or asked any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.matching.actions.answering import Reply, answer, post_to_coordinators, post_to_sides
from webapp.matching.actions.life import call_off
from webapp.matching.letters import Letter
from webapp.matching.links import Links
from webapp.matching.queries.life import list_addresses
from webapp.matching.rules.life import OPEN
from webapp.models import Match, Neighbourhood
from webapp.vocabulary import ConsentPurpose, MatchSide, MatchState

NEEDED = frozenset({ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED})
"""Without either of these nobody is asked to help."""


@dataclass(frozen=True)
class MatchesOfLeavers:
    """Ends them, and tells the other side and the coordinators; never of whom it was (`webapp.privacy.leaving`)."""

    links: Links

    def before_erasure(self, session: Session, person_id: int, *, now: datetime) -> None:
        """Mail whom the open matches of a person concern; the rows go with the person, so links lead to the lists."""
        del now
        for match, slug in _open_of(session, person_id):
            everyone = list_addresses(session, match.key)
            leaver = _side_of(match, person_id)
            others = [each for each in everyone if each.side != leaver.value]
            post_to_sides(session, others, Letter.GONE, link=self.links.tasks())
            letter = Letter.CANCELLED if match.state == MatchState.ACCEPTED else Letter.LAPSED
            post_to_coordinators(session, everyone, letter, link=self.links.local(slug))

    def after_withdrawal(
        self, session: Session, person_id: int, purpose: ConsentPurpose, *, by: int | None, now: datetime
    ) -> None:
        """Take back the proposals to somebody who does not want to be found or asked any more.

        The site's own account may not take one back, so this goes through the answer: a yes without the consent to be
        asked closes it, and without the one to be found a no.
        """
        if purpose not in NEEDED:
            return
        for match, slug in _open_of(session, person_id):
            if match.state == MatchState.PROPOSED and match.helper_id == person_id:
                says = purpose == ConsentPurpose.BE_ASKED
                reply = Reply(match.id, match.key, slug, MatchSide.HELPER, says)
                answer(session, reply, links=self.links, by=by, now=now)

    def after_spoken_no(self, session: Session, person_id: int, *, by: int, now: datetime) -> None:
        """End what a coordinator may end; proposals of elsewhere are taken back by the worker's next round."""
        for match, slug in _open_of(session, person_id):
            call_off(session, match, _side_of(match, person_id), slug=slug, links=self.links, by=by, now=now)


def _open_of(session: Session, person_id: int) -> Sequence[tuple[Match, str]]:
    """The open matches that the viewer may change, with the slug of where they are; locked."""
    mine = or_(Match.helper_id == person_id, Match.asker_id == person_id)
    rows = session.execute(
        select(Match, Neighbourhood.slug)
        .join(Neighbourhood, Neighbourhood.id == Match.neighbourhood_id)
        .where(mine, Match.state.in_(OPEN))
        .order_by(Match.id)
        .with_for_update(of=Match)
    )
    return [(row.Match, row.slug) for row in rows]


def _side_of(match: Match, person_id: int) -> MatchSide:
    return MatchSide.HELPER if match.helper_id == person_id else MatchSide.ASKER
