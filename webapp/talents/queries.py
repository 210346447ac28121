"""Reads of talents, terms and papers: one's own, and those of whom a coordinator knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from webapp.access.policy import Actor
from webapp.calendar.week_ranges import from_multirange
from webapp.models import (
    Area,
    AreaRelease,
    MaskedPlace,
    Match,
    Offering,
    Person,
    PersonRequirement,
    Talent,
    TalentStageChange,
    TalentStep,
    Theme,
    live_consent,
)
from webapp.people.queries import known_to
from webapp.talents.rules import Paper, Silence, Terms, silences
from webapp.themes.queries import ThemeName
from webapp.vocabulary import (
    AreaKind,
    ConsentPurpose,
    DevelopmentStep,
    MatchState,
    TalentLevel,
    TalentStage,
)

OwnLanguage = Callable[[str, str], str]
"""Which of a Dutch and an English text to show."""

MOST_ROWS = 200
"""Talents on one page of a neighbourhood at most; who has more looks at one stage at a time."""


@dataclass(frozen=True)
class TalentRow:
    """A talent as its owner sees it."""

    id: int
    theme_id: int
    theme: str
    what: str
    level: TalentLevel
    wants_to_learn: bool
    stage: TalentStage
    is_offered: bool
    version: int


@dataclass(frozen=True)
class KeptTerms:
    """Somebody's terms, and the version of that record."""

    terms: Terms
    version: int


@dataclass(frozen=True)
class ScoutedRow:
    """A talent on a coordinator's list: whose, how far it has come, and what is due of it."""

    id: int
    person_id: int
    person: str
    theme: str
    what: str
    level: TalentLevel
    stage: TalentStage
    scouted_on: date
    may_be_asked: bool
    next_due: date | None
    steps_open: int


@dataclass(frozen=True)
class StageDay:
    """That a talent came to a stage on a day."""

    stage: TalentStage
    on_day: date


@dataclass(frozen=True)
class StepRow:
    """A step in the development of a talent."""

    id: int
    kind: DevelopmentStep
    words: str
    due_on: date
    began_on: date
    done_on: date | None
    outcome: str


@dataclass(frozen=True)
class DueStep:
    """A step that is to be followed up, and of whose talent."""

    id: int
    talent_id: int
    person: str
    what: str
    kind: DevelopmentStep
    words: str
    due_on: date


def list_themes_for_people(session: Session, own_language: OwnLanguage) -> Sequence[ThemeName]:
    """The themes that can stand on a talent, in the order in which they are offered: what is in a group, not the group.

    A group without anything in it that fits people is a theme itself.
    """
    above, part = aliased(Theme), aliased(Theme)
    has_parts = exists().where(part.parent_id == Theme.id, part.for_people, part.is_offered)
    query = (
        select(Theme, above)
        .join(above, above.id == Theme.parent_id, isouter=True)
        .where(Theme.for_people, Theme.is_offered, ~has_parts)
        .order_by(
            func.coalesce(above.position, Theme.position),
            func.coalesce(above.id, Theme.id),
            Theme.position,
            Theme.id,
        )
    )
    return [
        ThemeName(
            id=theme.id,
            slug=theme.slug,
            name=own_language(theme.name, theme.name_en),
            group=own_language(group.name, group.name_en) if group else "",
            parent_id=theme.parent_id,
        )
        for theme, group in session.execute(query)
    ]


def list_own_talents(session: Session, person_id: int, own_language: OwnLanguage) -> list[TalentRow]:
    """Somebody's talents, the oldest first."""
    rows = session.execute(
        select(Talent, Theme.name, Theme.name_en)
        .join(Theme, Theme.id == Talent.theme_id)
        .where(Talent.person_id == person_id)
        .order_by(Talent.id)
    )
    return [_talent_row(talent, own_language(name, name_en)) for talent, name, name_en in rows]


def find_own_talent(session: Session, person_id: int, talent_id: int) -> Talent | None:
    """One of somebody's talents."""
    return session.scalar(select(Talent).where(Talent.id == talent_id, Talent.person_id == person_id))


def find_terms(session: Session, person_id: int) -> KeptTerms | None:
    """On what terms somebody helps; None while they did not say."""
    kept = session.get(Offering, person_id, populate_existing=True)
    return None if kept is None else KeptTerms(terms_of(kept), kept.version)


