"""Talents in the database: who sees and writes which rows, and what the functions refuse."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_consent, make_grant, make_person
from tests.talent_making import (
    allow_asking,
    make_offerer,
    make_offering,
    make_step,
    make_talent,
    make_theme,
    show_paper,
)
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import (
    MaskedPlace,
    Neighbourhood,
    Offer,
    Offering,
    PersonRequirement,
    Talent,
    TalentStageChange,
    TalentStep,
)
from webapp.talents.actions import TalentFacts, add_talent, close_step, keep_terms, move_to_stage
from webapp.talents.queries import find_density, list_own_talents, list_themes_for_people
from webapp.talents.rules import FIRST_TERMS
from webapp.vocabulary import ConsentPurpose, Role, TalentLevel, TalentStage

TABLES = (Offering, PersonRequirement, Talent, TalentStageChange, TalentStep)


def a_place(session: Session, *, number: int = 0) -> int:
    return session.scalars(select(Neighbourhood.id).order_by(Neighbourhood.id).offset(number).limit(1)).one()


def somebody_with_everything(session: Session, neighbourhood_id: int) -> int:
    """Somebody with a row of each kind, and both consents; gives their id."""
    person = make_offerer(session, neighbourhood_id)
    make_step(session, make_talent(session, person.id))
    show_paper(session, person.id)
    point = func.ST_SetSRID(func.ST_Point(233000, 582000), 28992)
    session.add(MaskedPlace(person_id=person.id, geom=point))
    session.flush()
    return person.id


def a_coordinator(session: Session, neighbourhood_id: int | None) -> int:
    account = make_account(session)
    role = Role.CITY_COORDINATOR if neighbourhood_id is None else Role.NEIGHBOURHOOD_COORDINATOR
    make_grant(session, account.id, role, neighbourhood_id=neighbourhood_id)
    return account.id


def seen(session: Session, viewer: int | str, person_id: int) -> set[str]:
    """The tables in which the viewer sees rows of somebody, without any filter of the site."""
    with looking_as(session, viewer, today=TODAY):
        return {
            model.__tablename__
            for model in (*TABLES, MaskedPlace)
            if session.scalar(select(func.count()).select_from(model).where(model.person_id == person_id))
        }


def offered(session: Session, person_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Offer).where(Offer.person_id == person_id)) or 0


def test_a_coordinator_of_the_neighbourhood_sees_all_but_the_masked_point(session: Session) -> None:
    place = a_place(session)
    person_id = somebody_with_everything(session, place)
    assert seen(session, a_coordinator(session, place), person_id) == {model.__tablename__ for model in TABLES}


def test_nobody_else_sees_anything(session: Session) -> None:
    person_id = somebody_with_everything(session, a_place(session))
    for viewer in ("", a_coordinator(session, a_place(session, number=1)), a_coordinator(session, None)):
        assert seen(session, viewer, person_id) == set()


def test_one_sees_all_of_ones_own(session: Session) -> None:
    account = make_account(session)
    person = make_person(session, account_id=account.id, neighbourhood_id=a_place(session))
    make_offering(session, person.id)
    make_talent(session, person.id)
    assert seen(session, account.id, person.id) == {"offering", "talent", "talent_stage_change"}


def test_a_stranger_cannot_write_a_talent_for_somebody(session: Session) -> None:
    place = a_place(session)
    person_id = somebody_with_everything(session, place)
    facts = TalentFacts(make_theme(session), "Iets", TalentLevel.ABLE, wants_to_learn=False, is_offered=True)
    stranger = a_coordinator(session, a_place(session, number=1))
    with looking_as(session, stranger, today=TODAY), pytest.raises(DBAPIError, match="row-level security"):
        add_talent(session, person_id, facts, by=stranger, today=TODAY)
    own = a_coordinator(session, place)
    with looking_as(session, own, today=TODAY):
        assert add_talent(session, person_id, facts, by=own, today=TODAY, scouted=True).scouted_by == own


def test_who_coordinates_nowhere_scouts_nobody(session: Session) -> None:
    place, elsewhere = a_place(session), a_coordinator(session, a_place(session, number=1))
    until = TODAY + timedelta(days=90)
    with looking_as(session, elsewhere, today=TODAY):
        assert session.scalar(select(func.scout_person("Nico", place, None, until, 1))) is None
    with looking_as(session, a_coordinator(session, place), today=TODAY):
        assert session.scalar(select(func.scout_person("Nico", place, None, until, 1))) is not None


@pytest.mark.parametrize("says", [True, False])
def test_nobody_speaks_for_people_whom_they_do_not_know(session: Session, *, says: bool) -> None:
    person = make_person(session, neighbourhood_id=a_place(session))
    allow_asking(session, person.id, on=TODAY - timedelta(days=9))
    stranger = a_coordinator(session, a_place(session, number=1))
    spoken = select(func.speak_consent(person.id, says, TODAY + timedelta(days=90), 1))
    with looking_as(session, stranger, today=TODAY):
        assert session.scalar(spoken) is False
    with looking_as(session, a_coordinator(session, a_place(session)), today=TODAY):
        assert session.scalar(spoken) is True


def test_a_talent_is_in_the_index_while_both_consents_and_terms_hold(session: Session) -> None:
    person = make_person(session, neighbourhood_id=a_place(session))
    make_talent(session, person.id)
    make_offering(session, person.id, capacity=0)
    make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    assert offered(session, person.id) == 0
    make_consent(session, person.id, ConsentPurpose.BE_ASKED, on=TODAY)
    assert offered(session, person.id) == 0
    session.execute(text("UPDATE offering SET capacity = 1 WHERE person_id = :id"), {"id": person.id})
    assert offered(session, person.id) == 1


def test_a_theme_that_labels_people_is_refused_by_the_database_itself(session: Session) -> None:
    person = make_person(session)
    with pytest.raises(IntegrityError, match="is not for people"), session.begin_nested():
        make_talent(session, person.id, theme_id=make_theme(session, "etiket", for_people=False))
    facts = TalentFacts(
        make_theme(session, "etiket2", for_people=False),
        "Iets",
        TalentLevel.ABLE,
        wants_to_learn=False,
        is_offered=True,
    )
    with pytest.raises(DomainError) as refused:
        add_talent(session, person.id, facts, by=0, today=TODAY)
    assert refused.value.code == "theme_unknown"
    assert list_own_talents(session, person.id, lambda dutch, _: dutch) == []


def test_only_themes_for_people_are_offered_and_never_a_group_with_parts(session: Session) -> None:
    good, label = make_theme(session, "goed"), make_theme(session, "etiket", for_people=False)
    offered_ids = {theme.id for theme in list_themes_for_people(session, lambda dutch, _: dutch)}
    assert good in offered_ids
    assert label not in offered_ids
    parents = {theme.parent_id for theme in list_themes_for_people(session, lambda dutch, _: dutch)}
    assert not offered_ids & parents


@pytest.mark.parametrize("capacity", [-1, 61])
def test_the_database_refuses_terms_that_no_rule_lets_pass(session: Session, capacity: int) -> None:
    person = make_person(session)
    with pytest.raises(IntegrityError, match="ck_offering_capacity"), session.begin_nested():
        make_offering(session, person.id, capacity=capacity)
    with pytest.raises(IntegrityError, match="ck_offering_reach"), session.begin_nested():
        make_offering(session, person.id, reach_metres=300_000)


def test_terms_of_an_older_version_are_refused_with_the_one_of_now(session: Session) -> None:
    person = make_person(session)
    account = make_account(session)
    keep_terms(session, person.id, FIRST_TERMS, version=None, by=account.id, today=TODAY)
    keep_terms(session, person.id, FIRST_TERMS, version=1, by=account.id, today=TODAY)
    with pytest.raises(EditConflict) as conflict:
        keep_terms(session, person.id, FIRST_TERMS, version=1, by=account.id, today=TODAY)
    assert conflict.value.version == 2


def test_a_stage_keeps_its_days_and_a_step_is_closed_once(session: Session) -> None:
    account = make_account(session)
    talent = make_talent(session, make_person(session).id, on=date(2026, 11, 1))
    move_to_stage(session, talent.id, talent.person_id, TalentStage.DEPLOYED, on_day=TODAY, by=account.id, today=TODAY)
    session.expire_all()
    assert talent.stage == TalentStage.DEPLOYED
    step = make_step(session, talent, due_on=TODAY)

    def close() -> None:
        close_step(session, talent.id, step.id, done_on=TODAY, outcome="Goed", by=account.id, today=TODAY)

    close()
    with pytest.raises(NotFound):
        close()


def test_the_density_of_a_buurt_is_that_of_its_inhabitants_and_surface(session: Session) -> None:
    code = session.scalars(text("SELECT code FROM area WHERE kind = 'buurt' AND inhabitants > 500 LIMIT 1")).one()
    density = find_density(session, code)
    assert density is not None
    assert 1 < density < 50_000
    assert find_density(session, "BU00149999") is None
    assert find_density(session, None) is None
