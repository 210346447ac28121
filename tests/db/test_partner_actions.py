"""Changes of partners: races, rings, and what no form lets through."""

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.factories import make_partner
from webapp.errors import DomainError, NotFound
from webapp.models import Partner, PartnerActivity, PartnerRelation, Theme
from webapp.partners.actions.activities import ActivityFacts, add_activity, change_activity, facts_of
from webapp.partners.actions.partners import PartnerFacts, add_partner, change_partner, end_partner
from webapp.partners.actions.partners import facts_of as partner_facts_of
from webapp.partners.actions.relations import add_relation
from webapp.vocabulary import ActivityAnswer, PartnerKind, RelationKind

MEMBER, UMBRELLA = RelationKind.MEMBER_OF, RelationKind.UNDER_UMBRELLA
RACES = 10


def bind(
    session: Session, member: Partner, whole: Partner, since: date | None = None, last: date | None = None
) -> None:
    add_relation(session, member.id, whole.id, MEMBER, since=since, last_day=last, by=None)


@pytest.fixture
def chain(session: Session) -> list[Partner]:
    """Five partners, of which each belongs to the next."""
    made = [make_partner(session, f"schakel-{number}") for number in range(5)]
    for lower, upper in pairwise(made):
        bind(session, lower, upper)
    return made


def test_long_ring_is_refused_and_a_second_way_up_is_not(session: Session, chain: list[Partner]) -> None:
    with pytest.raises(DomainError, match="relation_in_a_ring"):
        bind(session, chain[4], chain[0])
    bind(session, chain[0], chain[4])
    assert (
        session.scalar(
            select(func.count()).select_from(PartnerRelation).where(PartnerRelation.member_id == chain[0].id)
        )
        == 2
    )


def test_other_kind_of_bond_counts_for_a_ring_too(session: Session, chain: list[Partner]) -> None:
    with pytest.raises(DomainError, match="relation_in_a_ring"):
        add_relation(session, chain[1].id, chain[0].id, UMBRELLA, since=None, last_day=None, by=None)
    # and beside the bond that is there it is another one
    add_relation(session, chain[0].id, chain[1].id, UMBRELLA, since=None, last_day=None, by=None)


def test_partner_does_not_belong_to_itself(session: Session, chain: list[Partner]) -> None:
    with pytest.raises(DomainError, match="relation_to_itself"):
        bind(session, chain[0], chain[0])


def test_links_that_never_held_at_the_same_time_make_no_ring(session: Session) -> None:
    first, second, third = (make_partner(session, name) for name in ("een", "twee", "drie"))
    bind(session, first, second, date(2000, 1, 1), date(2009, 12, 31))
    bind(session, second, third, date(2010, 1, 1), None)
    bind(session, third, first, None, None)


def test_partner_that_went_meanwhile_is_not_found(session: Session) -> None:
    partner = make_partner(session)
    facts = PartnerFacts(name="Anders", kind=PartnerKind.CHURCH)
    session.execute(delete(Partner).where(Partner.id == partner.id).execution_options(synchronize_session=False))
    with pytest.raises(NotFound, match="partner_unknown"):
        change_partner(session, partner, facts, version=1, by=1, today=TODAY)


def test_day_beyond_the_calendar_is_refused(session: Session) -> None:
    partner = make_partner(session)
    for day in (date(1900, 1, 1), date(2201, 1, 1)):
        with pytest.raises(DomainError, match="day_out_of_range"):
            end_partner(session, partner, day, version=1, by=1)


def test_activity_that_went_meanwhile_is_not_found(session: Session) -> None:
    activity = _activity(session, make_partner(session).id)
    facts = facts_of(activity)
    gone = delete(PartnerActivity).where(PartnerActivity.id == activity.id)
    session.execute(gone.execution_options(synchronize_session=False))
    with pytest.raises(NotFound, match="activity_unknown"):
        change_activity(session, activity, facts, version=1, by=1, today=TODAY)


def _activity(session: Session, partner_id: int) -> PartnerActivity:
    theme = session.scalars(select(Theme.id).where(Theme.slug == "maaltijd")).one()
    facts = ActivityFacts(theme, None, ActivityAnswer.DOES)
    return add_activity(session, partner_id, facts, by=None, today=TODAY)


# --- two at once ---


def test_of_two_editors_one_wins_and_the_other_is_told(own_city: Engine) -> None:
    with Session(own_city) as session, session.begin():
        partner_id = make_partner(session).id

    def editing(name: str, seen: int) -> Step:
        def step(session: Session) -> str:
            partner = session.get_one(Partner, partner_id)
            facts = PartnerFacts(**(vars(partner_facts_of(partner)) | {"description": name}))
            change_partner(session, partner, facts, version=seen, by=1, today=TODAY)
            return "kept"

        return step

    for number in range(RACES):
        both = [editing(f"{side} {number}", number + 1) for side in ("links", "rechts")]
        assert at_once(own_city, *both) == ["changed_meanwhile", "kept"]
    with Session(own_city) as session:
        assert session.get_one(Partner, partner_id).version == RACES + 1


def test_two_at_once_close_no_ring(own_city: Engine) -> None:
    with Session(own_city) as session, session.begin():
        pairs = [
            (make_partner(session, f"links-{n}").id, make_partner(session, f"rechts-{n}").id) for n in range(RACES)
        ]

    def joining(member: int, whole: int) -> Step:
        def step(session: Session) -> str:
            add_relation(session, member, whole, MEMBER, since=None, last_day=None, by=None)
            return "kept"

        return step

    for left, right in pairs:
        assert at_once(own_city, joining(left, right), joining(right, left)) == ["kept", "relation_in_a_ring"]


def test_two_at_once_give_one_partner_of_a_name(own_city: Engine) -> None:
    def adding(name: str) -> Step:
        def step(session: Session) -> str:
            add_partner(session, PartnerFacts(name=name, kind=PartnerKind.SCHOOL), by=None, today=TODAY)
            return "kept"

        return step

    for number in range(RACES):
        name = f"School {number}"
        outcome = at_once(own_city, adding(name), adding(name))
        assert outcome[0] == "kept"
        assert outcome[1] in ("partner_name_taken", "partner_slug_taken")
