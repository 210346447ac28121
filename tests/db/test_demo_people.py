"""Demonstration people: invented, marked, seeded once, renewed when they lapse, and gone without a trace."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import URL, Engine, delete, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.partners import seed_partners
from seeds.people import remove_demo_people, seed_demo_people
from tests.conftest import SECRET_KEY, TODAY, key_file
from tests.db.conftest import CommandLine
from tests.factories import dump, make_account, make_grant, make_person
from webapp.access.policy import Actor, Holding
from webapp.accounts.credentials import check_password
from webapp.accounts.demo import demo_password, demo_totp_secret
from webapp.audit.actions import record
from webapp.encryption import KeyRing, read_key_ring
from webapp.models import (
    Account,
    Consent,
    ConsentWithdrawal,
    ContactMessage,
    EmailLink,
    Neighbourhood,
    OutboxMail,
    Partner,
    Person,
    RoleGrant,
)
from webapp.outbox.actions import post_mail
from webapp.people.queries import list_people
from webapp.people.rules import address_from_text
from webapp.vocabulary import AuditAction, Channel, ConsentPurpose, LinkPurpose, Provenance, Role

YEAR_LATER = TODAY.replace(year=TODAY.year + 1)
PEOPLE_TABLES = (
    "account",
    "person",
    "consent",
    "consent_withdrawal",
    "role_grant",
    "partner",
    "contact_message",
    "email_link",
    "outbox_mail",
    "account_session",
)
ROLES_WITH_ACCOUNT = {
    Role.ADMINISTRATOR,
    Role.CITY_COORDINATOR,
    Role.NEIGHBOURHOOD_COORDINATOR,
    Role.PARTNER_MEMBER,
    Role.MUNICIPALITY_VIEWER,
    Role.TRACK_COUNSELLOR,
}


@pytest.fixture
def ring() -> KeyRing:
    return read_key_ring(key_file())


def seed(session: Session, ring: KeyRing, *, today: date = TODAY) -> int:
    return seed_demo_people(session, today=today, ring=ring, secret_key=SECRET_KEY)


def rows(session: Session) -> dict[str, list[str]]:
    session.flush()
    return dump(session.connection(), PEOPLE_TABLES, without=())


def look_on(session: Session, day: date) -> None:
    session.execute(text("SELECT set_config('missie050.today', :day, true)"), {"day": day.isoformat()})


def test_every_address_is_of_nobody(session: Session) -> None:
    addresses = [
        *session.scalars(select(Account.email)),
        *session.scalars(select(ContactMessage.reply_to)),
        *session.scalars(select(OutboxMail.recipient)),
    ]
    assert len(addresses) > 30
    assert [each for each in addresses if not each.endswith("@example.nl")] == []


def test_every_account_is_marked_and_every_person_hangs_on_one(session: Session) -> None:
    assert session.scalars(select(Account.email).where(~Account.is_demo)).all() == []
    assert session.scalars(select(Person.name).where(Person.account_id.is_(None))).all() == []
    assert session.scalar(select(func.count()).select_from(Account)) == session.scalar(
        select(func.count()).select_from(Person)
    )


def test_phone_numbers_and_postcodes_are_made_up(session: Session, ring: KeyRing) -> None:
    phones, postcodes = set(), set()
    for person in session.scalars(select(Person)):
        if person.phone:
            phones.add(ring.open_sealed(person.phone, table="person", column="phone", row=person.id))
        if person.address:
            sealed = ring.open_sealed(person.address, table="person", column="address", row=person.id)
            postcodes.add(address_from_text(sealed).postcode)
    assert len(phones) > 15
    assert all(re.fullmatch(r"06 5550 \d{4}", phone) for phone in phones)
    assert all(re.fullmatch(r"97\d\d XX", postcode) for postcode in postcodes)


def test_each_role_that_people_can_have_has_an_account_that_can_sign_in(session: Session, ring: KeyRing) -> None:
    found = session.execute(select(Account, RoleGrant.role).join(RoleGrant, RoleGrant.account_id == Account.id)).all()
    assert {role for _, role in found} == ROLES_WITH_ACCOUNT
    assert session.scalar(select(func.count()).where(RoleGrant.role == Role.ADMINISTRATOR)) == 2
    for account, _ in found:
        sealed = account.totp_secret or b""
        secret = ring.open_sealed(sealed, table="account", column="totp_secret", row=account.id)
        assert secret == demo_totp_secret(SECRET_KEY, account.email)
        assert account.totp_confirmed_at is not None
    first = found[0][0]
    assert check_password(demo_password(SECRET_KEY, first.email), first.password_hash)
    assert not check_password(demo_password("another", first.email), first.password_hash)


def test_neighbours_have_neither_password_nor_role(session: Session) -> None:
    neighbours = [each["email"] for each in read_toml("demo/people.toml")["neighbour"]]
    without = session.scalars(
        select(Account.email).where(
            Account.password_hash.is_(None),
            Account.totp_secret.is_(None),
            Account.id.not_in(select(RoleGrant.account_id)),
        )
    ).all()
    assert sorted(without) == sorted(neighbours)


def test_people_live_where_the_demonstration_says(session: Session) -> None:
    placed = dict(
        session.execute(
            select(Account.email, Neighbourhood.slug)
            .join(Person, Person.account_id == Account.id)
            .join(Neighbourhood, Neighbourhood.id == Person.neighbourhood_id)
        ).all()
    )
    assert placed == {each["email"]: each["neighbourhood"] for each in read_toml("demo/people.toml")["neighbour"]}


def test_coordinator_of_the_demonstration_sees_exactly_who_is_known_there(session: Session) -> None:
    look_on(session, TODAY)
    facts = read_toml("demo/people.toml")["neighbour"]
    ids = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    for slugs in (("selwerd", "paddepoel"), ("vinkhuizen",), ("beijum",)):
        holdings = tuple(Holding(Role.NEIGHBOURHOOD_COORDINATOR, ids[slug]) for slug in slugs)
        found = list_people(session, Actor(-1, holdings=holdings))
        known = [each["name"] for each in facts if each["neighbourhood"] in slugs and each["known"] != "nobody"]
        assert sorted(row.name for row in found.rows) == sorted(known)
    city = list_people(session, Actor(-1, holdings=(Holding(Role.CITY_COORDINATOR),)))
    assert sorted(row.name for row in city.rows) == sorted(each["name"] for each in facts if each["known"] == "city")


def test_seeding_again_changes_no_row(session: Session, ring: KeyRing) -> None:
    before = rows(session)
    assert seed(session, ring) == 0
    assert seed_partners(session) == 0
    assert rows(session) == before


def test_consents_that_lapsed_are_renewed_a_year_later_and_the_old_ones_stay(session: Session, ring: KeyRing) -> None:
    before = set(session.execute(select(Consent.person_id, Consent.purpose)).all())
    look_on(session, YEAR_LATER)
    live = text("SELECT person_id, purpose FROM live_consent")
    assert session.execute(live).all() == []
    assert seed(session, ring, today=YEAR_LATER) == 0
    assert {(person_id, purpose) for person_id, purpose in session.execute(live)} == before
    assert session.scalar(select(func.count()).select_from(Consent)) == 2 * len(before)
    again = rows(session)
    seed(session, ring, today=YEAR_LATER)
    assert rows(session) == again


def test_consent_that_was_taken_back_is_not_given_again(session: Session, ring: KeyRing) -> None:
    consent = session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.BE_KNOWN).limit(1)).one()
    session.add(ConsentWithdrawal(consent_id=consent.id, person_id=consent.person_id, channel=Channel.WEB))
    mine = select(func.count()).where(
        Consent.person_id == consent.person_id, Consent.purpose == ConsentPurpose.BE_KNOWN
    )
    for day in (TODAY, YEAR_LATER):
        seed(session, ring, today=day)
        assert session.scalar(mine) == 1


def test_account_that_was_removed_comes_back_and_a_role_that_was_ended_does_not(
    session: Session, ring: KeyRing
) -> None:
    session.execute(delete(Account).where(Account.email == "buur@example.nl"))
    session.execute(
        text("UPDATE role_grant SET ended_at = now(), end_reason = 'klaar' WHERE role = 'municipality_viewer'")
    )
    assert seed(session, ring) == 1
    assert session.scalar(select(func.count()).where(Account.email == "buur@example.nl")) == 1
    assert session.scalar(select(func.count()).where(RoleGrant.role == Role.MUNICIPALITY_VIEWER)) == 1


def test_real_account_with_such_an_address_is_left_alone(session: Session, ring: KeyRing) -> None:
    session.execute(delete(Account).where(Account.email.in_(["buur@example.nl", "stad@example.nl"])))
    real = [make_account(session, email) for email in ("buur@example.nl", "stad@example.nl")]
    assert seed(session, ring) == 0
    for account in real:
        session.refresh(account)
        assert (account.is_demo, account.password_hash) == (False, None)
        assert session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == account.id)) is None
    remove_demo_people(session)
    assert session.scalars(select(Account.email)).all() == [each.email for each in real]


def test_messages_came_in_as_long_ago_as_they_are_kept_shorter(session: Session) -> None:
    found = session.scalars(select(ContactMessage)).all()
    assert len(found) == 4
    for message in found:
        assert (message.erase_on - message.created_at.date()).days == 90
        assert message.created_at < datetime(2026, 11, 22, tzinfo=UTC)


def test_removing_leaves_only_what_the_sources_say(session: Session) -> None:
    demo = session.scalars(select(Account)).all()
    for account in demo[:2]:
        link = {"token_hash": account.email.encode(), "purpose": LinkPurpose.SIGN_IN, "email": account.email}
        session.add(EmailLink(**link, expires_at=datetime.now(UTC)))
        post_mail(session, recipient=account.email, subject="Inloggen", body="link")
    own = {"sender_name": "A", "reply_to": demo[0].email, "body": "Hallo allemaal", "erase_on": TODAY}
    session.add(ContactMessage(neighbourhood_id=session.scalars(select(Neighbourhood.id)).first(), **own))
    session.flush()
    assert remove_demo_people(session) > 50
    left = {table: len(found) for table, found in rows(session).items() if found}
    assert left == {"partner": 13}
    assert set(session.scalars(select(Partner.provenance))) == {Provenance.SOURCE}
    assert remove_demo_people(session) == 0
    whole = " ".join(
        str(session.scalar(text(f"SELECT string_agg(t::text, ' ') FROM {table} t")))
        for table in inspect(session.connection()).get_table_names()
        if table != "spatial_ref_sys"
    )
    assert "@example.nl" not in whole
    for each in read_toml("demo/people.toml")["neighbour"]:
        assert each["name"] not in whole


def test_what_is_real_stays_when_the_demonstration_goes(session: Session) -> None:
    account = make_account(session, "echt@voorbeeldkerk.nl")
    make_person(session, "Echt Iemand", account_id=account.id, known_from=TODAY)
    demo_admin = session.scalars(select(Account.id).where(Account.email == "beheer@example.nl")).one()
    church = session.scalars(select(Partner).where(Partner.slug == "voorbeeldkerk-noord")).one()
    grant = make_grant(session, account.id, Role.PARTNER_MEMBER, partner_id=church.id, granted_by=demo_admin)
    remove_demo_people(session)
    session.refresh(grant)
    assert (grant.granted_by, grant.partner_id) == (None, church.id)
    assert session.scalars(select(Account.email)).all() == ["echt@voorbeeldkerk.nl"]
    assert session.scalars(select(Person.name)).all() == ["Echt Iemand"]
    demo_partners = session.scalars(select(Partner.slug).where(Partner.provenance == Provenance.DEMO)).all()
    assert demo_partners == ["voorbeeldkerk-noord"]


def test_partners_are_those_that_the_sources_name(empty_session: Session) -> None:
    assert seed_partners(empty_session) == 13
    names = set(empty_session.scalars(select(Partner.name)))
    for named in ("Kwartiermakers", "Present", "Humanitas", "Link050", "WIJ Groningen", "Navigators", "Vindicat"):
        assert named in names
    assert set(empty_session.scalars(select(Partner.provenance))) == {Provenance.SOURCE}
    assert seed_partners(empty_session) == 0


def test_partner_that_people_entered_by_the_same_name_is_left_alone(empty_session: Session) -> None:
    values = {"slug": "stichting-present", "name": "Present", "kind": "foundation", "provenance": "entered"}
    empty_session.execute(insert(Partner).values(**values))
    assert seed_partners(empty_session) == 12
    assert empty_session.scalars(select(Partner.slug).where(Partner.name == "Present")).all() == ["stichting-present"]


def counts(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return {table: len(found) for table, found in rows(session).items() if found}


def test_commands_seed_with_and_without_people_and_remove_them(
    missie050: CommandLine, empty_clone: URL, own_empty: Engine
) -> None:
    assert missie050(empty_clone, "keys", "create").exit_code == 0
    assert "Partners: 13." in missie050(empty_clone, "seed", "all", "--no-demo").out
    assert counts(own_empty) == {"partner": 13}
    assert re.search(r", 3\d mensen, .* Verzonnen", missie050(empty_clone, "seed", "demo").out)
    seeded = counts(own_empty)
    assert (seeded["partner"], seeded["contact_message"], seeded["account"] == seeded["person"]) == (25, 4, True)
    assert missie050(empty_clone, "seed", "all").out == ""
    assert counts(own_empty) == seeded
    removed = missie050(empty_clone, "seed", "demo", "--remove")
    assert (removed.exit_code, removed.out.startswith("Voorbeeldgegevens weggehaald: ")) == (0, True)
    assert counts(own_empty) == {"partner": 13}
    assert missie050(empty_clone, "seed", "demo", "--remove").out.strip() == "Voorbeeldgegevens weggehaald: 0 rijen."


def test_audit_of_what_demonstration_people_did_stays_whole(own_city: Engine) -> None:
    with Session(own_city) as session:
        account_id = session.scalars(select(Account.id).limit(1)).one()
        record(session, AuditAction.READ, by=account_id, table="person", row=1)
        session.commit()
        remove_demo_people(session)
        session.commit()
        assert session.scalar(text("SELECT account_id FROM audit_event")) == account_id
        assert session.scalars(text("SELECT * FROM broken_audit_links()")).all() == []


def test_people_came_over_two_years_and_agreed_to_nothing_before(session: Session) -> None:
    came = dict(session.execute(select(Person.id, Person.created_at)).all())
    days = {(TODAY - moment.date()).days for moment in came.values()}
    assert min(days) > 200
    assert max(days) > 700
    assert len(days) > 20
    assert (
        dict(
            session.execute(select(Person.id, Account.created_at).join(Account, Account.id == Person.account_id)).all()
        )
        == came
    )
    consents = session.execute(select(Consent.person_id, Consent.given_on)).all()
    assert [each for each in consents if each.given_on < came[each.person_id].date()] == []


def test_day_of_seeding_decides_how_long_consents_run(session: Session) -> None:
    spans = session.execute(select(Consent.given_on, Consent.expires_on)).all()
    assert all(given <= TODAY < expires <= given + timedelta(days=365) for given, expires in spans)
