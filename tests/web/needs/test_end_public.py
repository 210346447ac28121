import pytest
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.match_making import make_match
from tests.need_making import find_place, make_public_need
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import PLACE, add_coordinator, filled, needs_of
from tests.web.people.browsing import events, problems
from webapp.models import Match, Need
from webapp.vocabulary import AuditAction, MatchState, NeedState, Role

WHY = "Er staat nu een bankje."


@pytest.fixture
def need(records: Session) -> int:
    made = make_public_need(records, find_place(records)).id
    records.commit()
    return made


@pytest.fixture
def path(records: Session, need: int) -> str:
    found = f"{PLACE}/{records.get_one(Need, need).key}/beeindigen"
    records.commit()
    return found


def kept(records: Session, need: int) -> Need:
    return next(each for each in needs_of(records, None) if each.id == need)


@pytest.mark.parametrize("outcome", [NeedState.MET, NeedState.WITHDRAWN])
def test_closed_need_tells_why_to_who_looks_back(
    *, records: Session, workplace: Visitor, visitor: Visitor, path: str, need: int, account: int, outcome: NeedState
) -> None:
    sent = filled(workplace.visit(path), outcome=outcome.value, because=WHY)
    answer = workplace.submit(path, sent, status=303)
    assert answer.response.location.startswith(f"{PLACE}?gedaan=beeindigd&vraag=")
    found = kept(records, need)
    assert (found.state, found.closed_because) == (outcome, WHY)
    assert WHY in workplace.visit(f"{PLACE}?stand=gesloten").text
    assert WHY in workplace.visit(path).text
    assert WHY not in visitor.visit("/wijken/vinkhuizen/vragen").text
    fields = ["closed_because", "state"]
    assert events(records, "need", need) == [(AuditAction.CHANGED, account, None, fields)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": None}, "outcome"),
        ({"because": "  "}, "because"),
        ({"because": "x" * 301}, "because"),
    ],
)
def test_reason_and_outcome_are_needed(
    *,
    records: Session,
    workplace: Visitor,
    path: str,
    need: int,
    changes: dict[str, str | list[str] | None],
    field: str,
) -> None:
    sent = filled(workplace.visit(path), **({"outcome": "met", "because": WHY} | changes))
    assert list(problems(workplace.submit(path, sent, status=422))) == [field]
    assert kept(records, need).state == NeedState.OPEN


def test_reason_that_points_to_somebody_is_asked_about(
    records: Session, workplace: Visitor, path: str, need: int
) -> None:
    sent = filled(workplace.visit(path), outcome="met", because="Bel haar op 06 12345678")
    assert "een telefoonnummer" in workplace.submit(path, sent, status=422).text
    assert kept(records, need).state == NeedState.OPEN


def test_who_was_asked_need_not_answer_any_more(records: Session, workplace: Visitor, path: str, need: int) -> None:
    row = records.get_one(Need, need)
    row.quantity = 2
    waits, runs = (
        make_match(records, state, need=row).match.id for state in (MatchState.PROPOSED, MatchState.ACCEPTED)
    )
    records.commit()
    page = workplace.visit(path)
    assert "Wie nog geen antwoord gaf, hoeft dat niet meer." in page.text
    workplace.submit(path, filled(page, outcome="met", because=WHY), status=303)
    assert records.get_one(Match, waits).state == MatchState.WITHDRAWN
    assert records.get_one(Match, runs).state == MatchState.ACCEPTED
    records.commit()


def test_second_who_closes_is_told_that_it_is_closed(
    records: Session, workplace: Visitor, path: str, need: int
) -> None:
    sent = filled(workplace.visit(path), outcome="met", because=WHY)
    workplace.submit(path, sent, status=303)
    page = workplace.submit(path, sent | {"because": "Nog een keer", "once": ""}, status=422)
    assert "Deze vraag is al gesloten." in page.text
    assert kept(records, need).closed_because == WHY


def test_city_coordinator_closes_it_and_nobody_from_elsewhere(
    records: Session, sign_in: SignIn, path: str, need: int
) -> None:
    sign_in(add_coordinator(records, "selwerd")).visit(path, status=404)
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    city = sign_in(account)
    city.submit(path, filled(city.visit(path), outcome="withdrawn", because=WHY), status=303)
    assert kept(records, need).state == NeedState.WITHDRAWN
