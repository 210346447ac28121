"""Two coordinators in the same second: one decides, the other is told, and nothing is done twice."""

from datetime import UTC, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.factories import make_account
from tests.initiative_making import make_content, make_initiative, make_waiting
from webapp.access.policy import Actor, Holding
from webapp.models import Initiative, InitiativeRevision, Listing
from webapp.moderation.actions import Wish, approve_waiting, give_back_waiting, merge_two
from webapp.vocabulary import RevisionState, Role

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
PAIRS = 8


def deciding(slug: str, viewer: Actor, *, approves: bool) -> Step:
    def step(session: Session) -> str:
        if approves:
            approve_waiting(session, viewer, slug, number=1, today=TODAY, now=NOW)
            return "approved"
        give_back_waiting(session, viewer, slug, number=1, reason="Liever niet", now=NOW)
        return "returned"

    return step


def test_of_two_at_once_exactly_one_decides(own_city: Engine) -> None:
    with Session(own_city) as session, session.begin():
        holding = (Holding(Role.CITY_COORDINATOR),)
        two = [Actor(make_account(session).id, holdings=holding) for _ in range(2)]
        slugs = [make_waiting(session, make_content(f"Wedloop {number}")).slug for number in range(PAIRS)]

    for slug in slugs:
        found = set(at_once(own_city, deciding(slug, two[0], approves=True), deciding(slug, two[1], approves=False)))
        assert found in ({"approved", "decided_already"}, {"returned", "decided_already"})
        with Session(own_city) as session:
            listed = session.scalar(select(func.count()).where(Listing.slug == slug)) or 0
            state = session.scalars(
                select(InitiativeRevision.state)
                .join(Initiative, Initiative.id == InitiativeRevision.initiative_id)
                .where(Initiative.slug == slug)
            ).one()
            assert (listed == 1) == (state == RevisionState.APPROVED) == ("approved" in found)


def test_two_who_merge_the_same_two_either_way_round_do_not_wait_for_each_other(own_city: Engine) -> None:
    with Session(own_city) as session, session.begin():
        viewer = Actor(make_account(session).id, holdings=(Holding(Role.CITY_COORDINATOR),))
        one, other = (make_initiative(session, make_content(title)) for title in ("Een", "Ander"))
        wishes = [
            Wish(one.slug, one.version, other.slug, other.version, {}),
            Wish(other.slug, other.version, one.slug, one.version, {}),
        ]

    def merging(wish: Wish) -> Step:
        def step(session: Session) -> str:
            merge_two(session, viewer, wish, note="", today=TODAY, now=NOW)
            return "merged"

        return step

    assert at_once(own_city, *map(merging, wishes)) == ["changed_meanwhile", "merged"]
