import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import SECRET_WORDS, make_match
from tests.talent_making import make_offerer, make_talent
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.ranking_town import Town, make_town
from webapp.models import Offering, Person
from webapp.vocabulary import MatchState, Requirement

PATH = "/mijn/talenten/wat-past"


@pytest.fixture
def town(records: Session) -> Town:
    return make_town(records)


@pytest.fixture
def helper(town: Town) -> Person:
    person = make_offerer(town.session, town.here, goes_beyond=False)
    make_talent(town.session, person.id)
    town.session.commit()
    return person


@pytest.fixture
def neighbour(sign_in: SignIn, helper: Person) -> Visitor:
    return sign_in(helper.account_id)


def test_what_fits_is_shown_without_words_or_names(neighbour: Visitor, town: Town) -> None:
    town.need("Kanarie Vraagt")
    town.public_need()
    page = neighbour.visit(PATH)
    assert len(page.soup.select(".match-rank__item")) == 2
    assert "Vinkhuizen" in page.text
    assert "Omdat jij opgaf: Brieven en formulieren" in page.text
    assert "Wie geeft fietsles?" in page.text
    body = page.response.get_data(as_text=True)
    assert SECRET_WORDS not in body
    assert "Kanarie" not in body


def test_other_neighbourhoods_only_for_who_goes_beyond(neighbour: Visitor, helper: Person, town: Town) -> None:
    town.need(where=town.there)
    assert "Er is nu niets" in neighbour.visit(PATH).text
    town.session.get_one(Offering, helper.id).goes_beyond = True
    town.session.commit()
    assert "Selwerd" in neighbour.visit(PATH).text


def test_who_paused_sees_nothing(neighbour: Visitor, helper: Person, town: Town) -> None:
    town.need()
    assert "Formulieren" in neighbour.visit(PATH).text
    town.session.get_one(Offering, helper.id).paused_until = TODAY.replace(year=TODAY.year + 1)
    town.session.commit()
    page = neighbour.visit(PATH)
    assert "Je hebt pauze tot" in page.text
    assert page.soup.select_one("form[action='/mijn/talenten/pauze/stop']")


def test_declined_need_is_not_shown_again(neighbour: Visitor, helper: Person, town: Town, records: Session) -> None:
    need = town.need()
    talent = make_talent(records, helper.id, what="Nog iets")
    make_match(records, MatchState.DECLINED, talent=talent, need=need)
    records.commit()
    assert "Er is nu niets" in neighbour.visit(PATH).text


def test_papers_that_lack_are_told(neighbour: Visitor, town: Town) -> None:
    town.need(requirements=[Requirement.VOG])
    assert "Hiervoor moet een coördinator eerst zien: VOG" in neighbour.visit(PATH).text


def test_without_talents_one_is_asked_to_tell_them(town: Town, sign_in: SignIn) -> None:
    page = sign_in(town.city.id).visit(PATH)
    assert "Vertel eerst wat je kunt" in page.text


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    visitor.visit(PATH, status=303)


def test_one_can_say_to_want_it_and_reads_of_oneself(neighbour: Visitor, town: Town) -> None:
    need = town.need()
    page = neighbour.visit(PATH)
    link = page.soup.select_one(f"a[href$='thema={need.theme_id}']")
    assert link is not None
    assert "Ik wil wel helpen" in neighbour.visit(str(link["href"])).text
    assert "van de 100" not in page.text
