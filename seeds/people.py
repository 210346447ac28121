"""Demonstration people: accounts for every role, neighbours, messages; and the partners that they belong to."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.partners import remove_demo_partners, seed_demo_partners
from webapp.accounts.credentials import check_password, hash_password
from webapp.accounts.demo import demo_password, demo_totp_secret
from webapp.clock import CITY_TIMEZONE
from webapp.database import affected_rows
from webapp.encryption import KeyRing
from webapp.models import (
    Account,
    Consent,
    ConsentWithdrawal,
    ContactMessage,
    Neighbourhood,
    NeighbourhoodArea,
    Partner,
    Person,
    RoleGrant,
)
from webapp.people.rules import Address
from webapp.privacy.consent_texts import current_text
from webapp.privacy.erasure import erase
from webapp.privacy.queries import find_who
from webapp.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentScope,
    LocationLevel,
    Role,
)

ROLE_SINCE = timedelta(days=400)
CONSENT_DAYS = 330
CONSENTS_OVER = 200
"""Over so many days before the day of seeding consents were given, as they are renewed; never before somebody came."""
MESSAGE_DAYS = 90
MORNING = time(10, 15)
AFTERNOON = time(15, 30)
REASON = "Voorbeeldgegevens"


def seed_demo_people(session: Session, *, today: date, ring: KeyRing, secret_key: str) -> int:
    """Add the demonstration people that are not there yet, and consents where theirs lapsed; gives how many are new."""
    facts = read_toml("demo/people.toml")
    seed_demo_partners(session, today=today, ring=ring)
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    partners = dict(session.execute(select(Partner.slug, Partner.id)).all())
    known = set(session.scalars(select(Account.email)))
    new = 0
    _renew_secrets(session, ring=ring, secret_key=secret_key)
    for record in facts["account"]:
        if record["email"] not in known:
            _add_staff(session, record, ring=ring, secret_key=secret_key, came=_moment(today, ROLE_SINCE))
            known.add(record["email"])
            new += 1
    session.flush()
    _add_roles(session, facts["account"], neighbourhoods, partners, today=today)
    for record in facts["neighbour"]:
        if record["email"] not in known and record["neighbourhood"] in neighbourhoods:
            _add_neighbour(session, record, neighbourhoods[record["neighbourhood"]], ring=ring, today=today)
            new += 1
    session.flush()
    _add_consents(session, facts["neighbour"], today=today)
    _add_messages(session, facts["message"], neighbourhoods, today=today)
    return new


def remove_demo_people(session: Session) -> int:
    """Remove the demonstration people and all that they left, as an erasure does; gives how many rows went.

    A demonstration partner stays as long as somebody real has a role in it.
    """
    senders = [record["reply_to"] for record in read_toml("demo/people.toml")["message"]]
    written = delete(ContactMessage).where(ContactMessage.reply_to.in_(senders))
    removed = affected_rows(session.execute(written))
    for account_id in session.scalars(select(Account.id).where(Account.is_demo).order_by(Account.id)).all():
        removed += erase(session, find_who(session, account_id))
    return removed + remove_demo_partners(session)


def _moment(today: date, ago: timedelta) -> datetime:
    return datetime.combine(today - ago, MORNING, CITY_TIMEZONE)


def _add_staff(session: Session, record: dict[str, Any], *, ring: KeyRing, secret_key: str, came: datetime) -> None:
    account = Account(email=record["email"], is_demo=True, created_at=came)
    session.add(account)
    session.flush()
    _set_secrets(account, ring=ring, secret_key=secret_key)
    session.add(Person(account_id=account.id, name=record["name"], created_at=came))


def _renew_secrets(session: Session, *, ring: KeyRing, secret_key: str) -> None:
    """Let the demonstration accounts sign in as `users demo` says, also after the installation's own secret changed."""
    for account in session.scalars(select(Account).where(Account.is_demo, Account.password_hash.is_not(None))):
        if not check_password(demo_password(secret_key, account.email), account.password_hash):
            _set_secrets(account, ring=ring, secret_key=secret_key)
    session.flush()


def _set_secrets(account: Account, *, ring: KeyRing, secret_key: str) -> None:
    account.password_hash = hash_password(demo_password(secret_key, account.email))
    secret = demo_totp_secret(secret_key, account.email)
    account.totp_secret = ring.seal(secret, table="account", column="totp_secret", row=account.id)
    account.totp_confirmed_at = account.created_at
    account.totp_last_step = None


