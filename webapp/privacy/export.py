"""Somebody's data as a file to take along: a zip with all of it as JSON, and a CSV per table."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.dialects.postgresql import Range

from webapp.privacy.queries import OwnTable, Unreadable
from webapp.ui.cells import defused

JSON_NAME = "gegevens.json"
README_NAME = "LEESMIJ.txt"
README = """Dit is alles wat Missie050 van je bewaart, van het moment dat je het downloadde.
This is everything that Missie050 keeps about you, as of the moment of your download.

gegevens.json   alles in één bestand / everything in one file
*.csv           dezelfde gegevens per tabel, voor een rekenblad / the same per table, for a spreadsheet

Wat we alleen in onleesbare vorm bewaren (je wachtwoord, codes, links) staat er niet in.
What we keep in unreadable form only (your password, codes, links) is not in it.
Een apostrof voor een waarde in een csv-bestand hoort niet bij de waarde: zo leest een rekenblad haar niet als formule.
An apostrophe before a value in a csv file is not part of it: it keeps a spreadsheet from reading it as a formula.
Een "?" staat voor iets wat versleuteld is en niet openging.
A "?" stands for something that is encrypted and did not open.
"""


def make_zip(tables: Sequence[OwnTable], *, made_at: datetime) -> bytes:
    """The zip: JSON with every table and its rows, and a CSV per table with its columns, also when it has no rows."""
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
        archive.writestr(JSON_NAME, json.dumps(whole, ensure_ascii=False, indent=1))
        for each in tables:
            archive.writestr(f"{each.name}.csv", _csv(each))
    return content.getvalue()


def plain_value(value: Any) -> Any:
    """A value as JSON knows it: moments and days as ISO 8601, a period as its first day and the day after its last."""
    match value:
        case StrEnum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Range():
            return {"from": plain_value(value.lower), "until": plain_value(value.upper)}
        case list() | tuple():
            return [plain_value(each) for each in value]
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
