"""Ties are noted by two people in the same second: exactly one stays, and the other hears of it."""

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.network_making import make_linked, node_id_of
from webapp.errors import DomainError
from webapp.models import Evidence, Neighbourhood, Person, Tie
from webapp.networks.actions.ties import SIGN_NOTE, TieFacts, note_tie
from webapp.networks.rules.network import Side
from webapp.vocabulary import NodeKind, TieKind, TieSource, TieStrength

RACES = 4
FACTS = TieFacts(TieKind.KNOWS, TieStrength.REGULAR, TODAY)


def noting(neighbourhood_id: int, one: int, other: int) -> Step:
    def step(session: Session) -> str:
        sides = Side(one, NodeKind.PERSON), Side(other, NodeKind.PERSON)
        note_tie(session, neighbourhood_id, *sides, FACTS, source=TieSource.NOTED, by=None, today=TODAY)
        return "noted"

    return step


def test_of_two_who_note_the_same_tie_at_once_one_does(own_city: Engine) -> None:
    with Session(own_city) as session, session.begin():
        here, there = session.scalars(select(Neighbourhood.id).order_by(Neighbourhood.id).limit(2))
        pairs = [
            tuple(node_id_of(session, make_linked(session, f"{name} {race}", here)) for name in ("Een", "Twee"))
            for race in range(RACES)
        ]
    # from two neighbourhoods nothing but the database comes between them
    for race, (one, other) in enumerate(pairs):
        places = (here, there if race % 2 else here)
        told = at_once(own_city, noting(places[0], one, other), noting(places[1], other, one))
        assert told == ["noted", "tie_there"]
    with Session(own_city) as session:
        ids = [node for pair in pairs for node in pair]
        assert session.scalar(select(func.count()).select_from(Tie).where(Tie.from_node_id.in_(ids))) == RACES
        signs = select(func.count()).select_from(Evidence).where(Evidence.note == SIGN_NOTE[0])
        assert session.scalar(signs.where(Evidence.neighbourhood_id == here)) == 1


def test_who_left_meanwhile_is_told_and_not_an_error(session: Session) -> None:
    here = session.scalars(select(Neighbourhood.id).order_by(Neighbourhood.id).limit(1)).one()
    one, gone = (make_linked(session, name, here) for name in ("Een Blijft", "Twee Gaat"))
    nodes = node_id_of(session, one), node_id_of(session, gone)
    session.execute(delete(Person).where(Person.id == gone.id))
    sides = [Side(node, NodeKind.PERSON) for node in nodes]
    with pytest.raises(DomainError, match="tie_side_gone"):
        note_tie(session, here, sides[0], sides[1], FACTS, source=TieSource.NOTED, by=None, today=TODAY)


def test_periods_of_one_tie_follow_each_other_and_never_overlap(session: Session) -> None:
    here = session.scalars(select(Neighbourhood.id).order_by(Neighbourhood.id).limit(1)).one()
    nodes = [node_id_of(session, make_linked(session, name, here)) for name in ("Een", "Twee")]
    one, other = (Side(node, NodeKind.PERSON) for node in nodes)

    def note(since: int, until: int | None) -> int:
        facts = TieFacts(
            TieKind.KNOWS,
            TieStrength.LOOSE,
            TODAY.replace(year=since),
            None if until is None else TODAY.replace(year=until),
        )
        return note_tie(session, here, one, other, facts, source=TieSource.NOTED, by=None, today=TODAY)

    note(2020, 2022)
    note(2022, 2024)
    for since, until in ((2021, 2023), (2019, 2021), (2023, None), (2010, None)):
        with pytest.raises(DomainError, match="tie_there"):
            note(since, until)
    note(2024, None)
    assert len(session.scalars(select(Tie).where(Tie.from_node_id.in_(nodes))).all()) == 3