def terms_of(kept: Offering) -> Terms:
    """The terms in a record."""
    return Terms(
        reach=kept.reach,
        reach_metres=kept.reach_metres,
        goes_beyond=kept.goes_beyond,
        weekly=from_multirange(kept.weekly),
        languages=tuple(kept.languages),
        a_month=kept.capacity,
        paused_until=kept.paused_until,
    )


def list_papers(session: Session, person_id: int) -> list[Paper]:
    """What somebody has shown or says to have."""
    rows = session.execute(
        select(PersonRequirement.kind, PersonRequirement.valid_until, PersonRequirement.seen_on)
        .where(PersonRequirement.person_id == person_id)
        .order_by(PersonRequirement.kind)
    )
    return [Paper(*row) for row in rows]


def has_masked_place(session: Session, person_id: int) -> bool:
    """Whether somebody chose to be found near their address."""
    return bool(session.scalar(select(exists().where(MaskedPlace.person_id == person_id))))


def find_density(session: Session, buurt_code: str | None) -> float | None:
    """Inhabitants per square kilometre of a buurt in the release in force, water included; None when unknown."""
    in_force = and_(
        AreaRelease.kind == Area.kind,
        AreaRelease.year == Area.year,
        AreaRelease.is_schematic == Area.is_schematic,
        AreaRelease.in_force,
    )
    density = Area.inhabitants / (func.ST_Area(Area.geom) / 1e6)
    query = select(density).join(AreaRelease, in_force).where(Area.kind == AreaKind.BUURT, Area.code == buurt_code)
    return session.scalar(query.limit(1))


def list_silences(session: Session, person_id: int, terms: Terms | None, *, today: date) -> tuple[Silence, ...]:
    """Why nobody asks somebody; empty when they may be asked today."""
    agreed = set(session.scalars(select(live_consent.c.purpose).where(live_consent.c.person_id == person_id)))
    lives = session.scalar(select(Person.neighbourhood_id).where(Person.id == person_id)) is not None
    return silences(
        is_known=ConsentPurpose.BE_KNOWN in agreed,
        may_be_asked=ConsentPurpose.BE_ASKED in agreed,
        lives_somewhere=lives,
        terms=terms,
        today=today,
    )


def has_open_match(session: Session, talent_id: int) -> bool:
    """Whether something was proposed or agreed with this talent that is not closed yet."""
    under_way = Match.state.in_((MatchState.PROPOSED, MatchState.ACCEPTED))
    return bool(session.scalar(select(exists().where(Match.talent_id == talent_id, under_way))))


def list_known_talents(
    session: Session,
    viewer: Actor,
    neighbourhood_id: int,
    own_language: OwnLanguage,
    *,
    stage: TalentStage | None = None,
) -> list[ScoutedRow]:
    """The talents in a neighbourhood of people whom the viewer knows; what is to be followed up soonest first."""
    steps = (
        select(func.min(TalentStep.due_on).label("next_due"), func.count().label("open"))
        .where(TalentStep.talent_id == Talent.id, TalentStep.done_on.is_(None))
        .lateral()
    )
    asked = exists().where(live_consent.c.person_id == Person.id, live_consent.c.purpose == ConsentPurpose.BE_ASKED)
    query = (
        _known(viewer, neighbourhood_id)
        .join(steps, steps.c.open.is_not(None), isouter=True)
        .add_columns(Theme.name, Theme.name_en, asked, steps.c.next_due, steps.c.open)
        .order_by(steps.c.next_due.asc().nulls_last(), Talent.scouted_on.desc(), Talent.id.desc())
        .limit(MOST_ROWS)
    )
    if stage is not None:
        query = query.where(Talent.stage == stage)
    return [
        ScoutedRow(
            id=talent.id,
            person_id=talent.person_id,
            person=person,
            theme=own_language(name, name_en),
            what=talent.what,
            level=talent.level,
            stage=talent.stage,
            scouted_on=talent.scouted_on,
            may_be_asked=may_be_asked,
            next_due=next_due,
            steps_open=steps_open,
        )
        for talent, person, name, name_en, may_be_asked, next_due, steps_open in session.execute(query)
    ]


def count_stages(session: Session, viewer: Actor, neighbourhood_id: int) -> dict[TalentStage, int]:
    """How many talents of people whom the viewer knows are in each stage; every stage is there."""
    known = _known(viewer, neighbourhood_id).with_only_columns(Talent.stage, func.count()).group_by(Talent.stage)
    found = {row[0]: row[1] for row in session.execute(known)}
    return {stage: found.get(stage, 0) for stage in TalentStage}


