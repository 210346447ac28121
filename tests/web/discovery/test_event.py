"""Changing an event of a discovery process."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.discovery.noting import BEGAN, BOARD, DAY, kept, signs
from tests.web.needs.asking import filled
from tests.web.people.browsing import events, make_coordinator, problems
from webapp.vocabulary import AuditAction, Role


def test_board_leads_to_each_event(coordinator: Visitor, event: int) -> None:
    links = [link["href"] for link in coordinator.visit(BOARD).soup.select(".discovery-events a")]
    assert links == [f"{BOARD}/{event}"]
    assert filled(coordinator.visit(links[0]))["words"] == "Koffie"


def test_change_is_kept_with_its_sign_of_life_and_its_audit(
    records: Session, coordinator: Visitor, event: int, place: int, account: int
) -> None:
    before = signs(records, place)
    earlier = DAY - timedelta(days=2)
    changes = {"kind": "gathering", "people": "12", "on_day": earlier.isoformat()}
    page = coordinator.visit(f"{BOARD}/{event}")
    answer = coordinator.submit(f"{BOARD}/{event}", filled(page) | changes, status=303)
    assert "teken van leven van de wijk is mee gewijzigd" in coordinator.visit(answer.response.location).text
    found = kept(records)
    assert (found.kind, found.people, found.on_day, found.words, found.version) == (
        "gathering", 12, earlier, "Koffie", 2,
    )  # fmt: skip
    told = (earlier, "Bewoners kwamen bij elkaar in het ontdekkingsproces: 12 mensen.")
    assert signs(records, place) == [*before[:-1], told]
    assert (AuditAction.CHANGED, account, None, ["kind", "on_day", "people"]) in events(
        records, "discovery_event", event
    )


def test_form_as_it_stands_changes_nothing(records: Session, coordinator: Visitor, event: int, place: int) -> None:
    before = signs(records, place)
    page = coordinator.visit(f"{BOARD}/{event}")
    coordinator.submit(f"{BOARD}/{event}", filled(page) | {"kind": "conversations"}, status=303)
    assert kept(records).version == 1
    assert signs(records, place) == before


def test_who_comes_second_sees_both_versions_and_can_still_win(
    records: Session, coordinator: Visitor, event: int
) -> None:
    path = f"{BOARD}/{event}"
    slow = filled(coordinator.visit(path)) | {"kind": "conversations", "words": "Van de trage", "people": ""}
    quick = filled(coordinator.visit(path)) | {"kind": "conversations", "words": "Van de snelle"}
    coordinator.submit(path, quick, status=303)
    page = coordinator.submit(path, slow, status=409)
    rows = [[cell.text for cell in row.select("th, td")] for row in page.soup.select(".error-summary tbody tr")]
    assert rows == [["Met hoeveel mensen?", "8", "(leeg)"], ["Wat gebeurde er?", "Van de snelle", "Van de trage"]]
    assert kept(records).words == "Van de snelle"
    coordinator.submit(path, filled(page) | {"kind": "conversations"}, status=303)
    assert (kept(records).words, kept(records).version) == ("Van de trage", 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": " "}, "words"),
        ({"people": "-1"}, "people"),
        ({"on_day": (TODAY + timedelta(days=1)).isoformat()}, "on_day"),
        ({"on_day": (BEGAN - timedelta(days=1)).isoformat()}, "on_day"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, coordinator: Visitor, event: int, changes: dict[str, str], field: str
) -> None:
    sent = filled(coordinator.visit(f"{BOARD}/{event}")) | {"kind": "conversations"} | changes
    assert list(problems(coordinator.submit(f"{BOARD}/{event}", sent, status=422))) == [field]
    assert kept(records).version == 1


def test_words_that_seem_to_point_to_somebody_are_asked_about_once(
    records: Session, coordinator: Visitor, event: int
) -> None:
    path = f"{BOARD}/{event}"
    sent = filled(coordinator.visit(path)) | {"kind": "conversations", "words": "Bel haar op 06 12345678"}
    assert "een telefoonnummer" in coordinator.submit(path, sent, status=422).text
    coordinator.submit(path, sent | {"sure": "y"}, status=303)
    assert kept(records).words == "Bel haar op 06 12345678"


def test_event_of_a_process_that_ended_stays_within_it(records: Session, coordinator: Visitor, event: int) -> None:
    ended = {"doe": "einde", "ended_on": DAY.isoformat(), "outcome": "Er is een kookgroep."}
    coordinator.submit(BOARD, ended, status=303)
    path = f"{BOARD}/{event}"
    sent = filled(coordinator.visit(path)) | {"kind": "conversations", "on_day": TODAY.isoformat()}
    page = coordinator.submit(path, sent, status=422)
    assert "Toen was het ontdekkingsproces al afgerond" in page.text
    coordinator.submit(path, sent | {"on_day": DAY.isoformat(), "people": "9"}, status=303)
    assert kept(records).people == 9


def test_somebody_elses_event_is_not_there(records: Session, sign_in: SignIn, coordinator: Visitor, event: int) -> None:
    other = sign_in(make_coordinator(records, find_place(records, "selwerd")).id)
    other.visit(f"{BOARD}/{event}", status=404)
    other.visit(f"/werkplek/selwerd/ontdekken/{event}", status=404)
    other.submit(f"/werkplek/selwerd/ontdekken/{event}/weg", {"version": "1"}, status=404)
    other.visit("/werkplek/selwerd/ontdekken/99999999999999999999", status=404)
    assert kept(records).id == event
    coordinator.visit(f"{BOARD}/{event}")


def test_city_coordinator_puts_an_event_right(
    records: Session, sign_in: SignIn, coordinator: Visitor, event: int, place: int
) -> None:
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    city, path = sign_in(account), f"{BOARD}/{event}"
    city.submit(path, filled(city.visit(path)) | {"kind": "conversations", "people": "20"}, status=303)
    assert signs(records, place)[-1][1].endswith(": 20 mensen.")
