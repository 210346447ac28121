"""The worker sends what waits and erases what has had its time."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, delete, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.conftest import TODAY, settings_for
from tests.db.conftest import CommandLine
from webapp import worker
from webapp.models import ContactMessage, FormReceipt, Neighbourhood, OutboxMail, RateHit
from webapp.outbox.actions import post_mail

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
"""When commands run in tests, in Groningen; not by the clock of the database."""


@pytest.fixture
def tidy(scratch: Engine) -> Engine:
    """A database without mail, messages, counts and receipts."""
    with Session(scratch) as session, session.begin():
        for model in (OutboxMail, ContactMessage, RateHit, FormReceipt):
            session.execute(delete(model))
    return scratch


@pytest.fixture
def signals_restored() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def message(session: Session, body: str, *, days_left: int) -> None:
    session.add(
        ContactMessage(
            neighbourhood_id=session.scalars(select(func.min(Neighbourhood.id))).one(),
            sender_name="Anna",
            reply_to="anna@example.nl",
            body=body,
            erase_on=TODAY + timedelta(days=days_left),
        )
    )


def test_once_sends_what_waits_and_erases_what_expired(
    missie050: CommandLine, tidy: Engine, scratch_url: URL, tmp_path: Path
) -> None:
    with Session(tidy) as session, session.begin():
        mail = post_mail(session, recipient="a@example.nl", subject="x", body="y")
        mail.next_attempt_at = datetime(2026, 11, 1, tzinfo=UTC)
        for body, days_left in (("gisteren", -1), ("vandaag", 0), ("morgen", 1)):
            message(session, body, days_left=days_left)
        for key, hours in (("oud", -1), ("nieuw", 1)):
            session.add(RateHit(key=key, hits=1, expires_at=NOON + timedelta(hours=hours)))
        for key_hash, hours in ((b"old", 25), (b"new", 23)):
            session.add(FormReceipt(key_hash=key_hash, created_at=NOON - timedelta(hours=hours)))
    ended = missie050(scratch_url, "worker", "--once")
    assert (ended.exit_code, ended.out.strip()) == (0, "Mail behandeld: 1. Verlopen gegevens gewist: 4.")
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
    with Session(tidy) as session:
        assert session.scalars(select(ContactMessage.body)).all() == ["morgen"]
        assert session.scalars(select(RateHit.key)).all() == ["nieuw"]
        assert session.scalars(select(FormReceipt.key_hash)).all() == [b"new"]
    again = missie050(scratch_url, "worker", "--once")
    assert again.out.strip() == "Mail behandeld: 0. Verlopen gegevens gewist: 0."


def test_once_without_database_is_told(missie050: CommandLine, scratch_url: URL) -> None:
    ended = missie050(scratch_url.set(database="missie050_is_er_niet"), "worker", "--once")
    assert (ended.exit_code, "niet bereikbaar" in ended.err) == (3, True)


@pytest.mark.usefixtures("signals_restored")
def test_worker_goes_on_until_it_is_told_to_stop_and_outlives_a_restart_of_the_database(
    tidy: Engine, scratch_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(tidy) as session, session.begin():
        post_mail(session, recipient="a@example.nl", subject="x", body="y")
    absent = create_engine(scratch_url.set(database="missie050_is_er_niet"))
    tries: list[str] = []
    send_waiting, keep_house = worker.send_waiting, worker.keep_house

    def first_without_database(engine: Engine, settings: worker.Settings) -> int:
        tries.append("send")
        return send_waiting(absent if len(tries) == 1 else engine, settings)

    def keep_and_stop(engine: Engine, settings: worker.Settings) -> int:
        erased = keep_house(engine, settings)
        tries.append("house")
        signal.raise_signal(signal.SIGTERM)
        return erased

    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(worker, "send_waiting", first_without_database)
    monkeypatch.setattr(worker, "keep_house", keep_and_stop)
    settings = settings_for(scratch_url, tmp_path)
    with pytest.raises(OperationalError):
        send_waiting(absent, settings)
    worker._work_until_stopped(tidy, settings)
    absent.dispose()
    assert tries == ["send", "send", "house"]
    assert len(list(settings.mail_folder.glob("*.eml"))) == 1


@pytest.mark.usefixtures("signals_restored")
def test_house_is_kept_once_an_hour(
    tidy: Engine, scratch_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    rounds: list[str] = []

    def count_rounds(_engine: Engine, _settings: worker.Settings) -> int:
        rounds.append("round")
        if len(rounds) == 3:
            signal.raise_signal(signal.SIGINT)
        return 0

    def count_house(_engine: Engine, _settings: worker.Settings) -> int:
        kept.append("house")
        return 0

    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(worker, "send_waiting", count_rounds)
    monkeypatch.setattr(worker, "keep_house", count_house)
    worker._work_until_stopped(tidy, settings_for(scratch_url, tmp_path))
    assert (len(rounds), len(kept)) == (3, 1)


def test_worker_without_once_runs_until_stopped(
    missie050: CommandLine, scratch_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(worker, "_work_until_stopped", lambda *_: ran.append("worker"))
    assert missie050(scratch_url, "worker").exit_code == 0
    assert ran == ["worker"]
