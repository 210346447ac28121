import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, filled, fresh, holder_of, member_of
from tests.web.people.browsing import events, problems, versions
from webapp.models import Account, Partner
from webapp.vocabulary import AuditAction, ChurchTradition, PartnerKind, Role

PATH = "/partners/proefkerk/wijzigen"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records, description="Oud", tradition=ChurchTradition.BAPTIST)


@pytest.fixture
def account(records: Session, partner: Partner) -> Account:
    return member_of(records, partner)


@pytest.fixture
def member(sign_in: SignIn, account: Account) -> Visitor:
    return sign_in(account.id)


def test_member_changes_the_own_partner_and_confirms_it_with_that(
    records: Session, member: Visitor, account: Account, partner: Partner
) -> None:
    by, sent = account.id, filled(member.visit(PATH), description="Nieuw", website="https://nieuw.example.nl")
    assert member.submit(PATH, sent, status=303).response.location == "/partners/proefkerk?bewaard=ja"
    after = fresh(records, partner)
    assert (after.description, after.version, after.confirmed_on, after.slug) == ("Nieuw", 2, TODAY, "proefkerk")
    assert events(records, "partner", partner.id) == [(AuditAction.CHANGED, by, None, ["description", "website"])]


def test_form_as_it_stands_changes_nothing(records: Session, member: Visitor, partner: Partner) -> None:
    member.submit(PATH, filled(member.visit(PATH)), status=303)
    assert fresh(records, partner).version == 1


def test_city_coordinator_edits_all_and_nobody_else_does(
    records: Session, sign_in: SignIn, visitor: Visitor, partner: Partner
) -> None:
    city = sign_in(holder_of(records, Role.CITY_COORDINATOR).id)
    city.submit(PATH, filled(city.visit(PATH), description="Door de stad"), status=303)
    sent = filled(city.visit(PATH), description="Door een ander", voor=None, eenmalig=None)
    others = (
        member_of(records, add_partner(records, "andere")),
        holder_of(records, Role.TRACK_COUNSELLOR, partner_id=partner.id),
        holder_of(records, Role.MUNICIPALITY_VIEWER),
        holder_of(records, Role.ADMINISTRATOR),
    )
    for other in others:
        browser = sign_in(other.id)
        browser.visit(PATH, status=404)
        browser.submit(PATH, sent, status=404)
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")
    visitor.submit(PATH, sent, status=401)
    assert fresh(records, partner).description == "Door de stad"


def test_partner_that_is_not_there_is_not_found(records: Session, sign_in: SignIn) -> None:
    sign_in(holder_of(records, Role.CITY_COORDINATOR).id).visit("/partners/niets/wijzigen", status=404)


def test_who_comes_second_sees_both_versions_and_can_still_win(
    records: Session, sign_in: SignIn, member: Visitor, partner: Partner
) -> None:
    city = sign_in(holder_of(records, Role.CITY_COORDINATOR).id)
    slow = filled(member.visit(PATH), description="Van de trage", kind="foundation", tradition="")
    city.submit(PATH, filled(city.visit(PATH), description="Van de snelle"), status=303)
    page = member.submit(PATH, slow, status=409)
    assert versions(page) == {
        "Soort": ("Kerk", "Stichting"),
        "Stroming": ("Baptistisch", "Geen kerk, of niet bekend"),
        "Wie zijn jullie en wat doen jullie?": ("Van de snelle", "Van de trage"),
    }
    assert fresh(records, partner).description == "Van de snelle"
    member.submit(PATH, filled(page), status=303)
    after = fresh(records, partner)
    assert (after.description, after.kind, after.version) == ("Van de trage", PartnerKind.FOUNDATION, 3)


def test_form_without_a_version_does_not_overwrite(records: Session, member: Visitor, partner: Partner) -> None:
    member.submit(PATH, filled(member.visit(PATH), description="Nieuw", version="x" * 99), status=409)
    assert fresh(records, partner).description == "Oud"


def test_name_of_another_is_refused_and_one_s_own_in_other_letters_is_not(
    records: Session, member: Visitor, partner: Partner
) -> None:
    page = member.submit(PATH, filled(member.visit(PATH), name="présent"), status=422)
    assert problems(page) == {"name": "Er is al een partner met deze naam."}
    member.submit(PATH, filled(member.visit(PATH), name="PROEFKERK"), status=303)
    assert fresh(records, partner).name == "PROEFKERK"
