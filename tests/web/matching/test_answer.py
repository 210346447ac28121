"""The link in a mail: what is asked, and yes or no, without an account."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import PLACE, SECRET_WORDS, make_match, ring
from tests.web.conftest import Visitor
from tests.web.matching.following import ASKER, HELPER, answer_path, subjects
from webapp.models import Consent, ConsentWithdrawal
from webapp.vocabulary import Channel, ConsentPurpose, MatchSide, MatchState, NeedState

YES, NO = {"antwoord": "ja"}, {"antwoord": "nee", "reason": "Ik ben op reis"}


def test_link_tells_what_when_and_why_and_never_who_or_the_words_or_the_place(
    visitor: Visitor, records: Session
) -> None:
    match = make_match(records, place=PLACE).match

    for side in MatchSide:
        page = visitor.visit(answer_path(match, side))
        assert "Formulieren" in page.text
        assert "één keer, deze maand" in page.text
        assert "ongeveer 1 uur" in page.text
        for secret in (SECRET_WORDS, PLACE, "Hanna", "Aafke"):
            assert secret not in page.text
    helps = visitor.visit(answer_path(match, MatchSide.HELPER)).text
    assert "Waarom jij Het gaat over hetzelfde thema als wat jij aanbiedt." in helps
    assert "Vinkhuizen" in helps


def test_public_need_tells_its_words(visitor: Visitor, records: Session) -> None:
    match = make_match(records, is_public=True).match

    assert SECRET_WORDS in visitor.visit(answer_path(match, MatchSide.HELPER)).text


def test_two_times_yes_by_link_makes_it_go_ahead(visitor: Visitor, records: Session) -> None:
    match = make_match(records, helper_email=HELPER, asker_email=ASKER).match
    helper, asker = (answer_path(match, side) for side in MatchSide)

    visitor.submit(helper, YES, status=303)
    assert "Je zei ja. Dank je wel! We wachten nog op de ander" in visitor.visit(helper).text
    visitor.submit(asker, YES, status=303)

    records.refresh(match)
    assert match.state == MatchState.ACCEPTED
    page = visitor.visit(helper)
    assert "Iedereen zei ja: het gaat door." in page.text
    assert page.soup.select("form[method=post]") == []
    assert subjects(records, HELPER)[-1] == subjects(records, ASKER)[-1] == "Jullie zeiden allebei ja"


def test_a_no_is_taken_kindly_and_its_reason_is_sealed(visitor: Visitor, records: Session) -> None:
    match = make_match(records).match
    path = answer_path(match, MatchSide.HELPER)

    visitor.submit(path, NO, status=303)

    assert "Je zei nee. Dat is goed" in visitor.visit(path).text
    assert "Dit gaat niet door" in visitor.visit(answer_path(match, MatchSide.ASKER)).text
    records.refresh(match)
    assert match.helper_words is not None
    opened = ring().open_sealed(match.helper_words, table="match", column="helper_words", row=match.id)
    assert (match.state, opened) == (MatchState.DECLINED, "Ik ben op reis")


def test_second_click_is_told_kindly_and_changes_nothing(visitor: Visitor, records: Session) -> None:
    match = make_match(records, asker_said=True).match
    path = answer_path(match, MatchSide.HELPER)
    visitor.submit(path, YES, status=303)

    visitor.submit(path, NO, status=303)

    records.refresh(match)
    assert match.state == MatchState.ACCEPTED
    assert "Iedereen zei ja" in visitor.visit(path).text


def test_late_answer_is_told_kindly_and_lets_it_lapse(visitor: Visitor, records: Session) -> None:
    match = make_match(records, answer_until=TODAY - timedelta(days=1)).match
    path = answer_path(match, MatchSide.HELPER)

    page = visitor.visit(path)
    assert "Antwoorden kon tot en met 21 november 2026." in page.text
    assert page.soup.select("form[method=post]") == []
    visitor.submit(path, YES, status=303)

    records.refresh(match)
    assert match.state == MatchState.EXPIRED
    assert "Antwoorden kon tot en met" in visitor.visit(path).text


def test_need_closed_in_between_is_told_kindly(visitor: Visitor, records: Session) -> None:
    pair = make_match(records)
    pair.need.state, pair.need.closed_on = NeedState.MET, TODAY
    records.commit()
    path = answer_path(pair.match, MatchSide.HELPER)

    visitor.submit(path, YES, status=303)

    assert "Dit gaat niet door" in visitor.visit(path).text


@pytest.mark.parametrize("side", MatchSide)
def test_consent_withdrawn_in_between_takes_it_back_and_tells_the_other_nothing_of_it(
    visitor: Visitor, records: Session, side: MatchSide
) -> None:
    pair = make_match(records)
    given = records.query(Consent).filter_by(person_id=pair.helper.id, purpose=ConsentPurpose.BE_ASKED).one()
    records.add(ConsentWithdrawal(consent_id=given.id, person_id=pair.helper.id, channel=Channel.WEB))
    records.commit()
    path = answer_path(pair.match, side)

    visitor.submit(path, YES, status=303)

    records.refresh(pair.match)
    assert pair.match.state == MatchState.WITHDRAWN
    page = visitor.visit(path)
    assert "Dit gaat niet door" in page.text
    tells_why = "toestemming" in page.soup.main.text.lower()  # type: ignore[union-attr]  # each page has one
    assert tells_why == (side == MatchSide.HELPER)


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"antwoord": "misschien"}, "Kies ja of nee."), ({"antwoord": "nee", "reason": "x" * 501}, "hooguit 500 tekens")],
)
def test_what_is_no_answer_is_told_beside_the_field(
    visitor: Visitor, records: Session, sent: dict[str, str], said: str
) -> None:
    match = make_match(records).match

    page = visitor.submit(answer_path(match, MatchSide.HELPER), sent, status=422)

    assert said in page.text
    records.refresh(match)
    assert match.helper_said is None


def test_link_that_is_none_of_ours_is_told_kindly(visitor: Visitor, records: Session) -> None:
    path = answer_path(make_match(records).match, MatchSide.HELPER)

    assert "Deze link werkt niet (meer)" in visitor.visit(path + "x", status=410).text
    assert "Deze link werkt niet (meer)" in visitor.visit("/koppeling/onzin", status=410).text
