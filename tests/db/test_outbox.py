"""Mail is written with the change that causes it, and is sent at least once."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from webapp.models import OutboxMail
from webapp.outbox.actions import ERROR_LENGTH, post_mail, send_next
from webapp.outbox.rules import MAX_ATTEMPTS, delay_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Send = Callable[[OutboxMail], None]


def post(session: Session, subject: str = "proef", *, due: datetime = NOW) -> OutboxMail:
    mail = post_mail(session, recipient="coordinatie@example.nl", subject=subject, body="Tekst")
    mail.next_attempt_at = due
    session.flush()
    return mail


def failing(error: Exception) -> Send:
    def send(_mail: OutboxMail) -> None:
        raise error

    return send


@pytest.fixture
def committed(scratch: Engine) -> Engine:
    """A database whose outbox is empty, to commit in."""
    with Session(scratch) as session, session.begin():
        session.execute(delete(OutboxMail))
    return scratch


def test_mail_is_there_only_when_its_transaction_commits(committed: Engine) -> None:
    with Session(committed) as session:
        post(session, "teruggedraaid")
        session.rollback()
        post(session, "vastgelegd")
        session.commit()
    with Session(committed) as session:
        assert session.scalars(select(OutboxMail.subject)).all() == ["vastgelegd"]


def test_mail_that_is_due_is_sent_once_oldest_first(empty_session: Session) -> None:
    post(empty_session, "tweede", due=NOW - timedelta(minutes=1))
    post(empty_session, "eerste", due=NOW - timedelta(minutes=2))
    post(empty_session, "straks", due=NOW + timedelta(seconds=1))
    sent: list[str] = []
    while send_next(empty_session, lambda mail: sent.append(mail.subject), now=NOW):
        pass
    assert sent == ["eerste", "tweede"]
    states = dict(empty_session.execute(select(OutboxMail.subject, OutboxMail.sent_at)).all())
    assert states == {"eerste": NOW, "tweede": NOW, "straks": None}


def test_sent_mail_is_emptied_and_one_that_waits_is_not(empty_session: Session) -> None:
    sent = post(empty_session, "verstuurd")
    said: list[str] = []
    assert send_next(empty_session, lambda mail: said.append(mail.body), now=NOW)
    waiting = post(empty_session, "wacht")
    assert send_next(empty_session, failing(OSError("no")), now=NOW)
    assert said == ["Tekst"]
    assert (sent.body, sent.subject) == ("", "verstuurd")
    assert waiting.body == "Tekst"


def test_noted_failure_does_not_name_the_recipient(empty_session: Session) -> None:
    mail = post(empty_session)
    refusal = smtplib.SMTPRecipientsRefused({mail.recipient: (550, b"no such mailbox")})
    assert send_next(empty_session, failing(refusal), now=NOW)
    assert mail.last_error == "SMTPRecipientsRefused: {'c…@example.nl': (550, b'no such mailbox')}"


def test_empty_outbox_has_nothing_to_send(empty_session: Session) -> None:
    assert not send_next(empty_session, failing(AssertionError("nothing is due")), now=NOW)


def test_failure_is_noted_and_tried_again_later(empty_session: Session) -> None:
    mail = post(empty_session)
    assert send_next(empty_session, failing(ConnectionRefusedError("nobody there")), now=NOW)
    assert (mail.attempts, mail.last_error) == (1, "ConnectionRefusedError: nobody there")
    assert mail.next_attempt_at == NOW + timedelta(minutes=1)
    assert not send_next(empty_session, failing(AssertionError("too early")), now=NOW + timedelta(seconds=59))
    assert send_next(empty_session, lambda _: None, now=NOW + timedelta(minutes=1))
    assert (mail.attempts, mail.last_error, mail.sent_at) == (2, None, NOW + timedelta(minutes=1))


def test_mail_that_keeps_failing_is_given_up_and_stays_to_be_seen(empty_session: Session) -> None:
    mail = post(empty_session)
    moment = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert send_next(empty_session, failing(OSError("no")), now=moment)
        assert mail.attempts == attempt
        moment += delay_after(attempt) or timedelta(days=1)
    assert mail.dead_at is not None
    assert mail.sent_at is None
    assert not send_next(empty_session, failing(AssertionError("given up")), now=moment + timedelta(days=30))
    assert empty_session.scalars(select(OutboxMail.id)).all() == [mail.id]


def test_long_error_is_cut(empty_session: Session) -> None:
    mail = post(empty_session)
    send_next(empty_session, failing(OSError("x" * 5000)), now=NOW)
    assert mail.last_error is not None
    assert len(mail.last_error) == ERROR_LENGTH


def test_mail_that_cannot_be_written_does_not_hold_up_the_ones_behind_it(empty_session: Session) -> None:
    bad = post(empty_session, "slecht", due=NOW - timedelta(minutes=1))
    good = post(empty_session, "goed")

    def send(mail: OutboxMail) -> None:
        if mail is bad:
            raise ValueError("Header values may not contain linefeed or carriage return characters")

    assert send_next(empty_session, send, now=NOW)
    assert send_next(empty_session, send, now=NOW)
    assert (bad.sent_at, bad.attempts, good.sent_at) == (None, 1, NOW)


def test_two_workers_never_take_the_same_mail(committed: Engine) -> None:
    with Session(committed) as session, session.begin():
        first, second = post(session, "a").id, post(session, "b", due=NOW + timedelta(milliseconds=1)).id
    later = NOW + timedelta(minutes=1)
    taken: list[tuple[str, int]] = []

    def other_worker(mail: OutboxMail) -> None:
        taken.append(("one", mail.id))
        with Session(committed) as other, other.begin():
            assert send_next(other, lambda theirs: taken.append(("two", theirs.id)), now=later)
            assert not send_next(other, failing(AssertionError("the first is taken")), now=later)

    with Session(committed) as session, session.begin():
        assert send_next(session, other_worker, now=later)
    assert taken == [("one", first), ("two", second)]
    with Session(committed) as session:
        assert not send_next(session, failing(AssertionError("both are sent")), now=later)


def test_worker_that_dies_while_sending_leaves_the_mail_to_be_sent_again(committed: Engine) -> None:
    with Session(committed) as session, session.begin():
        mail_id = post(session).id
    with pytest.raises(KeyboardInterrupt), Session(committed) as session, session.begin():
        send_next(session, failing(KeyboardInterrupt()), now=NOW)  # type: ignore[arg-type]  # what a signal raises
    sent: list[int] = []
    with Session(committed) as session, session.begin():
        assert send_next(session, lambda mail: sent.append(mail.id), now=NOW)
    assert sent == [mail_id]
