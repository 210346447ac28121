"""What somebody typed in a form that could not be taken in: shown again, and ready to be sent again.

A page that says "try again later" must not cost anyone a text of half an hour. Passwords, codes and tokens are never
given back.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

from flask import current_app, request
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from wtforms import BooleanField, HiddenField, PasswordField, SelectFieldBase, SubmitField
from wtforms.fields.core import UnboundField

from webapp.access.sessions import current_actor
from webapp.extensions import READING
from webapp.ui.edge import FORMS

SECRET_FIELDS = frozenset(
    {
        "csrf_token",
        "password",
        "wachtwoord",
        "code",
        "digits",
        "totp",
        "recovery_code",
        "herstelcode",
        "token",
        "secret",
    }
)
"""Names of fields whose content is never shown or sent back; so are fields of type password and names like these."""
FOR = "voor"
"""The field that tells for whom a form was made, so that on a shared computer nobody sends another's."""
UNSEEN_FIELDS = frozenset({"csrf_token", "eenmalig", FOR})
SECRET_WORDS = ("password", "wachtwoord", "csrf_token")
Known: TypeAlias = "UnboundField[Any]"
NOT_TYPED = (BooleanField, HiddenField, SelectFieldBase, SubmitField)
OWN_SITE = ("same-origin", "none")


@dataclass(frozen=True)
class TypedForm:
    """What was sent, without its secrets.

    `action` is the address to send it to again, `hidden` every field by name and value, `readable` those that a
    person typed by label. `secrets` and `files` tell whether something has to be filled in or chosen anew.
    """

    action: str
    readable: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    secrets: bool
    files: bool


def mark_of_viewer() -> str:
    """Who looks, as a mark that tells nobody else who; empty for a visitor."""
    account_id = current_actor().account_id
    if account_id is None:
        return ""
    return hmac.new(str(current_app.secret_key).encode(), f"voor:{account_id}".encode(), "sha256").hexdigest()[:32]


def is_made_for_another() -> bool:
    """Whether the form of this request was made for somebody else than who is signed in now."""
    if request.method in READING or request.mimetype not in FORMS:
        return False
    try:
        given = request.form.get(FOR, "")
    except HTTPException:  # too large to be read
        return False
    viewer = mark_of_viewer()
    return bool(given and viewer) and not hmac.compare_digest(given.encode(), viewer.encode())


def typed_form() -> TypedForm | None:
    """The form of this request; None when it sent none, or when it did not come from a page of ours.

    Another site can send a form in a visitor's name. Ours would then give it back with a valid token, one click away
    from being accepted: so only what a page of ours sent is given back.
    """
    if request.method in READING or request.mimetype not in FORMS or not _from_own_page() or is_made_for_another():
        return None
    try:
        sent = list(request.form.items(multi=True))
        files = any(file.filename for file in request.files.values())
    except HTTPException:  # too large to be read
        return None
    fields = _known_fields({name for name, _ in sent})
    kept = tuple((name, value) for name, value in sent if not _is_secret(name, fields))
    return TypedForm(
        action=_own_address(),
        readable=tuple(
            (_label(name, fields), value) for name, value in kept if value.strip() and _is_readable(name, fields)
        ),
        hidden=kept,
        secrets=any(name != "csrf_token" and _is_secret(name, fields) for name, _ in sent),
        files=files,
    )


def _own_address() -> str:
    # one slash: two would begin the address of another site
    path = "/" + quote(request.path.lstrip("/"))
    return f"{path}?{urlencode(list(request.args.items(multi=True)))}" if request.args else path


def _from_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITE
    # browsers send an origin with every form; who sends neither is no browser, and has no visitor to harm
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _known_fields(names: set[str]) -> dict[str, Known]:
    """The fields of that form of ours which knows most of these names."""
    forms = [{name: field for name, field in _fields(form) if name in names} for form in _forms(FlaskForm)]
    return max(forms, key=len, default={})


def _forms(base: type[FlaskForm]) -> Iterator[type[FlaskForm]]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)


def _fields(form: type[FlaskForm]) -> Iterator[tuple[str, Known]]:
    for name in dir(form):
        field = getattr(form, name)
        if isinstance(field, UnboundField):
            yield name, field


def _label(name: str, fields: dict[str, Known]) -> str:
    return str(_given_label(fields.get(name)) or name.replace("_", " ").capitalize())


def _given_label(field: "Known | None") -> object:
    if field is None:
        return None
    return field.args[0] if field.args else field.kwargs.get("label")


def _is_secret(name: str, fields: dict[str, Known]) -> bool:
    if name in SECRET_FIELDS or any(word in name.lower() for word in SECRET_WORDS):
        return True
    return name in fields and issubclass(fields[name].field_class, PasswordField)


def _is_readable(name: str, fields: dict[str, Known]) -> bool:
    """Whether a person typed it: nobody did what was chosen, stands on a button, or has no label to be seen by."""
    if not fields:
        return name not in UNSEEN_FIELDS
    field = fields.get(name)
    return field is not None and bool(_given_label(field)) and not issubclass(field.field_class, NOT_TYPED)
