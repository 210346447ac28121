"""Saying of a tie that was noted about oneself that it is so, and telling it from another."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.network_making import LONG_AGO, make_linked, make_tie
from tests.web.conftest import Page, SignIn, Visitor
from webapp.models import AuditEvent, Consent, Person, Tie
from webapp.vocabulary import AuditAction, TieSource, TieStrength

URL = "/mijn/netwerk"


@pytest.fixture
def me(records: Session) -> Person:
    person = make_linked(records, "Ikzelf Proef", find_place(records, "haren"), with_account=True)
    records.commit()
    return person


@pytest.fixture
def mine(me: Person, sign_in: SignIn) -> Visitor:
    return sign_in(me.account_id)


def neighbour(records: Session, number: int) -> Person:
    return make_linked(records, f"Overbuur {number}", find_place(records, "haren"))


def names(page: Page, selector: str) -> list[str]:
    return [" ".join(each.get_text().split()) for each in page.soup.select(f".own-ties {selector}")]


def facts(visitor: Visitor) -> str:
    return " ".join(visitor.visit(URL).soup.select_one(".own-ties__facts").get_text(" ").split())


def test_tie_is_said_to_be_so(mine: Visitor, records: Session, me: Person) -> None:
    tie = make_tie(records, me, neighbour(records, 1))
    records.commit()
    assert names(mine.visit(URL), "[name=klopt]") == ["Klopt: Je kent een buur"]
    assert (
        mine.submit(URL, {"relatie": str(tie.id), "klopt": "ja"}, status=303).response.location == f"{URL}?gedaan=klopt"
    )

    records.refresh(tie)
    assert (tie.confirmed_on, tie.source) == (TODAY, TieSource.NOTED)
    assert "Jij zei op 22 november 2026 dat dit klopt." in facts(mine)
    assert names(mine.visit(f"{URL}?gedaan=klopt"), "[name=klopt]") == []
    told = select(AuditEvent.account_id, AuditEvent.person_id, AuditEvent.fields).where(
        AuditEvent.action == AuditAction.CHANGED,
        AuditEvent.subject_table == "tie",
        AuditEvent.subject_id == str(tie.id),
    )
    assert [tuple(each) for each in records.execute(told)] == [(me.account_id, me.id, ["confirmed_on"])]


def test_what_a_coordinator_confirmed_may_be_said_too(mine: Visitor, records: Session, me: Person) -> None:
    tie = make_tie(records, me, neighbour(records, 1), confirmed_on=TODAY)
    tie.created_at -= timedelta(days=5)
    records.commit()
    assert "Bevestigd op 22 november 2026." in facts(mine)
    mine.submit(URL, {"relatie": str(tie.id), "klopt": "ja"}, status=303)
    assert "Jij zei op 22 november 2026 dat dit klopt." in facts(mine)


def test_tie_of_others_cannot_be_confirmed(mine: Visitor, records: Session, me: Person) -> None:
    theirs = make_tie(records, neighbour(records, 1), neighbour(records, 2))
    records.commit()
    mine.submit(URL, {"relatie": str(theirs.id), "klopt": "ja"}, status=404)
    mine.submit(URL, {"relatie": "zomaar", "klopt": "ja"}, status=404)
    records.refresh(theirs)
    assert theirs.confirmed_on == LONG_AGO


def test_tie_that_ended_is_not_confirmed(mine: Visitor, records: Session, me: Person) -> None:
    tie = make_tie(records, me, neighbour(records, 1), until=TODAY - timedelta(days=2))
    records.commit()
    assert names(mine.visit(URL), "[name=klopt]") == []
    assert mine.submit(URL, {"relatie": str(tie.id), "klopt": "ja"}, status=303).response.location.endswith("=voorbij")
    assert "Deze relatie is intussen geëindigd." in mine.visit(f"{URL}?gedaan=voorbij").text
    records.refresh(tie)
    assert tie.confirmed_on == LONG_AGO


def test_who_does_not_stand_in_the_network_confirms_nothing(mine: Visitor, records: Session, me: Person) -> None:
    tie = make_tie(records, me, neighbour(records, 1))
    for given in records.scalars(select(Consent).where(Consent.person_id == me.id)):
        given.expires_on = TODAY
    records.commit()
    mine.submit(URL, {"relatie": str(tie.id), "klopt": "ja"}, status=404)
    assert records.scalars(select(Tie.confirmed_on).where(Tie.id == tie.id)).one() == LONG_AGO


def test_ties_with_neighbours_are_told_apart_without_names(mine: Visitor, records: Session, me: Person) -> None:
    make_tie(records, me, neighbour(records, 1))
    make_tie(records, me, neighbour(records, 2))
    make_tie(records, me, neighbour(records, 3), strength=TieStrength.CLOSE, source=TieSource.MET)
    make_tie(records, me, neighbour(records, 4), since=TODAY, source=TieSource.IMPORTED)
    records.commit()
    page = mine.visit(URL)
    for selector in ("[name=klopt]", "summary", "details [type=submit]"):
        called = names(page, selector)
        assert len(set(called)) == len(called) == 4
    twin = "Klopt: Je kent een buur (geregeld, sinds 23 oktober 2026; Genoteerd op 22 november 2026"
    twins = [each for each in names(page, "[name=klopt]") if each.startswith(twin)]
    assert len(twins) == 2
    assert sum(each.endswith(" (2)") for each in twins) == 1
    assert "Vaak en goed, sinds 23 oktober 2026." in page.text
    assert "bij een ontmoeting" in page.text
    assert "uit een bestand gehaald" in page.text
    assert "Vraag het de coördinator." in page.text
    assert "Overbuur" not in page.text
