"""Accounting for a reading request, which cannot write in its own session."""

from collections.abc import Sequence

from webapp.access.row_security import apart
from webapp.access.sessions import current_actor
from webapp.audit.actions import record
from webapp.vocabulary import AuditAction


def account_for_reading(
    table: str,
    row: int | str,
    *,
    fields: Sequence[str],
    person_id: int | None = None,
    action: AuditAction = AuditAction.READ,
) -> None:
    """Note that the viewer reads these fields of a row; call it before they are shown.

    When it cannot be noted, an error goes up and nothing is shown.
    """
    by = current_actor().account_id
    apart(lambda own: record(own, action, by=by, table=table, row=row, person_id=person_id, fields=fields))
