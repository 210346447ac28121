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
        texts = [request.path, *request.args.keys(), *request.args.values()]
        if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            texts += [*request.form.keys(), *request.form.values()]
        # undecodable bytes arrive as the replacement character: nobody typed that
        if not all(is_clean(text) and "\ufffd" not in text for text in texts):
            raise BadInput("text_not_allowed")
