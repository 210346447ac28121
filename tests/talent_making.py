"""People who offer something: their terms, their talents, and the consents with which they are asked."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_consent, make_person
from webapp.calendar.week_ranges import to_multirange
from webapp.calendar.week_times import WeekPart
from webapp.models import Offering, Person, PersonRequirement, Talent, TalentStageChange, TalentStep, Theme
from webapp.vocabulary import (
    ConsentPurpose,
    ConsentScope,
    DevelopmentStep,
    Requirement,
    TalentLevel,
    TalentStage,
    TravelReach,
)

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)


def theme_for_people(session: Session, *, number: int = 0) -> int:
    """The id of a theme that can stand on a talent: one of those within a group."""
    themes = select(Theme.id).where(Theme.for_people, Theme.is_offered, Theme.parent_id.is_not(None))
    return session.scalars(themes.order_by(Theme.position, Theme.id).offset(number).limit(1)).one()


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
    reach: TravelReach | None = None,
    goes_beyond: bool = False,
    weekly: Sequence[WeekPart] | None = None,
    languages: Sequence[str] = ("nl",),
    capacity: int = 2,
    paused_until: date | None = None,
) -> Offering:
    """On what terms somebody helps: anywhere in the city unless `reach_metres` or `reach` tells otherwise."""
    kind = reach or (TravelReach.METRES if reach_metres is not None else TravelReach.CITY)
    offering = Offering(
        person_id=person_id,
        reach=kind,
        reach_metres=reach_metres,
        goes_beyond=goes_beyond,
        weekly=to_multirange(weekly),
        languages=list(languages),
        capacity=capacity,
        paused_until=paused_until,
    )
    session.add(offering)
    session.flush()
    return offering


def make_person_with_offering(
    session: Session,
    name: str = "Tamara Talent",
    *,
    neighbourhood_id: int | None,
    account_id: int | None = None,
    buurt_code: str | None = None,
    asked: bool = True,
    scope: ConsentScope = ConsentScope.NEIGHBOURHOOD,
    reach_metres: int | None = None,
    goes_beyond: bool = False,
    weekly: Sequence[WeekPart] | None = None,
    languages: Sequence[str] = ("nl",),
    capacity: int = 2,
    paused_until: date | None = None,
) -> Person:
    """Somebody with terms, and with both consents unless `asked` is off."""
    person = make_person(session, name, account_id=account_id, neighbourhood_id=neighbourhood_id, buurt_code=buurt_code)
    make_offering(
        session,
        person.id,
        reach_metres=reach_metres,
        goes_beyond=goes_beyond,
        weekly=weekly,
        languages=languages,
        capacity=capacity,
        paused_until=paused_until,
    )
    if asked:
        allow_asking(session, person.id, scope=scope)
    return person


def make_talent(
    session: Session,
    person_id: int,
    *,
    theme_id: int | None = None,
    what: str = "Samen formulieren invullen",
    level: TalentLevel = TalentLevel.ABLE,
    stage: TalentStage = TalentStage.SCOUTED,
    is_offered: bool = True,
    wants_to_learn: bool = False,
    scouted_by: int | None = None,
    on: date = TODAY,
) -> Talent:
    """Something that somebody can do, with the day on which it came to its stage."""
    talent = Talent(
        person_id=person_id,
        theme_id=theme_for_people(session) if theme_id is None else theme_id,
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
