"""Counts for rate limits, kept in Postgres: all workers share them, and no other server is needed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from limits.storage import Storage
from sqlalchemy import Executable, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from webapp.database import once_more_when_stale
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
        return int(self._scalar(statement) or 0)

    def get(self, key: str) -> int:
        """The number of hits in the running window."""
        query = select(RateHit.hits).where(RateHit.key == key, RateHit.expires_at > datetime.now(UTC))
        return int(self._scalar(query) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        expires_at: datetime = self._scalar(select(RateHit.expires_at).where(RateHit.key == key)) or datetime.now(UTC)
        return expires_at.timestamp()

    def check(self) -> bool:
        """Whether the table can be reached."""
        self._scalar(select(RateHit.key).limit(1))
        return True

    def reset(self) -> int:
        """Forget all counts; gives how many there were."""
        gone = delete(RateHit).returning(RateHit.key).cte("gone")
        return int(self._scalar(select(func.count()).select_from(gone)) or 0)

    def clear(self, key: str) -> None:
        """Forget the count of one key."""
        self._scalar(delete(RateHit).where(RateHit.key == key).returning(RateHit.key))

    @staticmethod
    def _scalar(statement: Executable) -> Any:
        def run() -> Any:
            with db.engine.begin() as connection:
                return connection.execute(statement).scalar()

        return once_more_when_stale(run)


def install(app: Flask) -> None:
    """Let the limiter count in Postgres."""
    app.config["RATELIMIT_STORAGE_URI"] = "missie050-postgres://"
    limiter.init_app(app)
