"""What a measuring of the whole city says, with names for its neighbourhoods."""

from collections.abc import Mapping
from typing import Any

from webapp.extensions import db
from webapp.partners.queries import list_neighbourhoods


def measured_names(answer: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """The neighbourhoods that were measured: name, slug and numbers, those with most people first."""
    names = {each.id: each for each in list_neighbourhoods(db.session)}
    rows = [(names[row["id"]].name, names[row["id"]].slug, row) for row in answer["neighbourhoods"] if row["id"] in names]
    return sorted(rows, key=lambda row: (-row[2]["people"], row[0]))
