"""One of everyone, and texts that must not be seen by whom they are not for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY, key_file
from tests.factories import make_account, make_consent, make_grant, make_partner, make_person
from tests.web.access.city_world import CITY_CANARIES, make_city
from tests.web.access.matching_world import MATCHING_CANARIES, make_matching
from tests.web.access.network_world import NETWORK_CANARIES, Objects, make_network
from tests.web.access.ties_world import TIES_CANARIES, make_ties
from tests.web.conftest import signed_in
from webapp.encryption import read_key_ring
from webapp.models import ContactMessage, EmailLink, Neighbourhood, Person
from webapp.people.rules import Address
from webapp.tokens import hash_of
from webapp.vocabulary import ConsentPurpose, ConsentScope, LinkPurpose, LocationLevel, Role, SignInStage

CANARIES = {
    "n": "Kanarienaam Buurman",
    "e": "kanarie.buurman@example.nl",
    "p": "06 99887766",
    "a": "Kanariestraat",
    "k": "Kanariekerk",
    "c": "Kanariestad Bekend",
    "u": "Kanarie Ongedeeld",
    "f": "Kanarie Ver",
    "m": "kanarie-bericht-selwerd",
    "o": "kanarie-bericht-vinkhuizen",
    "r": "kanarie-reden-van-rol",
    "w": "kanarie-wacht@example.nl",
    **NETWORK_CANARIES,
    **MATCHING_CANARIES,
    **TIES_CANARIES,
    **CITY_CANARIES,
}
"""By letter: what the neighbour keeps (name, e-mail, phone, address, church), others' names, messages, roles."""


@dataclass
class World:
    """Sessions by the name of whose they are, and addresses of rows by the name of what they are."""

    app: Flask
    tokens: dict[str, str] = field(default_factory=dict)
    objects: Objects = field(default_factory=dict)

    def browser(self, name: str) -> FlaskClient:
        """A browser of its own in which that one is signed in, or a visitor's."""
        client = self.app.test_client()
        if name in self.tokens:
            client.set_cookie("missie050", self.tokens[name])
        return client


def make_world(app: Flask, session: Session) -> World:
    """Everyone signed in, and one row of each kind to ask for."""
    world = World(app)
    ids = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    here, there = ids["selwerd"], ids["vinkhuizen"]
    neighbour = _people(session, here, there, world)
    church = make_partner(session)
    grants: dict[str, Callable[[int], object]] = {
        "coordinator": lambda id_: make_grant(session, id_, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=here),
        "elsewhere": lambda id_: make_grant(session, id_, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=there),
        "city": lambda id_: make_grant(session, id_, Role.CITY_COORDINATOR),
        "partner": lambda id_: make_grant(session, id_, Role.PARTNER_MEMBER, partner_id=church.id),
        "municipality": lambda id_: make_grant(session, id_, Role.MUNICIPALITY_VIEWER),
        "counsellor": lambda id_: make_grant(session, id_, Role.TRACK_COUNSELLOR, partner_id=church.id),
        "leader": lambda id_: make_grant(session, id_, Role.GROUP_LEADER, group_id=1),
        "trainee": lambda id_: make_grant(session, id_, Role.GROUP_TRAINEE, group_id=1),
        "coach": lambda id_: make_grant(session, id_, Role.GROUP_COACH, group_id=1),
        "administrator": lambda id_: make_grant(session, id_, Role.ADMINISTRATOR),
        "former": lambda id_: make_grant(
            session, id_, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=here, ended=True
        ),
        "coming": lambda id_: make_grant(session, id_, Role.CITY_COORDINATOR, since=date(2030, 1, 1)),
        "waiting": lambda id_: make_grant(session, id_, Role.ADMINISTRATOR, waits=True),
    }
    accounts = {"neighbour": neighbour, "halfway": neighbour}
    for name, grant in grants.items():
        accounts[name] = make_account(session, f"{name}@example.nl").id
        make_person(session, name.title(), account_id=accounts[name])
        grant(accounts[name])
    _grants(session, accounts, here, world)
    _messages_and_links(session, here, there, world)
    world.objects.update(make_network(session, neighbour=neighbour, church=church))
    world.objects.update(make_matching(session, neighbour=neighbour, here=here, there=there))
    world.objects.update(make_ties(session, neighbour=neighbour, here=here, there=there))
    world.objects.update(
        make_city(session, partner_account=accounts["partner"], city_account=accounts["city"], here=here)
    )
    session.flush()
    for name, account_id in accounts.items():
        stage = SignInStage.PASSWORD_CHECKED if name == "halfway" else SignInStage.FULL
        cookie = signed_in(app, session, account_id, stage=stage).client.get_cookie("missie050")
        assert cookie is not None
        world.tokens[name] = cookie.value
    return world


