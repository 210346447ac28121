"""Probes: is the process alive, and is it ready to serve?"""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.database import not_ready_code
from webapp.errors import DatabaseNotReady
from webapp.extensions import csrf, db, limiter
from webapp.migrating import check_up_to_date

OUTBOX_LAG_LIMIT_SECONDS = 15 * 60

bp = Blueprint("health", __name__)
csrf.exempt(bp)
limiter.exempt(bp)


@bp.get("/livez")
@requires(Permission.PROBE_HEALTH)
def livez() -> Response:
    """Alive, whatever the database does."""
    return _answer(200, {"status": "alive"})


@bp.get("/readyz")
@requires(Permission.PROBE_HEALTH)
def readyz() -> Response:
    """Ready when the database answers and stands at the newest migration; tells the outbox's lag in seconds."""
    try:
        check_up_to_date(db.session.connection())
        lag = outbox_lag_seconds()
    except DatabaseNotReady as error:
        return _answer(503, {"status": "not ready", "reason": error.code})
    except DBAPIError as error:
        if error.connection_invalidated:
            # from before a restart: the request is done once more, on a new one
            raise
        db.session.rollback()
        return _answer(503, {"status": "not ready", "reason": not_ready_code(error) or "database_unreachable"})
    return _answer(200, {"status": "ready", "outbox_lag_seconds": lag, "outbox_late": lag > OUTBOX_LAG_LIMIT_SECONDS})


def outbox_lag_seconds() -> int:
    """How long the oldest waiting mail has been due; 0 when none is."""
    # the site itself sees no mail but the viewer's own: a function of the database looks over all of it
    return int(db.session.scalar(select(func.outbox_lag_seconds(datetime.now(UTC)))) or 0)


def _answer(status: int, body: dict[str, object]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status >= 500:  # noqa: PLR2004
        response.headers["Retry-After"] = "2"
    return response
