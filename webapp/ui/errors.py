"""Error pages in style: what went wrong, what to do, and a reference for the log."""

import time
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from webapp.database import CROWDED, not_ready_code
from webapp.errors import BadInput, DatabaseNotReady, DomainError, EditConflict, NotFound, SignedOut
from webapp.extensions import db, limiter
from webapp.i18n import error_message
from webapp.ui.typed import is_made_for_another, typed_form

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5
PROGRAMS = "/ogc"
"""Below this address it is mostly programs that ask: they get a problem document (RFC 9457)."""

PROBLEM, JSON, PAGE = "application/problem+json", "application/json", "text/html"


@dataclass(frozen=True)
class ErrorText:
    """Title and advice of an error page."""

    title: object
    explanation: object
    advice: object


TEXTS = {
    400: ErrorText(
        lazy_gettext("Dat begrijpen we niet"),
        lazy_gettext("Er staat iets in het adres of formulier dat we niet kunnen lezen."),
        lazy_gettext("Ga terug en probeer het opnieuw, of begin op de startpagina."),
    ),
    401: ErrorText(
        lazy_gettext("Je bent niet meer ingelogd"),
        lazy_gettext("Er is nog niets verstuurd."),
        lazy_gettext("Log eerst in, in een nieuw tabblad. Kom dan hier terug en probeer het opnieuw."),
    ),
    404: ErrorText(
        lazy_gettext("Deze pagina bestaat niet"),
        lazy_gettext("Misschien is het adres verkeerd getypt of is de pagina verhuisd."),
        lazy_gettext("Zoek je wijk of ga naar de startpagina."),
    ),
    405: ErrorText(
        lazy_gettext("Dat kan hier niet"),
        lazy_gettext("Deze pagina kan niet op deze manier worden opgevraagd."),
        lazy_gettext("Ga terug en probeer het opnieuw."),
    ),
    409: ErrorText(
        lazy_gettext("Iemand anders was je voor"),
        lazy_gettext("Dit is intussen door iemand anders veranderd."),
        lazy_gettext("Ga terug, laad de pagina opnieuw en kijk wat er nu staat."),
    ),
    413: ErrorText(
        lazy_gettext("Dat is te groot"),
        lazy_gettext("Wat je stuurde is groter dan we kunnen aannemen."),
        lazy_gettext("Maak het korter en stuur het opnieuw."),
    ),
    429: ErrorText(
        lazy_gettext("Even wachten"),
        lazy_gettext("Dit is in korte tijd erg vaak geprobeerd, vanaf jouw verbinding of voor dit e-mailadres."),
        lazy_gettext("Probeer het over een tijdje opnieuw."),
    ),
    500: ErrorText(
        lazy_gettext("Er ging bij ons iets mis"),
        lazy_gettext("Dit ligt niet aan jou. De fout staat met het kenmerk hieronder in ons logboek."),
        lazy_gettext("Probeer het straks opnieuw."),
    ),
    503: ErrorText(
        lazy_gettext("We zijn zo terug"),
        lazy_gettext("De site kan nu even niet bij de gegevens."),
        lazy_gettext("Probeer het over een paar seconden opnieuw. Wat je had ingevuld is niet verstuurd."),
    ),
}


TOO_OLD = ErrorText(
    lazy_gettext("Nog één keer versturen"),
    lazy_gettext(
        "Je formulier is van voor het laatste inloggen, stond te lang open, of je browser bewaart geen cookies."
    ),
    lazy_gettext("Er is nog niets verstuurd. Kijk na wat je invulde en verstuur het."),
)
OF_ANOTHER = ErrorText(
    lazy_gettext("Je bent nu ingelogd als iemand anders"),
    lazy_gettext("Dit formulier is van een ander account. Er is niets bewaard."),
    lazy_gettext("Open de pagina opnieuw, of log in met het account waarmee je het invulde."),
)


