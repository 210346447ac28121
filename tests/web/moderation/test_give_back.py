import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_waiting
from tests.web.conftest import SignIn
from tests.web.moderation.coordinators import (
    QUEUE,
    account_for,
    approve,
    coordinator,
    give_back,
    mails_to,
    make_changed,
    organiser_of,
)
from webapp.models import Initiative, InitiativeRevision, Listing, OutboxMail

REASON = "Zet erbij wanneer het is.\nEn waar precies."


def state_of(session: Session, slug: str) -> str:
    session.commit()
    return session.scalars(select(Initiative.state).where(Initiative.slug == slug)).one()


def test_reason_is_kept_for_the_organiser_who_is_mailed_without_it(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    done = give_back(coordinator(records, sign_in, "selwerd"), waiting.slug, REASON)
    assert done.response.location == f"{QUEUE}?gedaan=teruggestuurd&wat={waiting.slug}"
    assert state_of(records, waiting.slug) == "returned"
    kept = select(InitiativeRevision.reason).where(InitiativeRevision.initiative_id == waiting.id)
    assert records.scalars(kept).all() == [REASON]
    assert mails_to(records, organiser_of(records, waiting)) == ["Kijk nog even naar je initiatief"]
    assert not any("wanneer" in body for body in records.scalars(select(OutboxMail.body)))


def test_change_that_is_returned_leaves_what_was_shown(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    give_back(coordinator(records, sign_in, "selwerd"), changed.slug, REASON, 2)
    assert state_of(records, changed.slug) == "running"
    assert records.scalars(select(Listing.title).where(Listing.slug == changed.slug)).all() == ["Koffie"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Schrijf wat er beter kan."),
        ("  \n ", "Schrijf wat er beter kan."),
        ("?!", "Schrijf een paar woorden meer."),
        ("x" * 1001, "Houd het korter dan 1000 tekens."),
    ],
)
def test_reason_is_needed_and_what_was_typed_stays(records: Session, sign_in: SignIn, reason: str, said: str) -> None:
    waiting = make_waiting(records)
    records.commit()
    page = give_back(coordinator(records, sign_in, "selwerd"), waiting.slug, reason, status=422)
    assert said in page.soup.select_one(".field__error").get_text()  # type: ignore[union-attr]  # it is there
    assert page.soup.textarea is not None
    assert page.soup.textarea.get_text().strip() == reason.strip()
    assert state_of(records, waiting.slug) == "received"


def test_who_comes_second_is_told_and_keeps_what_they_wrote(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    approve(noor, changed.slug, 2)
    records.commit()
    page = give_back(bo, changed.slug, REASON, 2, status=409)
    assert "Iemand anders heeft hier al over beslist." in page.text
    assert "Een collega: goedgekeurd" in page.text
    assert records.scalars(select(Listing.title).where(Listing.slug == changed.slug)).all() == ["Thee"]


def test_coordinator_elsewhere_returns_nothing(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    for reason in (REASON, ""):
        give_back(coordinator(records, sign_in, "beijum"), waiting.slug, reason, status=404)
    assert state_of(records, waiting.slug) == "received"


def test_sentences_that_are_often_needed_are_offered(records: Session, sign_in: SignIn) -> None:
    account = account_for(records, "selwerd")
    waiting = make_waiting(records)
    records.commit()
    page = sign_in(account.id).visit(f"{QUEUE}/{waiting.slug}")
    assert "Zet erbij wanneer het is." in [each.get_text() for each in page.soup.select(".review-chip")]
