"""Two coordinators in the same second: one decides, the other is told, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from sqlalchemy import URL, NullPool, create_engine, func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account
from tests.initiative_making import make_content, make_initiative, make_waiting
from webapp.access.policy import Actor, Holding
from webapp.errors import DomainError
from webapp.models import Initiative, InitiativeRevision, Listing
from webapp.moderation.actions import Wish, approve_waiting, give_back_waiting, merge_two
from webapp.vocabulary import RevisionState, Role

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
PAIRS = 8


def test_of_two_at_once_exactly_one_decides(city_clone: URL) -> None:
    engine = create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        holding = (Holding(Role.CITY_COORDINATOR),)
        two = [Actor(make_account(session).id, holdings=holding) for _ in range(2)]
        slugs = [make_waiting(session, make_content(f"Wedloop {number}")).slug for number in range(PAIRS)]

    def decide(slug: str, viewer: Actor, together: Barrier, *, approves: bool) -> str:
        with Session(engine) as session, session.begin():
            together.wait()
            try:
                if approves:
                    approve_waiting(session, viewer, slug, number=1, today=TODAY, now=NOW)
                else:
                    give_back_waiting(session, viewer, slug, number=1, reason="Liever niet", now=NOW)
            except DomainError as error:
                return error.code
        return "approved" if approves else "returned"

    with ThreadPoolExecutor(2) as threads:
        for slug in slugs:
            together = Barrier(2)
            running = [
                threads.submit(decide, slug, viewer, together, approves=approves)
                for viewer, approves in zip(two, (True, False), strict=True)
            ]
            found = {each.result() for each in running}
            assert found in ({"approved", "decided_already"}, {"returned", "decided_already"})
            with Session(engine) as session:
                listed = session.scalar(select(func.count()).where(Listing.slug == slug)) or 0
                state = session.scalars(
                    select(InitiativeRevision.state)
                    .join(Initiative, Initiative.id == InitiativeRevision.initiative_id)
                    .where(Initiative.slug == slug)
                ).one()
                assert (listed == 1) == (state == RevisionState.APPROVED) == ("approved" in found)
    engine.dispose()


def test_two_who_merge_the_same_two_either_way_round_do_not_wait_for_each_other(city_clone: URL) -> None:
    engine = create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        viewer = Actor(make_account(session).id, holdings=(Holding(Role.CITY_COORDINATOR),))
        one, other = (make_initiative(session, make_content(title)) for title in ("Een", "Ander"))
        wishes = [
            Wish(one.slug, one.version, other.slug, other.version, {}),
            Wish(other.slug, other.version, one.slug, one.version, {}),
        ]
    together = Barrier(2)

    def merge(wish: Wish) -> str:
        with Session(engine) as session, session.begin():
            together.wait()
            try:
                merge_two(session, viewer, wish, note="", today=TODAY, now=NOW)
            except DomainError as error:
                return error.code
        return "merged"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(merge, wishes)) == ["changed_meanwhile", "merged"]
    engine.dispose()
