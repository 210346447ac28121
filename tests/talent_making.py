"""People who offer something: their terms, their talents, and the consents with which they are asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from webapp.models import Offering, Person, PersonRequirement, Talent, TalentStageChange, TalentStep, Theme
from webapp.models.base import WeekTimes
from webapp.vocabulary import (
    ConsentPurpose,
    ConsentScope,
    DevelopmentStep,
    Requirement,
    TalentLevel,
    TalentStage,
    TravelReach,
)


def theme_for_people(session: Session, *, number: int = 0) -> int:
    """The id of a theme that can stand on a talent: one of those within a group."""
    themes = select(Theme.id).where(Theme.for_people, Theme.is_offered, Theme.parent_id.is_not(None))
    return session.scalars(themes.order_by(Theme.position, Theme.id).offset(number).limit(1)).one()


def find_theme(session: Session, slug: str = "formulieren") -> int:
    """The id of a theme; it is made, on its own, where it is not there yet."""
    found = session.scalar(select(Theme.id).where(Theme.slug == slug))
    if found is not None:
        return found
    theme = Theme(slug=slug, name=slug.capitalize())
    session.add(theme)
    session.flush()
    return theme.id


def make_theme(session: Session, slug: str = "proefthema", *, for_people: bool = True) -> int:
    """A theme of a test's own, within a group of its own; gives its id."""
    group = Theme(slug=f"{slug}-groep", name=f"{slug.title()} groep", for_people=for_people)
    session.add(group)
    session.flush()
    theme = Theme(slug=slug, name=slug.title(), parent_id=group.id, for_people=for_people)
    session.add(theme)
    session.flush()
    return theme.id


def allow_asking(
    session: Session, person_id: int, *, on: date = TODAY, scope: ConsentScope = ConsentScope.NEIGHBOURHOOD
) -> None:
    """The two consents without which nobody is asked."""
    for purpose in (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED):
        make_consent(session, person_id, purpose, on=on, scope=scope)


def make_offering(
    session: Session,
    person_id: int,
    *,
    reach_metres: int | None = None,
    goes_beyond: bool = False,
    weekly: WeekTimes | None = None,
    languages: Sequence[str] = ("nl",),
    capacity: int = 4,
    paused_until: date | None = None,
) -> Offering:
    """On what terms somebody helps: anywhere in the city unless `reach_metres` tells otherwise."""
    offering = Offering(
        person_id=person_id,
        reach=TravelReach.CITY if reach_metres is None else TravelReach.METRES,
        reach_metres=reach_metres,
        goes_beyond=goes_beyond,
        weekly=weekly,
        languages=list(languages),
        capacity=capacity,
        paused_until=paused_until,
    )
    session.add(offering)
    session.flush()
    return offering


def make_offerer(
    session: Session,
    neighbourhood_id: int,
    name: str = "Hanna Helpt",
    *,
    email: str | None = None,
    with_account: bool = True,
    asked_from: date | None = TODAY - timedelta(days=30),
    **terms: Any,
) -> Person:
    """Somebody who may be known and, with `asked_from`, asked; `terms` are those of `make_offering`."""
    account = make_account(session, email) if with_account else None
    person = make_person(
        session,
        name,
        account_id=account.id if account else None,
        neighbourhood_id=neighbourhood_id,
        known_from=TODAY - timedelta(days=30),
    )
    if asked_from is not None:
        make_consent(session, person.id, ConsentPurpose.BE_ASKED, on=asked_from)
    make_offering(session, person.id, **terms)
    return person


def make_talent(
    session: Session,
    person_id: int,
    *,
    theme: str = "formulieren",
    theme_id: int | None = None,
    what: str = "Brieven en formulieren",
    level: TalentLevel = TalentLevel.ABLE,
    stage: TalentStage = TalentStage.SCOUTED,
    is_offered: bool = True,
    wants_to_learn: bool = False,
    scouted_by: int | None = None,
    on: date = TODAY,
) -> Talent:
    """Something that somebody can do, on a theme by its slug or id, with the day on which it came to its stage."""
    talent = Talent(
        person_id=person_id,
        theme_id=find_theme(session, theme) if theme_id is None else theme_id,
        what=what,
        level=level,
        stage=stage,
        is_offered=is_offered,
        wants_to_learn=wants_to_learn,
        scouted_by=scouted_by,
        scouted_on=on,
    )
    session.add(talent)
    session.flush()
    change = TalentStageChange(talent_id=talent.id, person_id=person_id, stage=stage, on_day=on, by_account=scouted_by)
    session.add(change)
    session.flush()
    return talent


def make_step(
    session: Session,
    talent: Talent,
    *,
    kind: DevelopmentStep = DevelopmentStep.BUDDY,
    words: str = "Een keer meelopen",
    due_on: date = TODAY,
    done_on: date | None = None,
) -> TalentStep:
    """A step in the development of a talent."""
    step = TalentStep(
        talent_id=talent.id, person_id=talent.person_id, kind=kind, words=words, due_on=due_on, done_on=done_on
    )
    session.add(step)
    session.flush()
    return step


def show_paper(
    session: Session,
    person_id: int,
    kind: Requirement = Requirement.VOG,
    *,
    valid_until: date | None = None,
    seen_on: date | None = TODAY,
) -> PersonRequirement:
    """A paper that a coordinator saw; told by oneself and not seen when `seen_on` is None."""
    paper = PersonRequirement(person_id=person_id, kind=kind, valid_until=valid_until, seen_on=seen_on)
    session.add(paper)
    session.flush()
    return paper
