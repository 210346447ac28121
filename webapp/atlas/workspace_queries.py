"""Composes a coordinator's workspace, in a number of statements that does not grow with the neighbourhood.

Every part is read as the viewer: what is not theirs to see is not there, and row-level security says the same.
"""

from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.areas.queries import NeighbourhoodName
from webapp.atlas.workspace_offers import count_candidates
from webapp.atlas.workspace_pages import (
    Counts,
    OpenNeed,
    SomeMatches,
    SomeNeeds,
    SomeRegistrations,
    SomeSteps,
    StepDue,
    UnderWay,
    WorkspaceLine,
    WorkspacePage,
)
from webapp.atlas.workspace_rules import FEW, STEP_SOON, is_due, urgency_rank
from webapp.coverage.queries import get_state, list_states
from webapp.coverage.rules import years_before
from webapp.discovery.queries import find_short, list_running
from webapp.errors import NotFound
from webapp.listings.queries import OwnLanguage
from webapp.matching.queries.neighbourhood import list_conversations_due, list_local
from webapp.matching.queries.ranking import list_open_needs
from webapp.matching.rules.life import OPEN
from webapp.models import Asset, ContactMessage, Neighbourhood, Person, Talent, TalentStep
from webapp.moderation.queries import list_unconfirmed, list_waiting
from webapp.needs.queries import sum_asked, sum_asked_by_households
from webapp.networks.queries.follow_ups import count_due
from webapp.people.queries import known_to
from webapp.privacy.small_counts import ToldSum
from webapp.signals.queries.waiting import count_local
from webapp.themes.queries import list_themes
from webapp.vocabulary import Role


def get_workspace(
    session: Session,
    viewer: Actor,
    neighbourhood: NeighbourhoodName,
    *,
    today: date,
    now: datetime,
    own_language: OwnLanguage,
) -> WorkspacePage:
    """The workspace of a neighbourhood; raises `NotFound` code `neighbourhood_unknown` when that has just gone."""
    place, state = neighbourhood.id, get_state(session, neighbourhood.slug, at=today)
    if state is None:
        raise NotFound("neighbourhood_unknown")
    waiting = list_waiting(session, viewer, place=place, page=1)
    unconfirmed = list_unconfirmed(session, viewer, place=place, today=today, page=1)
    return WorkspacePage(
        neighbourhood=neighbourhood,
        is_own=place in viewer.neighbourhood_ids,
        state=state,
        registrations=SomeRegistrations(waiting.rows[:FEW], waiting.total, unconfirmed.total),
        needs=_needs(session, viewer, place, today=today, own_language=own_language),
        matches=_matches(session, viewer, place, today=today, now=now, own_language=own_language),
        steps=_steps(session, viewer, place, today=today),
        talks=tuple(list_conversations_due(session, viewer, place, today=today)),
        counts=_counts(session, place, today=today),
        signals=count_local(session, place, today=today),
        discovery=find_short(session, place),
    )


def list_workspaces(session: Session, viewer: Actor, *, today: date) -> tuple[WorkspaceLine, ...]:
    """The workspaces that the viewer may open, by name, in four statements."""
    chosen = select(Neighbourhood.slug, Neighbourhood.id)
    if not viewer.holds(Role.CITY_COORDINATOR):
        chosen = chosen.where(Neighbourhood.id.in_(sorted(viewer.neighbourhood_ids)))
    ids = dict(session.execute(chosen).all())
    asked, running = sum_asked(session), list_running(session, sorted(ids.values()))
    return tuple(
        WorkspaceLine(
            state.slug, state.name, state, asked.get(ids[state.slug], ToldSum(0)), running.get(ids[state.slug])
        )
        for state in list_states(session, at=today)
        if state.slug in ids
    )


def _needs(session: Session, viewer: Actor, place: int, *, today: date, own_language: OwnLanguage) -> SomeNeeds:
    needs = sorted(
        list_open_needs(session, viewer, neighbourhood_id=place, today=today),
        key=lambda each: (urgency_rank(each.urgency), each.id),
    )
    few = needs[:FEW]
    candidates = count_candidates(session, [each.id for each in few], today=today)
    themes = {each.id: each.name for each in list_themes(session, own_language, only_offered=False)}
    rows = tuple(
        OpenNeed(
            key=each.key,
            kind=each.kind,
            theme=themes[each.theme_id],
            urgency=each.urgency,
            recurrence=each.recurrence,
            weekly=each.weekly,
            created_on=each.created_on,
            quantity=each.quantity,
            taken=each.quantity - each.still_wanted,
            candidates=candidates.get(each.id, 0),
        )
        for each in few
    )
    return SomeNeeds(rows, len(needs), _hidden(session, viewer, place))


def _hidden(session: Session, viewer: Actor, place: int) -> ToldSum:
    """How much households ask here that the viewer may not see one by one, as far as it may be told."""
    return ToldSum(0) if place in viewer.neighbourhood_ids else sum_asked_by_households(session, place)


def _matches(
    session: Session, viewer: Actor, place: int, *, today: date, now: datetime, own_language: OwnLanguage
) -> SomeMatches:
    """Those that are open, and those that were to be come back to; what asks for something first."""
    rows = [
        UnderWay(
            each,
            is_due(
                each.state,
                answer_until=each.answer_until,
                task_at=each.task_at,
                follow_up_on=each.follow_up_on,
                today=today,
                now=now,
            ),
        )
        for each in list_local(session, viewer, place, own_language)
    ]
    shown = sorted((each for each in rows if each.is_due or each.match.state in OPEN), key=lambda each: not each.is_due)
    return SomeMatches(tuple(shown[:FEW]), len(shown), sum(each.is_due for each in shown))


def _steps(session: Session, viewer: Actor, place: int, *, today: date) -> SomeSteps:
    rows = session.execute(
        select(TalentStep, Talent.what, Person.name, func.count().over().label("total"))
        .join(Talent, Talent.id == TalentStep.talent_id)
        .join(Person, Person.id == Talent.person_id)
        .where(
            Person.neighbourhood_id == place,
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
    return SomeSteps(found, rows[0].total if rows else 0)


def _counts(session: Session, place: int, *, today: date) -> Counts:
    here = and_(Asset.neighbourhood_id == place, Asset.ended_on.is_(None))
    old = Asset.confirmed_on <= years_before(today, 1)
    row = session.execute(
        select(
            select(func.count()).where(ContactMessage.neighbourhood_id == place).scalar_subquery(),
            select(func.count()).select_from(Asset).where(here).scalar_subquery(),
            select(func.count()).select_from(Asset).where(here, old).scalar_subquery(),
        )
    ).one()
    return Counts(*row, follow_ups=count_due(session, place, today=today))
