"""What the demonstration people can do, and on what terms they help."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.weeks import week_of
from webapp.models import (
    Account,
    Offering,
    Person,
    PersonRequirement,
    Talent,
    TalentStageChange,
    TalentStep,
    Theme,
)
from webapp.vocabulary import DevelopmentStep, Requirement, TalentLevel, TalentStage, TravelReach

PAPER_SEEN_DAYS_AGO = 60
METRES = "metres"


def seed_demo_talents(session: Session, *, today: date) -> int:
    """Add the talents and terms of demonstration people that are not there yet; gives how many talents.

    They go when the people go.
    """
    facts = read_toml("demo/talents.toml")
    accounts = dict(session.execute(select(Account.email, Account.id).where(Account.is_demo)).all())
    people = dict(
        session.execute(
            select(Account.email, Person.id).join(Person, Person.account_id == Account.id).where(Account.is_demo)
        ).all()
    )
    _add_offerings(session, facts["offering"], people, accounts, today=today)
    themes = dict(session.execute(select(Theme.slug, Theme.id).where(Theme.for_people)).all())
    known = set(session.execute(select(Talent.person_id, Talent.theme_id, Talent.what)).all())
    made: list[tuple[Talent, dict[str, Any]]] = []
    for record in facts["talent"]:
        person_id, theme_id = people.get(record["email"]), themes.get(record["theme"])
        if person_id is None or theme_id is None or (person_id, theme_id, record["what"]) in known:
            continue
        stages = record["stages"]
        talent = Talent(
            person_id=person_id,
            theme_id=theme_id,
            what=record["what"],
            level=TalentLevel(record["level"]),
            wants_to_learn=record.get("learn", False),
            stage=list(map(TalentStage, stages))[-1],
            scouted_by=accounts.get(record.get("by", "")),
            scouted_on=today - timedelta(days=stages["scouted"]),
        )
        made.append((talent, record))
    session.add_all(talent for talent, _ in made)
    session.flush()
    for talent, record in made:
        _add_course(session, talent, record, today=today)
    session.flush()
    return len(made)


def _add_offerings(
    session: Session,
    records: list[dict[str, Any]],
    people: Mapping[str, int],
    accounts: Mapping[str, int],
    *,
    today: date,
) -> None:
    known = set(session.scalars(select(Offering.person_id)))
    for record in records:
        person_id = people.get(record["email"])
        if person_id is None or person_id in known:
            continue
        paused = record.get("paused_days")
        session.add(
            Offering(
                person_id=person_id,
                reach=TravelReach(record.get("reach", METRES)),
                reach_metres=record.get(METRES),
                goes_beyond=record.get("beyond", False),
                weekly=week_of(record.get("week", ())),
                languages=record["languages"],
                capacity=record["capacity"],
                paused_until=None if paused is None else today + timedelta(days=paused),
            )
        )
        session.add_all(
            PersonRequirement(
                person_id=person_id,
                kind=Requirement(paper["kind"]),
                valid_until=today + timedelta(days=paper["valid_days"]),
                seen_by=accounts.get("stad@example.nl") if paper["seen"] else None,
                seen_on=today - timedelta(days=PAPER_SEEN_DAYS_AGO) if paper["seen"] else None,
            )
            for paper in record.get("requirements", ())
        )
    session.flush()


def _add_course(session: Session, talent: Talent, record: Mapping[str, Any], *, today: date) -> None:
    """How it came to its stage, and what was agreed next."""
    session.add_all(
        TalentStageChange(
            talent_id=talent.id,
            person_id=talent.person_id,
            stage=TalentStage(stage),
            on_day=today - timedelta(days=days_ago),
            by_account=talent.scouted_by,
        )
        for stage, days_ago in record["stages"].items()
    )
    session.add_all(
        TalentStep(
            talent_id=talent.id,
            person_id=talent.person_id,
            kind=DevelopmentStep(step["kind"]),
            words=step["words"],
            due_on=today + timedelta(days=step["due"]),
            done_on=today + timedelta(days=step["done"]) if "done" in step else None,
            outcome=step.get("outcome", ""),
            by_account=talent.scouted_by,
        )
        for step in record.get("steps", ())
    )
