"""Places are found by name, whatever the typing, through the trigram index."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session

from geo.values import Point
from tests.conftest import TODAY
from tests.factories import add_neighbourhood, property_test, small_city
from webapp.areas.gazetteer import list_lookalikes, search_places
from webapp.areas.queries import find_neighbourhood, find_neighbourhood_at
from webapp.areas.shapes import refresh
from webapp.models import Area, Neighbourhood, NeighbourhoodArea


def first(session: Session, query: str) -> str | None:
    """The neighbourhood of the best hit."""
    hits = search_places(session, query)
    return hits[0].slug if hits else None


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Selwerd", "selwerd"),
        ("SELWERD", "selwerd"),
        ("selwert", "selwerd"),
        ("sellwerd", "selwerd"),
        ("Sélwérd", "selwerd"),
        ("sel", "selwerd"),
        ("vinkhuisen", "vinkhuizen"),
        ("beyum", "beijum"),
        ("wijert", "de-wijert"),
        ("de wyert", "de-wijert"),
        ("paddepol", "paddepoel"),
        ("korreweg", "korrewegwijk"),
        ("Indische buurt", "korrewegwijk"),
        ("centrum", "binnenstad"),
        ("UMCG", "binnenstad"),
        ("Hoornsemeer", "hoornse-meer"),
    ],
)
def test_place_is_found_by_name_alias_beginning_or_with_typing_errors(session: Session, query: str, slug: str) -> None:
    assert first(session, query) == slug


def test_what_people_call_a_place_leads_to_a_neighbourhood_that_holds_it(session: Session, shared_data: Path) -> None:
    names = json.loads((shared_data / "volksnamen.json").read_text(encoding="utf-8"))
    assert len(names) > 8
    codes_of: dict[str, set[str]] = {}
    rows = session.execute(
        select(Neighbourhood.slug, NeighbourhoodArea.area_code, Area.parent_code)
        .join(NeighbourhoodArea, NeighbourhoodArea.neighbourhood_id == Neighbourhood.id)
        .join(Area, Area.code == NeighbourhoodArea.area_code)
    )
    for slug, code, wijk in rows:
        codes_of.setdefault(slug, set()).update({code, wijk})
    for name, codes in names.items():
        slug = first(session, name)
        assert slug is not None, name
        assert codes_of[slug] >= set(codes), name


def test_hit_by_another_name_says_by_which(session: Session) -> None:
    (hit, *_) = search_places(session, "Indische buurt")
    assert (hit.name, hit.kind, hit.via) == ("Korrewegwijk", "neighbourhood", "Indische buurt")
    (own, *_) = search_places(session, "Korrewegwijk")
    assert (own.name, own.via) == ("Korrewegwijk", None)


def test_exact_name_of_a_neighbourhood_is_told_from_a_likeness(session: Session) -> None:
    assert search_places(session, "de WÍJERT")[0].is_exact
    assert not search_places(session, "de wijer")[0].is_exact
    assert not search_places(session, "Indische buurt")[0].is_exact


def test_buurt_that_is_called_like_its_neighbourhood_stands_once(session: Session) -> None:
    assert "Selwerd" in session.scalars(select(Area.name)).all()
    assert [hit.kind for hit in search_places(session, "Selwerd") if hit.name == "Selwerd"] == ["neighbourhood"]


def test_buurt_is_found_with_the_neighbourhood_that_it_is_in(session: Session) -> None:
    found = [hit for hit in search_places(session, "Paddepoel-Noord", limit=20) if hit.kind == "buurt"]
    assert found[0].name == "Paddepoel-Noord"
    assert (found[0].slug, found[0].neighbourhood_name, found[0].via) == ("paddepoel", "Paddepoel", None)


def test_neighbourhood_stands_once_and_before_its_buurten(session: Session) -> None:
    hits = search_places(session, "beijum", limit=20)
    assert [hit.kind for hit in hits].count("neighbourhood") == 1
    assert hits[0].kind == "neighbourhood"


def test_limit_holds(session: Session) -> None:
    assert len(search_places(session, "de", limit=3)) == 3
    assert len(search_places(session, "de", limit=20)) > 3


@pytest.mark.parametrize("query", ["", "xqzxqz", "%", "_", "%%%%", "s%", "s_lwerd", "\\", "' OR 1=1 --", "€", "🙂"])
def test_signs_that_mean_something_to_sql_find_nothing_by_it(session: Session, query: str) -> None:
    hits = search_places(session, query, limit=50)
    if query == "s_lwerd":  # one letter wrong, as any typing error
        assert hits[0].slug == "selwerd"
    else:
        assert hits == ()


def test_sign_of_a_pattern_in_a_name_is_found_as_itself(empty_session: Session) -> None:
    for number, name in enumerate(["100% Groen", "1000 Groen", "a_b c", "axb c", "c\\d"]):
        add_neighbourhood(empty_session, f"wijk-{number}", name=name)
    refresh(empty_session, today=TODAY)
    assert first(empty_session, "100%") == "wijk-0"
    assert first(empty_session, "a_b") == "wijk-2"
    assert first(empty_session, "c\\") == "wijk-4"


@property_test(60)
@given(query=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_any_text_can_be_searched(session: Session, query: str) -> None:
    hits = search_places(session, query)
    assert len(hits) <= 8
    assert len({(hit.kind, hit.name, hit.slug) for hit in hits}) == len(hits)


@pytest.mark.parametrize(
    ("slug", "expected"), [("selwert", "selwerd"), ("wijert", "de-wijert"), ("korreweg-wijk", "korrewegwijk")]
)
def test_address_that_does_not_exist_has_lookalikes(session: Session, slug: str, expected: str) -> None:
    found = list_lookalikes(session, slug)
    assert found[0][0] == expected
    assert len(found) == len({each for each, _ in found}) <= 4


@pytest.mark.parametrize("slug", ["", "qqqqqq", "x" * 5000, "%25"])
def test_address_that_looks_like_nothing_has_no_lookalikes(session: Session, slug: str) -> None:
    assert list_lookalikes(session, slug) == ()


def test_neighbourhood_is_found_by_its_exact_address_only(session: Session) -> None:
    found = find_neighbourhood(session, "selwerd")
    assert found is not None
    assert found.name == "Selwerd"
    assert find_neighbourhood(session, "Selwerd") is None
    assert find_neighbourhood(session, "selwerd'") is None


def explained(session: Session, ask: Callable[[], object]) -> str:
    """The plan of the last statement that `ask` sends."""
    sent: list[tuple[str, object]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        sent.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    statement, parameters = sent[-1]
    rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)  # type: ignore[arg-type]  # as it was sent
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize("query", ["selwert", "sel", "de wijert"])
def test_search_among_many_names_uses_the_trigram_index(session: Session, query: str) -> None:
    session.execute(
        text("""
            INSERT INTO place_name (kind, name, search_name, neighbourhood_id)
            SELECT 'alias', md5(n::text), md5(n::text), (SELECT min(id) FROM neighbourhood)
            FROM generate_series(1, 20000) n
        """)
    )
    # what autovacuum does with a table that grew
    session.execute(text("SELECT gin_clean_pending_list('ix_place_name_search_name_trgm')"))
    session.execute(text("ANALYZE place_name"))
    plan = explained(session, lambda: search_places(session, query))
    assert "Bitmap Index Scan on ix_place_name_search_name_trgm" in plan
    assert "Seq Scan on place_name" not in plan
    assert search_places(session, query) != ()


def test_point_in_neighbourhood_uses_the_spatial_index(session: Session) -> None:
    session.execute(text("ANALYZE neighbourhood"))
    inside = Point(6.55, 53.23)
    # 42 rows are few enough to read them all: what counts is that the index can serve
    session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = explained(session, lambda: find_neighbourhood_at(session, inside))
    assert "idx_neighbourhood_geom" in plan
    assert find_neighbourhood_at(session, inside) is not None
    # the control: a filter on a transformed column cannot use it
    naive = text("""
        EXPLAIN SELECT id FROM neighbourhood
        WHERE ST_Covers(ST_Transform(geom, 4326), ST_SetSRID(ST_MakePoint(6.55, 53.23), 4326))
    """)
    assert "idx_neighbourhood_geom" not in "\n".join(session.scalars(naive))


def test_every_label_lies_in_its_own_neighbourhood(session: Session) -> None:
    labels = session.execute(
        text("SELECT slug, ST_X(label_point) AS lon, ST_Y(label_point) AS lat FROM neighbourhood ORDER BY slug")
    ).all()
    for row in labels:
        found = find_neighbourhood_at(session, Point(row.lon, row.lat))
        assert found is not None
        assert found.slug == row.slug


@pytest.mark.parametrize("point", [Point(4.9, 52.37), Point(0.0, 0.0), Point(6.56, 54.9), Point(-170.0, -80.0)])
def test_point_outside_the_city_lies_in_none(session: Session, point: Point) -> None:
    assert find_neighbourhood_at(session, point) is None


def test_point_on_a_border_lies_in_one_of_the_two(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    border = empty_session.execute(
        text("""
            SELECT ST_X(p) AS lon, ST_Y(p) AS lat
            FROM ST_Transform(ST_SetSRID(ST_MakePoint(233000, 580250), 28992), 4326) p
        """)
    ).one()
    found = find_neighbourhood_at(empty_session, Point(border.lon, border.lat))
    assert found is not None
    assert found.slug in {"oost", "west"}
