"""Yes or no to a proposed match: by a link, signed in, or by phone through a coordinator."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.encryption import KeyRing
from webapp.errors import NotFound
from webapp.matching.letters import Letter, post_letter
from webapp.matching.links import Links
from webapp.matching.queries.life import Address, list_addresses
from webapp.vocabulary import AuditAction, MatchSide

ANSWER = text("SELECT answer_match(:key, :side, :says, :moment, :why)")
COLUMNS = {MatchSide.HELPER: "helper_words", MatchSide.ASKER: "asker_words"}
"""Where the sealed words of a side are kept: why it said no, or how it went."""


class Outcome(StrEnum):
    """What came of an answer; all but the first three changed nothing, or closed a match that could not go on."""

    WAITS = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SETTLED = "match_settled"
    NEED_CLOSED = "need_closed"
    LATE = "answer_late"
    CONSENT_WITHDRAWN = "consent_withdrawn"


TOLD_COORDINATORS = {
    Outcome.ACCEPTED: Letter.TOLD_YES,
    Outcome.DECLINED: Letter.TOLD_NO,
    Outcome.NEED_CLOSED: Letter.LAPSED,
    Outcome.LATE: Letter.LAPSED,
    Outcome.CONSENT_WITHDRAWN: Letter.LAPSED,
}


@dataclass(frozen=True)
class Reply:
    """Which match is answered, of which neighbourhood, for which side, and what is said; `why` goes with a no."""

    match_id: int
    key: str
    slug: str
    side: MatchSide
    says: bool
    why: str = ""


def answer(
    session: Session, reply: Reply, *, links: Links, by: int | None, now: datetime, ring: KeyRing | None = None
) -> Outcome:
    """Take in an answer, in one step that two sides at the same moment can both take; mail whom it concerns.

    `ring` seals why it is a no; without one that is not kept.

    `by` is None for who came by the link. An answer to what was settled changes nothing, so that a second click does
    no harm; one that comes late, or when the need was closed or the consent taken back, closes the match. Raises
    `NotFound` code `match_unknown`.
    """
    why = None
    if ring is not None and reply.why and not reply.says:
        why = ring.seal(reply.why, table="match", column=COLUMNS[reply.side], row=reply.match_id)
    given = {"key": reply.key, "side": reply.side.value, "says": reply.says, "moment": now, "why": why}
    found = str(session.scalar(ANSWER, given))
    if found == "match_unknown":
        raise NotFound("match_unknown")
    session.expire_all()
    outcome = Outcome(found)
    if outcome != Outcome.SETTLED:
        record(session, AuditAction.CHANGED, by=by, table="match", row=reply.match_id, fields=_changed(reply, outcome))
        _post(session, reply, outcome, links)
    return outcome


def _changed(reply: Reply, outcome: Outcome) -> tuple[str, ...]:
    if outcome in (Outcome.NEED_CLOSED, Outcome.LATE, Outcome.CONSENT_WITHDRAWN):
        return ("state",)
    said = f"{reply.side.value}_said"
    return (said,) if outcome == Outcome.WAITS else (said, "state")


def _post(session: Session, reply: Reply, outcome: Outcome, links: Links) -> None:
    to_coordinators = TOLD_COORDINATORS.get(outcome)
    if to_coordinators is None:
        return
    everyone = list_addresses(session, reply.key)
    post_to_coordinators(session, everyone, to_coordinators, link=links.follow(reply.slug, reply.key))
    if outcome == Outcome.ACCEPTED:
        post_to_sides(session, everyone, Letter.AGREED, link=links.task(reply.key))
    else:
        others = [each for each in everyone if each.side != reply.side.value]
        post_to_sides(session, others, Letter.OFF, link=links.task(reply.key))


def post_to_coordinators(session: Session, everyone: list[Address], letter: Letter, *, link: str) -> None:
    """Mail who coordinates where the match is."""
    for each in everyone:
        if each.side == "coordinator":
            post_letter(session, letter, email=each.email, language=each.language, link=link, about=each.about)


def post_to_sides(
    session: Session, everyone: list[Address], letter: Letter, *, link: str, at: datetime | None = None
) -> None:
    """Mail who helps and who asked, as far as they have an address; `at` is when their task is."""
    for each in everyone:
        if each.side != "coordinator":
            post_letter(session, letter, email=each.email, language=each.language, link=link, about=each.about, at=at)
