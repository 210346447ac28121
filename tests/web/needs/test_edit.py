from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.match_making import make_match
from tests.need_making import make_private_need, opened_words
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import CANARY, Asker, add_asker, filled, needs_of, theme_id
from tests.web.people.browsing import events, problems
from webapp.models import Need, Person, Theme
from webapp.needs.actions import close_need
from webapp.vocabulary import AuditAction, NeedState, Requirement


@pytest.fixture
def asker(records: Session) -> Asker:
    return add_asker(records)


@pytest.fixture
def need(records: Session, asker: Asker) -> Need:
    person = records.get_one(Person, asker.person_id)
    made = make_private_need(records, person, words=CANARY, requirements=(Requirement.VOG,))
    made.starts_on, made.ends_on, made.language = date(2026, 11, 1), date(2026, 12, 24), "ar"
    records.commit()
    return made


@pytest.fixture
def path(records: Session, need: Need) -> str:
    found = f"/mijn/vragen/{need.key}"
    records.commit()
    return found


@pytest.fixture
def neighbour(sign_in: SignIn, asker: Asker) -> Visitor:
    return sign_in(asker.account_id)


def test_form_as_it_stands_changes_nothing(records: Session, neighbour: Visitor, path: str, asker: Asker) -> None:
    page = neighbour.visit(path)
    assert filled(page)["words"] == CANARY
    neighbour.submit(path, filled(page), status=303)
    (kept,) = needs_of(records, asker.person_id)
    assert (kept.version, kept.requirements, kept.language) == (1, [Requirement.VOG], "ar")
    assert (kept.starts_on, kept.ends_on) == (date(2026, 11, 1), date(2026, 12, 24))


def test_changes_are_kept_and_only_their_names_are_in_the_audit(
    records: Session, neighbour: Visitor, path: str, asker: Asker
) -> None:
    told = filled(neighbour.visit(path), words="Iets anders", recurrence="weekly", months="12")
    neighbour.submit(path, told, status=303)
    (kept,) = needs_of(records, asker.person_id)
    assert (opened_words(kept), kept.recurrence, kept.version) == ("Iets anders", "weekly", 2)
    assert kept.expires_on == date(2027, 11, 17)
    fields = ["expires_on", "recurrence", "sealed_words"]
    assert events(records, "need", kept.id) == [(AuditAction.CHANGED, asker.account_id, asker.person_id, fields)]


def test_words_can_be_taken_away(records: Session, neighbour: Visitor, path: str, asker: Asker) -> None:
    neighbour.submit(path, filled(neighbour.visit(path), words=""), status=303)
    (kept,) = needs_of(records, asker.person_id)
    assert kept.sealed_words is None


def test_who_comes_second_sees_both_versions_and_can_still_win(
    records: Session, neighbour: Visitor, path: str, asker: Asker
) -> None:
    changes: dict[str, str | list[str] | None] = {"weekly": ["1-morning"], "weekly-altijd": None}
    slow = filled(neighbour.visit(path), words="Van de trage", urgency="now", **changes)
    neighbour.submit(path, filled(neighbour.visit(path), words="Van de snelle"), status=303)
    page = neighbour.submit(path, slow, status=409)
    rows = [row.select("th, td") for row in page.soup.select(".error-summary tbody tr")]
    found = {label.text: (theirs.text, own.text) for label, theirs, own in rows}
    assert found["In je eigen woorden"] == ("Van de snelle", "Van de trage")
    assert found["Hoe snel?"] == ("Deze maand", "Nu meteen")
    assert found["Wanneer komt het uit?"] == ("altijd", "dinsdag: ochtend")
    neighbour.submit(path, filled(page), status=303)
    (kept,) = needs_of(records, asker.person_id)
    assert opened_words(kept) == "Van de trage"


def test_theme_stays_once_somebody_is_asked(records: Session, neighbour: Visitor, path: str, need: Need) -> None:
    make_match(records, need=need)
    records.commit()
    told = filled(neighbour.visit(path), theme=str(theme_id(records, "tuin")))
    assert set(problems(neighbour.submit(path, told, status=422))) == {"theme"}


def test_theme_that_is_offered_no_more_may_stay(records: Session, neighbour: Visitor, path: str, asker: Asker) -> None:
    records.get_one(Theme, theme_id(records, "formulieren")).is_offered = False
    records.commit()
    neighbour.submit(path, filled(neighbour.visit(path), words="Anders"), status=303)
    (kept,) = needs_of(records, asker.person_id)
    assert opened_words(kept) == "Anders"


def test_what_is_closed_is_not_changed(
    records: Session, neighbour: Visitor, path: str, need: Need, asker: Asker
) -> None:
    told = filled(neighbour.visit(path), words="Te laat")
    close_need(records, need, NeedState.MET, by=asker.account_id, today=date(2026, 11, 22))
    records.commit()
    page = neighbour.submit(path, told, status=422)
    assert "Deze vraag is voorbij" in page.text
    assert "Deze vraag is voorbij" in neighbour.visit(path).text
    (kept,) = needs_of(records, asker.person_id)
    assert opened_words(kept) == CANARY


def test_own_reading_is_no_event(records: Session, neighbour: Visitor, path: str, need: Need) -> None:
    number = need.id
    records.commit()
    assert CANARY in neighbour.visit(path).text
    assert events(records, "need", number) == []
