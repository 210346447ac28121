"""Reads CBS geography from PDOK's OGC API Features: https://api.pdok.nl/cbs/wijken-en-buurten-YEAR/ogc/v1/."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from webapp.areas.source_files import MEGABYTE, RawTable, read_geojson
from webapp.areas.source_report import SourceError
from webapp.config import PDOK_BASE_URL
from webapp.vocabulary import AreaKind

BASE_URL: Final = PDOK_BASE_URL
PAGE_SIZE: Final = 1000
"""The most that PDOK gives at once."""

_MAX_PAGES = 200
_STEP_SECONDS = 10.0
_COLLECTIONS: Final[Mapping[AreaKind, str]] = {
    AreaKind.BUURT: "buurten",
    AreaKind.WIJK: "wijken",
    AreaKind.GEMEENTE: "gemeenten",
}

Progress = Callable[[str, int, int | None], None]
LonLatBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PdokRequest:
    """What to ask for.

    Attributes
    ----------
    year
        Year of the CBS geography.
    kind
        Which collection.
    municipality
        `GM` and four digits; None for the whole country.
    box
        West, south, east, north in degrees: asked for when PDOK refuses to filter by municipality; None for no box.
    """

    year: int
    kind: AreaKind = AreaKind.BUURT
    municipality: str | None = None
    box: LonLatBox | None = None


@dataclass(frozen=True, slots=True)
class PdokLimits:
    """How much an answer may cost: seconds in all, bytes in all."""

    budget_seconds: float = 60.0
    max_bytes: int = 250 * MEGABYTE


def read_pages(
    request: PdokRequest,
    *,
    client: httpx.Client | None = None,
    base_url: str = BASE_URL,
    limits: PdokLimits | None = None,
    on_progress: Progress | None = None,
) -> list[RawTable]:
    """Fetch a collection page by page, and give one table per page.

    PDOK answers 400 to a parameter it does not know; then the request goes out again with less: by municipality, by
    box, and without either, so that the caller still has to leave out what was not asked for.

    Parameters
    ----------
    request
        What to ask for.
    client
        Used and left open; None makes one and closes it.
    base_url
        Where the service stands; `next` links to any other host are refused.
    limits
        Of time and size.
    on_progress
        Called with `download`, the features so far, and None.

    Raises
    ------
    SourceError
        `pdok_…` or `file_too_big`: see `SOURCE_TEXTS`.
    """
    if client is None:
        with httpx.Client(follow_redirects=False) as own:
            return read_pages(request, client=own, base_url=base_url, limits=limits, on_progress=on_progress)
    conversation = _Conversation(client, limits or PdokLimits(), request.year)
    path = f"wijken-en-buurten-{request.year}/ogc/v1/collections/{_COLLECTIONS[request.kind]}/items"
    tables: list[RawTable] = []
    done = 0
    for page in conversation.pages(f"{base_url.rstrip('/')}/{path}", _filters(request)):
        table = read_geojson(page, "PDOK")
        tables.append(table)
        done += len(table.wkb)
        if on_progress is not None:
            on_progress("download", done, None)
    return tables


def _filters(request: PdokRequest) -> list[dict[str, str]]:
    """Give the filters to try, the narrowest first."""
    filters: list[dict[str, str]] = []
    if request.municipality is not None:
        filters.append({"gemeentecode": request.municipality})
        if request.box is not None:
            filters.append({"bbox": ",".join(f"{degrees:.4f}" for degrees in request.box)})
    return [*filters, {}]


class _Conversation:
    """One collection asked for, within one budget of time and bytes."""

    def __init__(self, client: httpx.Client, limits: PdokLimits, year: int) -> None:
        self._client = client
        self._limits = limits
        self._year = year
        self._deadline = time.monotonic() + limits.budget_seconds
        self._bytes_left = limits.max_bytes

    def pages(self, url: str, filters: list[dict[str, str]]) -> Iterator[bytes]:
        page = self._first_page(url, filters)
        seen: set[str] = set()
        while True:
            following = _next_link(page, url)
            yield page
            if following is None:
                return
            if following in seen or len(seen) >= _MAX_PAGES:
                raise SourceError("pdok_endless", pages=len(seen) + 1)
            seen.add(following)
            status, page = self._get(following)
            if status != httpx.codes.OK:
                raise SourceError("pdok_refused", status=status, url=following[:200], year=self._year)

    def _first_page(self, url: str, filters: list[dict[str, str]]) -> bytes:
        status = 0
        for chosen in filters:
            status, page = self._get(str(httpx.URL(url, params={"f": "json", "limit": str(PAGE_SIZE), **chosen})))
            if status == httpx.codes.OK:
                return page
            if status != httpx.codes.BAD_REQUEST:
                break
        raise SourceError("pdok_refused", status=status, url=url, year=self._year)

    def _get(self, url: str) -> tuple[int, bytes]:
        """Fetch an address; the clock runs over the body too, so that a dripping answer ends in time."""
        chunks: list[bytes] = []
        try:
            with self._client.stream("GET", url, timeout=min(_STEP_SECONDS, self._seconds_left())) as answer:
                for chunk in answer.iter_bytes():
                    self._seconds_left()
                    self._bytes_left -= len(chunk)
                    if self._bytes_left < 0:
                        limit = self._limits.max_bytes // MEGABYTE
                        raise SourceError("file_too_big", path="Het antwoord van PDOK", megabytes=limit, limit=limit)
                    chunks.append(chunk)
                return answer.status_code, b"".join(chunks)
        except httpx.TimeoutException as error:
            raise self._too_slow() from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError("pdok_unreachable", reason=str(error)[:160] or type(error).__name__) from error

    def _seconds_left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._too_slow()
        return left

    def _too_slow(self) -> SourceError:
        return SourceError("pdok_too_slow", seconds=round(self._limits.budget_seconds))


def _next_link(page: bytes, url: str) -> str | None:
    """Give the address of the next page, which must be on the host that was asked."""
    try:
        answer: Any = json.loads(page)
    except (ValueError, RecursionError) as error:
        raise SourceError("pdok_answer") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise SourceError("pdok_answer")
    links = answer.get("links", [])
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            following = urljoin(url, str(link.get("href")))
            if urlsplit(following)[:2] != urlsplit(url)[:2]:
                raise SourceError("pdok_other_host", url=following[:200])
            return following
    return None
