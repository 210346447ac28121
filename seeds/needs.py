"""What is asked in the demonstration: by households, in sealed words, and by neighbourhoods."""

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.weeks import week_of
from webapp.encryption import KeyRing
from webapp.models import Account, Need, Neighbourhood, Person, Theme
from webapp.vocabulary import (
    EffectDirection,
    LocationLevel,
    NeedKind,
    NeedState,
    NeedUrgency,
    Provenance,
    Recurrence,
    Requirement,
    TalentLevel,
)

STANDS_DAYS = 90
KEY_LENGTH = 16


def demo_key(kind: str, name: str) -> str:
    """The key of a record of the files, always the same, so that it is found again; it opens nothing by itself."""
    return sha256(f"missie050 demo {kind} {name}".encode()).hexdigest()[:KEY_LENGTH]


def seed_demo_needs(session: Session, *, today: date, ring: KeyRing) -> int:
    """Add the invented needs that are not there yet; gives how many. Without its people or place one is left out."""
    facts = read_toml("demo/needs.toml")
    people = dict(
        session.execute(
            select(Account.email, Person).join(Person, Person.account_id == Account.id).where(Account.is_demo)
        ).all()
    )
    accounts = dict(session.execute(select(Account.email, Account.id).where(Account.is_demo)).all())
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    themes = dict(session.execute(select(Theme.slug, Theme.id)).all())
    for_people = set(session.scalars(select(Theme.slug).where(Theme.for_people)))
    known = set(session.scalars(select(Need.key)))
    made: list[tuple[Need, str]] = []
    for record in (*facts["private"], *facts["public"]):
        theme_id = themes.get(record["theme"])
        key = demo_key("need", record["name"])
        if theme_id is None or key in known:
            continue
        need = _need(record, key, theme_id, today=today)
        if "neighbourhood" in record:
            if record["neighbourhood"] not in neighbourhoods:
                continue
            _make_public(need, record, neighbourhoods[record["neighbourhood"]])
        else:
            person = people.get(record["email"])
            if person is None or person.neighbourhood_id is None or record["theme"] not in for_people:
                continue
            _make_private(need, person)
            need.noted_by = accounts.get(record.get("by", ""))
        made.append((need, record["words"]))
    session.add_all(need for need, _ in made)
    session.flush()
    for need, words in made:
        if need.kind == NeedKind.PRIVATE:
            need.sealed_words = ring.seal(words, table="need", column="sealed_words", row=need.id)
    session.flush()
    return len(made)


def remove_demo_needs(session: Session) -> int:
    """Remove the invented needs, and the matches for them; gives how many needs there were."""
    return len(session.scalars(delete(Need).where(Need.provenance == Provenance.DEMO).returning(Need.id)).all())


def _need(record: Mapping[str, Any], key: str, theme_id: int, *, today: date) -> Need:
    closed_ago = record.get("closed_days_ago")
    return Need(
        key=key,
        theme_id=theme_id,
        quantity=record.get("quantity", 1),
        urgency=NeedUrgency(record["urgency"]),
        starts_on=today + timedelta(days=record["from"]) if "from" in record else None,
        ends_on=today + timedelta(days=record["until"]) if "until" in record else None,
        recurrence=Recurrence(record["recurrence"]),
        weekly=week_of(record.get("week", ())),
        language=record.get("language"),
        level=TalentLevel(record.get("level", "able")),
        requirements=[Requirement(each) for each in record.get("requirements", ())],
        state=NeedState(record.get("state", "open")),
        created_on=today - timedelta(days=record["days_ago"]),
        expires_on=today + timedelta(days=record.get("for_days", STANDS_DAYS)),
        closed_on=None if closed_ago is None else today - timedelta(days=closed_ago),
        provenance=Provenance.DEMO,
    )


def _make_private(need: Need, person: Person) -> None:
    need.kind = NeedKind.PRIVATE
    need.person_id = person.id
    need.neighbourhood_id = person.neighbourhood_id or 0
    need.buurt_code = None if person.location_level == LocationLevel.HIDDEN else person.buurt_code


def _make_public(need: Need, record: Mapping[str, Any], neighbourhood_id: int) -> None:
    need.kind = NeedKind.PUBLIC
    need.neighbourhood_id = neighbourhood_id
    need.words = record["words"]
    need.direction = EffectDirection(record["direction"])
    need.figure = record.get("figure")
