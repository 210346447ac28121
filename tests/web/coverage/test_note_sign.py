from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator, problems, sent_by
from webapp.models import AuditEvent, Evidence
from webapp.vocabulary import EvidenceKind, Provenance

PATH = "/dekking/lewenborg/teken"


def sign(**changes: str) -> dict[str, str]:
    return {"kind": "initiative", "observed_on": TODAY.isoformat(), "note": "De soepavond begon."} | changes


def noted(records: Session, place: int) -> list[Evidence]:
    return list(
        records.scalars(
            select(Evidence).where(Evidence.neighbourhood_id == place, Evidence.provenance == Provenance.ENTERED)
        )
    )


def test_coordinator_notes_what_was_seen_and_it_is_accounted_for(
    coordinator: Visitor, account: int, records: Session, place: int
) -> None:
    answer = coordinator.submit(PATH, sent_by(coordinator.visit(PATH), **sign()), status=303)
    assert answer.response.location == "/dekking/lewenborg?gedaan=teken"
    (found,) = noted(records, place)
    assert (found.kind, found.observed_on, found.note) == (EvidenceKind.INITIATIVE, TODAY, "De soepavond begon.")
    event = records.scalars(select(AuditEvent).where(AuditEvent.subject_table == "evidence")).one()
    assert (event.account_id, event.subject_id) == (account, str(found.id))
    assert "De soepavond begon." in coordinator.visit("/dekking/lewenborg?gedaan=teken").text


def test_form_that_is_sent_twice_notes_once(coordinator: Visitor, records: Session, place: int) -> None:
    form = sent_by(coordinator.visit(PATH), **sign())
    for _ in range(2):
        coordinator.submit(PATH, form, status=303)
    assert len(noted(records, place)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "geld"}, "kind"),
        ({"observed_on": ""}, "observed_on"),
        ({"observed_on": "morgen"}, "observed_on"),
        ({"observed_on": (TODAY + timedelta(days=1)).isoformat()}, "observed_on"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    coordinator: Visitor, records: Session, place: int, changes: dict[str, str], field: str
) -> None:
    page = coordinator.submit(PATH, sign(**changes), status=422)
    assert list(problems(page)) == [field]
    assert sign(**changes)["note"] in page.text
    assert noted(records, place) == []


def test_name_in_the_words_is_asked_about_before_it_is_kept(coordinator: Visitor, records: Session, place: int) -> None:
    page = coordinator.submit(PATH, sign(note="Mevrouw Jansen kookte."), status=422)
    assert "een naam van iemand" in page.text
    assert noted(records, place) == []
    coordinator.submit(PATH, sent_by(page, kind="initiative", note="Mevrouw Jansen kookte.", sure="y"), status=303)
    assert len(noted(records, place)) == 1


def test_who_does_not_keep_the_neighbourhood_finds_nothing_there(
    visitor: Visitor, records: Session, sign_in: SignIn, place: int
) -> None:
    neighbour = sign_in(make_coordinator(records, find_place(records, "beijum")).id)
    neighbour.submit(PATH, sign(), status=404)
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")
    assert noted(records, place) == []
