"""Messages from visitors: kept for a while, shown to the coordinator, never in a mail."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import URL, Engine, delete, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from webapp.areas.queries import NeighbourhoodName, find_neighbourhood
from webapp.contact.actions import erase_expired_messages, leave_message
from webapp.contact.queries import find_message, find_way_to_help, list_messages
from webapp.contact.rules import KEPT_DAYS
from webapp.models import ContactMessage, OutboxMail, WayToHelp
from webapp.vocabulary import Provenance

PRIVATE = ("Anna Voorbeeld", "anna@example.nl", "Ik wil graag iets doen in de buurt.")


def leave(session: Session, *, reply_to: str = PRIVATE[1]) -> ContactMessage:
    selwerd = find_neighbourhood(session, "selwerd")
    assert isinstance(selwerd, NeighbourhoodName)
    return leave_message(
        session,
        selwerd,
        sender_name=PRIVATE[0],
        reply_to=reply_to,
        body=PRIVATE[2],
        mailbox="coordinatie@example.nl",
        list_url="https://missie050.example.nl/berichten",
        today=TODAY,
    )


@pytest.fixture
def session(session: Session) -> Session:
    """The city without the messages of the demonstration."""
    session.execute(delete(ContactMessage))
    return session


def test_message_is_kept_and_a_notice_waits(session: Session) -> None:
    message = leave(session)
    found = find_message(session, message.id)
    assert found is not None
    assert (found[0].body, found[1]) == (PRIVATE[2], "Selwerd")
    mail = session.scalars(select(OutboxMail)).one()
    assert mail.recipient == "coordinatie@example.nl"
    assert "https://missie050.example.nl/berichten" in mail.body
    assert message.erase_on.isoformat() in mail.body


def test_notice_holds_nothing_of_the_person_nor_of_what_they_wrote(session: Session) -> None:
    leave(session)
    mail = session.scalars(select(OutboxMail)).one()
    said = f"{mail.recipient} {mail.subject} {mail.body}"
    assert "Selwerd" in said
    for private in (*PRIVATE, "Anna", "anna"):
        assert private not in said


def test_message_is_erased_on_its_day_and_not_before(session: Session) -> None:
    message = leave(session)
    last_day = TODAY + timedelta(days=KEPT_DAYS - 1)
    assert erase_expired_messages(session, today=last_day) == 0
    assert find_message(session, message.id) is not None
    assert erase_expired_messages(session, today=last_day + timedelta(days=1)) == 1
    session.expire_all()
    assert find_message(session, message.id) is None


def test_list_shows_newest_first_and_not_what_was_written(session: Session) -> None:
    ids = [leave(session).id for _ in range(3)]
    rows = list_messages(session)
    assert [row.id for row in rows] == ids[::-1]
    assert not any(private in str(tuple(row)) for row in rows for private in PRIVATE)


def test_task_is_found_in_its_own_neighbourhood_or_in_every_one(session: Session) -> None:
    here, there = (find_neighbourhood(session, slug) for slug in ("selwerd", "beijum"))
    assert here is not None
    assert there is not None
    own, general = (
        WayToHelp(neighbourhood_id=owner, title="x", text="y", minutes=5, provenance=Provenance.ENTERED)
        for owner in (here.id, None)
    )
    session.add_all([own, general])
    session.flush()
    assert find_way_to_help(session, own.id, neighbourhood_id=here.id) is own
    assert find_way_to_help(session, own.id, neighbourhood_id=there.id) is None
    assert find_way_to_help(session, general.id, neighbourhood_id=there.id) is general


@pytest.fixture
def inbox(scratch: Engine) -> Iterator[int]:
    """One message in a city to commit in; gives its number."""
    with Session(scratch) as session, session.begin():
        session.execute(delete(ContactMessage))
        session.execute(delete(OutboxMail))
        number = leave(session).id
    yield number
    with Session(scratch) as session, session.begin():
        session.execute(delete(ContactMessage))
        session.execute(delete(OutboxMail))


def test_coordinator_lists_reads_and_erases(missie050: CommandLine, scratch_url: URL, inbox: int) -> None:
    listed = missie050(scratch_url, "contact", "list")
    assert (listed.exit_code, "Selwerd" in listed.out, PRIVATE[2] in listed.out) == (0, True, False)
    shown = missie050(scratch_url, "contact", "show", str(inbox))
    assert shown.exit_code == 0
    assert all(private in shown.out for private in PRIVATE)
    found = missie050(scratch_url, "contact", "find", " ANNA@example.nl ")
    assert found.out.startswith(f"{inbox} ")
    assert missie050(scratch_url, "contact", "find", "bob@example.nl").out.strip() == "Geen berichten van dit adres."
    assert missie050(scratch_url, "contact", "erase", str(inbox)).exit_code == 0
    assert missie050(scratch_url, "contact", "list").out.strip() == "Geen berichten."


@pytest.mark.parametrize("action", ["show", "erase"])
def test_message_that_is_not_there_is_told(missie050: CommandLine, scratch_url: URL, inbox: int, action: str) -> None:
    ended = missie050(scratch_url, "contact", action, str(inbox + 1))
    assert (ended.exit_code, f"geen bericht met nummer {inbox + 1}" in ended.err) == (1, True)


def test_that_somebody_read_a_message_is_logged_without_what_it_says(
    missie050: CommandLine, scratch_url: URL, inbox: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    shown = missie050(scratch_url, "contact", "show", str(inbox))
    assert "contact_message_read" in shown.err
    assert not any(private in shown.err for private in PRIVATE)
