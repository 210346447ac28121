"""Where an address is: found in our own streets, told plainly when it is not, never nearer than a masked point."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geo.masking import RdPoint, ring_for
from tests.factories import property_test
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import fresh, make_coordinator, opened, ring_of_tests, sent_by
from tests.web.talents.neighbours import TERMS, Neighbour, a_neighbour, a_place, terms_fields
from webapp.models import MaskedPlace, NeighbourhoodArea, Person
from webapp.people.queries import find_street_point
from webapp.people.rules import Address, address_from_text
from webapp.talents.actions import be_found_near
from webapp.talents.queries import find_density

PROFILE = "/mijn/profiel"
HOME = {"street": "Proefpad", "number": "20", "postcode": "9741 AB", "town": "Groningen", "location_level": "masked"}
X, Y = 232512.25, 583498.75
NO_PLACE = "We vinden je straat niet op onze kaart van je wijk"


def add_street(
    records: Session, neighbourhood_id: int, name: str = "Proefpad", *, x: float = X, precision: str = "street"
) -> None:
    """A street of our own list."""
    records.execute(
        text("""INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
                VALUES (CAST(:name AS text), search_key(CAST(:name AS text)), :place,
                        ST_SetSRID(ST_Point(:x, :y), 28992), :precision, 'proef')"""),
        {"name": name, "place": neighbourhood_id, "x": x, "y": Y, "precision": precision},
    )
    records.commit()


@pytest.fixture
def neighbour(records: Session) -> Neighbour:
    return a_neighbour(records, asked=True)


@pytest.fixture
def own(neighbour: Neighbour, sign_in: SignIn) -> Visitor:
    return sign_in(neighbour.account_id)


def kept_address(records: Session, person_id: int) -> Address:
    return address_from_text(opened(fresh(records, person_id), "address") or "{}")


def metres_from_street(records: Session, person_id: int, x: float = X) -> float | None:
    """From the place of the street to the point that stands for somebody; None without one."""
    found = records.execute(
        select(MaskedPlace.geom.ST_X(), MaskedPlace.geom.ST_Y()).where(MaskedPlace.person_id == person_id)
    ).one_or_none()
    records.commit()
    return None if found is None else math.dist((x, Y), tuple(found))


def live_near(records: Session, own: Visitor, neighbour: Neighbour, **typed: str) -> None:
    """Give an address, and choose to be found near it."""
    add_street(records, neighbour.place.id)
    own.submit(PROFILE, sent_by(own.visit(PROFILE), **(HOME | typed)), status=303)
    own.submit(TERMS, terms_fields(is_near="y"), status=303)


@pytest.mark.parametrize("street", ["Proefpad", "PROEFPAD", " proefpad ", "Pröefpad", "Proefpad 20"])
def test_an_address_in_a_street_that_we_know_can_be_found_near(
    records: Session, neighbour: Neighbour, own: Visitor, street: str
) -> None:
    add_street(records, neighbour.place.id)
    saved = own.submit(PROFILE, sent_by(own.visit(PROFILE), **(HOME | {"street": street})), status=303)
    assert saved.response.location == "/mijn?bewaard=profiel"
    kept = kept_address(records, neighbour.person_id)
    assert (kept.x, kept.y) == (X, Y)
    assert "We weten waar je straat ligt." in own.visit(PROFILE).text
    assert own.visit(TERMS).soup.select_one("[name='is_near']") is not None
    own.submit(TERMS, terms_fields(is_near="y"), status=303)
    ring = ring_for(find_density(records, neighbour.place.buurt))
    records.commit()
    far = metres_from_street(records, neighbour.person_id)
    assert far is not None
    assert ring.inner - 0.01 <= far <= ring.outer + 0.01


@pytest.mark.parametrize("wrong", ["other street", "other neighbourhood", "only the neighbourhood", "no buurt"])
def test_without_a_place_that_is_told_plainly_and_the_buurt_stands(
    records: Session, neighbour: Neighbour, own: Visitor, wrong: str
) -> None:
    elsewhere = a_place(records, number=1)
    add_street(
        records,
        elsewhere.id if wrong == "other neighbourhood" else neighbour.place.id,
        "Proefpadje" if wrong == "other street" else "Proefpad",
        precision="neighbourhood" if wrong == "only the neighbourhood" else "street",
    )
    typed = HOME | ({"buurt_code": ""} if wrong == "no buurt" else {})
    saved = own.submit(PROFILE, sent_by(own.visit(PROFILE), **typed), status=303)
    assert saved.response.location == "/mijn/profiel?bewaard=zonder-plek"
    page = own.visit(saved.response.location)
    assert "Je profiel is bewaard." in page.text
    assert NO_PLACE in page.text
    assert not kept_address(records, neighbour.person_id).has_place
    terms = own.visit(TERMS)
    assert terms.soup.select_one("[name='is_near']") is None
    assert "we vinden je straat niet op onze kaart van je wijk" in terms.text
    own.submit(TERMS, terms_fields(is_near="y"), status=303)
    assert metres_from_street(records, neighbour.person_id) is None


def test_a_street_that_becomes_known_is_found_when_the_profile_is_saved_again(
    records: Session, neighbour: Neighbour, own: Visitor
) -> None:
    own.submit(PROFILE, sent_by(own.visit(PROFILE), **HOME), status=303)
    assert not kept_address(records, neighbour.person_id).has_place
    add_street(records, neighbour.place.id)
    own.submit(PROFILE, sent_by(own.visit(PROFILE)), status=303)
    assert kept_address(records, neighbour.person_id).has_place


@pytest.mark.parametrize(
    "changes", [{"number": "22"}, {"street": "Elders"}, dict.fromkeys(HOME, "") | {"location_level": "masked"}]
)
def test_another_address_or_none_forgets_the_point(
    records: Session, neighbour: Neighbour, own: Visitor, changes: dict[str, str]
) -> None:
    live_near(records, own, neighbour)
    own.submit(PROFILE, sent_by(own.visit(PROFILE), phone="06 12345678", location_level="masked"), status=303)
    assert metres_from_street(records, neighbour.person_id) is not None
    own.submit(PROFILE, sent_by(own.visit(PROFILE), **({"location_level": "masked"} | changes)), status=303)
    assert metres_from_street(records, neighbour.person_id) is None


def test_who_moves_to_another_neighbourhood_is_not_found_in_the_old_one(
    records: Session, neighbour: Neighbour, own: Visitor
) -> None:
    live_near(records, own, neighbour)
    elsewhere = a_place(records, number=1)
    own.submit(PROFILE, sent_by(own.visit(PROFILE), buurt_code=elsewhere.buurt, location_level="masked"), status=303)
    assert metres_from_street(records, neighbour.person_id) is None
    assert not kept_address(records, neighbour.person_id).has_place


def test_a_coordinator_who_corrects_the_buurt_forgets_it_too_and_sees_no_address(
    records: Session, neighbour: Neighbour, own: Visitor, sign_in: SignIn
) -> None:
    live_near(records, own, neighbour)
    elsewhere = a_place(records, number=1)
    coordinator = sign_in(make_coordinator(records, neighbour.place.id).id)
    address = f"/mensen/{neighbour.person_id}/wijzigen"
    page = coordinator.visit(address)
    assert "Proefpad" not in page.response.text
    coordinator.submit(address, sent_by(page, buurt_code=elsewhere.buurt) | {"leaves": "y"}, status=303)
    assert metres_from_street(records, neighbour.person_id) is None
    kept = kept_address(records, neighbour.person_id)
    assert (kept.street, kept.has_place) == ("Proefpad", False)


def test_the_place_of_an_address_is_on_no_page(
    records: Session, neighbour: Neighbour, own: Visitor, sign_in: SignIn
) -> None:
    live_near(records, own, neighbour)
    coordinator = sign_in(make_coordinator(records, neighbour.place.id).id)
    pages = [own.visit(each).response.text for each in (PROFILE, TERMS, "/mijn/gegevens")]
    pages.append(coordinator.visit(f"/mensen/{neighbour.person_id}").response.text)
    for page in pages:
        assert "232512" not in page
        assert "583498" not in page
    assert "Proefpad" in pages[0]


def test_nobody_else_is_asked_where_an_address_is(
    records: Session, neighbour: Neighbour, own: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_: object, words: str, **__: object) -> None:
        asked.append(words)

    monkeypatch.setattr("webapp.areas.locatieserver.Locatieserver.search", ask)
    own.submit(PROFILE, sent_by(own.visit(PROFILE), **HOME), status=303)
    live_near(records, own, neighbour)
    assert asked == []


@property_test(40)
@given(
    x=st.floats(220_000, 245_000).map(lambda value: round(value, 2)),
    number=st.integers(1, 400),
)
def test_the_point_lies_in_the_ring_around_the_street_and_stays_the_same(
    session: Session, x: float, number: int
) -> None:
    with session.begin_nested() as savepoint:
        placed = select(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.area_code)
        place, buurt = session.execute(placed.order_by(NeighbourhoodArea.area_code).limit(1)).one()
        session.execute(
            text("""INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
                    VALUES ('Ringpad', 'ringpad', :place, ST_SetSRID(ST_Point(:x, :y), 28992), 'street', 'proef')
                    ON CONFLICT (neighbourhood_id, search_name) DO UPDATE SET point = EXCLUDED.point"""),
            {"place": place, "x": x, "y": Y},
        )
        person = Person(name="Rinke Ring", buurt_code=buurt, neighbourhood_id=place)
        session.add(person)
        session.flush()
        point = find_street_point(session, "Ringpad", buurt)
        assert point is not None
        address = Address("Ringpad", str(number), "9741 AB", "Groningen", *point)
        ring = ring_for(find_density(session, buurt))
        found = []
        for _ in range(2):
            be_found_near(session, person, address, ring=ring_of_tests())
            row = session.execute(
                select(MaskedPlace.geom.ST_X(), MaskedPlace.geom.ST_Y()).where(MaskedPlace.person_id == person.id)
            ).one()
            found.append(RdPoint(*row))
        assert found[0] == found[1] != RdPoint(x, Y)
        assert ring.inner - 0.02 <= math.dist((x, Y), (found[0].x, found[0].y)) <= ring.outer + 0.02
        savepoint.rollback()
