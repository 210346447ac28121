"""Counts for rate limits, kept in Postgres: all workers share them, and no other server is needed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from limits.storage import Storage
from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from webapp.database import affected_rows
from webapp.extensions import db, limiter
from webapp.models import RateHit


class PostgresStorage(Storage):
    """Fixed windows in the table `rate_hit`, one short statement a hit, outside the request's transaction."""

    STORAGE_SCHEME = ["missie050-postgres"]  # noqa: RUF012  (the base class reads a plain list)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errors that mean the storage itself is out of order."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a hit and give the number in the running window of `expiry` seconds."""
        now = datetime.now(UTC)
        ended = RateHit.expires_at <= now
        statement = (
            insert(RateHit)
            .values(key=key, hits=amount, expires_at=now + timedelta(seconds=expiry))
            .on_conflict_do_update(
                index_elements=[RateHit.key],
                set_={
                    "hits": case((ended, amount), else_=RateHit.hits + amount),
                    "expires_at": case((ended, now + timedelta(seconds=expiry)), else_=RateHit.expires_at),
                },
            )
            .returning(RateHit.hits)
        )
        with self._engine().begin() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        """The number of hits in the running window."""
        query = select(RateHit.hits).where(RateHit.key == key, RateHit.expires_at > datetime.now(UTC))
        with self._engine().begin() as connection:
            return int(connection.scalar(query) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        with self._engine().begin() as connection:
            expires_at = connection.scalar(select(RateHit.expires_at).where(RateHit.key == key))
        return (expires_at or datetime.now(UTC)).timestamp()

    def check(self) -> bool:
        """Whether the table can be reached."""
        with self._engine().begin() as connection:
            connection.execute(select(RateHit.key).limit(1))
        return True

    def reset(self) -> int:
        """Forget all counts; gives how many there were."""
        with self._engine().begin() as connection:
            return affected_rows(connection.execute(delete(RateHit)))

    def clear(self, key: str) -> None:
        """Forget the count of one key."""
        with self._engine().begin() as connection:
            connection.execute(delete(RateHit).where(RateHit.key == key))

    @staticmethod
    def _engine() -> Any:
        assert current_app  # noqa: S101  (a limit is only counted inside a request)
        return db.engine


def install(app: Flask) -> None:
    """Let the limiter count in Postgres."""
    app.config["RATELIMIT_STORAGE_URI"] = "missie050-postgres://"
    limiter.init_app(app)
