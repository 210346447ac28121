"""A tie is changed, ended or removed."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.network_making import make_tie
from tests.web.conftest import SignIn
from tests.web.networks.noting import Kept, a_network, ties_in
from tests.web.people.browsing import problems, sent_by, versions
from webapp.models import NetworkNode, Person
from webapp.vocabulary import TieKind, TieStrength


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    """Aisha helps Truus."""
    network = a_network(records, sign_in)
    nodes = select(Person).join(NetworkNode, NetworkNode.person_id == Person.id)
    aisha, truus = (
        records.scalars(nodes.where(NetworkNode.id == each)).one() for each in (network.aisha, network.truus)
    )
    make_tie(records, aisha, truus, kind=TieKind.HELPS, since=date(2025, 1, 1))
    records.commit()
    return network


def address(records: Session, kept: Kept) -> str:
    return kept.url + f"/relaties/{ties_in(records, kept.place)[0].id}"


def test_kind_strength_and_begin_can_change(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    sent = sent_by(kept.coordinator.visit(here), kind="knows", strength="close", since="2024-05-01")
    kept.coordinator.submit(here, sent, status=303)
    [tie] = ties_in(records, kept.place)
    assert (tie.kind, tie.strength, tie.period.lower) == (TieKind.KNOWS, TieStrength.CLOSE, date(2024, 5, 1))
    assert tie.version == 2


def test_who_does_it_can_be_turned(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), turned="y"), status=303)
    [tie] = ties_in(records, kept.place)
    assert (tie.from_node_id, tie.to_node_id) == (kept.truus, kept.aisha)


def test_it_ends_and_stays_in_history(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), until="2026-11-01"), status=303)
    [tie] = ties_in(records, kept.place)
    assert tie.period.upper == date(2026, 11, 1)
    assert "Aisha" not in kept.coordinator.visit(kept.url + "/relaties").text
    assert "Aisha" in kept.coordinator.visit(kept.url + "/relaties?einde=1").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"until": "2024-12-31"}, "until"), ({"until": "2026-12-01"}, "until"), ({"since": ""}, "since")],
)
def test_a_wrong_day_is_told_beside_its_field(
    records: Session, kept: Kept, changes: dict[str, str], field: str
) -> None:
    here = address(records, kept)
    page = kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), **changes), status=422)
    assert list(problems(page)) == [field]


def test_it_does_not_become_a_tie_that_is_there(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    sent = {"one": "Aisha Proef", "other": "Truus Proef", "kind": "knows", "strength": "loose", "since": "2026-01-01"}
    kept.coordinator.submit(kept.url + "/relatie", sent, status=303)
    page = kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), kind="knows"), status=422)
    assert "kind" in problems(page)
    assert {tie.kind for tie in ties_in(records, kept.place)} == {TieKind.HELPS, TieKind.KNOWS}


def test_who_was_second_sees_both_versions(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    mine = sent_by(kept.coordinator.visit(here), strength="loose")
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), strength="close"), status=303)
    page = kept.coordinator.submit(here, mine, status=409)
    assert versions(page) == {"Hoe vaak hebben ze met elkaar te maken?": ("vaak en goed", "af en toe")}
    kept.coordinator.submit(here, sent_by(page, strength="loose"), status=303)
    assert ties_in(records, kept.place)[0].strength == TieStrength.LOOSE


def test_it_is_removed_only_when_that_is_sure(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    page = kept.coordinator.submit(here, {"doe": "weg", "version": "1"}, status=422)
    assert "Vink aan" in page.text
    assert len(ties_in(records, kept.place)) == 1
    kept.coordinator.submit(here, {"doe": "weg", "version": "1", "zeker": "1"}, status=303)
    assert ties_in(records, kept.place) == []
    kept.coordinator.visit(here, status=404)


def test_what_was_changed_meanwhile_is_not_removed_unseen(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), strength="close"), status=303)
    page = kept.coordinator.submit(here, {"doe": "weg", "version": "1", "zeker": "1"}, status=409)
    assert "staat er nog" in page.text
    assert len(ties_in(records, kept.place)) == 1


def test_nothing_changes_when_nothing_was_changed(records: Session, kept: Kept) -> None:
    here = address(records, kept)
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here)), status=303)
    [tie] = ties_in(records, kept.place)
    assert tie.version == 1
    assert tie.confirmed_on < TODAY
