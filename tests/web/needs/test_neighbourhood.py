import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant, make_person
from tests.match_making import make_match
from tests.need_making import find_place, make_need, make_private_need, make_public_need, state_of
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import CANARY, PLACE, Asker, add_asker, add_coordinator
from tests.web.people.browsing import events, whole_audit
from tests.web.statements import counted
from webapp.models import Need, Person
from webapp.vocabulary import AuditAction, NeedState, NeedUrgency, Role


@pytest.fixture
def asker(records: Session) -> Asker:
    return add_asker(records)


@pytest.fixture
def need(records: Session, asker: Asker) -> Need:
    made = make_private_need(records, records.get_one(Person, asker.person_id), words=CANARY, theme="vervoer")
    records.commit()
    return made


@pytest.fixture
def coordinator(records: Session) -> int:
    return add_coordinator(records)


@pytest.fixture
def workplace(sign_in: SignIn, coordinator: int) -> Visitor:
    return sign_in(coordinator)


def holder(records: Session, role: Role) -> int:
    account = make_account(records).id
    make_grant(records, account, role)
    records.commit()
    return account


def test_words_are_read_on_purpose_and_that_stands_in_the_audit_before(
    records: Session, workplace: Visitor, need: Need, asker: Asker, coordinator: int
) -> None:
    number, key = need.id, need.key
    page = workplace.visit(PLACE)
    assert "Aafke Vraagt" in page.text
    assert CANARY not in page.text
    assert events(records, "need", number) == []
    assert CANARY in workplace.visit(f"{PLACE}?lees={key}").text
    assert events(records, "need", number) == [(AuditAction.READ, coordinator, asker.person_id, ["sealed_words"])]
    assert "kanarie" not in whole_audit(records)


def test_words_are_not_shown_when_the_reading_cannot_be_noted(
    workplace: Visitor, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("the audit is away")

    monkeypatch.setattr("webapp.needs.guards.account_for_reading", fail)
    page = workplace.visit(f"{PLACE}?lees={need.key}", status=500)
    assert CANARY not in page.text


def test_city_coordinator_sees_how_much_and_never_what_or_of_whom(
    records: Session, sign_in: SignIn, need: Need
) -> None:
    key, number = need.key, need.id
    records.commit()
    make_public_need(records, find_place(records), words="Er is te weinig groen", theme="groen-in-de-wijk")
    city = sign_in(holder(records, Role.CITY_COORDINATOR))
    page = city.visit(PLACE)
    assert "Er is te weinig groen" in page.text
    assert "Aafke" not in page.text
    assert key not in str(page.soup)
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    assert {theme: privately for theme, _, privately in rows}["Vervoer"] == "minder dan 5"
    assert city.visit(f"{PLACE}?lees={key}", status=404)
    city.submit(f"{PLACE}/{key}/sluiten", {"uitkomst": "met"}, status=404)
    assert state_of(records, number) == NeedState.OPEN
    records.commit()


def test_other_workspaces_are_not_there(records: Session, sign_in: SignIn, visitor: Visitor, need: Need) -> None:
    key = need.key
    elsewhere = add_coordinator(records, "selwerd")
    others = [elsewhere, holder(records, Role.ADMINISTRATOR), holder(records, Role.MUNICIPALITY_VIEWER)]
    for account in others:
        workplace = sign_in(account)
        for path in (PLACE, f"{PLACE}?lees={key}", f"{PLACE}/nieuw"):
            workplace.visit(path, status=404)
        workplace.submit(f"{PLACE}/{key}/sluiten", {"uitkomst": "met"}, status=404)
    # also not by way of one's own workspace
    sign_in(elsewhere).visit(f"/werkplek/selwerd/vragen?lees={key}", status=404)
    assert visitor.visit(PLACE, status=303).response.location.startswith("/inloggen")


def test_who_did_not_make_themselves_known_is_not_named(records: Session, workplace: Visitor) -> None:
    stranger = make_person(records, "Geheime Geert", neighbourhood_id=find_place(records))
    make_need(records, find_place(records), stranger.id, theme="tuin")
    records.commit()
    page = workplace.visit(PLACE)
    assert "Iemand die nog niet met naam bekend wil zijn" in page.text
    assert "Geert" not in page.text


def test_what_is_urgent_stands_first_and_what_is_over_apart(records: Session, workplace: Visitor, asker: Asker) -> None:
    person = records.get_one(Person, asker.person_id)
    later = make_private_need(records, person, theme="tuin")
    later.urgency = NeedUrgency.WHEN_POSSIBLE
    soon = make_private_need(records, person, theme="klussen")
    soon.urgency = NeedUrgency.NOW
    make_private_need(records, person, theme="taal", expires_on=TODAY)
    records.commit()
    heads = [each.text.strip() for each in workplace.visit(PLACE).soup.select("h3")]
    assert heads.index("Klussen in huis") < heads.index("Tuin")
    assert "Taal" not in heads
    assert "Taal" in [each.text.strip() for each in workplace.visit(f"{PLACE}?stand=gesloten").soup.select("h3")]


def test_list_takes_as_many_statements_for_many_as_for_one(
    records: Session, workplace: Visitor, asker: Asker, need: Need
) -> None:
    assert need is not None
    with counted(workplace.client.application) as few:
        workplace.visit(PLACE)
    for theme in ("tuin", "taal", "klussen"):
        make_match(records, need=make_private_need(records, records.get_one(Person, asker.person_id), theme=theme))
    records.commit()
    with counted(workplace.client.application) as many:
        workplace.visit(PLACE)
    assert len(many) == len(few)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30])
def test_every_page_number_gives_a_page(workplace: Visitor, page: str) -> None:
    workplace.visit(f"{PLACE}?pagina={page}")
