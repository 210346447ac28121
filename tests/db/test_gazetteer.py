"""Addresses are found in our own database, or by the service when it answers; and what lies in the municipality."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.values import Point
from tests.conftest import TODAY
from tests.db.test_search import explained
from tests.factories import property_test, small_city
from webapp.areas.gazetteer import ADDRESSES, Address, find_addresses, find_places, search_places
from webapp.areas.locatieserver import Locatieserver
from webapp.areas.queries import find_neighbourhood_at, find_neighbourhood_near, is_in_municipality
from webapp.areas.rules import AddressSource, parse_found_place
from webapp.vocabulary import PlacePrecision

MARKET = {"type": "adres", "weergavenaam": "Grote Markt 1, 9712HN Groningen", "centroide_ll": "POINT(6.566 53.219)"}


def service(*docs: dict[str, str], status: int = 200) -> Locatieserver:
    """A service that answers the same to everything."""
    answer = {"response": {"docs": list(docs)}}
    return Locatieserver(
        "https://pdok.example",
        client=httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, json=answer))),
    )


def first(session: Session, query: str) -> Address:
    return find_addresses(session, query)[0]


@pytest.mark.parametrize(
    ("query", "label", "slug"),
    [
        ("Eikenlaan", "Eikenlaan", "selwerd"),
        ("eikenl", "Eikenlaan", "selwerd"),
        ("eikenlan 12", "Eikenlaan 12", "selwerd"),
        ("Eikenlaan 12a, 9741 AB Groningen", "Eikenlaan 12a", "selwerd"),
        ("israels", "Jozef Israëlsstraat", "schildersbuurt"),
        ("oude kijk in t jat", "Oude Kijk in 't Jatstraat", "binnenstad"),
        ("Selwerd", "Selwerd", "selwerd"),
        ("Paddepoel-Noord", "Paddepoel-Noord", "paddepoel"),
        ("UMCG", "UMCG", "binnenstad"),
        ("siersteenlaan", "Siersteenlaan", "vinkhuizen"),
    ],
)
def test_street_or_place_is_found_whatever_the_typing(session: Session, query: str, label: str, slug: str) -> None:
    found = first(session, query)
    assert (found.label, found.neighbourhood.slug, found.source) == (label, slug, AddressSource.GAZETTEER)


@pytest.mark.parametrize("query", ["Amsterdam Dam 1", "Rotterdam Coolsingel 3"])
def test_place_elsewhere_finds_nothing_that_is_only_like_it(session: Session, query: str) -> None:
    assert find_addresses(session, query) == ()


def test_what_has_one_of_the_typed_words_is_found(session: Session) -> None:
    assert first(session, "Nieuwe Eikenlaan 3").label == "Eikenlaan 3"


def test_each_label_in_a_neighbourhood_is_given_once(session: Session) -> None:
    twice = service(MARKET, {**MARKET, "centroide_ll": "POINT(6.5661 53.2191)"})
    found = find_addresses(session, "Grote Markt 1", service=twice)
    assert [each.label for each in found] == ["Grote Markt 1, 9712HN Groningen"]


def test_street_of_which_the_neighbourhood_is_known_stands_in_it_and_says_so(session: Session) -> None:
    found = first(session, "Eikenlaan 12")
    assert (found.kind, found.precision) == ("street", PlacePrecision.NEIGHBOURHOOD)
    at = find_neighbourhood_at(session, found.point)
    assert at == found.neighbourhood
    assert parse_found_place(found.value).precision is PlacePrecision.NEIGHBOURHOOD


def test_street_through_several_neighbourhoods_stands_there_once_for_each(session: Session) -> None:
    found = [each.neighbourhood.slug for each in find_addresses(session, "Rijksstraatweg 1") if "Rijks" in each.label]
    assert sorted(found) == ["glimmen-onnen-noordlaren", "haren"]


def test_number_that_is_part_of_the_name_is_not_written_twice(session: Session) -> None:
    session.execute(
        text("""INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
                SELECT 'Plein 1945', 'plein 1945', id, ST_Transform(label_point, 28992), 'street', 'proef'
                FROM neighbourhood WHERE slug = 'selwerd'""")
    )
    assert first(session, "Plein 1945").label == "Plein 1945"
    assert first(session, "Plein 1945").precision is PlacePrecision.STREET


def test_half_a_word_that_every_street_has_does_not_make_it_found(session: Session) -> None:
    assert "Herestraat" not in [each.label for each in find_addresses(session, "Qwxstraat", limit=50)]
    assert "Herestraat" in [each.label for each in find_addresses(session, "Heerestraat", limit=50)]


@pytest.mark.parametrize("query", ["", "xqzxqz", "%", "_", "s%", "\\", "' OR 1=1 --", "🙂"])
def test_signs_that_mean_something_to_sql_find_nothing_by_it(session: Session, query: str) -> None:
    assert find_addresses(session, query) == ()


@property_test(40)
@given(query=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_any_text_can_be_searched(session: Session, query: str) -> None:
    assert len(find_addresses(session, query)) <= ADDRESSES


def test_streets_stand_in_the_search_of_places_after_neighbourhoods(session: Session) -> None:
    hits = search_places(session, "korreweg")
    assert [(hit.name, hit.kind) for hit in hits][:2] == [("Korrewegwijk", "neighbourhood"), ("Korreweg", "street")]
    assert [hit.kind for hit in search_places(session, "beijum")][-1] == "street"


@pytest.mark.parametrize("query", ["eikenlaan", "zonelaan"])
def test_search_among_many_streets_uses_the_trigram_index(session: Session, query: str) -> None:
    session.execute(
        text("""INSERT INTO street (name, search_name, neighbourhood_id, point, precision, source)
                SELECT md5(n::text), md5(n::text), (SELECT min(id) FROM neighbourhood),
                    ST_SetSRID(ST_MakePoint(233000, 582000), 28992), 'street', 'proef'
                FROM generate_series(1, 20000) n""")
    )
    session.execute(text("SELECT gin_clean_pending_list('ix_street_search_name_trgm')"))
    session.execute(text("ANALYZE street"))
    plan = explained(session, lambda: find_addresses(session, query))
    assert "Bitmap Index Scan on ix_street_search_name_trgm" in plan
    assert "Seq Scan on street" not in plan


def test_service_goes_before_the_gazetteer(session: Session) -> None:
    found = find_addresses(session, "Grote Markt 1", service=service(MARKET))
    assert [(each.label, each.source, each.precision) for each in found] == [
        ("Grote Markt 1, 9712HN Groningen", AddressSource.PDOK, PlacePrecision.EXACT)
    ]
    assert found[0].neighbourhood.slug == "binnenstad"
    assert found[0].point == Point(6.566, 53.219)


@pytest.mark.parametrize("broken", [service(status=500), service(), service(MARKET | {"centroide_ll": "POINT(0 0)"})])
def test_gazetteer_stands_in_for_a_service_without_answer(session: Session, broken: Locatieserver) -> None:
    (found, *_) = find_addresses(session, "Grote Markt 1", service=broken)
    assert (found.label, found.source) == ("Grote Markt 1", AddressSource.GAZETTEER)


def test_address_of_the_service_outside_every_neighbourhood_is_left_out(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    assert find_addresses(empty_session, "Grote Markt 1", service=service(MARKET)) == ()


def test_nothing_is_asked_when_nothing_was_typed(session: Session) -> None:
    assert find_addresses(session, "", service=service(MARKET)) == ()


def test_postcode_is_a_place_when_the_service_knows_it(session: Session) -> None:
    (hit,) = find_places(session, "9712 HN", service=service(MARKET))
    assert (hit.kind, hit.name, hit.slug) == ("postcode", "Grote Markt 1, 9712HN Groningen", "binnenstad")
    assert find_places(session, "9712 HN") == ()
    assert find_places(session, "9712 HN", service=service(status=500)) == ()
    assert find_places(session, "selwerd", service=service(MARKET))[0].slug == "selwerd"


def moved(session: Session, east: float, north: float = 250) -> Point:
    """A point so many metres from the corner of the small city, in degrees."""
    row = session.execute(
        text("SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint(:x, :y), 28992), 4326) p"),
        {"x": 232_000 + east, "y": 580_000 + north},
    ).one()
    return Point(row[0], row[1])


@pytest.mark.parametrize(
    ("east", "slug"), [(100, "west"), (1100, "oost"), (2001, "oost"), (2010, None), (2290, None), (-1, "west")]
)
def test_place_beside_official_boundaries_is_outside(empty_session: Session, east: float, slug: str | None) -> None:
    small_city(empty_session, today=TODAY)
    found = find_neighbourhood_near(empty_session, moved(empty_session, east))
    assert (found and found.slug) == slug
    assert is_in_municipality(empty_session, moved(empty_session, east)) == (slug is not None)


@pytest.mark.parametrize(("east", "slug"), [(2010, "oost"), (2290, "oost"), (2310, None)])
def test_place_just_beside_schematic_boundaries_may_be_inside(
    empty_session: Session, east: float, slug: str | None
) -> None:
    small_city(empty_session, today=TODAY)
    for statement in (
        """INSERT INTO area_release (kind, year, is_schematic, in_force, source)
           SELECT kind, year, true, false, source FROM area_release""",
        "UPDATE area SET is_schematic = true",
        "DELETE FROM area_release WHERE NOT is_schematic",
        "UPDATE area_release SET in_force = true",
    ):
        empty_session.execute(text(statement))
    empty_session.expire_all()
    found = find_neighbourhood_near(empty_session, moved(empty_session, east))
    assert (found and found.slug) == slug
    assert is_in_municipality(empty_session, moved(empty_session, east)) == (slug is not None)


def test_place_in_a_buurt_without_neighbourhood_is_in_the_municipality(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    empty_session.execute(text("UPDATE neighbourhood SET geom = NULL WHERE slug = 'oost'"))
    here = moved(empty_session, 1500)
    assert find_neighbourhood_near(empty_session, here) is None
    assert is_in_municipality(empty_session, here)


def test_nearest_neighbourhood_uses_the_spatial_index(session: Session) -> None:
    session.execute(text("SET LOCAL enable_seqscan = off"))
    here = Point(6.55, 53.23)
    assert "idx_neighbourhood_geom" in explained(session, lambda: find_neighbourhood_near(session, here))
