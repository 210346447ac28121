"""Half-filled forms, kept until they are sent or a month has passed.

A visitor has no account: a draft is found by a secret of the browser, of which the database keeps the hash only, or by
the link that was mailed. The functions of migration 0020 do it; the site itself sees no draft but its owner's.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, LargeBinary, Row, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from webapp.errors import BadInput
from webapp.initiatives.typed_content import ROW, Fields
from webapp.models import InitiativeDraft
from webapp.tokens import hash_of

MOST_BYTES = 64_000
"""Of all names and texts together: well below what the table takes."""

MOST_VALUES = 100
"""Texts of one field: more than there are neighbourhoods to tick."""

NAMES = frozenset(
    {
        "title",
        "description",
        "for_whom",
        "layer",
        "faith",
        "themes",
        "main_theme",
        "reach",
        "address",
        "lon",
        "lat",
        "neighbourhoods",
        "rhythm",
        "starts_on",
        "starts_at",
        "ends_at",
        "until",
        "weekdays",
        "nth",
        "nth_weekday",
        "rrule",
        "organiser",
        "partners",
        "picture_key",
        "picture_alt",
        "copied_from",
    }
)
"""The fields that are kept, beside the rows. The e-mail address is not: the next one at this computer could read it."""

KEEP = text("SELECT keep_draft(:secret, :typed, :initiative, :moment)").bindparams(
    bindparam("secret", type_=LargeBinary), bindparam("typed", type_=JSONB), bindparam("initiative", type_=Integer)
)
FIND = text("SELECT * FROM find_draft(:secret)").bindparams(bindparam("secret", type_=LargeBinary))
LET_WAIT = text("SELECT let_draft_wait(:secret, :email, :link)").bindparams(bindparam("secret", type_=LargeBinary))
FIND_OF_LINK = text("SELECT * FROM find_draft_of_link(:link)")
DROP = text("SELECT drop_draft(:secret)").bindparams(bindparam("secret", type_=LargeBinary))


@dataclass(frozen=True)
class Draft:
    """A half-filled form: what was typed, of which initiative (None for a new one), and when it was kept."""

    id: int
    initiative_id: int | None
    fields: Fields
    saved_at: datetime

    @property
    def title(self) -> str:
        """What it is called so far; can be empty."""
        return self.fields.one("title")


def what_to_keep(sent: Mapping[str, Sequence[str]]) -> Fields:
    """What of a form that was sent is kept: the fields of an initiative that are not empty.

    Raises `BadInput` code `draft_too_large`.
    """
    kept = {
        name: [each for each in values if each.strip()][:MOST_VALUES]
        for name, values in sent.items()
        if name in NAMES or ROW.fullmatch(name)
    }
    fields = Fields({name: values for name, values in kept.items() if values})
    if len(json.dumps(dict(fields)).encode()) > MOST_BYTES:
        raise BadInput("draft_too_large")
    return fields


def keep_draft(session: Session, key: str, fields: Fields, *, initiative_id: int | None, now: datetime) -> None:
    """Keep what was typed under a browser's key, in place of what was there; as its own of who has an account."""
    typed = {name: list(values) for name, values in fields.items()}
    session.execute(KEEP, {"secret": hash_of(key), "typed": typed, "initiative": initiative_id, "moment": now})


def find_draft(session: Session, key: str) -> Draft | None:
    """What was typed in the browser that has this key."""
    return _draft(session.execute(FIND, {"secret": hash_of(key)}).one_or_none())


def let_draft_wait(session: Session, key: str, *, email: str, link_id: int) -> None:
    """Let a draft wait until the link that was mailed to this address is followed."""
    session.execute(LET_WAIT, {"secret": hash_of(key), "email": email, "link": link_id})


def find_draft_of_link(session: Session, link_id: int) -> Draft | None:
    """The draft that waits for this link; only at the gate."""
    return _draft(session.execute(FIND_OF_LINK, {"link": link_id}).one_or_none())


def drop_draft(session: Session, key: str) -> None:
    """Forget what was typed in the browser that has this key."""
    session.execute(DROP, {"secret": hash_of(key)})


def list_own_drafts(session: Session, email: str) -> list[Draft]:
    """The drafts of new initiatives of somebody who is signed in, the newest first."""
    rows = session.scalars(
        select(InitiativeDraft)
        .where(InitiativeDraft.email == email, InitiativeDraft.initiative_id.is_(None))
        .order_by(InitiativeDraft.saved_at.desc(), InitiativeDraft.id.desc())
    )
    return [Draft(each.id, each.initiative_id, Fields(each.fields), each.saved_at) for each in rows]


def find_own_draft(session: Session, draft_id: int, *, email: str) -> Draft | None:
    """A draft of a new initiative of somebody who is signed in."""
    return next((each for each in list_own_drafts(session, email) if each.id == draft_id), None)


def drop_own_draft(session: Session, draft_id: int, *, email: str) -> None:
    """Forget a draft of somebody who is signed in."""
    session.execute(delete(InitiativeDraft).where(InitiativeDraft.id == draft_id, InitiativeDraft.email == email))


def _draft(row: Row[*tuple[Any, ...]] | None) -> Draft | None:
    return None if row is None else Draft(row.id, row.initiative_id, Fields(row.fields), row.saved_at)
