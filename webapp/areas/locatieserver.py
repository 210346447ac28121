"""Asks PDOK's Locatieserver (v3_1) for addresses in the municipality; never long, and never with an error for a person.

https://api.pdok.nl/bzk/locatieserver/search/v3_1/ui/ describes `suggest` (while typing), `free` (a finished query) and
`lookup` (one object by its id). Parameters that it does not know make it answer 400.
"""

import json
import re
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import httpx
import structlog

from geo.errors import GeoError
from geo.values import Point
from webapp.areas.rules import MUNICIPALITY_BOX, QUERY_LENGTH
from webapp.config import MUNICIPALITY, Settings
from webapp.vocabulary import PlacePrecision

STEP_SECONDS: Final = 1.5
BUDGET_SECONDS: Final = 2.0
REST_SECONDS: Final = 30.0
"""How long the service is left alone after it failed, so that a dead one does not cost two seconds a letter."""

REFUSED: Final = "refused"

_ROWS = 8
_MOST_LOOKUPS = 3
_MAX_BYTES = 256_000
_MAX_LABEL = QUERY_LENGTH
_MAX_ID = 80
_GEMEENTE = MUNICIPALITY.removeprefix("GM")
_PRECISIONS: Final[Mapping[str, PlacePrecision]] = {
    "adres": PlacePrecision.EXACT,
    "weg": PlacePrecision.STREET,
    "postcode": PlacePrecision.STREET,
}
_FIELDS = "id,type,weergavenaam,gemeentecode,centroide_ll"
_POINT = re.compile(r"POINT\((-?[0-9]{1,3}(?:\.[0-9]{1,15})?) (-?[0-9]{1,2}(?:\.[0-9]{1,15})?)\)", re.ASCII)
_NOT_IN_ADDRESSES = re.compile(r"[^\w\s'’.,/-]")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """What the service knows: its words for the address, and where it is (WGS84), as exactly as `precision` says."""

    label: str
    point: Point
    precision: PlacePrecision


class _NoAnswer(Exception):
    """The service gave nothing that can be used; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rest:
    """Whether the service may be asked: after a failure not for a while, and then by one request first."""

    def __init__(self, seconds: float = REST_SECONDS, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._until: float | None = None

    def may_ask(self) -> bool:
        """Whether to ask now; of many that could find out whether the service is back, one may."""
        with self._lock:
            if self._until is None:
                return True
            now = self._clock()
            if now < self._until:
                return False
            self._until = now + self._seconds
            return True

    def begin(self) -> None:
        """Leave the service alone from now."""
        with self._lock:
            self._until = self._clock() + self._seconds

    def end(self) -> None:
        """Let everyone ask again."""
        with self._lock:
            self._until = None


class Locatieserver:
    """The service, shared by the threads of a process."""

    def __init__(self, base_url: str, *, client: httpx.Client | None = None, rest: Rest | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._client = client or httpx.Client(follow_redirects=False, timeout=STEP_SECONDS)
        self._rest = rest or Rest()
        # in threads of their own, since no timeout of a connection covers the look-up of the host's name
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="locatieserver")

    def search(self, query: str, *, is_finished: bool = False) -> tuple[FoundAddress, ...] | None:
        """Addresses, streets and postcodes in the municipality, best first; None when the service gave no answer.

        Takes two seconds at most. What was typed goes to PDOK, and into no log of ours. `is_finished` when the query is
        not still being typed.
        """
        words = " ".join(_NOT_IN_ADDRESSES.sub(" ", query).lower().split())
        if not words:
            return ()
        if not self._rest.may_ask():
            return None
        asked = self._threads.submit(self._ask, "free" if is_finished else "suggest", words)
        try:
            found = asked.result(timeout=BUDGET_SECONDS)
        except TimeoutError:
            asked.cancel()
            self._note("too_slow")
            return None
        except _NoAnswer as error:
            self._note(error.reason)
            return None
        self._rest.end()
        return found

    def _note(self, reason: str) -> None:
        # a query that it refuses says nothing about the next one
        if reason != REFUSED:
            self._rest.begin()
        log.warning("address_search_failed", reason=reason)

    def _ask(self, kind: str, words: str) -> tuple[FoundAddress, ...]:
        ends = time.monotonic() + BUDGET_SECONDS
        filters = [f"gemeentecode:{_GEMEENTE}", f"type:({' OR '.join(_PRECISIONS)})"]
        docs = self._docs(kind, {"q": words, "fq": filters, "fl": _FIELDS, "rows": str(_ROWS)}, ends)
        found: list[FoundAddress] = []
        lookups = 0
        for doc in docs[:_ROWS]:
            whole: object = doc
            # `suggest` may keep the place to itself
            if isinstance(doc, dict) and "centroide_ll" not in doc and lookups < _MOST_LOOKUPS:
                lookups += 1
                whole = self._look_up(doc.get("id"), ends)
            address = _address(whole)
            if address is not None:
                found.append(address)
        return tuple(found)

    def _look_up(self, key: object, ends: float) -> object:
        if not isinstance(key, str) or not 0 < len(key) <= _MAX_ID:
            return None
        docs = self._docs("lookup", {"id": key, "fl": _FIELDS}, ends)
        return docs[0] if docs else None

    def _docs(self, kind: str, params: dict[str, str | list[str]], ends: float) -> list[object]:
        body = self._body(httpx.URL(f"{self._base_url}/{kind}", params=params), ends)
        try:
            answer: Any = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise _NoAnswer("no_json") from error
        response = answer.get("response") if isinstance(answer, dict) else None
        docs = response.get("docs") if isinstance(response, dict) else None
        if not isinstance(docs, list):
            raise _NoAnswer("unknown_shape")
        return docs

    def _body(self, url: httpx.URL, ends: float) -> bytes:
        body = bytearray()
        try:
            with self._client.stream("GET", url, timeout=min(STEP_SECONDS, _left(ends))) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise _NoAnswer(REFUSED if answer.status_code == httpx.codes.BAD_REQUEST else "out_of_order")
                for chunk in answer.iter_bytes():
                    _left(ends)
                    body += chunk
                    if len(body) > _MAX_BYTES:
                        raise _NoAnswer("too_large")
        except httpx.TimeoutException as error:
            raise _NoAnswer("too_slow") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _NoAnswer("unreachable") from error
        return bytes(body)


@cache
def _service_at(base_url: str) -> Locatieserver:
    return Locatieserver(base_url)


def address_service(settings: Settings) -> Locatieserver | None:
    """The service that this site may ask, one per process; None when the settings keep everything on the machine."""
    return _service_at(settings.address_url) if settings.address_search and not settings.offline else None


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise _NoAnswer("too_slow")
    return left


def _address(doc: object) -> FoundAddress | None:
    """An address out of the answer; None when it is none of the municipality, or not told as it should be."""
    if not isinstance(doc, dict) or doc.get("gemeentecode", _GEMEENTE) != _GEMEENTE:
        return None
    precision = _PRECISIONS.get(str(doc.get("type")))
    label = doc.get("weergavenaam")
    found = _POINT.fullmatch(str(doc.get("centroide_ll")))
    if precision is None or found is None or not isinstance(label, str) or not 0 < len(label) <= _MAX_LABEL:
        return None
    if any(unicodedata.category(sign)[0] == "C" for sign in label):
        return None
    try:
        point = Point(float(found[1]), float(found[2]))
    except GeoError:
        return None
    return FoundAddress(label, point, precision) if MUNICIPALITY_BOX.contains(point) else None
