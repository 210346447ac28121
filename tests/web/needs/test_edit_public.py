from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.match_making import make_match
from tests.need_making import find_place, make_private_need, make_public_need
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import PLACE, add_asker, add_coordinator, filled, needs_of, theme_id
from tests.web.people.browsing import events, problems
from webapp.models import Match, Need, Person
from webapp.needs.actions import close_need
from webapp.vocabulary import AuditAction, MatchState, NeedState, Role

PUBLIC = "/wijken/vinkhuizen/vragen"
WORDS = "Op het plein is niets te doen."


@pytest.fixture
def need(records: Session) -> Need:
    """A public need that names a figure which CBS does not give any more."""
    made = make_public_need(records, find_place(records), words=WORDS, figure="vroeger")
    records.commit()
    records.refresh(made)
    records.expunge(made)
    records.commit()
    return made


@pytest.fixture
def path(need: Need) -> str:
    return f"{PLACE}/{need.key}/wijzigen"


def kept(records: Session, need: Need) -> Need:
    return next(each for each in needs_of(records, None) if each.id == need.id)


def test_list_leads_to_change_and_end_of_what_the_neighbourhood_lacks(
    workplace: Visitor, path: str, need: Need
) -> None:
    links = [str(link["href"]) for link in workplace.visit(PLACE).soup.select(f"#vraag-{need.key} .actions a")]
    assert links == [path, path.replace("wijzigen", "beeindigen")]


def test_form_as_it_stands_changes_nothing(records: Session, workplace: Visitor, path: str, need: Need) -> None:
    sent = filled(workplace.visit(path))
    assert (sent["words"], sent["direction"], sent["figure"]) == (WORDS, "less", "vroeger")
    workplace.submit(path, sent, status=303)
    assert kept(records, need).version == 1


def test_change_is_kept_shown_to_everyone_and_accounted_for(
    *, records: Session, workplace: Visitor, visitor: Visitor, path: str, need: Need, account: int
) -> None:
    told = filled(workplace.visit(path), words="Er is geen bankje.", direction="more", quantity="4", months="12")
    answer = workplace.submit(path, told, status=303)
    assert answer.response.location == f"{PLACE}?gedaan=gewijzigd"
    found = kept(records, need)
    assert (found.words, found.direction, found.quantity, found.version) == ("Er is geen bankje.", "more", 4, 2)
    assert found.expires_on == date(2027, 11, 17)
    text = visitor.visit(PUBLIC).text
    assert "Er is geen bankje." in text
    assert WORDS not in text
    fields = ["direction", "expires_on", "quantity", "words"]
    assert events(records, "need", need.id) == [(AuditAction.CHANGED, account, None, fields)]


def test_matches_stay_and_the_theme_stays_with_them(
    records: Session, workplace: Visitor, path: str, need: Need
) -> None:
    row = records.get_one(Need, need.id)
    match = make_match(records, MatchState.ACCEPTED, need=row).match.id
    records.commit()
    other = str(theme_id(records, "groen-in-de-wijk"))
    page = workplace.submit(path, filled(workplace.visit(path), theme=other), status=422)
    assert list(problems(page)) == ["theme"]
    assert "Die blijven staan" in page.text
    workplace.submit(path, filled(workplace.visit(path), words="Anders gezegd."), status=303)
    assert kept(records, need).words == "Anders gezegd."
    assert records.get_one(Match, match).state == MatchState.ACCEPTED
    records.commit()


def test_who_comes_second_sees_both_versions_and_can_still_win(
    records: Session, workplace: Visitor, path: str, need: Need
) -> None:
    slow = filled(workplace.visit(path), words="Van de trage")
    workplace.submit(path, filled(workplace.visit(path), words="Van de snelle"), status=303)
    page = workplace.submit(path, slow, status=409)
    rows = [[cell.text for cell in row.select("th, td")] for row in page.soup.select(".error-summary tbody tr")]
    assert rows == [["Wat mist de wijk?", "Van de snelle", "Van de trage"]]
    workplace.submit(path, filled(page), status=303)
    assert (kept(records, need).words, kept(records, need).version) == ("Van de trage", 3)


def test_words_are_needed_and_those_that_point_to_somebody_are_asked_about(
    records: Session, workplace: Visitor, path: str, need: Need
) -> None:
    assert list(problems(workplace.submit(path, filled(workplace.visit(path), words=" "), status=422))) == ["words"]
    told = filled(workplace.visit(path), words="Bel haar op 06 12345678")
    assert "een telefoonnummer" in workplace.submit(path, told, status=422).text
    assert kept(records, need).words == WORDS


def test_what_is_closed_is_not_changed(records: Session, workplace: Visitor, path: str, need: Need) -> None:
    sent = filled(workplace.visit(path), words="Te laat")
    row = records.get_one(Need, need.id)
    close_need(records, row, NeedState.MET, by=1, today=date(2026, 11, 22), because="Er staat een bankje.")
    records.commit()
    page = workplace.submit(path, sent, status=422)
    assert "Deze vraag is al gesloten." in page.text
    assert "Deze vraag is voorbij" in workplace.visit(path).text
    assert kept(records, need).words == WORDS


def test_city_coordinator_changes_it_and_nobody_from_elsewhere(
    records: Session, sign_in: SignIn, path: str, need: Need
) -> None:
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    city = sign_in(account)
    city.submit(path, filled(city.visit(path), words="Van de stad"), status=303)
    assert kept(records, need).words == "Van de stad"
    sign_in(add_coordinator(records, "selwerd")).visit(path, status=404)


def test_what_somebody_asks_is_not_changed_here(records: Session, workplace: Visitor, path: str) -> None:
    private = make_private_need(records, records.get_one(Person, add_asker(records).person_id))
    address = f"{PLACE}/{private.key}/wijzigen"
    records.commit()
    workplace.visit(address, status=404)
    workplace.visit(address.replace("wijzigen", "beeindigen"), status=404)
    workplace.visit(path)
