"""Security headers on every answer, errors included."""

from flask import Flask, Response, g, request
from flask_talisman import Talisman

from webapp.config import PDOK_TILE_HOST, Settings
from webapp.i18n import LANGUAGE_COOKIE, LANGUAGE_COOKIE_SECONDS

PERMISSIONS_POLICY = dict.fromkeys(("camera", "geolocation", "microphone", "payment", "usb"), "()")


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
    Talisman(
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
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.update(("Cookie", "HX-Request"))
        choice = g.get("language_choice")
        if choice:
            response.set_cookie(
                LANGUAGE_COOKIE,
                choice,
                max_age=LANGUAGE_COOKIE_SECONDS,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
        return response
