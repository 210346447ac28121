"""Whom the database itself shows contact people and agreements, whatever filter is left out."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant, make_partner
from webapp.access.policy import Actor, Holding
from webapp.models import Account, Neighbourhood, Partner, PartnerAgreement, PartnerContact
from webapp.partners.queries.contacts import list_contacts
from webapp.vocabulary import Channel, ContactAudience, Provenance, Role

GIVEN = TODAY - timedelta(days=200)


@pytest.fixture
def partner(session: Session) -> Partner:
    made = make_partner(session, "proefkerk")
    session.add(_agreement(made.id))
    for name, audience, days in (
        ("everyone", ContactAudience.EVERYONE, 300),
        ("partners", ContactAudience.PARTNERS, 300),
        ("coordinators", ContactAudience.COORDINATORS, 300),
        ("lapsed", ContactAudience.EVERYONE, 100),
    ):
        session.add(_contact(made.id, name, audience, days))
    session.flush()
    return made


def _contact(partner_id: int, name: str, audience: ContactAudience, days: int = 300) -> PartnerContact:
    return PartnerContact(
        partner_id=partner_id,
        name=name,
        position="",
        email=f"{name}@example.nl",
        audience=audience,
        given_on=GIVEN,
        expires_on=GIVEN + timedelta(days=days),
        channel=Channel.PAPER,
    )


def _agreement(partner_id: int) -> PartnerAgreement:
    return PartnerAgreement(
        partner_id=partner_id,
        our_promise="Wij",
        their_promise="Zij",
        period=Range(TODAY, None),
        provenance=Provenance.ENTERED,
    )


@pytest.fixture
def people(session: Session, partner: Partner) -> dict[str, Account]:
    """An account for each kind of person."""
    other = make_partner(session, "andere")
    selwerd = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
    made = {name: make_account(session, f"{name}.p@example.nl") for name in SEEN_BY if name != "visitor"}
    made["lapsed_self"] = make_account(session, "lapsed@example.nl")
    make_grant(session, made["member"].id, Role.PARTNER_MEMBER, partner_id=partner.id)
    make_grant(session, made["other_member"].id, Role.PARTNER_MEMBER, partner_id=other.id)
    make_grant(session, made["former"].id, Role.PARTNER_MEMBER, partner_id=partner.id, until=TODAY)
    make_grant(session, made["coordinator"].id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=selwerd)
    for name, role in (
        ("city", Role.CITY_COORDINATOR),
        ("municipality", Role.MUNICIPALITY_VIEWER),
        ("administrator", Role.ADMINISTRATOR),
    ):
        make_grant(session, made[name].id, role)
    return made


SEEN_BY = {
    "visitor": ["everyone"],
    "neighbour": ["everyone"],
    "municipality": ["everyone"],
    "administrator": ["everyone"],
    "former": ["everyone"],
    "lapsed_self": ["everyone", "lapsed"],
    "other_member": ["everyone", "partners"],
    "member": ["coordinators", "everyone", "lapsed", "partners"],
    "coordinator": ["coordinators", "everyone", "partners"],
    "city": ["coordinators", "everyone", "partners"],
}
AGREEMENTS_OF = {"member", "coordinator", "city"}


@pytest.mark.parametrize("who", SEEN_BY)
def test_database_shows_whom_somebody_agreed_to(
    session: Session, partner: Partner, people: dict[str, Account], who: str
) -> None:
    viewer: int | str = "" if who == "visitor" else people[who].id
    with looking_as(session, viewer, today=TODAY):
        names = session.scalars(
            select(PartnerContact.name).where(PartnerContact.partner_id == partner.id).order_by(PartnerContact.name)
        )
        assert list(names) == SEEN_BY[who]
        agreements = session.scalars(select(PartnerAgreement.id).where(PartnerAgreement.partner_id == partner.id))
        assert bool(agreements.all()) == (who in AGREEMENTS_OF)


HOLDINGS = {
    "municipality": Role.MUNICIPALITY_VIEWER,
    "administrator": Role.ADMINISTRATOR,
    "city": Role.CITY_COORDINATOR,
}


@pytest.mark.parametrize("who", SEEN_BY)
def test_own_filter_shows_the_same_as_the_database(
    session: Session, partner: Partner, people: dict[str, Account], who: str
) -> None:
    # as the owner of the tables, whom no policy binds
    assert (
        sorted(
            each.name for each in list_contacts(session, _actor(session, people, partner, who), partner.id, today=TODAY)
        )
        == SEEN_BY[who]
    )


def _actor(session: Session, people: dict[str, Account], partner: Partner, who: str) -> Actor:
    if who == "visitor":
        return Actor()
    holdings: tuple[Holding, ...] = ()
    if who in HOLDINGS:
        holdings = (Holding(HOLDINGS[who]),)
    elif who == "coordinator":
        holdings = (Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=1),)
    elif who == "member":
        holdings = (Holding(Role.PARTNER_MEMBER, partner_id=partner.id),)
    elif who == "other_member":
        holdings = (Holding(Role.PARTNER_MEMBER, partner_id=partner.id + 100_000),)
    return Actor(people[who].id, None, "", people[who].email, holdings)


@pytest.mark.parametrize(
    "who", ["visitor", "neighbour", "municipality", "administrator", "other_member", "coordinator"]
)
def test_database_lets_nobody_else_write_contact_people(
    session: Session, partner: Partner, people: dict[str, Account], who: str
) -> None:
    viewer: int | str = "" if who == "visitor" else people[who].id
    with looking_as(session, viewer, today=TODAY):
        changed = session.execute(
            update(PartnerContact).where(PartnerContact.partner_id == partner.id).values(name="x")
        )
        gone = session.execute(delete(PartnerContact).where(PartnerContact.partner_id == partner.id))
        assert (changed.rowcount, gone.rowcount) == (0, 0)  # type: ignore[attr-defined]  # both count rows
        for row in (_contact(partner.id, "nieuw", ContactAudience.EVERYONE), _agreement(partner.id)):
            with pytest.raises(ProgrammingError, match="row-level security"):
                _keep(session, row)


def _keep(session: Session, row: PartnerContact | PartnerAgreement) -> None:
    with session.begin_nested():
        session.add(row)
        session.flush()


@pytest.mark.parametrize("who", ["member", "city"])
def test_database_lets_members_and_city_coordinators_write_them(
    session: Session, partner: Partner, people: dict[str, Account], who: str
) -> None:
    with looking_as(session, people[who].id, today=TODAY):
        session.add(_contact(partner.id, "nieuw", ContactAudience.COORDINATORS))
        session.flush()
        changed = session.execute(
            update(PartnerContact).where(PartnerContact.name == "coordinators").values(position="Koster")
        )
        assert changed.rowcount == 1  # type: ignore[attr-defined]  # it counts rows


def test_somebody_deletes_the_own_row_and_no_other(
    session: Session, partner: Partner, people: dict[str, Account]
) -> None:
    with looking_as(session, people["lapsed_self"].id, today=TODAY):
        gone = session.execute(delete(PartnerContact).where(PartnerContact.partner_id == partner.id))
        assert gone.rowcount == 1  # type: ignore[attr-defined]  # it counts rows
