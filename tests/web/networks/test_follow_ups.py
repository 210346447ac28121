"""What coordinators take up of what a network shows: taken up, done, handed over, let go."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_person
from tests.match_making import find_place
from tests.network_making import make_linked, make_tie, node_id_of
from tests.web.conftest import Visitor
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from webapp.models import Account, AuditEvent, FollowUp, Person, Tie
from webapp.vocabulary import AuditAction, FollowUpKind

PATH = "/werkplek/lewenborg/opvolgen"
KEY = "A" * 22


@pytest.fixture
def colleague(records: Session, place: int) -> Account:
    """Somebody else who coordinates there."""
    account = make_coordinator(records, place)
    make_person(records, "Kim Collega", account_id=account.id)
    records.commit()
    return account


@pytest.fixture
def pair(records: Session, place: int) -> tuple[Person, Person]:
    pair = make_linked(records, "Anna", place), make_linked(records, "Bram", place)
    records.commit()
    return pair


def taken_up(records: Session, pair: tuple[Person, Person], by: Account, **changes: str) -> dict[str, str]:
    one, other = (str(node_id_of(records, each)) for each in pair)
    sent = {"doe": "oppakken", "kind": "introduce", "insight": "single_bridge", "node": one, "other": other}
    return sent | {"owner": str(by.id), "due_on": (TODAY + timedelta(days=14)).isoformat()} | changes


def make_follow_up(
    records: Session, place: int, pair: tuple[Person, Person], *, owner: Account | None = None,
    kind: FollowUpKind = FollowUpKind.INTRODUCE, days: int = 3,
) -> int:  # fmt: skip
    row = FollowUp(
        neighbourhood_id=place, kind=kind, node_id=node_id_of(records, pair[0]),
        other_node_id=node_id_of(records, pair[1]), owner_id=owner.id if owner else None,
        due_on=TODAY + timedelta(days=days),
    )  # fmt: skip
    records.add(row)
    records.commit()
    return row.id


def only(records: Session) -> FollowUp | None:
    records.expire_all()
    return records.scalars(select(FollowUp)).one_or_none()


def audited(records: Session) -> list[tuple[AuditAction, int | None]]:
    events = records.scalars(select(AuditEvent).where(AuditEvent.subject_table == "follow_up").order_by(AuditEvent.id))
    return [(each.action, each.person_id) for each in events]


def done(number: int, **changes: str) -> dict[str, str]:
    return {"doe": "klaar", "nummer": str(number), f"klaar{number}-version": "1"} | {
        f"klaar{number}-{name}": value for name, value in changes.items()
    }


def changed(number: int, owner: Account, *, days: int, version: int = 1) -> dict[str, str]:
    day = (TODAY + timedelta(days=days)).isoformat()
    kept = {"version": str(version), "owner": str(owner.id), "due_on": day}
    return {"doe": "wijzig", "nummer": str(number)} | {f"wijzig{number}-{name}": each for name, each in kept.items()}


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_somebody_elses_neighbourhood_is_not_there(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person]
) -> None:
    coordinator.visit("/werkplek/selwerd/opvolgen", status=404)
    coordinator.submit("/werkplek/selwerd/opvolgen", taken_up(records, pair, account), status=404)
    assert only(records) is None
    assert "Er staat niets open" in coordinator.visit(PATH).text


def test_taken_up_it_stands_in_the_list_and_in_the_audit_of_both(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person]
) -> None:
    answer = coordinator.submit(PATH, taken_up(records, pair, account), status=303)
    assert answer.response.location == f"{PATH}?gedaan=oppakken"
    page = coordinator.visit(PATH)
    assert "Anna en Bram aan elkaar voorstellen" in page.text
    assert "jij doet dit" in page.text
    assert "Later (1)" in page.text
    assert sorted(audited(records), key=str) == sorted(
        [(AuditAction.CREATED, pair[0].id), (AuditAction.CREATED, pair[1].id)], key=str
    )


def test_a_form_that_is_sent_twice_works_once(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person]
) -> None:
    for _ in range(2):
        coordinator.submit(PATH, taken_up(records, pair, account, eenmalig=KEY), status=303)
    assert only(records) is not None


def test_the_same_pair_is_not_taken_up_again_while_it_is_open(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    number = make_follow_up(records, place, pair, owner=account)
    turned = taken_up(records, (pair[1], pair[0]), account)
    page = coordinator.submit(PATH, turned, status=422)
    assert "Dit staat al open bij opvolgen" in page.text
    coordinator.submit(PATH, done(number), status=303)
    coordinator.submit(PATH, turned, status=303)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"due_on": (TODAY - timedelta(days=1)).isoformat()}, 422),
        ({"due_on": (TODAY + timedelta(days=400)).isoformat()}, 422),
        ({"due_on": "gauw"}, 422),
        ({"owner": "2147483646"}, 422),
        ({"kind": "marry"}, 400),
        ({"insight": "<b>"}, 400),
        ({"node": "x"}, 400),
        ({"node": "2147483646"}, 404),
        ({"doe": "niets"}, 404),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    records: Session, coordinator: Visitor, account: Account, *, pair: tuple[Person, Person], changes: dict[str, str],
    status: int,
) -> None:  # fmt: skip
    coordinator.submit(PATH, taken_up(records, pair, account, **changes), status=status)
    assert only(records) is None
    coordinator.submit(PATH, taken_up(records, pair, account), status=303)


@pytest.mark.parametrize("due_on", ["2020-01-01", "gauw", ""])
def test_after_a_wrong_day_it_is_still_told_what_is_taken_up(
    records: Session, coordinator: Visitor, account: Account, *, pair: tuple[Person, Person], due_on: str
) -> None:
    page = coordinator.submit(PATH, taken_up(records, pair, account, due_on=due_on), status=422)
    assert "Je wilde dit oppakken: Anna en Bram aan elkaar voorstellen." in page.text
    alone = taken_up(records, pair, account, due_on=due_on, kind="visit", other="")
    assert "oppakken: Langsgaan bij Anna." in coordinator.submit(PATH, alone, status=422).text


@pytest.mark.parametrize("changes", [{"kind": "marry"}, {"node": "x"}, {"node": "2147483646"}])
def test_after_a_wrong_day_nothing_is_told_of_what_no_page_offers(
    records: Session, coordinator: Visitor, account: Account, *, pair: tuple[Person, Person], changes: dict[str, str]
) -> None:
    page = coordinator.submit(PATH, taken_up(records, pair, account, due_on="gauw", **changes), status=422)
    assert "Je wilde dit oppakken" not in page.text


def test_after_a_wrong_day_no_name_of_somebody_elsewhere_is_told(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person]
) -> None:
    greet = make_linked(records, "Geheime Greet", find_place(records, "selwerd"))
    records.commit()
    page = coordinator.submit(PATH, taken_up(records, (pair[0], greet), account, due_on="gauw"), status=422)
    assert "Greet" not in page.text


def test_where_nobody_else_coordinates_that_is_told(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    make_follow_up(records, place, pair, owner=account)
    assert "Er is hier nog geen andere coördinator." in coordinator.visit(PATH).text
    make_coordinator(records, place)
    assert "Er is hier nog geen andere coördinator." not in coordinator.visit(PATH).text


def test_somebody_who_is_not_theirs_to_know_cannot_be_followed_up(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person]
) -> None:
    selwerd = find_place(records, "selwerd")
    other = make_linked(records, "Greet", selwerd)
    records.commit()
    coordinator.submit(PATH, taken_up(records, (pair[0], other), account), status=404)
    assert only(records) is None


def test_done_is_kept_with_how_it_went_and_offers_to_note_the_tie(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    number = make_follow_up(records, place, pair, owner=account)
    answer = coordinator.submit(PATH, done(number, outcome="Ze drinken nu samen koffie"), status=303)
    page = coordinator.visit(answer.response.location)
    row = only(records)
    assert row is not None
    assert (row.done_on, row.outcome) == (TODAY, "Ze drinken nu samen koffie")
    assert "Ze drinken nu samen koffie" in page.text
    one, other = (node_id_of(records, each) for each in pair)
    assert page.soup.select(f'a[href*="een={one}"][href*="twee={other}"]')
    assert (AuditAction.CHANGED, pair[0].id) in audited(records)


def test_outcome_that_tells_of_somebody_is_asked_about_first(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    number = make_follow_up(records, place, pair, owner=account)
    page = coordinator.submit(PATH, done(number, outcome="Bel 06 12345678"), status=422)
    assert "een telefoonnummer" in page.text
    row = only(records)
    assert row is not None
    assert row.done_on is None


def test_tie_that_is_still_there_is_confirmed(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    old = TODAY - timedelta(days=500)
    tie = make_tie(records, *pair, since=old, confirmed_on=old)
    number = make_follow_up(records, place, pair, owner=account, kind=FollowUpKind.CONFIRM_TIE)
    coordinator.submit(PATH, done(number), status=422)
    coordinator.submit(PATH, done(number, still="ja"), status=303)
    records.expire_all()
    assert records.get_one(Tie, tie.id).confirmed_on == TODAY


def test_tie_that_is_over_is_not_confirmed(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    old = TODAY - timedelta(days=500)
    tie = make_tie(records, *pair, since=old, confirmed_on=old)
    number = make_follow_up(records, place, pair, owner=account, kind=FollowUpKind.CONFIRM_TIE)
    answer = coordinator.submit(PATH, done(number, still="nee"), status=303)
    assert "Laat de relatie van Anna eindigen" in coordinator.visit(answer.response.location).text
    records.expire_all()
    assert records.get_one(Tie, tie.id).confirmed_on == old


def test_somebody_else_can_do_it_on_another_day(
    records: Session, coordinator: Visitor, account: Account, *, colleague: Account, pair: tuple[Person, Person],
    place: int,
) -> None:  # fmt: skip
    number = make_follow_up(records, place, pair, owner=account)
    coordinator.submit(PATH, changed(number, colleague, days=30), status=303)
    row = only(records)
    assert row is not None
    assert (row.owner_id, row.due_on, row.version) == (colleague.id, TODAY + timedelta(days=30), 2)
    assert "Kim Collega doet dit" in coordinator.visit(PATH).text
    # the page of before knows nothing of that
    coordinator.submit(PATH, changed(number, account, days=40), status=409)
    past = coordinator.submit(PATH, changed(number, account, days=-1, version=2), status=422)
    assert "Deze dag is al voorbij" in past.text


def test_let_go_it_is_gone_and_stands_in_the_audit(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    number = make_follow_up(records, place, pair, owner=account)
    gone = {"doe": "weg", "nummer": str(number), "version": "1"}
    coordinator.submit(PATH, gone, status=303)
    assert only(records) is None
    assert (AuditAction.DELETED, pair[1].id) in audited(records)
    coordinator.submit(PATH, gone, status=404)


def test_late_comes_first_and_waits_in_the_workspace(
    records: Session, coordinator: Visitor, account: Account, pair: tuple[Person, Person], place: int
) -> None:
    assert "om op te volgen" not in coordinator.visit("/werkplek/lewenborg").text
    make_follow_up(records, place, pair, owner=account, days=-2)
    make_follow_up(records, place, pair, kind=FollowUpKind.VISIT, days=2)
    heads = [each.get_text(strip=True) for each in coordinator.visit(PATH).soup.select("h2")]
    assert heads == ["Te laat (1)", "Deze week (1)"]
    assert "1 ding om op te volgen in het netwerk" in coordinator.visit("/werkplek/lewenborg").text


def test_statements_do_not_grow_with_the_list(
    app: Flask, records: Session, coordinator: Visitor, account: Account, *, pair: tuple[Person, Person], place: int
) -> None:
    make_follow_up(records, place, pair, owner=account)
    with counted(app) as few:
        coordinator.visit(PATH)
    for kind in (FollowUpKind.VISIT, FollowUpKind.SHARE_TASK, FollowUpKind.CONFIRM_PERSON):
        make_follow_up(records, place, pair, owner=account, kind=kind)
    with counted(app) as many:
        coordinator.visit(PATH)
    assert len(few) == len(many)
