"""The other side agrees with what one side wrote."""

from sqlalchemy.orm import Session

from tests.web.conftest import Page, SignIn, Visitor
from tests.web.partners.partnering import (
    add_partner,
    add_promises,
    filled,
    fresh,
    holder_of,
    member_of,
)
from webapp.models import PartnerAgreement
from webapp.vocabulary import Role

PATH = "/partners/proefkerk/afspraken"


def agree(browser: Visitor, path: str, promises: PartnerAgreement, *, status: int = 303, version: str = "1") -> Page:
    return browser.submit(f"{path}/{promises.id}/akkoord", {"versie": version}, status=status)


def test_what_one_side_writes_waits_for_the_other(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    member, ours = (
        sign_in(each.id) for each in (member_of(records, partner), holder_of(records, Role.CITY_COORDINATOR))
    )
    sent = {"ours": "Wij melden", "theirs": "Zij doen", "since": "2026-01-01", "last_day": ""}
    member.submit(f"{PATH}/nieuw", filled(member.visit(f"{PATH}/nieuw"), **sent), status=303)
    promises = records.query(PartnerAgreement).filter_by(partner_id=partner.id).one()
    page = member.visit(PATH)
    assert "Voorgesteld door Proefkerk op 22 november 2026. Wacht op akkoord van Missie050." in page.text
    assert page.soup.select("form[action$=akkoord]") == []
    agree(member, PATH, promises, status=400)
    assert fresh(records, promises).agreed_on is None
    agree(ours, PATH, promises)
    assert "Beide kanten zijn akkoord sinds 22 november 2026." in member.visit(PATH).text


def test_others_agree_with_nothing(records: Session, sign_in: SignIn) -> None:
    partner, other = add_partner(records), add_partner(records, "andere")
    promises = add_promises(records, partner)
    browser = sign_in(member_of(records, other).id)
    agree(browser, PATH, promises, status=404)
    agree(browser, "/partners/andere/afspraken", promises, status=404)
    assert fresh(records, promises).agreed_on is None
