"""Networks of neighbours of the demonstration: more people, their groups, ties, and what is going to be done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.people import CONSENT_DAYS, CONSENTS_OVER, demo_people, settled_consents
from webapp.clock import CITY_TIMEZONE
from webapp.models import (
    Account,
    Asset,
    Consent,
    FollowUp,
    Listing,
    NeighbourGroup,
    Neighbourhood,
    NeighbourhoodArea,
    NetworkHealth,
    NetworkNode,
    Offering,
    Person,
    Tie,
)
from webapp.networks.actions.health import keep_health
from webapp.networks.rules.network import WITHOUT_DIRECTION
from webapp.privacy.consent_texts import current_text
from webapp.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentScope,
    FollowUpKind,
    GroupKind,
    LocationLevel,
    Provenance,
    TieKind,
    TieSource,
    TieStrength,
    TravelReach,
)

FILE = "demo/networks.toml"
MAIL = "@example.nl"
KNOWN_BEFORE = 10
"""How many days before their first tie somebody became known."""
NEW_TIE = 100
"""A tie that is younger came from a meeting."""
NEARBY = 1500
"""How far who can be asked rarely goes, in metres."""
MORNING = time(9, 30)
CITY = "stad"


@dataclass(frozen=True)
class _Cast:
    """What a tie can be between: nodes by what the file calls them, and where each of them stands."""

    nodes: Mapping[str, int]
    homes: Mapping[str, int]
    neighbourhoods: Mapping[str, int]
    accounts: Mapping[str, int]
    today: date

    def day(self, days_ago: int) -> date:
        """The day so many days ago."""
        return self.today - timedelta(days=days_ago)

    def coordinator_of(self, neighbourhood_id: int) -> int | None:
        """Who noted what stands there: its own coordinator among the demonstration people, else that of the city."""
        slug = next(slug for slug, number in self.neighbourhoods.items() if number == neighbourhood_id)
        return self.accounts.get(slug, self.accounts.get(CITY))


def seed_demo_networks(session: Session, *, today: date) -> int:
    """Add what is not there yet; gives how many people, groups, ties and follow-ups are new.

    To be called after the people, initiatives and assets, and for who sees all rows. Who took a consent back, and who
    is real, gets no ties.
    """
    facts = read_toml(FILE)
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    new = _add_people(session, facts, neighbourhoods, today=today)
    _add_consents(session, facts, today=today)
    new += _add_groups(session, facts["group"], neighbourhoods, today=today)
    cast = _who_plays(session, facts, neighbourhoods, today=today)
    new += _add_ties(session, facts, cast)
    new += _add_follow_ups(session, facts["follow_up"], cast)
    if new:
        keep_health(session, today=today)
    return new


def remove_demo_networks(session: Session) -> int:
    """Remove the invented groups with their ties, and how networks stood; gives how many rows. People go apart."""
    health = delete(NetworkHealth).where(NetworkHealth.provenance == Provenance.DEMO)
    removed = len(session.execute(health.returning(NetworkHealth.on_day)).all())
    groups = delete(NeighbourGroup).where(NeighbourGroup.provenance == Provenance.DEMO).returning(NeighbourGroup.id)
    return removed + len(session.scalars(groups).all())


def _add_people(session: Session, facts: Mapping[str, Any], neighbourhoods: Mapping[str, int], *, today: date) -> int:
    taken = set(session.scalars(select(Account.email)))
    records = [
        each for each in facts["person"] if each["email"] not in taken and each["neighbourhood"] in neighbourhoods
    ]
    first = _first_ties(facts)
    moments = [
        datetime.combine(today - timedelta(days=first.get(_key(each), 0) + KNOWN_BEFORE), MORNING, CITY_TIMEZONE)
        for each in records
    ]
    accounts = [
        Account(email=each["email"], is_demo=True, created_at=moment)
        for each, moment in zip(records, moments, strict=True)
    ]
    session.add_all(accounts)
    session.flush()
    buurten = _buurten(session, today=today)
    people = []
    for number, (record, account, moment) in enumerate(zip(records, accounts, moments, strict=True)):
        among = buurten[neighbourhoods[record["neighbourhood"]]]
        person = Person(
            account_id=account.id,
            name=record["name"],
            buurt_code=among[number % len(among)],
            location_level=LocationLevel.BUURT,
            created_at=moment,
        )
        people.append(person)
    session.add_all(people)
    session.flush()
    session.add_all(
        Offering(
            person_id=person.id,
            reach=TravelReach.METRES,
            reach_metres=NEARBY,
            languages=["nl"],
            capacity=record["capacity"],
        )
        for record, person in zip(records, people, strict=True)
        if "capacity" in record
    )
    session.flush()
    return len(people)


def _key(record: Mapping[str, Any]) -> str:
    email: str = record["email"]
    return email.removesuffix(MAIL)


def _first_ties(facts: Mapping[str, Any]) -> dict[str, int]:
    """Per person how many days ago their first tie began."""
    found: dict[str, int] = {}
    for tie in _all_ties(facts):
        for side in (tie["who"], tie["other"]):
            found[side] = max(found.get(side, 0), tie["since"])
    return found


def _all_ties(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The ties of the file, those of groups with their members and leaders among them."""
    yield from facts["tie"]
    for group in facts["group"]:
        for member in group["members"]:
            kinds = (TieKind.MEMBER_OF, TieKind.LEADS) if member.get("leads") else (TieKind.MEMBER_OF,)
            for kind in kinds:
                yield {"strength": "regular", **member, "does": kind, "other": f"group:{group['key']}"} | (
                    {"until": group["until"]} if "until" in group else {}
                )


