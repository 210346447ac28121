"""Somebody's data as a file to take along: a zip with a page to read, all of it as JSON, and a CSV per table."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from sqlalchemy.dialects.postgresql import Range

from webapp.privacy.queries import OwnTable, Unreadable
from webapp.ui.cells import defused

JSON_NAME = "gegevens.json"
PAGE_NAME = "gegevens.html"
README_NAME = "LEESMIJ.txt"
README = """Dit is alles wat Missie050 van je bewaart, van het moment dat je het downloadde.
This is everything that Missie050 keeps about you, as of the moment of your download.

gegevens.html   om te lezen: open dit bestand in je browser / to read: open this file in your browser
gegevens.json   alles in één bestand, voor een programma / everything in one file, for a program
*.csv           dezelfde gegevens per tabel, voor een rekenblad / the same per table, for a spreadsheet

In gegevens.html staan geen nummers die alleen voor een programma iets betekenen. Die staan in gegevens.json.
gegevens.html leaves out numbers that mean something to a program only. Those are in gegevens.json.
Van een tabel waar niets van jou in staat is er geen csv-bestand.
There is no csv file of a table that holds nothing about you.

Wat we alleen in onleesbare vorm bewaren (je wachtwoord, codes, links) staat er niet in.
What we keep in unreadable form only (your password, codes, links) is not in it.
Een apostrof voor een waarde in een csv-bestand hoort niet bij de waarde: zo leest een rekenblad haar niet als formule.
An apostrophe before a value in a csv file is not part of it: it keeps a spreadsheet from reading it as a formula.
Een "?" staat voor iets wat versleuteld is en niet openging.
A "?" stands for something that is encrypted and did not open.
"""


def make_zip(tables: Sequence[OwnTable], *, page: str, made_at: datetime) -> bytes:
    """The zip: `page` as HTML to read, JSON with every table and its rows, and a CSV per table that has rows."""
    content = io.BytesIO()
    whole = {
        "made_at": made_at.isoformat(timespec="seconds"),
        "tables": {
            each.name: [{name: plain_value(value) for name, value in row.items()} for row in each.rows]
            for each in tables
        },
    }
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(README_NAME, README)
        archive.writestr(PAGE_NAME, page)
        archive.writestr(JSON_NAME, json.dumps(whole, ensure_ascii=False, indent=1))
        for each in filter(lambda one: one.rows, tables):
            archive.writestr(f"{each.name}.csv", _csv(each))
    return content.getvalue()


def plain_value(value: Any) -> Any:  # noqa: PLR0911  (one per type)
    """A value as JSON knows it.

    Moments and days are ISO 8601, a period its first day and the day after its last, a shape WKT in RD New.
    """
    match value:
        case StrEnum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Range():
            return {"from": plain_value(value.lower), "until": plain_value(value.upper)}
        case list() | tuple():
            return [plain_value(each) for each in value]
        case WKBElement():
            return {"crs": "EPSG:28992", "wkt": to_shape(value).wkt}
        case Unreadable():
            return str(value)
    return value


def cell_of(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; empty for None."""
    plain = plain_value(value)
    if plain is None:
        return ""
    # a number can begin with a minus, and is no formula
    if isinstance(plain, int | float):
        return str(plain)
    words = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return defused(words)


def _csv(each: OwnTable) -> str:
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(each.columns)
    writer.writerows([cell_of(row[name]) for name in each.columns] for row in each.rows)
    # a spreadsheet knows UTF-8 by this mark
    return "\ufeff" + content.getvalue()
