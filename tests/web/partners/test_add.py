import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import HOSTILE, add_partner, count, filled, holder_of, member_of
from tests.web.people.browsing import events, problems
from webapp.models import Partner
from webapp.vocabulary import AuditAction, PartnerKind, Provenance, Role

PATH = "/partners/nieuw"
NEW = {"name": "Kerk in de Wind", "kind": "church", "tradition": "mennonite", "website": "https://wind.example.nl"}


@pytest.fixture
def city(records: Session, sign_in: SignIn) -> Visitor:
    return sign_in(holder_of(records, Role.CITY_COORDINATOR).id)


def test_city_coordinator_adds_a_partner_that_then_has_a_page(records: Session, city: Visitor) -> None:
    answer = city.submit(PATH, filled(city.visit(PATH), **NEW), status=303)
    assert answer.response.location == "/partners/kerk-in-de-wind?bewaard=nieuw"
    made = records.scalars(select(Partner).where(Partner.slug == "kerk-in-de-wind")).one()
    records.commit()
    assert (made.kind, made.provenance, made.confirmed_on) == (PartnerKind.CHURCH, Provenance.ENTERED, TODAY)
    assert [event[0] for event in events(records, "partner", made.id)] == [AuditAction.CREATED]
    assert "Kerk in de Wind" in city.visit(answer.response.location).text


def test_nobody_else_adds_one(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    member = sign_in(member_of(records, add_partner(records)).id)
    member.visit(PATH, status=404)
    member.submit(PATH, NEW, status=404)
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")
    assert count(records, Partner, name=NEW["name"]) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "PRESENT"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"slug": "kwartiermakers"}, "slug"),
        ({"slug": "nieuw"}, "slug"),
        ({"slug": "Met Spatie"}, "slug"),
        ({"kind": ""}, "kind"),
        ({"kind": "koning"}, "kind"),
        ({"kind": "school"}, "tradition"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "www.zon der.nl"}, "website"),
        ({"website": "https://" + "a." * 500_000}, "website"),
        ({"email": "geen adres"}, "email"),
        ({"email": "a@" + "b." * 400_000}, "email"),
        ({"phone": "bel maar"}, "phone"),
        ({"description": "x" * 4001}, "description"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_kept_in_the_form(
    records: Session, city: Visitor, changes: dict[str, str], field: str
) -> None:
    before = count(records, Partner)
    sent = filled(city.visit(PATH), **(NEW | {"description": "Blijft staan"} | changes))
    page = city.submit(PATH, sent, status=422)
    assert list(problems(page)) == [field]
    if "description" not in changes:
        assert page.soup.select_one("textarea[name=description]").text.strip() == "Blijft staan"  # type: ignore[union-attr]  # it is there
    assert count(records, Partner) == before


def test_website_that_was_typed_without_its_beginning_is_completed(records: Session, city: Visitor) -> None:
    city.submit(PATH, filled(city.visit(PATH), **(NEW | {"website": " www.wind.example.nl/agenda "})), status=303)
    made = records.scalars(select(Partner).where(Partner.slug == "kerk-in-de-wind")).one()
    records.commit()
    assert made.website == "https://www.wind.example.nl/agenda"
    page = city.visit("/partners/kerk-in-de-wind")
    assert page.soup.select_one('a[href="https://www.wind.example.nl/agenda"]') is not None


def test_name_that_has_been_taken_by_an_address_gets_a_number(records: Session, city: Visitor) -> None:
    add_partner(records, "kerk-in-de-wind")
    answer = city.submit(PATH, filled(city.visit(PATH), **(NEW | {"name": "Kerk in: de Wind!"})), status=303)
    assert answer.response.location == "/partners/kerk-in-de-wind-2?bewaard=nieuw"


def test_chosen_address_is_taken(city: Visitor) -> None:
    answer = city.submit(PATH, filled(city.visit(PATH), **NEW, slug="de-wind"), status=303)
    assert answer.response.location == "/partners/de-wind?bewaard=nieuw"


def test_hostile_name_is_shown_as_it_is(city: Visitor) -> None:
    name = HOSTILE.strip()
    answer = city.submit(PATH, filled(city.visit(PATH), **(NEW | {"name": name})), status=303)
    page = city.visit(answer.response.location)
    assert page.soup.h1 is not None
    assert page.soup.h1.text == name


def test_nul_is_refused_at_the_edge(city: Visitor) -> None:
    city.submit(PATH, NEW | {"name": "Kerk\x00"}, status=400)


def test_form_sent_twice_adds_one(records: Session, city: Visitor) -> None:
    sent = filled(city.visit(PATH), **NEW)
    first, second = (city.submit(PATH, sent, status=303) for _ in range(2))
    assert first.response.location == second.response.location
    assert count(records, Partner, name=NEW["name"]) == 1