def _buurten(session: Session, *, today: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.area_code)
        .where(NeighbourhoodArea.period.contains(today))
        .order_by(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.area_code)
    )
    for neighbourhood_id, code in rows:
        found.setdefault(neighbourhood_id, []).append(code)
    return found


def _add_consents(session: Session, facts: Mapping[str, Any], *, today: date) -> None:
    """Let them agree to stand in a network; who does not want it any more is not asked again."""
    people, kept = demo_people(session), settled_consents(session, today=today)
    known_to_city = select(Consent.person_id).where(
        Consent.purpose == ConsentPurpose.BE_KNOWN, Consent.scope == ConsentScope.CITY
    )
    city = set(session.scalars(known_to_city))
    first = _first_ties(facts)
    wanted: list[tuple[str, ConsentScope | None]] = [(key, None) for key in facts["linked"]]
    wanted += [(_key(each), ConsentScope(each["known"])) for each in facts["person"]]
    for number, (key, scope) in enumerate(wanted):
        person_id = people.get(key + MAIL)
        if person_id is None:
            continue
        # a consent may be younger than a tie, since it is renewed every year, and never older than who gives it
        given = today - timedelta(days=min((number * 17) % CONSENTS_OVER, first.get(key, 0) + KNOWN_BEFORE))
        reach = scope or (ConsentScope.CITY if person_id in city else ConsentScope.NEIGHBOURHOOD)
        purposes = (ConsentPurpose.BE_LINKED,) if scope is None else (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_LINKED)
        session.add_all(
            Consent(
                person_id=person_id,
                purpose=purpose,
                scope=reach,
                text_version=current_text(purpose).version,
                given_on=given,
                expires_on=given + timedelta(days=CONSENT_DAYS),
                channel=Channel.WEB,
            )
            for purpose in purposes
            if (person_id, purpose) not in kept
        )
    session.flush()


def _add_groups(
    session: Session, records: Iterable[Mapping[str, Any]], neighbourhoods: Mapping[str, int], *, today: date
) -> int:
    known = set(session.execute(select(NeighbourGroup.neighbourhood_id, NeighbourGroup.name)).all())
    made = [
        NeighbourGroup(
            neighbourhood_id=neighbourhoods[each["neighbourhood"]],
            kind=GroupKind(each["kind"]),
            name=each["name"],
            about=each["about"],
            started_on=today - timedelta(days=each["since"]),
            ended_on=today - timedelta(days=each["until"]) if "until" in each else None,
            provenance=Provenance.DEMO,
        )
        for each in records
        if each["neighbourhood"] in neighbourhoods
        and (neighbourhoods[each["neighbourhood"]], each["name"]) not in known
    ]
    session.add_all(made)
    session.flush()
    return len(made)


