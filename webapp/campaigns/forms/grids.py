"""What was typed in a grid of amounts, out of the fields of a form.

A field is called after its cell (`vraag-12-7`), and the hidden one with what stood there `zag-` and the same.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import TypeVar

from webapp.campaigns.rules.grid import TypedCell
from webapp.errors import BadInput

K = TypeVar("K", bound=Hashable)

SEEN = "zag-"


def typed_cells(
    fields: Mapping[str, str], cells: Collection[K], name_of: Callable[[K], str], *, prefixes: tuple[str, ...]
) -> dict[K, TypedCell]:
    """What was typed in these cells; those that did not come along are left out.

    Raises `BadInput` code `campaign_cell_unknown` for a field that begins as a cell does and is none of these.
    """
    names = {name_of(cell): cell for cell in cells}
    for name in fields:
        if name.startswith(prefixes) and name not in names:
            raise BadInput("campaign_cell_unknown")
    return {
        cell: TypedCell(fields[name], fields.get(f"{SEEN}{name}")) for name, cell in names.items() if name in fields
    }


def share_name(key: tuple[int, int]) -> str:
    """The field of a supply and a neighbourhood."""
    return f"deel-{key[0]}-{key[1]}"


def demand_name(key: tuple[int, int]) -> str:
    """The field of a line and a neighbourhood."""
    return f"vraag-{key[0]}-{key[1]}"


def pledge_name(key: tuple[int, int]) -> str:
    """The field of a line and a partner."""
    return f"aanbod-{key[0]}-{key[1]}"


def place_name(key: tuple[str, int]) -> str:
    """The field of what a neighbourhood tells of a line or a supply."""
    return f"{key[0]}-{key[1]}"
