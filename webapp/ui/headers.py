"""Security headers on every answer, errors included."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask_talisman import Talisman

from webapp.config import PDOK_TILE_HOST, Settings
from webapp.i18n import LANGUAGE_COOKIE, LANGUAGE_COOKIE_SECONDS

PERMISSIONS_POLICY = dict.fromkeys(("camera", "geolocation", "microphone", "payment", "usb"), "()")


SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
"""What a page in somebody else's frame may do; what it opens in a new tab is the site itself, and may do everything."""

View = TypeVar("View", bound=Callable[..., object])

POLICY_CHANGES = "policy_changes"
OPEN = "is_open_to_others"


def framed_anywhere(view: View) -> View:
    """Let any site show this page in a frame: it is sandboxed, also without the frame asking, and sets no cookie."""
    setattr(view, POLICY_CHANGES, {"frame-ancestors": "*", "sandbox": SANDBOX})
    return open_to_others(view)


def shows_own_frames(view: View) -> View:
    """Let this page show pages of ours in a frame."""
    setattr(view, POLICY_CHANGES, {"frame-src": "'self'"})
    return view


def open_to_others(view: View) -> View:
    """Let any site read this answer, which is the same for everyone (CORS without credentials)."""
    setattr(view, OPEN, True)
    return view


class _Headers(Talisman):  # type: ignore[misc]  # untyped library
    """Talisman with the changes that a view declared for itself."""

    def _get_local_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super()._get_local_options()
        changes = getattr(_view(), POLICY_CHANGES, None)
        if changes is None:
            return options
        frame_options = None if "frame-ancestors" in changes else options["frame_options"]
        policy = {**options["content_security_policy"], **changes}
        return {**options, "content_security_policy": policy, "frame_options": frame_options}


def _view() -> Callable[..., object] | None:
    return current_app.view_functions.get(request.endpoint or "")


def content_security_policy(settings: Settings) -> dict[str, str]:
    """Our policy: nothing from others but tiles when they are on, no script or style without a nonce or a file."""
    images = ["'self'", "data:"] + ([PDOK_TILE_HOST] if settings.tiles else [])
    return {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": " ".join(images),
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def install(app: Flask, settings: Settings) -> None:
    """Set the headers through Talisman, and those it does not know beside it."""
    # one per app: it keeps the policy on itself
    _Headers(
        app,
        force_https=settings.https,
        strict_transport_security=settings.https,
        session_cookie_secure=settings.https,
        content_security_policy=content_security_policy(settings),
        content_security_policy_nonce_in=["script-src", "style-src"],
        permissions_policy=PERMISSIONS_POLICY,
        referrer_policy="strict-origin-when-cross-origin",
        frame_options="DENY",
        x_xss_protection=False,
    )

    @app.after_request
    def _more_headers(response: Response) -> Response:
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        is_open = getattr(_view(), OPEN, False)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin")
        if is_open:
            response.headers["Access-Control-Allow-Origin"] = "*"
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.update(("Cookie", "HX-Request"))
        choice = g.get("language_choice")
        if choice and not is_open:
            response.set_cookie(
                LANGUAGE_COOKIE,
                choice,
                max_age=LANGUAGE_COOKIE_SECONDS,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
        return response
