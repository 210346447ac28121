"""Demonstration networks: invented, in twelve neighbourhoods, with what was planted in them; gone without a trace."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import Engine, NullPool, create_engine, func, select, text
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.networks import remove_demo_networks, seed_demo_networks
from seeds.people import remove_demo_people
from tests.conftest import TODAY, clone, url_of
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from webapp.clock import CITY_TIMEZONE
from webapp.models import (
    Account,
    Consent,
    ConsentWithdrawal,
    FollowUp,
    NeighbourGroup,
    Neighbourhood,
    NetworkHealth,
    Person,
    Tie,
)
from webapp.networks.actions.publishing import publish_months
from webapp.networks.queries.city import get_city
from webapp.networks.queries.network import get_network
from webapp.networks.rules.city import City
from webapp.networks.rules.network import FEWEST
from webapp.vocabulary import Channel, ConsentPurpose, NodeKind, Provenance, Role

FACTS = read_toml("demo/networks.toml")


@pytest.fixture(scope="module")
def networks_engine(city_server: NoopExecutor) -> Iterator[Engine]:
    """A city of this module's own with the networks in it; tests leave it as it is."""
    with clone(city_server, "networks") as janitor:
        engine = create_engine(url_of(janitor.dbname), poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(f"ALTER DATABASE {janitor.dbname} SET missie050.today = '{TODAY}'"))
        with Session(engine) as session, session.begin():
            assert seed_demo_networks(session, today=TODAY) > 350
        yield engine
        engine.dispose()


@pytest.fixture
def shown(networks_engine: Engine) -> Iterator[Session]:
    """A session on that city, that is rolled back."""
    with Session(networks_engine) as session:
        yield session


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def coordinator_of(session: Session, place: int) -> int:
    """Somebody who coordinates this neighbourhood and no other."""
    account = make_account(session)
    make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place)
    session.flush()
    return account.id


@pytest.fixture
def city(shown: Session) -> City:
    publish_months(shown, today=TODAY)
    return get_city(shown, month=TODAY.replace(day=1))


def test_twelve_neighbourhoods_have_a_network_and_one_of_them_too_few_people_to_tell(
    shown: Session, city: City
) -> None:
    measured = select(Neighbourhood.slug).join(NetworkHealth, NetworkHealth.neighbourhood_id == Neighbourhood.id)
    slugs = set(shown.scalars(measured))
    assert len(slugs) == 12
    assert slugs - {place.slug for place in city.networks} == {"ten-boer"}


def test_selwerd_and_paddepoel_are_connected_and_de_wijert_and_helpman_by_too_few(city: City) -> None:
    told = {frozenset((link.one.slug, link.other.slug)) for link in city.links if link.is_personal}
    assert frozenset(("selwerd", "paddepoel")) in told
    assert frozenset(("de-wijert", "helpman")) not in told
    assert "corpus-den-hoorn" in {place.slug for place in city.without_outward}


def test_every_group_and_person_is_invented_and_marked(shown: Session) -> None:
    assert set(shown.scalars(select(NeighbourGroup.provenance))) == {Provenance.DEMO}
    made = {each["email"]: each["name"] for each in FACTS["person"]}
    found = dict(
        shown.execute(
            select(Account.email, Person.name).join(Person, Person.account_id == Account.id).where(Account.is_demo)
        ).all()
    )
    assert made.items() <= found.items()
    assert all(email.endswith("@example.nl") for email in made)


def test_everything_of_the_file_that_is_there_became_a_tie(shown: Session) -> None:
    # the initiatives and places of the demonstration are not seeded here
    people_and_groups = [tie for tie in FACTS["tie"] if not tie["other"].startswith(("initiative:", "place:"))]
    members = [member for group in FACTS["group"] for member in group["members"]]
    leaders = [member for member in members if member.get("leads")]
    assert count(shown, Tie) == len(people_and_groups) + len(members) + len(leaders)


def test_ties_began_over_two_years_and_some_ended_and_some_are_stale(shown: Session) -> None:
    began = shown.scalars(select(func.lower(Tie.period))).all()
    assert min(began) < TODAY - timedelta(days=700)
    assert sum(day > TODAY - timedelta(days=90) for day in began) >= 15
    assert shown.scalar(select(func.count()).where(~func.upper_inf(Tie.period)))
    stale = select(func.count()).where(Tie.confirmed_on < TODAY - timedelta(days=365), func.upper_inf(Tie.period))
    assert shown.scalar(stale)


