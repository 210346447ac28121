"""What row-level security, ranking and planning ask of the database: by index, in few statements, and the same rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.db.test_ranking import Town
from tests.db.test_search import explained
from tests.factories import make_account, make_consent, make_grant, make_person
from tests.match_making import make_asker, make_need
from webapp.matching.actions.allocation import plan_allocation
from webapp.matching.queries.ranking import SHOWN, find_need, list_candidates
from webapp.matching.rules.ranking import DEFAULT_WEIGHTS
from webapp.models import ConsentWithdrawal
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, Role

FIRST = 1_000_000
"""From here on numbers of people who are put in by the thousand."""


@pytest.fixture
def town(session: Session) -> Town:
    found = Town(session)
    session.execute(text("UPDATE need SET state = 'withdrawn', closed_on = app_today() WHERE state = 'open'"))
    return found


def make_crowd(town: Town, count: int) -> None:
    """People of whom one in ten lives in the neighbourhood of the town, each known and with a talent."""
    town.session.execute(text("SET LOCAL session_replication_role = replica"))
    values = {"first": FIRST, "last": FIRST + count - 1, "here": town.here, "there": town.there, "today": TODAY}
    for statement in (
        """INSERT INTO person (id, name, neighbourhood_id, location_level)
           SELECT n, 'Mens ' || n, CASE WHEN n % 10 = 0 THEN :here ELSE :there END, 'buurt'
           FROM generate_series(:first, :last) n""",
        """INSERT INTO consent (person_id, purpose, scope, text_version, given_on, expires_on, channel)
           SELECT n, 'be_known', 'neighbourhood', 1, CAST(:today AS date) - 9, CAST(:today AS date) + 90, 'web'
           FROM generate_series(:first, :last) n""",
        """INSERT INTO talent (id, person_id, theme_id, what, level, stage, scouted_on)
           SELECT n, n, (SELECT min(id) FROM theme), 'Iets', 'able', 'recognised', :today
           FROM generate_series(:first, :last) n""",
        "SET LOCAL session_replication_role = origin",
        "ANALYZE person, consent, talent",
    ):
        names = {name: value for name, value in values.items() if f":{name}" in statement}
        town.session.execute(text(statement), names)


def statements(session: Session, ask: Callable[[], object]) -> int:
    """How many statements `ask` sends."""
    sent: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    return len(sent)


def test_rows_of_one_person_are_judged_by_index_and_of_everyone_in_one_pass(town: Town) -> None:
    make_crowd(town, 4000)
    one = text("SELECT what FROM talent WHERE person_id = :person")
    everyone = text("SELECT count(*) FROM talent")
    with looking_as(town.session, town.account, today=TODAY):
        plan = explained(town.session, lambda: town.session.execute(one, {"person": FIRST}))
        assert "Index Scan using pk_person on person" in plan
        assert "Index Scan using ix_consent_person_purpose on consent" in plan
        assert "hashed SubPlan" not in plan
        assert "Seq Scan on person" not in plan
        assert "hashed SubPlan" in explained(town.session, lambda: town.session.execute(everyone))
        # the control: those plans show the people of the neighbourhood, and nobody else
        assert [town.session.scalar(one, {"person": FIRST + n}) for n in (0, 1)] == ["Iets", None]
        assert town.session.scalar(text("SELECT count(*) FROM talent WHERE id >= :first"), {"first": FIRST}) == 400


@pytest.mark.parametrize("role", [Role.NEIGHBOURHOOD_COORDINATOR, Role.CITY_COORDINATOR])
def test_who_is_seen_is_who_agrees_to_it_today(town: Town, role: Role) -> None:
    session, city = town.session, role == Role.CITY_COORDINATOR
    viewer = make_account(session, "kijkt@voorbeeld.nl")
    make_grant(session, viewer.id, role, neighbourhood_id=None if city else town.here)
    seen: dict[str, bool] = {}

    def agree(name: str, scope: ConsentScope, *, place: int, is_seen: bool, days_ago: int = 9, ended: bool = False,
              purpose: ConsentPurpose = ConsentPurpose.BE_KNOWN) -> None:  # fmt: skip
        person = make_person(session, name, neighbourhood_id=place)
        given = TODAY - timedelta(days=days_ago)
        consent = make_consent(session, person.id, purpose, on=given, scope=scope)
        if ended:
            session.add(ConsentWithdrawal(consent_id=consent.id, person_id=person.id, channel=Channel.WEB))
            session.flush()
        seen[name] = is_seen

    near, wide = ConsentScope.NEIGHBOURHOOD, ConsentScope.CITY
    agree("Hier", near, place=town.here, is_seen=not city)
    agree("Hier en in de stad", wide, place=town.here, is_seen=True)
    agree("Elders", near, place=town.there, is_seen=False)
    agree("Elders en in de stad", wide, place=town.there, is_seen=city)
    agree("Ingetrokken", wide, place=town.here, is_seen=False, ended=True)
    agree("Verlopen", wide, place=town.here, is_seen=False, days_ago=400)
    agree("Nog niet", wide, place=town.here, is_seen=False, days_ago=-3)
    agree("Iets anders", wide, place=town.here, is_seen=False, purpose=ConsentPurpose.BE_ASKED)
    with looking_as(session, viewer.id, today=TODAY):
        names = session.scalars(text("SELECT name FROM person")).all()
        by_number = session.scalars(text("SELECT name FROM person WHERE id IN (SELECT app_visible_people())")).all()
    assert {name: name in names for name in seen} == seen
    assert {name: name in by_number for name in seen} == seen


def test_ranking_takes_one_statement_when_enough_offer_the_theme(town: Town) -> None:
    for number in range(SHOWN):
        town.talent(f"Helper {number}")
    need = town.need()
    with looking_as(town.session, town.account, today=TODAY):
        asked = find_need(town.session, town.viewer, need.key, neighbourhood_id=town.here, today=TODAY)
        assert asked is not None

        def rank() -> int:
            found = list_candidates(town.session, town.viewer, asked, weights=DEFAULT_WEIGHTS, today=TODAY)
            return len([each for each in found if each.name])

        assert rank() == SHOWN
        assert statements(town.session, rank) == 1


def test_plan_for_many_needs_takes_as_many_statements_as_for_one(town: Town) -> None:
    for number in range(4):
        town.talent(f"Helper {number}", capacity=9)

    def plan() -> None:
        assert plan_allocation(town.session, town.viewer, town.here, today=TODAY).pairings

    def count() -> int:
        with looking_as(town.session, town.account, today=TODAY):
            return statements(town.session, plan)

    make_need(town.session, town.here, make_asker(town.session, town.here, "Eerste").id)
    few = count()
    for number in range(20):
        make_need(town.session, town.here, make_asker(town.session, town.here, f"Vrager {number}").id)
    assert count() == few
