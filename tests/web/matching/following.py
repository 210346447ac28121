"""What tests of the life of a match share: mails, addresses, and a browser on them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY
from webapp.matching.links import Answering, make_token
from webapp.models import Match, OutboxMail
from webapp.vocabulary import MatchSide

HELPER, ASKER = "helpt@example.nl", "vraagt@example.nl"


def answer_path(match: Match, side: MatchSide) -> str:
    """Where one side answers, as its mail says."""
    return f"/koppeling/{make_token(SECRET_KEY, Answering(match.key, side))}"


def task_path(match: Match) -> str:
    """Where a side sees a match, signed in."""
    return f"/mijn/taken/koppeling/{match.key}"


def follow_path(match: Match, slug: str = "vinkhuizen") -> str:
    """Where a coordinator sees it."""
    return f"/werkplek/{slug}/koppelingen/{match.key}"


def subjects(session: Session, recipient: str) -> list[str]:
    """What somebody was mailed, oldest first."""
    session.expire_all()
    return list(
        session.scalars(select(OutboxMail.subject).where(OutboxMail.recipient == recipient).order_by(OutboxMail.id))
    )
