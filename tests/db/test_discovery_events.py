"""Putting right what happened in a discovery process, and its sign of life with it: by whom, and by two at once."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from webapp.coverage.actions import add_evidence
from webapp.discovery.actions import Beginning, Happening, change_event, note_event, remove_event, start_discovery
from webapp.errors import DomainError, EditConflict
from webapp.models import DiscoveryEvent, Evidence, Neighbourhood
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart, EvidenceKind, Provenance, Role

BEGAN = TODAY - timedelta(days=30)


def happening(words: str = "Soep in de zaal", people: int | None = 8) -> Happening:
    return Happening(DiscoveryEventKind.GATHERING, BEGAN, words, people)


def add_event(session: Session, slug: str = "proefwijk") -> tuple[int, int]:
    """A neighbourhood, and what happened in its process."""
    place = Neighbourhood(slug=slug, name=slug.title(), aliases=[])
    session.add(place)
    session.flush()
    start_discovery(session, place.id, Beginning(DiscoveryStart.STARTED, BEGAN), by=None, today=TODAY)
    return place.id, note_event(session, place.id, happening(), by=None, today=TODAY).id


def test_of_two_editors_one_wins_and_the_other_is_told(own_empty: Engine) -> None:
    with Session(own_empty) as session, session.begin():
        place, event = add_event(session)

    def editing(number: int) -> Step:
        def step(session: Session) -> str:
            what = happening(f"Van {number}", number + 10)
            try:
                change_event(session, place, event, what, version=1, by=None, today=TODAY)
            except EditConflict as conflict:
                return f"{conflict.code} {conflict.version}"
            return "kept"

        return step

    assert at_once(own_empty, *map(editing, range(4))) == [*["changed_meanwhile 2"] * 3, "kept"]
    with Session(own_empty) as session:
        found = session.get_one(DiscoveryEvent, event)
        sign = session.get_one(Evidence, found.evidence_id)
        assert sign.note.endswith(f": {found.people} mensen.")


def test_what_was_removed_meanwhile_is_not_changed_or_removed_again(empty_session: Session) -> None:
    place, event = add_event(empty_session)
    remove_event(empty_session, place, event, version=1, by=None)
    with pytest.raises(DomainError, match="discovery_event_unknown"):
        change_event(empty_session, place, event, happening(), version=1, by=None, today=TODAY)
    with pytest.raises(DomainError, match="discovery_event_unknown"):
        remove_event(empty_session, place, event, version=1, by=None)


def test_event_without_its_sign_of_life_gets_one_when_it_is_put_right(empty_session: Session) -> None:
    place, event = add_event(empty_session)
    found = empty_session.get_one(DiscoveryEvent, event)
    found.evidence_id = None
    empty_session.flush()
    change_event(empty_session, place, event, happening(people=20), version=1, by=None, today=TODAY)
    assert empty_session.get_one(Evidence, found.evidence_id).note.endswith(": 20 mensen.")
    found.evidence_id = None
    empty_session.flush()
    remove_event(empty_session, place, event, version=2, by=None)
    assert empty_session.get(DiscoveryEvent, event) is None


def test_database_lets_a_sign_go_only_with_an_event_of_ones_own_neighbourhood(empty_session: Session) -> None:
    session = empty_session
    (place, event), (_, other) = add_event(session), add_event(session, "andere-wijk")
    source = Provenance.SOURCE
    add_evidence(session, place, EvidenceKind.NETWORK, observed_on=BEGAN, today=TODAY, provenance=source)
    own = session.get_one(DiscoveryEvent, event).evidence_id
    assert session.get_one(DiscoveryEvent, other).evidence_id not in (None, own)
    account = make_account(session).id
    make_grant(session, account, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place)
    # that it began is a sign of no event: it is taken back by hand, and never changed
    begun = session.scalars(
        select(Evidence.id).where(
            Evidence.neighbourhood_id == place, Evidence.kind == EvidenceKind.DISCOVERY_PROCESS, Evidence.id != own
        )
    ).one()
    for statement, found in (
        ("UPDATE evidence SET note = 'anders' RETURNING id", {own}),
        ("DELETE FROM evidence RETURNING id", {own, begun}),
    ):
        with looking_as(session, make_account(session).id, today=TODAY):
            assert session.scalars(text(statement)).all() == []
        with looking_as(session, account, today=TODAY):
            assert set(session.scalars(text(statement))) == found
