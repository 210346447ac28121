"""Composes a coordinator's workspace, in a number of statements that does not grow with the neighbourhood.

Every part is read as the viewer: what is not theirs to see is not there, and row-level security says the same.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Integer, and_, case, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.areas.queries import NeighbourhoodName
from webapp.atlas.workspace_offers import candidates_of
from webapp.atlas.workspace_pages import (
    Counts,
    OpenNeed,
    SomeMatches,
    SomeNeeds,
    SomeRegistrations,
    SomeSteps,
    SomeTalks,
    StepDue,
    TalentTalk,
    UnderWay,
    WorkspaceLine,
    WorkspacePage,
)
from webapp.coverage.queries import get_state, list_states
from webapp.discovery.queries import find_short, list_running
from webapp.errors import NotFound
from webapp.listings.queries import OwnLanguage
from webapp.matching.life_rules import OPEN, asked_since
from webapp.models import (
    Asset,
    ContactMessage,
    Match,
    Need,
    Neighbourhood,
    Person,
    Talent,
    TalentStep,
    Theme,
)
from webapp.moderation.queries import list_unconfirmed, list_waiting
from webapp.people.queries import known_to
from webapp.vocabulary import MatchState, NeedKind, NeedState, NeedUrgency, Role

FEW = 5
"""So many of a kind stand in the workspace; the rest is one link away."""

STEP_SOON = timedelta(days=7)
ASSET_ASKED_AFTER = timedelta(days=365)
URGENCIES = {each: place for place, each in enumerate(NeedUrgency)}


def get_workspace(
    session: Session,
    viewer: Actor,
    neighbourhood: NeighbourhoodName,
    *,
    today: date,
    now: datetime,
    own_language: OwnLanguage,
) -> WorkspacePage:
    """The workspace of a neighbourhood; raises `NotFound` when it has just gone."""
    state = get_state(session, neighbourhood.slug, at=today)
    if state is None:
        raise NotFound("neighbourhood_unknown")
    waiting = list_waiting(session, viewer, place=neighbourhood.id, page=1)
    unconfirmed = list_unconfirmed(session, viewer, place=neighbourhood.id, today=today, page=1)
    return WorkspacePage(
        neighbourhood=neighbourhood,
        is_own=neighbourhood.id in viewer.neighbourhood_ids,
        state=state,
        registrations=SomeRegistrations(waiting.total, waiting.rows[:FEW], unconfirmed.total),
        needs=_needs(session, viewer, neighbourhood.id, today=today, own_language=own_language),
        matches=_matches(session, neighbourhood.id, today=today, now=now, own_language=own_language),
        steps=_steps(session, viewer, neighbourhood.id, today=today),
        talks=_talks(session, viewer, neighbourhood.id, today=today),
        counts=_counts(session, neighbourhood.id, today=today),
        discovery=find_short(session, neighbourhood.id),
    )


def list_workspaces(session: Session, viewer: Actor, *, today: date) -> tuple[WorkspaceLine, ...]:
    """The workspaces that the viewer may open, by name, in four statements."""
    chosen = select(Neighbourhood.id, Neighbourhood.slug)
    if not viewer.holds(Role.CITY_COORDINATOR):
        chosen = chosen.where(Neighbourhood.id.in_(sorted(viewer.neighbourhood_ids)))
    ids = {slug: number for number, slug in session.execute(chosen)}
    asked = _asked(session)
    running = list_running(session, sorted(ids.values()))
    return tuple(
        WorkspaceLine(
            slug=state.slug,
            name=state.name,
            state=state,
            needs=asked.get(ids[state.slug], 0),
            discovery=running.get(ids[state.slug]),
        )
        for state in list_states(session, at=today)
        if state.slug in ids
    )


def _asked(session: Session) -> dict[int, int]:
    """How much help is asked for by neighbourhood; the database tells coordinators no more of it than that."""
    counts = func.need_counts().table_valued("neighbourhood_id", "buurt_code", "theme_id", "asked")
    rows = session.execute(select(counts.c.neighbourhood_id, func.sum(counts.c.asked)).group_by(counts.c.neighbourhood_id))
    return {neighbourhood_id: int(number) for neighbourhood_id, number in rows}


def _needs(
    session: Session, viewer: Actor, neighbourhood_id: int, *, today: date, own_language: OwnLanguage
) -> SomeNeeds:
    """Open needs for which there is still room, with how many offers could fit."""
    is_own = neighbourhood_id in viewer.neighbourhood_ids
    taken = (
        select(func.count())
        .where(Match.need_id == Need.id, Match.state.in_(sorted(OPEN)))
        .correlate(Need)
        .scalar_subquery()
    )
    seen = [] if is_own else [Need.kind == NeedKind.PUBLIC]
    rows = session.execute(
        select(
            Need,
            Theme.name,
            Theme.name_en,
            taken.label("taken"),
            candidates_of(today).label("candidates"),
            func.count().over().label("total"),
        )
        .join(Theme, Theme.id == Need.theme_id)
        .where(
            Need.neighbourhood_id == neighbourhood_id,
            Need.state == NeedState.OPEN,
            Need.expires_on > today,
            taken < Need.quantity,
            *seen,
        )
        .order_by(case(URGENCIES, value=Need.urgency), Need.created_on, Need.id)
        .limit(FEW)
    ).all()
    found = tuple(
        OpenNeed(
            key=row.Need.key,
            kind=row.Need.kind,
            theme=own_language(row.name, row.name_en),
            urgency=row.Need.urgency,
            expires_on=row.Need.expires_on,
            quantity=row.Need.quantity,
            taken=row.taken,
            candidates=row.candidates,
        )
        for row in rows
    )
    total = rows[0].total if rows else 0
    hidden = 0 if is_own else max(0, _asked(session).get(neighbourhood_id, 0) - _asked_publicly(session, neighbourhood_id, today=today))
    return SomeNeeds(total, found, hidden)


def _asked_publicly(session: Session, neighbourhood_id: int, *, today: date) -> int:
    asked = select(func.coalesce(func.sum(Need.quantity), 0)).where(
        Need.neighbourhood_id == neighbourhood_id,
        Need.kind == NeedKind.PUBLIC,
        Need.state == NeedState.OPEN,
        Need.expires_on > today,
    )
    return int(session.scalar(asked) or 0)


def _matches(
    session: Session, neighbourhood_id: int, *, today: date, now: datetime, own_language: OwnLanguage
) -> SomeMatches:
    """Those under way, and those of which the follow-up is due."""
    follow = and_(Match.follow_up_on <= today, Match.state.in_((MatchState.ACCEPTED, MatchState.DONE)))
    over = and_(Match.state == MatchState.ACCEPTED, Match.task_at < now)
    late = and_(Match.state == MatchState.PROPOSED, Match.answer_until < today)
    due = func.coalesce(or_(follow, over, late), False)  # noqa: FBT003  (SQL)
    counted = select(func.count(), func.count().filter(due)).where(
        Match.neighbourhood_id == neighbourhood_id, or_(Match.state.in_(sorted(OPEN)), follow)
    )
    total, many_due = session.execute(counted).one()
    rows = session.execute(
        select(Match, Theme.name, Theme.name_en, due.label("due"))
        .join(Need, Need.id == Match.need_id)
        .join(Theme, Theme.id == Need.theme_id)
        .where(Match.neighbourhood_id == neighbourhood_id, or_(Match.state.in_(sorted(OPEN)), follow))
        .order_by(due.desc(), func.coalesce(Match.task_at, Match.proposed_at), Match.id)
        .limit(FEW)
    )
    found = tuple(_under_way(row.Match, own_language(row.name, row.name_en), is_due=row.due) for row in rows)
    return SomeMatches(total, found, many_due)


def _under_way(match: Match, theme: str, *, is_due: bool) -> UnderWay:
    proposed = match.state == MatchState.PROPOSED
    return UnderWay(
        key=match.key,
        theme=theme,
        state=match.state,
        helper_waits=proposed and match.helper_said is None,
        asker_waits=proposed and match.asker_said is None,
        answer_until=match.answer_until,
        task_at=match.task_at,
        follow_up_on=match.follow_up_on,
        is_due=is_due,
    )


def _steps(session: Session, viewer: Actor, neighbourhood_id: int, *, today: date) -> SomeSteps:
    rows = session.execute(
        select(TalentStep, Talent.what, Person.name, func.count().over().label("total"))
        .join(Talent, Talent.id == TalentStep.talent_id)
        .join(Person, Person.id == Talent.person_id)
        .where(
            Person.neighbourhood_id == neighbourhood_id,
            known_to(viewer),
            TalentStep.done_on.is_(None),
            TalentStep.due_on <= today + STEP_SOON,
        )
        .order_by(TalentStep.due_on, TalentStep.id)
        .limit(FEW)
    ).all()
    found = tuple(
        StepDue(
            talent_id=row.TalentStep.talent_id,
            name=row.name,
            what=row.what,
            kind=row.TalentStep.kind,
            words=row.TalentStep.words,
            due_on=row.TalentStep.due_on,
            is_late=row.TalentStep.due_on < today,
        )
        for row in rows
    )
    return SomeSteps(rows[0].total if rows else 0, found)


def _talks(session: Session, viewer: Actor, neighbourhood_id: int, *, today: date) -> SomeTalks:
    """Who asked for half a year, gave nothing, and told no talent in that time [S4]; needs tell it to their own only."""
    since = asked_since(today)
    asked = exists().where(
        Need.person_id == Person.id,
        Need.kind == NeedKind.PRIVATE,
        Need.neighbourhood_id == neighbourhood_id,
        Need.created_on <= since,
    )
    gave = exists().where(Match.helper_id == Person.id, Match.state.in_((MatchState.ACCEPTED, MatchState.DONE)))
    talked = exists().where(Talent.person_id == Person.id, Talent.scouted_on > since)
    rows = session.execute(
        select(Person.id, Person.name, func.count().over().label("total"))
        .where(Person.neighbourhood_id == neighbourhood_id, known_to(viewer), asked, ~gave, ~talked)
        .order_by(func.search_key(Person.name), Person.id)
        .limit(FEW)
    ).all()
    return SomeTalks(rows[0].total if rows else 0, tuple(TalentTalk(row.id, row.name) for row in rows))


def _counts(session: Session, neighbourhood_id: int, *, today: date) -> Counts:
    here = and_(Asset.neighbourhood_id == neighbourhood_id, Asset.ended_on.is_(None))
    row = session.execute(
        select(
            select(func.count()).where(ContactMessage.neighbourhood_id == neighbourhood_id).scalar_subquery(),
            select(func.count()).select_from(Asset).where(here).scalar_subquery(),
            select(func.count()).select_from(Asset).where(here, Asset.confirmed_on <= today - ASSET_ASKED_AFTER).scalar_subquery(),
        )
    ).one()
    return Counts(*row)