def _who_plays(session: Session, facts: Mapping[str, Any], neighbourhoods: Mapping[str, int], *, today: date) -> _Cast:
    """Whoever may stand in a network today, and what else is there, by what the file calls it."""
    nodes: dict[str, int] = {}
    homes: dict[str, int] = {}
    people = session.execute(
        select(Account.email, NetworkNode.id, Person.neighbourhood_id)
        .join(Person, Person.account_id == Account.id)
        .join(NetworkNode, NetworkNode.person_id == Person.id)
        .where(Account.is_demo)
        .where(text("EXISTS (SELECT FROM connected_person c WHERE c.person_id = person.id)"))
    )
    for email, node_id, lives_in in people:
        if lives_in is not None:
            nodes[email.removesuffix(MAIL)], homes[email.removesuffix(MAIL)] = node_id, lives_in
    groups = session.execute(
        select(NeighbourGroup.neighbourhood_id, NeighbourGroup.name, NetworkNode.id)
        .join(NetworkNode, NetworkNode.group_id == NeighbourGroup.id)
        .where(NeighbourGroup.provenance == Provenance.DEMO)
    )
    keys = {(neighbourhoods.get(each["neighbourhood"]), each["name"]): each["key"] for each in facts["group"]}
    for home, name, node_id in groups:
        key = f"group:{keys.get((home, name), '')}"
        nodes[key], homes[key] = node_id, home
    for slug, node_id in session.execute(
        select(Listing.slug, NetworkNode.id).join(NetworkNode, NetworkNode.initiative_id == Listing.initiative_id)
    ):
        nodes[f"initiative:{slug}"] = node_id
    for slug, node_id in session.execute(select(Asset.slug, NetworkNode.id).join(NetworkNode)):
        nodes[f"place:{slug}"] = node_id
    accounts = select(Account.email, Account.id).where(Account.is_demo)
    by_name = {email.removesuffix(MAIL): account_id for email, account_id in session.execute(accounts)}
    return _Cast(nodes, homes, neighbourhoods, by_name, today)


def _add_ties(session: Session, facts: Mapping[str, Any], cast: _Cast) -> int:
    known = set(session.execute(select(Tie.from_node_id, Tie.to_node_id, Tie.kind)).all())
    made = []
    for record in _all_ties(facts):
        tie = _tie(record, cast)
        if tie is not None and (tie.from_node_id, tie.to_node_id, tie.kind) not in known:
            made.append(tie)
    session.add_all(made)
    session.flush()
    return len(made)


def _tie(record: Mapping[str, Any], cast: _Cast) -> Tie | None:
    who, other = cast.nodes.get(record["who"]), cast.nodes.get(record["other"])
    if who is None or other is None:
        return None
    kind = TieKind(record["does"])
    if kind in WITHOUT_DIRECTION and who > other:
        who, other = other, who
    home = cast.homes[record["who"]]
    until = record.get("until")
    return Tie(
        neighbourhood_id=home,
        from_node_id=who,
        to_node_id=other,
        kind=kind,
        strength=TieStrength(record["strength"]),
        period=Range(cast.day(record["since"]), None if until is None else cast.day(until)),
        confirmed_on=cast.day(record["said"]),
        source=TieSource.MET if record["since"] < NEW_TIE else TieSource.NOTED,
        noted_by=cast.coordinator_of(home),
    )


def _add_follow_ups(session: Session, records: Iterable[Mapping[str, Any]], cast: _Cast) -> int:
    known = set(session.execute(select(FollowUp.node_id, FollowUp.other_node_id, FollowUp.kind)).all())
    made = []
    for record in records:
        about, other = cast.nodes.get(record["about"]), cast.nodes.get(record["other"])
        kind = FollowUpKind(record["does"])
        if about is None or other is None or (about, other, kind) in known:
            continue
        made.append(
            FollowUp(
                neighbourhood_id=cast.neighbourhoods[record["neighbourhood"]],
                kind=kind,
                insight=record["insight"],
                node_id=about,
                other_node_id=other,
                owner_id=cast.accounts.get(record["owner"]),
                due_on=cast.today + timedelta(days=record["due"]),
            )
        )
    session.add_all(made)
    session.flush()
    return len(made)
