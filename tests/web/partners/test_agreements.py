from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.partners.partnering import (
    HOSTILE,
    add_partner,
    add_promises,
    filled,
    fresh,
    holder_of,
    member_of,
    place_id,
)
from webapp.models import PartnerAgreement
from webapp.vocabulary import Role

PATH = "/partners/proefkerk/afspraken"


def test_members_and_city_coordinators_read_what_was_agreed(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    add_promises(records, partner)
    for account in (member_of(records, partner), holder_of(records, Role.CITY_COORDINATOR)):
        text = sign_in(account.id).visit(PATH).text
        assert "Vanaf 1 januari 2026" in text
        assert "Missie050 belooft Wij melden klussen" in text
        assert "Proefkerk belooft Zij doen ze" in text


def test_nobody_else_reads_it(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    partner, other = add_partner(records), add_partner(records, "andere")
    add_promises(records, partner)
    for account in (
        member_of(records, other),
        holder_of(records, Role.MUNICIPALITY_VIEWER),
        holder_of(records, Role.ADMINISTRATOR),
        holder_of(records, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place_id(records)),
    ):
        sign_in(account.id).visit(PATH, status=404)
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_promise_is_shown_as_it_was_typed(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    add_promises(records, partner, ours=HOSTILE)
    page = sign_in(member_of(records, partner).id).visit(PATH)
    assert page.soup.select(".agreement__words")[0].text == HOSTILE


def test_partner_without_agreements_says_so(records: Session, sign_in: SignIn) -> None:
    page = sign_in(member_of(records, add_partner(records)).id).visit(PATH)
    assert "nog geen afspraken" in page.text


def agree(browser: Visitor, path: str, promises: PartnerAgreement, *, status: int = 303, version: str = "1") -> Page:
    return browser.submit(f"{path}/{promises.id}/akkoord", {"versie": version}, status=status)


def test_change_asks_for_agreement_anew(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    promises = add_promises(records, partner, agreed_on=TODAY)
    member, ours = (
        sign_in(each.id) for each in (member_of(records, partner), holder_of(records, Role.CITY_COORDINATOR))
    )
    path = f"{PATH}/{promises.id}/wijzigen"
    ours.submit(path, filled(ours.visit(path)), status=303)
    assert fresh(records, promises).agreed_on == TODAY
    ours.submit(path, filled(ours.visit(path), theirs="Zij doen het elke week"), status=303)
    assert "Wacht op akkoord van Proefkerk." in member.visit(PATH).text
    # agreed with what stood there before
    page = member.visit(agree(member, PATH, promises, version="1").response.location)
    assert "intussen gewijzigd" in page.text
    assert fresh(records, promises).agreed_on is None
    agree(member, PATH, promises, version="2")
    assert fresh(records, promises).agreed_on == TODAY
