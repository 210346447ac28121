import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.areas_reading.made_features import buurt, geometry_of, square
from webapp.areas.source_report import SourceError
from webapp.areas.sources import SourceAreas, read_source
from webapp.vocabulary import AreaKind

Handler = Callable[[httpx.Request], httpx.Response]
ITEMS = "https://api.pdok.nl/cbs/wijken-en-buurten-2024/ogc/v1/collections/buurten/items"


def page(*features: dict[str, Any], following: str | None = None) -> httpx.Response:
    links = [{"rel": "self", "href": ITEMS}]
    if following is not None:
        links.append({"rel": "next", "href": following})
    return httpx.Response(200, json={"type": "FeatureCollection", "links": links, "features": list(features)})


def read(handler: Handler, source: str = "pdok:2024", **options: object) -> SourceAreas:
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        arguments: dict[str, object] = {"year": 2024, "http_client": client} | options
        return read_source(source, **arguments)  # type: ignore[arg-type] # varied by the test


def error_code(handler: Handler, source: str = "pdok:2024", **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        read(handler, source, **options)
    assert "{" not in caught.value.message
    return caught.value.code


def test_recorded_pages_are_read_by_cursor(real: Callable[[str], Path]) -> None:
    first = real("fixtures/pdok_buurten_1.json").read_bytes()
    second = real("fixtures/pdok_buurten_2.json").read_bytes()
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, content=second if "cursor" in request.url.params else first)

    told: list[tuple[str, int, int | None]] = []
    areas = read(answer, on_progress=lambda *step: told.append(step))
    assert areas.kind is AreaKind.BUURT
    assert areas.origin == "PDOK wijken-en-buurten-2024"
    north = areas.codes.index("BU00140000")
    assert (areas.inhabitants[north], areas.households[north], areas.pct_65plus[north]) == (4440, 3595, 6)
    assert (areas.area_ha[north], areas.parent_codes[north]) == (39, "WK001400")
    assert areas.figures[north]["gemiddelde_huishoudsgrootte"] == 1.2
    assert areas.figures[north]["meest_voorkomende_postcode"] == "9712"
    assert len(asked) == 2
    assert str(asked[0]).startswith(ITEMS)
    assert dict(asked[0].params) == {"f": "json", "limit": "1000", "gemeentecode": "GM0014"}
    assert [step for step in told if step[0] == "download"] == [("download", 3, None), ("download", 6, None)]


def test_refused_filter_becomes_a_box_and_then_nothing(real: Callable[[str], Path]) -> None:
    refusal = real("fixtures/pdok_fout_400.json").read_bytes()
    asked: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        if {"gemeentecode", "bbox"} & set(request.url.params):
            return httpx.Response(400, content=refusal)
        return page(buurt(1), buurt(2, geometry_of(square(100_000, 450_000)), code="BU03630000"))

    areas = read(answer)
    assert areas.codes == ("BU00140001",)
    assert [sorted(set(each) - {"f", "limit"}) for each in asked] == [["gemeentecode"], ["bbox"], []]
    west, south, east, north = map(float, asked[1]["bbox"].split(","))
    assert 6.3 < west < 6.47
    assert 53.0 < south < 53.11
    assert 6.77 < east < 6.95
    assert 53.31 < north < 53.4


def test_other_municipality_is_asked_for_without_a_box() -> None:
    asked: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        return httpx.Response(400)

    assert error_code(answer, municipality="GM0363") == "pdok_refused"
    assert [sorted(set(each) - {"f", "limit"}) for each in asked] == [["gemeentecode"], []]


def test_whole_country_is_asked_for_without_a_filter() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert set(request.url.params) == {"f", "limit"}
        return page(buurt(1))

    assert len(read(answer, municipality=None)) == 1


def test_collection_follows_the_kind_and_year_may_be_left_out() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "/wijken-en-buurten-2025/ogc/v1/collections/wijken/items" in request.url.path
        return page(buurt(1, code="WK001400"))

    assert read(answer, "pdok", year=2025, kind=AreaKind.WIJK).codes == ("WK001400",)


def test_year_of_the_source_must_be_the_year_asked_for() -> None:
    assert error_code(lambda _: page(buurt(1)), "pdok:2023") == "year_mismatch"