def list_due_steps(
    session: Session, viewer: Actor, neighbourhood_id: int, *, until: date, most: int = 20
) -> list[DueStep]:
    """The steps to follow up on or before a day, the longest due first; of people whom the viewer knows."""
    rows = session.execute(
        _known(viewer, neighbourhood_id)
        .join(TalentStep, TalentStep.talent_id == Talent.id)
        .where(TalentStep.done_on.is_(None), TalentStep.due_on <= until)
        .with_only_columns(
            TalentStep.id, Talent.id, Person.name, Talent.what, TalentStep.kind, TalentStep.words, TalentStep.due_on
        )
        .order_by(TalentStep.due_on, TalentStep.id)
        .limit(most)
    )
    return [DueStep(*row) for row in rows]


def find_known_talent(
    session: Session, viewer: Actor, neighbourhood_id: int, talent_id: int, own_language: OwnLanguage
) -> tuple[TalentRow, Person] | None:
    """A talent in a neighbourhood, and whose it is, when the viewer knows that person."""
    row = session.execute(
        _known(viewer, neighbourhood_id)
        .where(Talent.id == talent_id)
        .with_only_columns(Talent, Person, Theme.name, Theme.name_en)
    ).one_or_none()
    if row is None:
        return None
    talent, person, name, name_en = row
    return _talent_row(talent, own_language(name, name_en)), person


def find_known_person(session: Session, viewer: Actor, neighbourhood_id: int, person_id: int) -> Person | None:
    """Somebody in a neighbourhood whom the viewer knows."""
    return session.scalar(
        select(Person).where(Person.id == person_id, Person.neighbourhood_id == neighbourhood_id, known_to(viewer))
    )


def find_known_until(session: Session, person_id: int) -> date | None:
    """Until when somebody agreed to be known."""
    found = select(func.max(live_consent.c.expires_on)).where(
        live_consent.c.person_id == person_id, live_consent.c.purpose == ConsentPurpose.BE_KNOWN
    )
    until: date | None = session.scalar(found)
    return until


def list_namesakes(
    session: Session, viewer: Actor, neighbourhood_id: int, name: str, *, most: int = 6
) -> list[tuple[int, str]]:
    """Whom the viewer knows in a neighbourhood under a name like this one, whatever its accents and case: id and name.

    Like it is: the one stands in the other, or they begin with the same word.
    """
    known, typed = func.search_key(Person.name), func.search_key(name)
    first = func.split_part(typed, " ", 1)
    alike = case(
        (known == typed, 0), (func.strpos(known, typed) > 0, 1), (func.split_part(known, " ", 1) == first, 2), else_=3
    )
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.neighbourhood_id == neighbourhood_id, known_to(viewer), alike < 3)  # noqa: PLR2004
        .order_by(alike, known, Person.id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def list_stage_days(session: Session, talent_id: int) -> list[StageDay]:
    """How a talent came where it is, from the first day on."""
    rows = session.execute(
        select(TalentStageChange.stage, TalentStageChange.on_day)
        .where(TalentStageChange.talent_id == talent_id)
        .order_by(TalentStageChange.id)
    )
    return [StageDay(*row) for row in rows]


def list_steps(session: Session, talent_id: int) -> list[StepRow]:
    """The steps in the development of a talent: what is to be followed up first, and then what is done."""
    rows = session.scalars(
        select(TalentStep)
        .where(TalentStep.talent_id == talent_id)
        .order_by(TalentStep.done_on.is_not(None), TalentStep.due_on, TalentStep.id)
    )
    return [
        StepRow(each.id, each.kind, each.words, each.due_on, each.created_at.date(), each.done_on, each.outcome)
        for each in rows
    ]


def _known(viewer: Actor, neighbourhood_id: int) -> Select[Talent, str]:
    return (
        select(Talent, Person.name)
        .join(Person, Person.id == Talent.person_id)
        .join(Theme, Theme.id == Talent.theme_id)
        .where(_in_scope(viewer, neighbourhood_id))
    )


def _in_scope(viewer: Actor, neighbourhood_id: int) -> ColumnElement[bool]:
    return and_(Person.neighbourhood_id == neighbourhood_id, known_to(viewer))


def _talent_row(talent: Talent, theme: str) -> TalentRow:
    return TalentRow(
        id=talent.id,
        theme_id=talent.theme_id,
        theme=theme,
        what=talent.what,
        level=talent.level,
        wants_to_learn=talent.wants_to_learn,
        stage=talent.stage,
        is_offered=talent.is_offered,
        version=talent.version,
    )
