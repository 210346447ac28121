import re
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from tests.factories import add_neighbourhood, make_account, make_grant, make_partner, make_person
from webapp.accounts.demo import demo_totp_secret
from webapp.encryption import make_key_file
from webapp.models import Account, AuditEvent, OutboxMail, RoleGrant
from webapp.vocabulary import AuditAction, PartnerKind, Role

WHY = ("--reason", "Voor een proef")


@pytest.fixture
def engine(own_empty: Engine, tmp_path: Path) -> Engine:
    """A database of this test's own, with keys beside it."""
    make_key_file(tmp_path / "keys.json")
    return own_empty


def grants(engine: Engine) -> list[tuple[str, Role, bool]]:
    """Address, role and whether it waits, of roles that did not end."""
    with Session(engine) as session:
        rows = session.execute(
            select(Account.email, RoleGrant.role, RoleGrant.needs_approval & RoleGrant.approved_at.is_(None))
            .join(Account, Account.id == RoleGrant.account_id)
            .where(RoleGrant.ended_at.is_(None))
            .order_by(RoleGrant.id)
        )
        return [(email, role, waits) for email, role, waits in rows]


def test_first_administrator_is_invited_by_mail_and_there_is_one_only(engine: Engine, missie050: CommandLine) -> None:
    made = missie050(engine.url, "users", "create-admin", "Anna@Example.nl")
    again = missie050(engine.url, "users", "create-admin", "bram@example.nl")

    assert (made.exit_code, again.exit_code) == (0, 1)
    assert "wordt beheerder" in made.out
    assert "Er is al een beheerder" in again.err
    assert grants(engine) == [("anna@example.nl", Role.ADMINISTRATOR, False)]
    with Session(engine) as session:
        mail = session.scalars(select(OutboxMail)).one()
        assert mail.recipient == "anna@example.nl"
        assert re.search(r"http://127\.0\.0\.1:8050/uitnodiging/[\w-]{43}\b", mail.body)
        assert "beheerder" not in mail.subject + mail.body


