"""What is refused before any view sees it: text that no database can keep, and pages no one can link to."""

from flask import Flask, request

from webapp.errors import BadInput


def is_clean(text: str) -> bool:
    """Whether a text has no NUL byte and no lone surrogate."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def install(app: Flask) -> None:
    """Refuse unclean text in the path, the query and forms with a 400."""

    @app.before_request
    def _refuse_unclean_text() -> None:
        sent = [request.args]
        if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            sent.append(request.form)
        # every value of a name, also those after the first
        words = (word for values in sent for name, each in values.lists() for word in (name, *each))
        # undecodable bytes arrive as the replacement character: nobody typed that
        if not all(is_clean(text) and "\ufffd" not in text for text in (request.path, *words)):
            raise BadInput("text_not_allowed")