def test_two_years_are_kept_of_how_networks_stood(shown: Session) -> None:
    selwerd = shown.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
    days = shown.scalars(select(NetworkHealth.on_day).where(NetworkHealth.neighbourhood_id == selwerd)).all()
    assert len(days) >= 24
    assert set(shown.scalars(select(NetworkHealth.provenance))) == {Provenance.DEMO}
    assert shown.scalar(select(func.count()).select_from(FollowUp).where(FollowUp.done_on.is_(None))) == 2


def test_no_tie_was_confirmed_before_it_began_or_after_it_ended(shown: Session) -> None:
    ties = shown.execute(select(func.lower(Tie.period), Tie.confirmed_on, func.upper(Tie.period))).all()
    assert [tie for tie in ties if not tie[0] <= tie[1] <= (tie[2] or TODAY)] == []
    assert any(tie[2] for tie in ties)


def test_people_came_before_their_first_tie_and_their_consent_and_spread_over_two_years(shown: Session) -> None:
    came = {row.id: row.created_at.astimezone(CITY_TIMEZONE).date() for row in shown.scalars(select(Person))}
    consents = shown.execute(select(Consent.person_id, Consent.given_on)).all()
    assert [row for row in consents if row.given_on < came[row.person_id]] == []
    sides = select(Tie.from_person_id.label("person"), func.lower(Tie.period).label("since")).union_all(
        select(Tie.to_person_id, func.lower(Tie.period))
    )
    tied = [row for row in shown.execute(sides) if row.person is not None]
    assert [row for row in tied if row.since < came[row.person]] == []
    quarters = {(day.year, (day.month - 1) // 3) for day in came.values()}
    assert len(quarters) >= 9


def test_map_and_health_count_the_same_people_groups_and_ties_on_every_day(shown: Session) -> None:
    places = shown.scalars(select(NetworkHealth.neighbourhood_id).distinct()).all()
    assert len(places) == 12
    for place in places:
        account_id = coordinator_of(shown, place)
        rows = shown.scalars(select(NetworkHealth).where(NetworkHealth.neighbourhood_id == place)).all()
        # every third day will do; there are 25 for each place
        chosen = sorted(rows, key=lambda row: row.on_day)[::-3]
        for row in chosen:
            with looking_as(shown, account_id, today=TODAY):
                network = get_network(shown, place, on=row.on_day)
            kinds = Counter(node.kind for node in network.nodes)
            told = (kinds[NodeKind.PERSON], kinds[NodeKind.GROUP], len(network.links) + len(network.beyond))
            assert told == (row.people, row.groups, row.ties), (place, row.on_day)


def test_networks_grow_calmly(shown: Session) -> None:
    rows = shown.scalars(select(NetworkHealth).order_by(NetworkHealth.neighbourhood_id, NetworkHealth.on_day)).all()
    steps = [(a, b) for a, b in pairwise(rows) if a.neighbourhood_id == b.neighbourhood_id and a.people >= FEWEST]
    assert len(steps) > 100
    assert max(abs(b.people - a.people) for a, b in steps) <= 4
    assert max(abs((b.largest_share or 0) - (a.largest_share or 0)) for a, b in steps) < 0.25
    larger = [(a, b) for a, b in steps if a.people >= 10]
    assert len(larger) > 30
    assert max(abs((b.largest_share or 0) - (a.largest_share or 0)) for a, b in larger) < 0.15


def test_seeding_twice_adds_nothing(shown: Session) -> None:
    before = [count(shown, model) for model in (Tie, NeighbourGroup, Person, Consent, FollowUp, NetworkHealth)]
    assert seed_demo_networks(shown, today=TODAY) == 0
    assert [count(shown, model) for model in (Tie, NeighbourGroup, Person, Consent, FollowUp, NetworkHealth)] == before


def test_who_took_the_consent_back_gets_no_ties_again(shown: Session) -> None:
    consent = shown.scalars(
        select(Consent)
        .join(Person, Person.id == Consent.person_id)
        .join(Account, Account.id == Person.account_id)
        .where(Consent.purpose == ConsentPurpose.BE_LINKED, Account.email == "samira@example.nl")
    ).one()
    hers = select(func.count()).where(
        (Tie.from_person_id == consent.person_id) | (Tie.to_person_id == consent.person_id)
    )
    assert shown.scalar(hers)
    shown.add(ConsentWithdrawal(consent_id=consent.id, person_id=consent.person_id, channel=Channel.WEB))
    shown.flush()
    shown.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert shown.scalar(hers) == 0
    seed_demo_networks(shown, today=TODAY)
    assert shown.scalar(hers) == 0


def test_it_goes_without_a_trace(shown: Session) -> None:
    assert remove_demo_networks(shown) > 200
    remove_demo_people(shown)
    assert [count(shown, model) for model in (Tie, NeighbourGroup, Person, FollowUp, NetworkHealth)] == [0] * 5
    assert remove_demo_networks(shown) == 0
