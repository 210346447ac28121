"""Turns the HTML of a report into a tagged PDF (PDF/UA), and fetches nothing from anywhere but our own files."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PIL import ImageFile
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from webapp.errors import DomainError
from webapp.reports.actions.runs import Printed
from webapp.reports.rules.colours import light_colours, on_paper

BASE = "https://own.invalid/"
"""What addresses in a report begin with that are of our own files; nothing in the world has this name (RFC 2606)."""

DRAWINGS = "drawing"
MOST_PAGES = 400
"""A report of 120 neighbourhoods has some forty; a file of more nobody reads, and it stands in the database."""

# both tell of every style that means nothing on paper, and of every letter that is cut out of the typeface
for _library in ("weasyprint", "fontTools"):
    logging.getLogger(_library).setLevel(logging.ERROR)

# WeasyPrint has Pillow accept broken pictures, in the whole process: also those that people send
ImageFile.LOAD_TRUNCATED_IMAGES = False

TAGGED = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}

MEDIA = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
SHEETS = ("css/tokens.css", "css/components/partner_matrix.css")
"""Where the names of colours come from that stand in pictures."""


@dataclass
class Drawings:
    """The pictures of one report, which stand in memory only; each has an address for its `src`."""

    folder: Path
    found: dict[str, str] = field(default_factory=dict)

    def add(self, svg: str) -> str:
        """Keep a picture of the screen with the colours of paper; gives its address."""
        address = f"{DRAWINGS}:{len(self.found) + 1}"
        self.found[address] = on_paper(svg, paper_colours(self.folder))
        return address


class OwnFiles(URLFetcher):  # type: ignore[misc]  # untyped library
    """Fetches our own styles and fonts, and the pictures of this report; anything else is refused."""

    def __init__(self, folder: Path, drawings: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=[])
        self._folder = folder.resolve()
        self._drawings = drawings

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002  (the library's signature)
        """What stands at an address of ours; raises `ValueError` for every other one."""
        if url in self._drawings:
            return _response(url, self._drawings[url].encode(), ".svg")
        if not url.startswith(BASE):
            raise ValueError(url)
        path = (self._folder / url.removeprefix(BASE).lstrip("/")).resolve()
        if not path.is_relative_to(self._folder) or path.suffix not in MEDIA:
            raise ValueError(url)
        return _response(url, path.read_bytes(), path.suffix)


def print_pdf(html: str, drawings: Drawings) -> Printed:
    """The PDF of a report, tagged, with its language and outline; raises `DomainError` code `report_too_long`."""
    fetcher = OwnFiles(drawings.folder, drawings.found)
    letters = FontConfiguration()
    document = HTML(string=html, base_url=BASE, url_fetcher=fetcher).render(font_config=letters, **TAGGED)
    if len(document.pages) > MOST_PAGES:
        raise DomainError("report_too_long", pages=len(document.pages))
    return Printed(document.write_pdf(**TAGGED), len(document.pages))


@cache
def paper_colours(folder: Path) -> dict[str, str]:
    """The colours of the light screen by name, read from our own styles."""
    return light_colours(*((folder / sheet).read_text() for sheet in SHEETS))


def _response(url: str, body: bytes, suffix: str) -> URLFetcherResponse:
    return URLFetcherResponse(url, body, {"Content-Type": MEDIA[suffix]})
