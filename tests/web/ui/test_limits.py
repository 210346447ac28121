from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from webapp.ui.limits import PostgresStorage


@pytest.fixture
def storage() -> PostgresStorage:
    return PostgresStorage()


def test_counts_up_in_a_window_and_starts_anew_after_it(app: Flask, storage: PostgresStorage) -> None:
    with app.app_context(), time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3]
        assert storage.get("a") == 3
        assert storage.get_expiry("a") == datetime(2026, 11, 22, 10, 1, tzinfo=UTC).timestamp()
        clock.shift(59)
        assert storage.incr("a", 60) == 4
        clock.shift(1)
        assert storage.get("a") == 0
        assert storage.incr("a", 60) == 1


def test_keys_do_not_meet(app: Flask, storage: PostgresStorage) -> None:
    with app.app_context():
        storage.incr("a", 60, 5)
        assert (storage.get("a"), storage.get("b")) == (5, 0)
        storage.clear("a")
        assert storage.get("a") == 0


def test_all_counts_can_be_forgotten(app: Flask, storage: PostgresStorage) -> None:
    with app.app_context():
        storage.incr("a", 60)
        storage.incr("b", 60)
        assert storage.check()
        assert storage.reset() == 2
        assert storage.get("a") == 0


def test_unknown_key_ends_now(app: Flask, storage: PostgresStorage) -> None:
    with app.app_context(), time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        assert storage.get_expiry("a") == datetime(2026, 11, 22, 10, tzinfo=UTC).timestamp()
