"""What registering keeps in this browser: the keys of drafts; and what it needs of a request."""

from datetime import UTC, datetime

from flask import current_app, request, session

from webapp.access.row_security import apart
from webapp.config import Settings
from webapp.errors import BadInput
from webapp.extensions import db
from webapp.initiatives.drafts import Draft, drop_draft, drop_own_draft, find_draft, keep_draft, what_to_keep
from webapp.initiatives.pictures import MOST_BYTES, keep_picture, make_small
from webapp.initiatives.typed_content import Fields
from webapp.tokens import new_token

DRAFT, SENT = "concept", "concept_verstuurd"


def draft_name(initiative_id: int | None) -> str:
    """Under which name this browser keeps the key of a draft: of a new initiative, or of changes to one."""
    return DRAFT if initiative_id is None else f"{DRAFT}_{initiative_id}"


def find_own_typing(initiative_id: int | None = None) -> Draft | None:
    """What was typed in this browser before, and not sent."""
    key = session.get(draft_name(initiative_id))
    found = find_draft(db.session, str(key)) if key else None
    return found if found is not None and found.initiative_id == initiative_id else None


def find_sent_typing() -> Draft | None:
    """What was sent from this browser last, as long as it waits for the link to be followed."""
    key = session.get(SENT)
    return find_draft(db.session, str(key)) if key else None


def keep_typing(fields: Fields, initiative_id: int | None = None) -> str:
    """Keep what is typed, and give the key. Raises `BadInput` code `draft_too_large`."""
    name = draft_name(initiative_id)
    kept = what_to_keep(fields)
    key = str(session.setdefault(name, new_token()))
    keep_draft(db.session, key, kept, initiative_id=initiative_id, now=datetime.now(UTC))
    return key


def drop_typing(initiative_id: int | None = None, *, own_draft: int | None = None, email: str = "") -> None:
    """Forget what was typed: in this browser, and a draft of somebody who is signed in that it went on with."""
    key = session.pop(draft_name(initiative_id), None)
    if key:
        drop_draft(db.session, str(key))
    if own_draft is not None and email:
        drop_own_draft(db.session, own_draft, email=email)


def with_picture(fields: Fields) -> tuple[Fields, dict[str, str]]:
    """The fields with the key of the picture that was sent along, and what is wrong with that.

    A picture stays although the rest of the form has errors: nobody chooses it twice.
    """
    texts = dict(fields)
    if fields.one("picture_gone"):
        texts.pop("picture_key", None)
    file = request.files.get("picture")
    if file is None or not file.filename:
        return Fields(texts), {}
    try:
        small = make_small(file.stream.read(MOST_BYTES + 1))
    except BadInput as error:
        return Fields(texts), {"picture": error.code}
    keys: list[str] = []
    apart(lambda own: keys.append(keep_picture(own, small, now=datetime.now(UTC))))
    return Fields({**texts, "picture_key": (keys[-1],)}), {}


def public_url() -> str:
    """Where this site is, for letters."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url
