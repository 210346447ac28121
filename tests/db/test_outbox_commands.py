"""`missie050 outbox`: who looks after the mail sees what was given up, without reading along."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import URL, Engine, delete, select
from sqlalchemy.orm import Session

from tests.db.conftest import CommandLine
from webapp.models import OutboxMail

DEAD_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
ABSENT = "2147483647"


@pytest.fixture
def ids(scratch: Engine) -> dict[str, int]:
    """Numbers of four mails: one that waits, one that was sent, two that were given up."""
    states = {
        "wacht": {"next_attempt_at": NOW + timedelta(hours=3), "attempts": 2},
        "verstuurd": {"sent_at": DEAD_AT, "body": ""},
        "dood": {"dead_at": DEAD_AT, "attempts": 8, "last_error": "SMTPDataError: 552"},
        "dood ook": {"dead_at": DEAD_AT - timedelta(days=1), "attempts": 8, "last_error": "TimeoutError: "},
    }
    with Session(scratch) as session, session.begin():
        session.execute(delete(OutboxMail))
        mails = {
            subject: OutboxMail(**({"recipient": "fenna@example.nl", "subject": subject, "body": "geheim"} | columns))
            for subject, columns in states.items()
        }
        session.add_all(mails.values())
        session.flush()
        return {subject: mail.id for subject, mail in mails.items()}


def states(scratch: Engine) -> dict[str, str]:
    """Of each mail that is there whether it waits, was sent or was given up."""
    with Session(scratch) as session:
        return {
            mail.subject: "sent" if mail.sent_at else "dead" if mail.dead_at else "waiting"
            for mail in session.scalars(select(OutboxMail))
        }


def test_list_counts_all_and_shows_what_was_given_up(
    missie050: CommandLine, scratch_url: URL, ids: dict[str, int]
) -> None:
    ended = missie050(scratch_url, "outbox", "list")
    first, *dead = ended.out.splitlines()
    assert first == "Wacht: 1. Verstuurd: 1. Opgegeven: 2."
    assert [line.split()[0] for line in dead] == [str(ids["dood ook"]), str(ids["dood"])]
    assert "f…@example.nl  dood  (8 keer geprobeerd: SMTPDataError: 552)" in dead[1]
    assert "geheim" not in ended.out
    assert "fenna" not in ended.out


def test_retry_lets_one_be_sent_from_now(
    missie050: CommandLine, scratch_url: URL, scratch: Engine, ids: dict[str, int]
) -> None:
    ended = missie050(scratch_url, "outbox", "retry", str(ids["dood"]))
    assert (ended.exit_code, ended.out.strip()) == (0, "Wordt opnieuw geprobeerd: 1.")
    assert states(scratch) == {"wacht": "waiting", "verstuurd": "sent", "dood": "waiting", "dood ook": "dead"}
    with Session(scratch) as session:
        mail = session.get_one(OutboxMail, ids["dood"])
        assert (mail.attempts, mail.body) == (0, "geheim")
        assert mail.next_attempt_at <= datetime.now(UTC)


def test_retry_hurries_one_that_waits(
    missie050: CommandLine, scratch_url: URL, scratch: Engine, ids: dict[str, int]
) -> None:
    missie050(scratch_url, "outbox", "retry", str(ids["wacht"]))
    with Session(scratch) as session:
        assert session.get_one(OutboxMail, ids["wacht"]).next_attempt_at < NOW + timedelta(hours=1)


def test_retry_of_all_takes_what_was_given_up_and_nothing_else(
    missie050: CommandLine, scratch_url: URL, scratch: Engine, ids: dict[str, int]
) -> None:
    ended = missie050(scratch_url, "outbox", "retry", "--all")
    assert ended.out.strip() == "Wordt opnieuw geprobeerd: 2."
    assert states(scratch) == {"wacht": "waiting", "verstuurd": "sent", "dood": "waiting", "dood ook": "waiting"}
    with Session(scratch) as session:
        assert session.get_one(OutboxMail, ids["wacht"]).attempts == 2
    assert missie050(scratch_url, "outbox", "retry", "--all").out.strip() == "Wordt opnieuw geprobeerd: 0."


@pytest.mark.parametrize("subject", ["dood", "wacht"])
def test_drop_removes_one_that_was_not_sent(
    missie050: CommandLine, scratch_url: URL, scratch: Engine, ids: dict[str, int], subject: str
) -> None:
    assert missie050(scratch_url, "outbox", "drop", str(ids[subject])).exit_code == 0
    assert set(states(scratch)) == set(ids) - {subject}


@pytest.mark.parametrize("number", ["verstuurd", ABSENT])
def test_mail_that_was_sent_or_is_not_there_is_refused(
    missie050: CommandLine, scratch_url: URL, scratch: Engine, ids: dict[str, int], number: str
) -> None:
    before = states(scratch)
    for command in ("retry", "drop"):
        ended = missie050(scratch_url, "outbox", command, str(ids.get(number, number)))
        assert (ended.exit_code, ended.out) == (1, "")
        assert "geen onverstuurde mail met nummer" in ended.err
    assert states(scratch) == before


@pytest.mark.parametrize("words", [[], ["1", "--all"]])
def test_retry_wants_a_number_or_all(missie050: CommandLine, scratch_url: URL, words: list[str]) -> None:
    ended = missie050(scratch_url, "outbox", "retry", *words)
    assert ended.exit_code == 2
    assert "Noem een nummer, of gebruik --all." in ended.err
