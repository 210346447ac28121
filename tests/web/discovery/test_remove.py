"""Taking an event of a discovery process back."""

from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.discovery.noting import BOARD, kept, signs
from tests.web.needs.asking import filled
from tests.web.people.browsing import events
from webapp.models import DiscoveryEvent
from webapp.vocabulary import AuditAction


def test_removal_takes_its_sign_of_life_along(
    records: Session, coordinator: Visitor, event: int, place: int, account: int
) -> None:
    before = signs(records, place)
    page = coordinator.visit(f"{BOARD}/{event}")
    form = page.soup.select_one(f"form[action='{BOARD}/{event}/weg']")
    sent = {each["name"]: each["value"] for each in form.select("input")}
    answer = coordinator.submit(f"{BOARD}/{event}/weg", sent, status=303)
    assert "Weggehaald" in coordinator.visit(answer.response.location).text
    assert records.get(DiscoveryEvent, event) is None
    assert signs(records, place) == before[:-1]
    assert events(records, "discovery_event", event)[-1] == (AuditAction.DELETED, account, None, [])
    coordinator.visit(f"{BOARD}/{event}", status=404)


def test_removal_waits_for_who_changed_it_meanwhile(records: Session, coordinator: Visitor, event: int) -> None:
    path = f"{BOARD}/{event}"
    sent = filled(coordinator.visit(path)) | {"kind": "conversations", "words": "Toch iets anders"}
    coordinator.submit(path, sent, status=303)
    page = coordinator.submit(f"{path}/weg", {"version": "1"}, status=409)
    assert "Iemand wijzigde dit intussen" in page.text
    assert filled(page)["words"] == "Toch iets anders"
    assert kept(records).version == 2
    coordinator.submit(f"{path}/weg", {"version": "2"}, status=303)
