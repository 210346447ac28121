"""The list of erasures, outside the database: what a restored copy from before them still holds must go again.

One line of JSON each, with ids and the moment and nothing else. A line is on disk before the erasure is committed. A
transaction that fails after that adds a line that takes it back.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from webapp.errors import BadInput

FILE_NAME = "erasures.jsonl"
WAITING, WRITTEN = "erasures_to_journal", "erasures_journaled"


@dataclass(frozen=True)
class Erasure:
    """Who was erased, by the ids of that time, and when (ISO 8601, with its offset)."""

    account_id: int | None
    person_id: int | None
    at: str

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)


def require_writable(path: Path) -> None:
    """Raise `BadInput` code `journal_unwritable` when the list cannot be added to: then nothing may be erased."""
    _append(path, ())


def journal_at_commit(session: Session, path: Path, erasure: Erasure) -> None:
    """Add an erasure to the list just before the session's transaction commits."""
    session.info.setdefault(WAITING, []).append((path, erasure))


def read_journal(path: Path) -> list[Erasure]:
    """All erasures that were committed, the oldest first; none when there is no list yet.

    A last line that was cut short belongs to a transaction that did not commit. Raises `BadInput` code
    `journal_malformed` with the number of any other line that cannot be read, and `journal_unwritable`.
    """
    if not path.exists():
        return []
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise BadInput("journal_unwritable", path=path, reason=error.strerror) from error
    erasures: list[Erasure] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        parsed = _parsed(line)
        if parsed is None:
            if number == len(lines):
                break
            raise BadInput("journal_malformed", path=path, line=number)
        erasure, undone = parsed
        if not undone:
            erasures.append(erasure)
        elif erasure in erasures:
            erasures.remove(erasure)
    return erasures


def _append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Add lines and see them to disk, alone; mode 0600."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not path.exists()
        with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            end = file.seek(0, os.SEEK_END)
            # a line that was cut short by a crash must not take the next one with it
            file.seek(max(0, end - 1))
            torn = b"" if file.read(1) in (b"", b"\n") else b"\n"
            file.write(torn + b"".join(json.dumps(line).encode() + b"\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise BadInput("journal_unwritable", path=path, reason=error.strerror) from error


def _parsed(line: bytes) -> tuple[Erasure, bool] | None:
    """An erasure, and whether the line takes it back."""
    try:
        found = json.loads(line)
        undone = bool(found.pop("undone", False))
        erasure = Erasure(**found)
        has_offset = erasure.moment.tzinfo is not None
    except (ValueError, TypeError, AttributeError):
        return None
    is_whole = has_offset and all(isinstance(each, int | None) for each in (erasure.account_id, erasure.person_id))
    return (erasure, undone) if is_whole else None


@event.listens_for(Session, "before_commit")
def _write_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for path, erasure in session.info.pop(WAITING, ()):
        _append(path, [asdict(erasure)])
        session.info.setdefault(WRITTEN, []).append((path, erasure))


@event.listens_for(Session, "after_commit")
def _done(session: Session) -> None:
    session.info.pop(WRITTEN, None)


@event.listens_for(Session, "after_soft_rollback")
def _take_back(session: Session, previous_transaction: Any) -> None:
    if previous_transaction.parent is not None:
        return
    session.info.pop(WAITING, None)
    for path, erasure in session.info.pop(WRITTEN, ()):
        _append(path, [{**asdict(erasure), "undone": True}])
