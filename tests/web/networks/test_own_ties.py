"""What is noted about oneself: seen without the names of neighbours, taken away, and stopped altogether."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.match_making import find_place
from tests.network_making import make_group, make_linked, make_tie
from tests.web.conftest import SignIn, Visitor
from webapp.models import AuditEvent, Person, Tie
from webapp.vocabulary import AuditAction, GroupKind, TieKind

URL = "/mijn/netwerk"
OTHER = "Onbekende Overbuur"


@pytest.fixture
def me(app: Flask, records: Session) -> Person:
    """Somebody in Haren who knows a neighbour, is helped by them, and belongs to a club."""
    here = find_place(records, "haren")
    person = make_linked(records, "Ikzelf Proef", here, with_account=True)
    other = make_linked(records, OTHER, here)
    club = make_group(records, "Harense kookclub", here, kind=GroupKind.CIRCLE)
    make_tie(records, person, other)
    make_tie(records, other, person, kind=TieKind.HELPS)
    make_tie(records, person, club, kind=TieKind.MEMBER_OF)
    make_tie(records, other, club, kind=TieKind.MEMBER_OF)
    records.commit()
    return person


@pytest.fixture
def mine(me: Person, sign_in: SignIn) -> Visitor:
    return sign_in(me.account_id)


def said(visitor: Visitor) -> list[str]:
    return [each.get_text(strip=True) for each in visitor.visit(URL).soup.select(".own-ties__said")]


def test_own_ties_are_told_and_another_neighbour_is_a_neighbour(mine: Visitor) -> None:
    page = mine.visit(URL)
    assert set(said(mine)) == {"Je kent een buur.", "Een buur helpt je.", "Je hoort bij Harense kookclub."}
    assert OTHER not in page.text
    assert "Genoteerd op 22 november 2026 door de coördinator van Haren." in page.text
    assert "Geregeld, sinds 23 oktober 2026." in page.text
    assert "Je staat in het burennetwerk." in page.text


def test_one_tie_is_taken_away_and_the_others_stay(mine: Visitor, records: Session, me: Person) -> None:
    tie_id = records.scalars(select(Tie.id).where(Tie.kind == TieKind.KNOWS)).one()
    mine.submit(URL, {"relatie": str(tie_id)}, status=303)
    assert set(said(mine)) == {"Een buur helpt je.", "Je hoort bij Harense kookclub."}
    noted = records.execute(
        select(AuditEvent.person_id).where(
            AuditEvent.action == AuditAction.DELETED,
            AuditEvent.subject_table == "tie",
            AuditEvent.subject_id == str(tie_id),
        )
    ).all()
    assert [person_id for (person_id,) in noted] == [me.id]


def test_tie_of_others_is_not_there(mine: Visitor, records: Session, me: Person) -> None:
    theirs = records.scalars(select(Tie.id).where(Tie.from_person_id != me.id, Tie.to_person_id.is_(None))).one()
    mine.submit(URL, {"relatie": str(theirs)}, status=404)
    mine.submit(URL, {"relatie": "zomaar"}, status=404)
    assert records.get(Tie, theirs) is not None


def test_who_stops_is_asked_first_and_then_stands_in_no_network(mine: Visitor, records: Session, me: Person) -> None:
    page = mine.visit(URL)
    assert "wissen meteen alles" in page.soup.select(".own-ties__stop")[0].get_text(" ")
    mine.submit(URL, {"stop": "ja"}, status=303)
    # the trigger works at the end of the transaction, which this test never reaches
    records.connection().exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    records.commit()
    page = mine.visit(f"{URL}?gedaan=gestopt")
    notices = [" ".join(each.get_text(" ").split()) for each in page.soup.select("main .notice")]
    assert len(notices) == 1
    assert "Je staat niet meer in het burennetwerk: je trok je toestemming in op 22 november 2026." in notices[0]
    assert "Wat coördinatoren over jou noteerden, hebben we meteen gewist toen je stopte." in notices[0]
    assert page.soup.select_one("main .notice")["role"] == "status"
    assert page.soup.select(".own-ties__said, .own-ties__stop") == []
    assert page.soup.select_one("main a[href='/mijn/toestemming#be_linked']") is not None
    left = records.scalars(select(Tie.id).where((Tie.from_person_id == me.id) | (Tie.to_person_id == me.id)))
    assert left.all() == []


def test_who_never_agreed_is_told_what_it_takes(records: Session, sign_in: SignIn, me: Person) -> None:
    account = make_account(records)
    records.add(Person(account_id=account.id, name="Nog Nooit"))
    records.commit()
    page = sign_in(account.id).visit(URL)
    assert "Je staat niet in het burennetwerk." in page.text
    assert page.soup.select_one("main a[href='/mijn/toestemming#be_known']") is not None
    assert page.soup.select(".own-ties, .own-ties__stop") == []


def test_account_without_a_name_tells_that_first(records: Session, sign_in: SignIn) -> None:
    account = make_account(records)
    records.commit()
    answer = sign_in(account.id).client.get(URL)
    assert (answer.status_code, answer.location) == (303, "/mijn/profiel")


def test_own_pages_lead_there(mine: Visitor) -> None:
    assert mine.visit("/mijn").soup.select_one(".own-menu a[href='/mijn/netwerk']") is not None