def error_page(
    status: int,
    *,
    text: ErrorText | None = None,
    explanation: str | None = None,
    advice: str | None = None,
    lookalikes: tuple[tuple[str, str], ...] = (),
    retry_after: int | None = None,
    keep_typed: bool = False,
    is_page: bool = False,
) -> Response:
    """An error answer of `status`, to be tried again after so many seconds; as JSON for who does not ask for a page.

    With `is_page` it is a page all the same. Its words are those of the status, unless `text` has better ones. With
    `keep_typed` the page gives back what was typed in a form, without its secrets, to be sent again.
    """
    text = text or TEXTS.get(status, TEXTS[500 if status >= InternalServerError.code else 400])
    reference = g.get("request_id", "")
    sentence = explanation or str(text.explanation)
    media_type = PAGE if is_page else _media_type()
    if media_type != PAGE:
        response = Response(status=status, mimetype=media_type)
        response.set_data(_json(status, str(text.title), sentence, reference))
    else:
        response = Response(
            render_template(
                "errors/error.html",
                status=status,
                title=str(text.title),
                explanation=sentence,
                advice=advice or str(text.advice),
                lookalikes=lookalikes,
                reference=reference,
                # a wait of minutes stands in the advice
                retry_after=retry_after if advice is None else None,
                typed=typed_form() if keep_typed else None,
            ),
            status=status,
        )
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _media_type() -> str:
    """In what form an error is told to who asks."""
    if not request.path.startswith(PROGRAMS):
        return JSON if request.accept_mimetypes.best_match([PAGE, JSON]) == JSON else PAGE
    return PAGE if request.accept_mimetypes.best_match([PROBLEM, JSON, PAGE]) == PAGE else PROBLEM


def install(app: Flask) -> None:
    """Answer every error with a page in style."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _forgery)
    app.register_error_handler(RateLimitExceeded, _limited)
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(EditConflict, _overtaken)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(DatabaseNotReady, _not_ready)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(PoolTimeout, _busy)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None:
        return error.response
    # Flask itself logs the exception behind a 500
    response = error_page(status)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _limited(_: RateLimitExceeded) -> ResponseReturnValue:
    limit = limiter.current_limit
    seconds = max(1, limit.reset_at - int(time.time())) if limit else RETRY_SECONDS
    # the library counts a second more
    minutes = max(1, -(-(seconds - 1) // 60))
    advice = ngettext("Probeer het over %(num)s minuut opnieuw.", "Probeer het over %(num)s minuten opnieuw.", minutes)
    return error_page(429, advice=advice, retry_after=seconds, keep_typed=True)


def made_for_another_page() -> Response:
    """The answer to a form that was made for somebody else than who is signed in: nothing of it is shown or kept."""
    return error_page(409, text=OF_ANOTHER)


def _forgery(_: CSRFError) -> ResponseReturnValue:
    return made_for_another_page() if is_made_for_another() else error_page(400, text=TOO_OLD, keep_typed=True)


def _bad_input(error: BadInput) -> ResponseReturnValue:
    return error_page(400, explanation=error_message(error))


def _not_found(error: NotFound) -> ResponseReturnValue:
    lookalikes = error.detail.get("lookalikes", ())
    assert isinstance(lookalikes, tuple)  # noqa: S101  (narrows the type of our own value)
    return error_page(404, explanation=error_message(error), lookalikes=lookalikes)


def _signed_out(_: SignedOut) -> ResponseReturnValue:
    return error_page(401, keep_typed=True)


def _overtaken(_: EditConflict) -> ResponseReturnValue:
    # a view that can show both versions answers by itself
    return error_page(409)


def _refused(error: DomainError) -> ResponseReturnValue:
    return error_page(400, explanation=error_message(error))


def _not_ready(error: DatabaseNotReady) -> ResponseReturnValue:
    log.error("database_not_ready", code=error.code)
    return error_page(503, explanation=error_message(error), retry_after=RETRY_SECONDS, keep_typed=True)


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    db.session.rollback()
    code = not_ready_code(error)
    if code is not None:
        return _not_ready(DatabaseNotReady(code))
    if getattr(error.orig, "sqlstate", None) in CROWDED:
        log.warning("database_crowded", sqlstate=getattr(error.orig, "sqlstate", None), statement=error.statement)
        return error_page(503, explanation=gettext("Het is nu erg druk."), retry_after=RETRY_SECONDS, keep_typed=True)
    # neither the error's text nor its detail: PostgreSQL quotes the row that it refuses, and that can be about a person
    diagnosis = getattr(error.orig, "diag", None)
    log.error(
        "database_error",
        sqlstate=getattr(error.orig, "sqlstate", None),
        message=getattr(diagnosis, "message_primary", None),
        constraint=getattr(diagnosis, "constraint_name", None),
        statement=error.statement,
    )
    return error_page(500)


def _busy(_: PoolTimeout) -> ResponseReturnValue:
    log.error("pool_exhausted")
    return error_page(503, retry_after=RETRY_SECONDS, keep_typed=True)


def _json(status: int, title: str, detail: str, reference: str) -> str:
    from flask import json

    return json.dumps({"status": status, "title": title, "detail": detail, "reference": reference})
