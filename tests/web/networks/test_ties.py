"""The ties of a neighbourhood are looked through and confirmed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.network_making import make_group, node_id_of
from tests.web.conftest import SignIn
from tests.web.networks.looking import person_of, rows, slug_of, tie_of
from tests.web.networks.noting import Kept
from tests.web.people.browsing import make_coordinator
from webapp.models import Consent
from webapp.vocabulary import TieKind


def test_those_that_were_confirmed_longest_ago_stand_first(kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + "/relaties")
    first, second = rows(page)
    assert "Aisha Proef kent Truus Proef" in first
    assert "lang geleden" in first
    assert "Aisha Proef leidt Wandelclub" in second
    assert "lang geleden" not in second


@pytest.mark.parametrize(
    ("asked", "count"),
    [("", 2), ("?soort=leads", 1), ("?oud=1", 1), ("?einde=1", 3), ("?soort=works_with", 0), ("?soort=onzin", 2)],
)
def test_filters_choose(kept: Kept, asked: str, count: int) -> None:
    assert len(rows(kept.coordinator.visit(kept.url + "/relaties" + asked))) == count


@pytest.mark.parametrize("order", ["van", "-van", "naar", "sinds", "-sinds", "bevestigd", "onzin"])
def test_every_order_works(kept: Kept, order: str) -> None:
    assert len(rows(kept.coordinator.visit(kept.url + f"/relaties?sorteer={order}"))) == 2


def test_a_tie_with_who_took_consent_back_is_not_there(records: Session, kept: Kept) -> None:
    person = person_of(records, kept.truus)
    for consent in records.scalars(select(Consent).where(Consent.person_id == person.id)):
        consent.expires_on = TODAY
    records.commit()
    assert "Truus" not in kept.coordinator.visit(kept.url + "/relaties?einde=1").text


def test_a_coordinator_of_elsewhere_sees_and_confirms_nothing(records: Session, kept: Kept, sign_in: SignIn) -> None:
    other = sign_in(make_coordinator(records, kept.place.id + 1).id)
    tie = tie_of(records, TieKind.KNOWS)
    other.visit(kept.url + "/relaties", status=404)
    slug = f"/werkplek/{slug_of(records, kept.place.id + 1)}/netwerk"
    other.submit(f"{slug}/relaties/{tie}/bevestigen", {}, status=404)
    assert rows(other.visit(slug + "/relaties?einde=1")) == []


def test_the_node_of_a_group_can_be_chosen_too(records: Session, kept: Kept) -> None:
    club = node_id_of(records, make_group(records, "Leesclub", kept.place.id))
    records.commit()
    assert rows(kept.coordinator.visit(kept.url + f"/relaties?wie={club}")) == []
