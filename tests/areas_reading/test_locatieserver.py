"""What PDOK's Locatieserver answers is taken in carefully, and its failures cost nobody anything."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
import structlog.testing
from sqlalchemy import make_url

from tests.conftest import settings_for
from webapp.areas import locatieserver
from webapp.areas.locatieserver import Locatieserver, Rest, address_service
from webapp.vocabulary import PlacePrecision

Handler = Callable[[httpx.Request], httpx.Response]
BASE = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
MARKET: dict[str, Any] = {
    "id": "adr-1",
    "type": "adres",
    "weergavenaam": "Grote Markt 1, 9712HN Groningen",
    "gemeentecode": "0014",
    "centroide_ll": "POINT(6.56684 53.21914)",
}


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock: Clock) -> Iterator[Callable[[Handler], Locatieserver]]:
    clients: list[httpx.Client] = []

    def make(handler: Handler) -> Locatieserver:
        clients.append(httpx.Client(transport=httpx.MockTransport(handler)))
        return Locatieserver(BASE, client=clients[-1], rest=Rest(clock=clock))

    yield make
    for each in clients:
        each.close()


Make = Callable[[Handler], Locatieserver]


def answer(*docs: object) -> httpx.Response:
    return httpx.Response(200, json={"response": {"numFound": len(docs), "docs": list(docs)}})


def test_recorded_address_is_read(service: Make, real: Callable[[str], Path]) -> None:
    recorded = real("fixtures/locatieserver_free.json").read_bytes()
    asked: list[httpx.URL] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, content=recorded)

    (found,) = service(handle).search("Grote Markt 1", is_finished=True) or ()
    assert found.label == "Grote Markt 1, 9712HN Groningen"
    assert (found.point.lon, found.point.lat, found.precision) == (6.56684, 53.21914, PlacePrecision.EXACT)
    (url,) = asked
    assert str(url).startswith(f"{BASE}/free?")
    assert url.params["q"] == "grote markt 1"
    assert url.params.get_list("fq") == ["gemeentecode:0014", "type:(adres OR weg OR postcode)"]
    assert set(url.params) == {"q", "fq", "fl", "rows"}


def test_recorded_suggestions_are_looked_up_where_they_keep_the_place_to_themselves(
    service: Make, real: Callable[[str], Path]
) -> None:
    recorded = real("fixtures/locatieserver_suggest.json").read_bytes()
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition("/")[2])
        if asked[-1] == "suggest":
            return httpx.Response(200, content=recorded)
        return answer(MARKET if request.url.params["id"].startswith("adr") else {"type": "buurt"})

    found = service(handle).search("grote m")
    assert [each.label for each in found or ()] == ["Grote Markt 1, 9712HN Groningen"]
    assert asked == ["suggest", "lookup", "lookup"]


def test_place_in_the_suggestion_needs_no_second_request(service: Make) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return answer(MARKET, MARKET | {"type": "weg", "weergavenaam": "Grote Markt, Groningen"})

    found = service(handle).search("grote markt")
    assert [each.precision for each in found or ()] == [PlacePrecision.EXACT, PlacePrecision.STREET]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "doc",
    [
        None,
        "text",
        {},
        MARKET | {"gemeentecode": "0363"},
        MARKET | {"centroide_ll": "POINT(4.9 52.37)"},
        MARKET | {"centroide_ll": "POINT(53.2 6.5)"},
        MARKET | {"centroide_ll": "POINT(nan 53.2)"},
        MARKET | {"centroide_ll": "POINT(999 99)"},
        MARKET | {"centroide_ll": None},
        MARKET | {"type": "perceel"},
        MARKET | {"weergavenaam": "x" * 81},
        MARKET | {"weergavenaam": ""},
        MARKET | {"weergavenaam": 7},
        MARKET | {"weergavenaam": "a\u202eb"},
    ],
)
def test_what_is_not_an_address_of_the_municipality_is_left_out(service: Make, doc: object) -> None:
    found = service(lambda _: answer(doc, MARKET)).search("grote markt")
    assert [each.label for each in found or ()] == [MARKET["weergavenaam"]]


@pytest.mark.parametrize("key", [None, 7, "", "x" * 81])
def test_odd_key_is_not_looked_up(service: Make, key: object) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return answer({"id": key, "type": "adres"})

    assert service(handle).search("grote markt") == ()
    assert len(asked) == 1


def test_key_that_is_no_longer_known_is_left_out(service: Make) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return answer() if request.url.path.endswith("lookup") else answer({"id": "adr-9", "type": "adres"})

    assert service(handle).search("grote markt") == ()


def raising(error: type[httpx.TransportError]) -> Handler:
    def handle(request: httpx.Request) -> httpx.Response:
        raise error("no", request=request)

    return handle


BROKEN: dict[str, Handler] = {
    "no connection": raising(httpx.ConnectError),
    "connection too slow": raising(httpx.ConnectTimeout),
    "answer too slow": raising(httpx.ReadTimeout),
    "server error": lambda _: httpx.Response(503),
    "too many requests": lambda _: httpx.Response(429),
    "elsewhere": lambda _: httpx.Response(302, headers={"Location": "https://example.nl"}),
    "no JSON": lambda _: httpx.Response(200, text="<html>"),
    "deep JSON": lambda _: httpx.Response(200, text="[" * 100_000),
    "a list": lambda _: httpx.Response(200, json=[]),
    "no docs": lambda _: httpx.Response(200, json={"response": {"docs": None}}),
    "no response": lambda _: httpx.Response(200, json={"response": []}),
    "endless": lambda _: httpx.Response(200, content=b" " * 300_000),
}


@pytest.mark.parametrize("how", BROKEN)
def test_failure_gives_no_answer_and_then_a_rest(service: Make, clock: Clock, how: str) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return BROKEN[how](request) if len(asked) == 1 else answer(MARKET)

    client = service(handle)
    assert client.search("grote markt") is None
    assert client.search("grote markt 1") is None
    assert len(asked) == 1
    clock.now = 29.9
    assert client.search("grote markt") is None
    assert len(asked) == 1
    clock.now = 30.1
    assert len(client.search("grote markt") or ()) == 1
    assert len(client.search("grote markt") or ()) == 1
    assert len(asked) == 3


def test_one_finds_out_whether_it_is_back(clock: Clock) -> None:
    rest = Rest(30, clock=clock)
    assert rest.may_ask()
    rest.begin()
    assert not rest.may_ask()
    clock.now = 31
    assert rest.may_ask()
    assert not rest.may_ask()
    rest.end()
    assert rest.may_ask()
    assert rest.may_ask()


def test_refused_query_is_no_reason_to_rest(service: Make) -> None:
    answers = iter([httpx.Response(400), answer(MARKET)])
    client = service(lambda _: next(answers))
    assert client.search("een") is None
    assert len(client.search("grote markt") or ()) == 1


def test_answer_that_does_not_come_is_not_waited_for(service: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locatieserver, "BUDGET_SECONDS", 0.05)
    may_go = threading.Event()

    def handle(_: httpx.Request) -> httpx.Response:
        may_go.wait(20)
        return answer(MARKET)

    client = service(handle)
    assert client.search("grote markt") is None
    may_go.set()


def test_time_is_up_between_two_requests(service: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locatieserver, "BUDGET_SECONDS", 20.0)
    moments = iter([0.0, 0.1, 0.2, 30.0])
    monkeypatch.setattr(locatieserver.time, "monotonic", lambda: next(moments, 30.0))
    assert service(lambda _: answer({"id": "adr-1", "type": "adres"})).search("grote markt") is None


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ('type:gemeente OR "x', "type gemeente or x"),
        ("(((Grote* Markt~", "grote markt"),
        ("Oude Kijk in 't Jatstraat 5-a", "oude kijk in 't jatstraat 5-a"),
        ("Jozef Israëlsstraat", "jozef israëlsstraat"),
    ],
)
def test_query_language_of_the_service_is_out_of_reach(service: Make, typed: str, sent: str) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["q"])
        return answer()

    assert service(handle).search(typed) == ()
    assert asked == [sent]


def test_nothing_to_look_for_is_not_asked(service: Make) -> None:
    assert service(raising(httpx.ConnectError)).search("((()))") == ()


def test_what_was_typed_is_in_no_log(service: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    # of its own, since one that was used before keeps to the settings of then
    monkeypatch.setattr(locatieserver, "log", structlog.get_logger())
    with structlog.testing.capture_logs() as said:
        assert service(raising(httpx.ConnectError)).search("Geheimestraat 7") is None
    (event,) = said
    assert (event["event"], event["reason"]) == ("address_search_failed", "unreachable")
    assert "geheimestraat" not in str(event).lower()


def test_service_is_asked_only_when_the_settings_say_so(tmp_path: Path) -> None:
    off = settings_for(make_url("postgresql+psycopg://db/x"), tmp_path)
    online = replace(off, offline=False, address_search=True)
    assert address_service(off) is None
    assert address_service(replace(off, address_search=True)) is None
    assert address_service(replace(off, offline=False)) is None
    assert address_service(online) is not None
    assert address_service(online) is address_service(online)
