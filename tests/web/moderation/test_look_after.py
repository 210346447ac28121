from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_initiative, make_waiting
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.moderation.coordinators import QUEUE, coordinator
from webapp.models import Initiative, Listing

PATH = f"{QUEUE}/niet-bevestigd"


def tell(browser: Visitor, slug: str, what: str, *, status: int = 303) -> Page:
    return browser.submit(f"{PATH}/{slug}", {"doe": what, "wijk": "3"}, status=status)


@pytest.fixture
def old(records: Session) -> Initiative:
    """One that nobody confirmed for over a year."""
    made = make_initiative(records, on=TODAY - timedelta(days=400))
    made.asked_on = TODAY - timedelta(days=30)
    records.commit()
    return made


def kept(session: Session, initiative: Initiative) -> Initiative:
    session.commit()
    session.refresh(initiative)
    return initiative


def test_confirming_after_a_call_makes_it_fresh(records: Session, sign_in: SignIn, old: Initiative) -> None:
    local = coordinator(records, sign_in, "selwerd")
    done = tell(local, old.slug, "klopt")
    assert done.response.location == f"{PATH}?gedaan=klopt&wat={old.slug}&wijk=3"
    assert kept(records, old).confirmed_on == TODAY
    assert records.scalars(select(Listing.confirmed_on).where(Listing.slug == old.slug)).all() == [TODAY]
    page = local.visit(f"{PATH}?gedaan=klopt")
    assert "Genoteerd: het klopt nog." in page.text
    assert "Alles klopt nog" in page.text


def test_pausing_resuming_and_ending(records: Session, sign_in: SignIn, old: Initiative) -> None:
    local = coordinator(records, sign_in, "selwerd")
    for what, state in (("pauze", "paused"), ("hervat", "running"), ("stop", "ended")):
        tell(local, old.slug, what)
        assert kept(records, old).state == state
    assert old.ended_on == TODAY


def test_mailing_again_lets_the_worker_ask(records: Session, sign_in: SignIn, old: Initiative) -> None:
    tell(coordinator(records, sign_in, "selwerd"), old.slug, "vraag")
    assert kept(records, old).asked_on is None


def test_coordinator_elsewhere_changes_nothing(records: Session, sign_in: SignIn, old: Initiative) -> None:
    tell(coordinator(records, sign_in, "beijum"), old.slug, "stop", status=404)
    assert kept(records, old).state == "running"


def test_what_cannot_be_done_is_refused(records: Session, sign_in: SignIn, old: Initiative) -> None:
    local = coordinator(records, sign_in, "selwerd")
    tell(local, old.slug, "iets anders", status=400)
    waiting = make_waiting(records)
    records.commit()
    tell(local, waiting.slug, "klopt", status=400)
    assert kept(records, old).state == "running"
