"""What somebody can, with what is missing before anyone asks them."""

from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.talent_making import make_offering
from tests.web.conftest import SignIn, Visitor
from tests.web.talents.neighbours import a_neighbour

OWN, NEW = "/mijn/talenten", "/mijn/talenten/nieuw"


def test_who_has_no_profile_yet_makes_that_first(records: Session, sign_in: SignIn) -> None:
    account = make_account(records)
    records.commit()
    assert sign_in(account.id).visit(OWN, status=303).response.location.endswith("/mijn/profiel?verder=talent")


def test_a_visitor_signs_in_first(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(OWN, status=303).response.location


def test_without_consent_the_page_says_that_nobody_asks_and_gives_the_buttons(
    records: Session, sign_in: SignIn
) -> None:
    neighbour = a_neighbour(records)
    page = sign_in(neighbour.account_id).visit(OWN)
    assert "Nu vraagt niemand je." in page.text
    links = {str(link["href"]) for link in page.soup.select(".talent-silence a")}
    assert {"/mijn/toestemming#be_known", "/mijn/toestemming#be_asked"} <= links


def test_with_both_consents_and_terms_the_page_says_that_one_may_be_asked(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records, asked=True)
    make_offering(records, neighbour.person_id)
    records.commit()
    page = sign_in(neighbour.account_id).visit(OWN)
    assert "Nu vraagt niemand je." not in page.text
    assert "Je coördinator mag je een kleine, duidelijke vraag stellen" in page.text