def _people(session: Session, here: int, there: int, world: World) -> int:
    account = make_account(session, CANARIES["e"])
    person = make_person(
        session,
        CANARIES["n"],
        account_id=account.id,
        neighbourhood_id=here,
        location_level=LocationLevel.STREET,
        known_from=TODAY - timedelta(days=9),
    )
    make_consent(session, person.id, ConsentPurpose.KEEP_CHURCH, on=TODAY)
    _seal(person)
    in_city = make_person(session, CANARIES["c"], neighbourhood_id=here, known_from=TODAY, known_to=ConsentScope.CITY)
    unshared = make_person(session, CANARIES["u"], neighbourhood_id=here)
    far = make_person(session, CANARIES["f"], neighbourhood_id=there, known_from=TODAY)
    for name, row in (("near", person), ("city", in_city), ("unshared", unshared), ("far", far)):
        for endpoint in ("people.person", "people.edit"):
            world.objects[endpoint, name] = str(row.id)
    return account.id


def _seal(person: Person) -> None:
    ring = read_key_ring(key_file())
    address = Address(CANARIES["a"], "12", "9712 AB", "Groningen").to_text()
    for column, text in (("phone", CANARIES["p"]), ("address", address), ("church", CANARIES["k"])):
        setattr(person, column, ring.seal(text, table="person", column=column, row=person.id))


def _grants(session: Session, accounts: dict[str, int], here: int, world: World) -> None:
    waits = make_account(session, CANARIES["w"])
    make_person(session, "Kan Arie", account_id=waits.id)
    waiting = make_grant(session, waits.id, Role.CITY_COORDINATOR, waits=True, granted_by=accounts["coordinator"])
    helper = make_account(session)
    running = make_grant(session, helper.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=here)
    waiting.reason = running.reason = CANARIES["r"]
    own = make_grant(session, accounts["administrator"], Role.MUNICIPALITY_VIEWER)
    own.reason = CANARIES["r"]
    session.flush()
    for name, grant in (("waiting", waiting), ("running", running), ("own", own)):
        world.objects["roles.grant", name] = str(grant.id)


def _messages_and_links(session: Session, here: int, there: int, world: World) -> None:
    for name, neighbourhood_id, letter in (("here", here, "m"), ("there", there, "o")):
        message = ContactMessage(
            neighbourhood_id=neighbourhood_id,
            sender_name="Iemand",
            reply_to="iemand@example.nl",
            body=CANARIES[letter],
            erase_on=TODAY + timedelta(days=30),
        )
        session.add(message)
        session.flush()
        world.objects["contact.message", name] = str(message.id)
    for endpoint, purpose in (
        ("accounts.follow_link", LinkPurpose.SIGN_IN),
        ("accounts.reset_password", LinkPurpose.PASSWORD_RESET),
        ("accounts.accept_invitation", LinkPurpose.INVITATION),
    ):
        token = f"token-of-{purpose}"
        session.add(
            EmailLink(
                token_hash=hash_of(token),
                purpose=purpose,
                email="waiting@example.nl",
                expires_at=datetime.now(UTC) + timedelta(minutes=10),
            )
        )
        world.objects[endpoint, "live"] = token
