"""Groups that neighbours form are listed and added."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.network_making import make_group
from tests.web.conftest import SignIn
from tests.web.networks.noting import Kept, a_network, groups_in
from tests.web.people.browsing import problems, sent_by
from webapp.vocabulary import GroupKind

FIELDS = {"name": "Wandelclub", "kind": "activity", "about": "", "started_on": "2026-03-01"}


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


def test_a_group_is_added_and_shown_with_a_way_to_note_who_belongs_to_it(records: Session, kept: Kept) -> None:
    done = kept.coordinator.submit(kept.url + "/groepen", FIELDS, status=303)
    [group] = groups_in(records, kept.place)
    assert (group.name, group.kind, group.started_on) == ("Wandelclub", GroupKind.ACTIVITY, date(2026, 3, 1))
    page = kept.coordinator.visit(done.response.location)
    assert "0 buren" in page.text
    way = page.soup.select_one('.network-groups a[href*="/relatie?naar="]')
    assert way is not None
    assert kept.coordinator.visit(str(way["href"])).soup.select_one("#other")["value"] == "Wandelclub"


def test_a_group_that_was_just_saved_leads_to_who_belongs_to_it(records: Session, kept: Kept) -> None:
    make_group(records, "Eetclub", kept.place.id)
    records.commit()
    done = kept.coordinator.submit(kept.url + "/groepen", FIELDS, status=303)
    page = kept.coordinator.visit(done.response.location)
    [way] = page.soup.select('[role="status"] a')
    assert "Wandelclub" in way.text
    assert kept.coordinator.visit(str(way["href"])).soup.select_one("#other")["value"] == "Wandelclub"


def test_when_a_group_began_may_be_unknown(records: Session, kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + "/groepen")
    assert not page.soup.select_one("#started_on").get("value")
    kept.coordinator.submit(kept.url + "/groepen", sent_by(page, name="Wandelclub", kind="activity"), status=303)
    assert groups_in(records, kept.place)[0].started_on is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "wandelCLUB"}, "name"),
        ({"name": " "}, "name"),
        ({"kind": ""}, "kind"),
        ({"started_on": "2026-12-31"}, "started_on"),
        ({"about": "x" * 301}, "about"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, kept: Kept, changes: dict[str, str], field: str
) -> None:
    make_group(records, "Wandelclub", kept.place.id)
    records.commit()
    page = kept.coordinator.submit(kept.url + "/groepen", FIELDS | {"name": "Eetclub"} | changes, status=422)
    assert list(problems(page)) == [field]
    assert len(groups_in(records, kept.place)) == 1


def test_two_neighbourhoods_may_have_a_group_of_one_name(records: Session, kept: Kept) -> None:
    make_group(records, "Wandelclub", kept.place.id + 1)
    records.commit()
    kept.coordinator.submit(kept.url + "/groepen", FIELDS, status=303)
    assert len(groups_in(records, kept.place)) == 1
