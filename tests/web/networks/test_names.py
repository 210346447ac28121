"""Names come up while somebody types: the likeliest first, and no more than eight."""

import pytest
from sqlalchemy.orm import Session

from tests.network_making import make_linked
from tests.web.conftest import SignIn
from tests.web.networks.noting import Kept, a_network
from tests.web.people.browsing import make_coordinator


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


def found(kept: Kept, typed: str) -> list[str]:
    answer = kept.coordinator.client.get(kept.url + "/namen", query_string={"q": typed})
    assert answer.status_code == 200
    return [each["label"] for each in answer.get_json()["results"]]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", ""])
def test_what_is_typed_is_never_read_as_a_pattern(kept: Kept, typed: str) -> None:
    assert "Aisha Proef" in found(kept, "aïsha")
    assert "Aisha Proef" not in found(kept, typed)


def test_what_is_too_long_is_refused(kept: Kept) -> None:
    assert kept.coordinator.client.get(kept.url + "/namen", query_string={"q": "x" * 81}).status_code == 400


def test_no_more_than_eight_names_come_back_the_likeliest_first(records: Session, kept: Kept) -> None:
    for number in range(12):
        make_linked(records, f"Bea{number} Aisha", kept.place.id)
    records.commit()
    names = found(kept, "aisha")
    assert len(names) == 8
    assert names[0] == "Aisha Proef"


def test_a_coordinator_of_elsewhere_finds_nothing_here(records: Session, kept: Kept, sign_in: SignIn) -> None:
    other = sign_in(make_coordinator(records, kept.place.id + 1).id)
    assert other.client.get(kept.url + "/namen?q=aisha").status_code == 404
