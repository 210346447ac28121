"""Who this browser is signed in as: a random token in a cookie, and everything else in the database.

A session ends when nothing is asked for half an hour, after twelve hours at most, and at once when its row is deleted:
by signing out, and by triggers when a role, a password or an address changes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, current_app, g, request
from sqlalchemy import text

from webapp.access.policy import VISITOR, Actor, Holding
from webapp.clock import today
from webapp.config import Settings
from webapp.database import once_more_when_stale
from webapp.extensions import db
from webapp.tokens import hash_of
from webapp.vocabulary import Role, SignInStage

TOUCH_AFTER = timedelta(minutes=1)

SIGNED_IN = text("SELECT * FROM signed_in(:token, :moment, :day)")
TOUCH = text("SELECT touch_session(:id, :moment)")


@dataclass(frozen=True)
class SignIn:
    """A running session: whose, and how far the sign-in has come."""

    session_id: int
    stage: SignInStage
    actor: Actor
    language: str


def cookie_name() -> str:
    """What the cookie is called; under https the browser itself holds it to this host."""
    settings: Settings = current_app.extensions["settings"]
    return "__Host-missie050" if settings.https else "missie050"


def find_sign_in() -> SignIn | None:
    """The session of this request's browser, however far it has come; None for a visitor."""
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    moment = datetime.now(UTC)
    row = db.session.execute(SIGNED_IN, {"token": hash_of(token), "moment": moment, "day": today()}).one_or_none()
    if row is None:
        return None
    if moment - row.last_seen_at > TOUCH_AFTER:
        _touch(row.session_id, moment)
    holdings = tuple(Holding(Role(role), *scope) for role, *scope in row.holdings)
    actor = Actor(row.account_id, row.person_id, row.name or "", row.email, holdings)
    return SignIn(row.session_id, SignInStage(row.stage), actor, row.language)


def send_token(response: Response, token: str) -> None:
    """Give the browser a token; it goes when the browser closes."""
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(cookie_name(), token, secure=settings.https, httponly=True, samesite="Lax", path="/")


def forget_token(response: Response) -> None:
    """Take the token from the browser."""
    settings: Settings = current_app.extensions["settings"]
    response.delete_cookie(cookie_name(), secure=settings.https, httponly=True, samesite="Lax", path="/")


def current_sign_in() -> SignIn | None:
    """The session of this request, as the guard found it."""
    found: SignIn | None = g.get("sign_in")
    return found


def current_actor() -> Actor:
    """Who makes this request: a visitor, until both factors were given."""
    found = current_sign_in()
    return found.actor if found is not None and found.stage == SignInStage.FULL else VISITOR


def _touch(session_id: int, moment: datetime) -> None:
    # apart from the request's own transaction: a reading request is somebody's presence too
    def run() -> None:
        with db.engine.begin() as connection:
            connection.execute(TOUCH, {"id": session_id, "moment": moment})

    once_more_when_stale(run)
