"""Tells the database who looks, so that its policies are the second line behind our own filters.

Each connection of a request knows the viewer (`missie050.viewer`: an account's id, `gate` while somebody signs in,
empty for a visitor) and the day (`missie050.today`). Without them the policies show nothing.
"""

from collections.abc import Callable

from flask import g, has_request_context
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

from webapp.clock import today
from webapp.database import once_more_when_stale
from webapp.extensions import RequestSession, db

GATE = "gate"

TELL = text("SELECT set_config('missie050.viewer', :viewer, :local), set_config('missie050.today', :day, :local)")


def look_as(session: Session, viewer: int | str) -> None:
    """From here on, look as this account or at the gate: in this request, or in the transaction of a command."""
    if has_request_context():
        g.viewer = str(viewer)
    if session.in_transaction():
        _tell(session.connection(), str(viewer))


def viewer_now() -> str:
    """As whom this request looks; empty for a visitor."""
    return str(g.get("viewer", "")) if has_request_context() else ""


def apart(work: Callable[[Session], object]) -> None:
    """Do `work` in a transaction of its own, as the viewer: what must stay although the request fails or reads."""

    def run() -> None:
        with db.engine.begin() as connection:
            connection.execute(TELL, {"viewer": viewer_now(), "day": today().isoformat(), "local": True})
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                work(session)
                session.commit()

    once_more_when_stale(run)


@event.listens_for(RequestSession, "after_begin")
def _tell_at_begin(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    viewer = viewer_now()
    if viewer or not _commits_by_itself(connection) or connection.info.get("viewer"):
        _tell(connection, viewer)


def _tell(connection: Connection, viewer: str) -> None:
    if _commits_by_itself(connection):
        # there is no transaction to which it could be limited: the pooled connection remembers, and is told anew
        day = today().isoformat() if viewer else ""
        if connection.info.get("viewer", "") != viewer + day:
            connection.execute(TELL, {"viewer": viewer, "day": day, "local": False})
            connection.info["viewer"] = viewer + day
    else:
        connection.execute(TELL, {"viewer": viewer, "day": today().isoformat(), "local": True})


def _commits_by_itself(connection: Connection) -> bool:
    return connection.engine is db.engines.get("read")