def test_where_the_invitation_goes_is_told(
    engine: Engine, missie050: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (
        f"schrijft de uitnodiging in {tmp_path / 'mail'}"
        in missie050(engine.url, "users", "create-admin", "anna@example.nl").out
    )
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    given = missie050(engine.url, "users", "grant", "bram@example.nl", "municipality_viewer", *WHY)
    assert "gaat per mail" in given.out


def test_second_administrator_waits_for_the_first(engine: Engine, missie050: CommandLine) -> None:
    missie050(engine.url, "users", "create-admin", "anna@example.nl")
    made = missie050(engine.url, "users", "grant", "bram@example.nl", "administrator", *WHY)

    assert "moet dit nog goedkeuren" in made.out
    assert grants(engine)[1] == ("bram@example.nl", Role.ADMINISTRATOR, True)
    assert "wacht op goedkeuring" in missie050(engine.url, "users", "list").out


def test_role_is_given_in_its_place_listed_and_ended(engine: Engine, missie050: CommandLine) -> None:
    with Session(engine) as session, session.begin():
        add_neighbourhood(session, "selwerd")
        make_partner(session, "de-brug")
    place = ("--neighbourhood", "selwerd", "--until", "2027-01-31")
    coordinator = missie050(engine.url, "users", "grant", "fenna@example.nl", "neighbourhood_coordinator", *place, *WHY)
    counsellor = missie050(
        engine.url, "users", "grant", "joost@example.nl", "track_counsellor", "--partner", "de-brug", *WHY
    )
    number = re.search(r"Rol (\d+)", coordinator.out)
    assert number

    assert (coordinator.exit_code, counsellor.exit_code) == (0, 0)
    listed = missie050(engine.url, "users", "list").out
    assert f"fenna@example.nl  wijkcoördinator (Selwerd)  {TODAY} tot en met 2027-01-31  uitgenodigd" in listed
    ended = missie050(engine.url, "users", "end", number[1], "--reason", "Verhuisd")
    assert ended.exit_code == 0
    assert "fenna" not in missie050(engine.url, "users", "list").out
    assert "voorbij" in missie050(engine.url, "users", "list", "--all").out
    with Session(engine) as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.account_id.is_(None))).all()
        assert actions.count(AuditAction.ROLE_GRANTED) == 2
        assert actions.count(AuditAction.ROLE_ENDED) == 1


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (("grant", "fenna@example.nl", "neighbourhood_coordinator", *WHY), 1, "Noem de wijk"),
        (("grant", "f@example.nl", "neighbourhood_coordinator", "--neighbourhood", "nergens", *WHY), 2, "geen wijk"),
        (("grant", "f@example.nl", "partner_member", "--partner", "niets", *WHY), 2, "geen partner"),
        (("grant", "f@example.nl", "track_counsellor", "--partner", "bakker", *WHY), 1, "begeleidt een kerk"),
        (("grant", "f@example.nl", "administrator", "--partner", "bakker", *WHY), 1, "past niet"),
        (("grant", "f@example.nl", "municipality_viewer", "--until", "2026-11-21", *WHY), 1, "laatste dag"),
        (("grant", "geen adres", "municipality_viewer", *WHY), 2, "geen volledig e-mailadres"),
        (("grant", "f@example.nl", "municipality_viewer", "--reason", " x "), 2, "Schrijf waarom"),
        (("grant", "f@example.nl", "group_leader", *WHY), 2, "group_leader"),
        (("end", "99999999999", *WHY), 1, "geen rol met nummer 99999999999"),
        (("create-admin", "geen adres"), 2, "geen volledig e-mailadres"),
        (("sign-out", "niemand@example.nl"), 1, "geen account"),
        (("reset-second-factor", "niemand@example.nl"), 1, "geen account"),
        (("code", "niemand@example.nl"), 1, "Geen demonstratie-account"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_refusal_is_one_sentence_and_changes_nothing(
    engine: Engine, missie050: CommandLine, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    with Session(engine) as session, session.begin():
        make_partner(session, "bakker", kind=PartnerKind.BUSINESS)

    ended = missie050(engine.url, "users", *arguments)

    assert (ended.exit_code, sentence in ended.err) == (exit_code, True), ended.err
    with Session(engine) as session:
        assert session.scalars(select(Account)).all() == []


def test_nothing_is_given_without_keys(empty_clone: URL, missie050: CommandLine) -> None:
    ended = missie050(empty_clone, "users", "create-admin", "anna@example.nl")

    assert (ended.exit_code, "Het sleutelbestand" in ended.err) == (2, True)


def test_second_factor_is_taken_away_with_its_recovery_codes_and_sessions(
    engine: Engine, missie050: CommandLine
) -> None:
    with Session(engine) as session, session.begin():
        account = make_account(session, "fenna@example.nl")
        account.totp_secret, account.totp_last_step = b"x", 5
        account_id = account.id

    ended = missie050(engine.url, "users", "reset-second-factor", "Fenna@example.nl")

    assert ended.exit_code == 0
    with Session(engine) as session:
        account = session.get_one(Account, account_id)
        assert (account.totp_secret, account.totp_confirmed_at, account.totp_last_step) == (None, None, None)
    assert missie050(engine.url, "users", "sign-out", "fenna@example.nl").out == "Beëindigde sessies: 0.\n"


def test_code_is_told_for_demonstration_accounts_only(engine: Engine, missie050: CommandLine) -> None:
    with Session(engine) as session, session.begin():
        make_account(session, "demo@example.nl", is_demo=True)
        make_account(session, "echt@example.nl")

    told = missie050(engine.url, "users", "code", "demo@example.nl")
    refused = missie050(engine.url, "users", "code", "echt@example.nl")

    assert re.match(r"\d{6}  \(werkt nog \d+ seconden", told.out)
    assert (refused.exit_code, refused.out) == (1, "")


def test_demonstration_accounts_are_listed_with_what_they_are_for(engine: Engine, missie050: CommandLine) -> None:
    assert missie050(engine.url, "users", "demo").out == "Er zijn geen demonstratie-accounts.\n"
    with Session(engine) as session, session.begin():
        account = make_account(session, "demo@example.nl", is_demo=True)
        account.password_hash = "x"
        make_person(session, "Anneke", account_id=account.id)
        make_grant(session, account.id, Role.MUNICIPALITY_VIEWER)
        make_account(session, "buur@example.nl", is_demo=True)
        make_account(session, "echt@example.nl")

    shown = missie050(engine.url, "users", "demo").out

    assert "meekijker namens de gemeente: Anneke, demo@example.nl" in shown
    assert f"app {demo_totp_secret('only-for-tests', 'demo@example.nl')}" in shown
    assert "link per mail: buur@example.nl" in shown
    assert "echt@example.nl" not in shown


def test_empty_list_says_how_to_begin(engine: Engine, missie050: CommandLine) -> None:
    assert "users create-admin" in missie050(engine.url, "users", "list").out
