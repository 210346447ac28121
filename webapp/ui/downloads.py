"""Answers that are files."""

import re
from collections.abc import Iterable, Sequence

from flask import Response

from webapp.ui.tables import MEDIA_TYPES, Cell, TableFormat, write_table

NOT_IN_A_NAME = re.compile(r"[^a-z0-9-]+")


def send_table(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], file_format: TableFormat
) -> Response:
    """A table as a file to keep, called `name` with what belongs to its format (`webapp.ui.tables.write_table`)."""
    plain = NOT_IN_A_NAME.sub("-", name.lower()).strip("-") or "tabel"
    response = Response(write_table(name, headings, rows, file_format), mimetype=MEDIA_TYPES[file_format])
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}.{file_format}"'
    return response