def test_withheld_values_and_water_are_left_out() -> None:
    areas = read(
        lambda _: page(
            buurt(1, aantal_inwoners=-99_997, percentage_personen_65_jaar_en_ouder=-99_999_999, water="NEE"),
            buurt(2, aantal_inwoners=-99_995, water="JA"),
        )
    )
    assert (areas.codes, areas.inhabitants, areas.pct_65plus) == (("BU00140001",), (None,), (None,))


def test_pages_with_other_columns_and_empty_pages_are_joined() -> None:
    pages = {
        "": page(buurt(1, aantal_inwoners=5, oad=7), following=f"{ITEMS}?cursor=a"),
        "a": page(following=f"{ITEMS}?cursor=b"),
        "b": page(buurt(2, aantal_inwoners=None, geluid="x")),
    }
    areas = read(lambda request: pages[request.url.params.get("cursor", "")])
    assert areas.inhabitants == (5, None)
    assert areas.figures == ({"oad": 7}, {"geluid": "x"})


def test_empty_answer_has_no_features() -> None:
    assert error_code(lambda _: page()) == "no_features"


@pytest.mark.parametrize(
    "following", ["https://elders.nl/items", "http://api.pdok.nl/x", "//elders.nl/x", "file:///etc"]
)
def test_next_page_on_another_host_is_not_fetched(following: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return page(buurt(1), following=following)

    assert error_code(answer) == "pdok_other_host"
    assert asked == ["api.pdok.nl"]


def test_relative_next_page_is_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return page(buurt(2)) if "cursor" in request.url.params else page(buurt(1), following="?cursor=x")

    assert len(read(answer)) == 2


def test_pages_that_go_round_are_stopped() -> None:
    assert error_code(lambda _: page(buurt(1), following=f"{ITEMS}?cursor=same")) == "pdok_endless"


def test_redirect_is_refused() -> None:
    answer = httpx.Response(302, headers={"location": "https://elders.nl/"})
    assert error_code(lambda _: answer) == "pdok_refused"


@pytest.mark.parametrize("status", [404, 500, 503])
def test_refusal_names_its_status(status: int) -> None:
    assert error_code(lambda _: httpx.Response(status)) == "pdok_refused"


def test_refusal_of_a_later_page_is_an_error() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500) if "cursor" in request.url.params else page(buurt(1), following="?cursor=x")

    assert error_code(answer) == "pdok_refused"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"features": 3}', b'{"type": "x"}', b"\xff\xfe"])
def test_answer_that_is_no_geojson_is_refused(body: bytes) -> None:
    assert error_code(lambda _: httpx.Response(200, content=body)) == "pdok_answer"


@pytest.mark.parametrize("links", ["x", [3, {"rel": "prev"}], None])
def test_odd_links_are_no_next_page(links: object) -> None:
    body = {"type": "FeatureCollection", "links": links, "features": [buurt(1)]}
    assert len(read(lambda _: httpx.Response(200, json=body))) == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [(httpx.ConnectError("geen net"), "pdok_unreachable"), (httpx.ReadTimeout("traag"), "pdok_too_slow")],
)
def test_failures_of_the_network_have_words(failure: httpx.HTTPError, code: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise failure

    assert error_code(answer) == code


def test_time_runs_over_a_dripping_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"now": 0.0}
    monkeypatch.setattr("webapp.areas.pdok.time.monotonic", lambda: clock["now"])

    def drip() -> Iterator[bytes]:
        for _ in range(100):
            clock["now"] += 1.0
            yield b" "

    assert error_code(lambda _: httpx.Response(200, content=drip()), budget_seconds=10) == "pdok_too_slow"
    assert clock["now"] == pytest.approx(11, abs=1)


def test_answer_that_is_too_large_is_stopped() -> None:
    body = json.dumps({"type": "FeatureCollection", "features": [buurt(1)]}).encode()
    assert error_code(lambda _: httpx.Response(200, content=body), max_bytes=100) == "file_too_big"


def test_client_of_its_own_is_made_and_base_url_may_differ() -> None:
    # port 9 (discard) is closed here: the point is that the request goes to the address that was given
    with pytest.raises(SourceError) as caught:
        read_source("pdok:2024", year=2024, base_url="http://127.0.0.1:9/cbs/", budget_seconds=2)
    assert caught.value.code == "pdok_unreachable"