def _add_roles(
    session: Session,
    records: list[dict[str, Any]],
    neighbourhoods: dict[str, int],
    partners: dict[str, int],
    *,
    today: date,
) -> None:
    demo = dict(session.execute(select(Account.email, Account.id).where(Account.is_demo)).all())
    held = set(
        session.execute(
            select(RoleGrant.account_id, RoleGrant.role, RoleGrant.neighbourhood_id, RoleGrant.partner_id)
        ).all()
    )
    for record in records:
        account_id, role = demo.get(record["email"]), Role(record["role"])
        neighbourhood_id = neighbourhoods.get(record.get("neighbourhood", ""))
        partner_id = partners.get(record.get("partner", ""))
        nowhere = ("neighbourhood" in record and neighbourhood_id is None) or (
            "partner" in record and partner_id is None
        )
        if account_id is None or nowhere or (account_id, role, neighbourhood_id, partner_id) in held:
            continue
        session.add(
            RoleGrant(
                account_id=account_id,
                role=role,
                neighbourhood_id=neighbourhood_id,
                partner_id=partner_id,
                period=Range(today - ROLE_SINCE, None),
                reason=REASON,
                needs_approval=False,
            )
        )
    session.flush()


def _add_neighbour(
    session: Session, record: dict[str, Any], neighbourhood_id: int, *, ring: KeyRing, today: date
) -> None:
    came = _moment(today, timedelta(days=record["days_ago"]))
    account = Account(email=record["email"], is_demo=True, created_at=came)
    session.add(account)
    session.flush()
    buurt = session.scalar(
        select(NeighbourhoodArea.area_code)
        .where(NeighbourhoodArea.neighbourhood_id == neighbourhood_id, NeighbourhoodArea.period.contains(today))
        .order_by(NeighbourhoodArea.area_code)
        .limit(1)
    )
    person = Person(
        account_id=account.id,
        name=record["name"],
        buurt_code=buurt,
        location_level=LocationLevel(record["location_level"]),
        created_at=came,
    )
    session.add(person)
    session.flush()
    if "phone" in record:
        person.phone = ring.seal(record["phone"], table="person", column="phone", row=person.id)
    if "street" in record:
        address = Address(record["street"], record["number"], record["postcode"], record["town"])
        person.address = ring.seal(address.to_text(), table="person", column="address", row=person.id)


def demo_people(session: Session) -> dict[str, int]:
    """The ids of the people of the demonstration who have an account, by its address."""
    rows = session.execute(
        select(Account.email, Person.id).join(Person, Person.account_id == Account.id).where(Account.is_demo)
    )
    return dict(rows.all())


def settled_consents(session: Session, *, today: date) -> set[tuple[int, ConsentPurpose]]:
    """Who agreed to what and still does, or took it back: what is taken back is not given again in their name."""
    taken_back = Consent.id.in_(select(ConsentWithdrawal.consent_id))
    settled = select(Consent.person_id, Consent.purpose).where(or_(Consent.expires_on > today, taken_back))
    return {(person_id, purpose) for person_id, purpose in session.execute(settled)}


def _add_consents(session: Session, records: list[dict[str, Any]], *, today: date) -> None:
    people, kept = demo_people(session), settled_consents(session, today=today)
    for number, record in enumerate(records):
        person_id = people.get(record["email"])
        given = today - timedelta(days=min((number * 13) % CONSENTS_OVER, record["days_ago"]))
        wanted = [ConsentPurpose.BE_KNOWN] if record["known"] != "nobody" else []
        wanted += [ConsentPurpose.BE_ASKED] if record["asked"] else []
        scope = ConsentScope.CITY if record["known"] == "city" else ConsentScope.NEIGHBOURHOOD
        session.add_all(
            Consent(
                person_id=person_id,
                purpose=purpose,
                scope=scope,
                text_version=current_text(purpose).version,
                given_on=given,
                expires_on=given + timedelta(days=CONSENT_DAYS),
                channel=Channel.WEB,
            )
            for purpose in wanted
            if person_id is not None and (person_id, purpose) not in kept
        )
    session.flush()


def _add_messages(
    session: Session, records: list[dict[str, Any]], neighbourhoods: dict[str, int], *, today: date
) -> None:
    known = set(session.scalars(select(ContactMessage.reply_to)))
    session.add_all(
        ContactMessage(
            neighbourhood_id=neighbourhoods[record["neighbourhood"]],
            sender_name=record["sender_name"],
            reply_to=record["reply_to"],
            body=record["body"],
            erase_on=today + timedelta(days=MESSAGE_DAYS - record["days_ago"]),
            created_at=datetime.combine(today - timedelta(days=record["days_ago"]), AFTERNOON, CITY_TIMEZONE),
        )
        for record in records
        if record["neighbourhood"] in neighbourhoods and record["reply_to"] not in known
    )
    session.flush()
