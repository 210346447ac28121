"""Pages that take in a file: their bodies may be larger than those of all others."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., object])

LARGEST_BODY = "largest_body"


def takes_up_to(size: int) -> Callable[[View], View]:
    """Declare how many bytes a body sent to this view may have; all fields but files stay within the usual limit."""

    def declare(view: View) -> View:
        setattr(view, LARGEST_BODY, size)
        return view

    return declare


def install(app: Flask) -> None:
    """Let a view have its own limit; before anything reads the body."""

    @app.before_request
    def _widen() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        size = getattr(view, LARGEST_BODY, None)
        if size is not None:
            request.max_content_length = size
