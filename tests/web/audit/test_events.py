from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text, true
from sqlalchemy.orm import Session

from tests.factories import make_account, make_administrator, make_grant, make_person
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.contact.messages import left
from webapp.access import guards
from webapp.audit import queries
from webapp.audit.actions import record
from webapp.audit.rules import PAGE_ROWS
from webapp.models import Account, AuditEvent, ContactMessage, Neighbourhood
from webapp.vocabulary import AuditAction, Role

PATH = "/beheer/logboek"


def note(records: Session, by: int | None, row: int | str = 5, **about: int | None) -> None:
    """That somebody read a telephone number and an address."""
    record(records, AuditAction.READ, by=by, table="person", row=row, fields=("phone", "address"), **about)
    records.commit()


def sentences(page: Page) -> list[str]:
    return [" ".join(item.text.split()) for item in page.soup.select(".events__what")]


@pytest.fixture
def fenna(records: Session) -> Account:
    """A coordinator, called Fenna."""
    account = make_account(records, "fenna@example.nl")
    make_person(records, "Fenna Proef", account_id=account.id)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    return account


def test_events_are_sentences_with_the_newest_first(records: Session, searcher: Visitor, fenna: Account) -> None:
    note(records, fenna.id, 12, person_id=12)
    record(records, AuditAction.ROLE_GRANTED, by=None, table="role_grant", row=99999, person_id=12)
    record(records, AuditAction.SIGNED_IN, by=987, table="account", row=987)
    records.commit()

    page = searcher.visit(PATH)

    assert sentences(page)[:3] == [
        "Account 987 logde in",
        "Een opdracht op de server gaf rol 99999 (persoon 12) bekijk rol 99999",
        "Fenna Proef las adres, telefoonnummer van persoon 12",
    ]
    assert page.soup.select_one(".events a")["href"] == "/beheer/rollen/99999"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("wie=fenna@example.nl", 1),
        ("wie=Fenna", 1),
        ("wie=fenna&kant=door", 1),
        ("wie=fenna&kant=over", 0),
        ("wie=fenna&wat=read", 1),
        ("wie=fenna&wat=erased", 0),
        ("wie=fenna&waarvan=person", 1),
        ("wie=fenna&waarvan=account", 0),
        ("wie=fenna&van=2026-11-22&tot=2026-11-22", 1),
        ("wie=fenna&van=2026-11-23", 0),
        ("wie=fenna&tot=2026-11-21", 0),
        ("wie=niemand", 0),
        ("wie=%25", 0),
    ],
)
def test_search_narrows(records: Session, searcher: Visitor, fenna: Account, query: str, found: int) -> None:
    note(records, fenna.id)

    page = searcher.visit(f"{PATH}?{query}")

    assert len(sentences(page)) == found
    assert ("Zoek ruimer" in page.text) is (found == 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("van=gisteren", "van"),
        ("wat=koken", "wat"),
        ("waarvan=pg_user", "waarvan"),
        ("wie=" + "x" * 81, "wie"),
        ("van=2026-11-23&tot=2026-11-22", "tot"),
    ],
)
def test_search_that_makes_no_sense_is_told_beside_its_field(searcher: Visitor, query: str, field: str) -> None:
    page = searcher.visit(f"{PATH}?{query}", status=422)

    assert [link["href"] for link in page.soup.select(".error-summary a")] == [f"#{field}"]
    assert page.soup.find(id=field)["aria-invalid"] == "true"


def test_older_events_are_a_link_away_and_the_search_goes_along(
    records: Session, searcher: Visitor, fenna: Account
) -> None:
    for row in range(PAGE_ROWS + 1):
        note(records, fenna.id, row + 1)

    first = searcher.visit(f"{PATH}?wie=fenna&kant=door")
    older = searcher.visit(first.soup.find("a", rel="next")["href"])

    assert len(sentences(first)) == PAGE_ROWS
    assert [sentence.split()[-1] for sentence in sentences(older)] == ["1"]
    assert older.soup.find("a", rel="next") is None
    newest = older.soup.find("a", string="Nieuwste")["href"]
    assert sentences(searcher.visit(newest)) == sentences(first)


def test_who_looked_at_somebody_without_a_role_is_found_by_their_address_alone(
    records: Session, searcher: Visitor, fenna: Account
) -> None:
    fatima = make_account(records, "fatima.onbekend@example.nl")
    person = make_person(records, "Fatima Onbekend", account_id=fatima.id)
    note(records, fenna.id, person.id, person_id=person.id)
    message = left(records, records.scalars(select(Neighbourhood.id)).first() or 0)
    records.get_one(ContactMessage, message).reply_to = "Fatima.Onbekend@example.nl"
    record(records, AuditAction.READ, by=fenna.id, table="contact_message", row=message, fields=("body",))
    records.commit()

    looked = [
        f"Fenna Proef las tekst van bericht {message}",
        f"Fenna Proef las adres, telefoonnummer van persoon {person.id}",
    ]
    assert sentences(searcher.visit(f"{PATH}?wie=fatima.onbekend@example.nl")) == looked
    assert sentences(searcher.visit(f"{PATH}?wie=account+{fatima.id}&kant=over")) == looked
    assert sentences(searcher.visit(f"{PATH}?wie=Persoon+{person.id}")) == looked
    assert sentences(searcher.visit(f"{PATH}?wie=account+{fenna.id}&kant=door")) == looked
    page = searcher.visit(f"{PATH}?wie=Fatima+Onbekend")
    assert "zoek hen op hun e-mailadres" in page.soup.select_one("#wie-hint").text


def test_other_people_do_not_learn_whose_rows_are_whose(records: Session, fenna: Account) -> None:
    administrator = make_administrator(records)
    records.execute(text("SET LOCAL ROLE missie050_app"))
    records.execute(text("SELECT set_config('missie050.today', '2026-11-22', true)"))
    seen = []
    for viewer in (fenna.id, administrator.id):
        records.execute(text("SELECT set_config('missie050.viewer', :id, true)"), {"id": str(viewer)})
        seen.append(bool(records.scalars(text("SELECT row_id FROM row_of_account")).all()))
    assert seen == [False, True]


def test_sentence_names_role_and_address_and_no_column(records: Session, searcher: Visitor, fenna: Account) -> None:
    grant = make_grant(records, fenna.id, Role.MUNICIPALITY_VIEWER)
    record(records, AuditAction.ROLE_ENDED, by=None, table="role_grant", row=grant.id)
    record(records, AuditAction.CHANGED, by=987, table="recovery_code", row=987, fields=("code_hash",))
    record(records, AuditAction.READ, by=987, table="account", row=987, fields=("account", "account_session"))
    record(records, AuditAction.RETENTION_SET, by=987, table="retention_period", row="mail", fields=("days",))
    record(records, AuditAction.RETENTION_APPLIED, by=None, table="contact_message", row="*")
    record(records, AuditAction.CHANGED, by=987, table="person", row=12, fields=("version",))
    records.commit()

    page = searcher.visit(PATH)

    ended = f"beëindigde de rol meekijker namens de gemeente van fenna@example.nl bekijk rol {grant.id}"
    assert sentences(page)[:6] == [
        "Account 987 wijzigde gegevens van persoon 12",
        "Een opdracht op de server ruimde oude berichten op na de bewaartijd",
        "Account 987 wijzigde hoe lang we dit bewaren: mail",
        "Account 987 bekeek alle eigen gegevens",
        "Account 987 maakte nieuwe herstelcodes",
        f"Een opdracht op de server {ended}",
    ]
    assert "zo 22 november 2026, 12:0" in page.soup.select_one(".events time").text


def test_year_is_told_when_it_is_another_one(records: Session, searcher: Visitor) -> None:
    with time_machine.travel(datetime(2024, 3, 14, 15, 5, tzinfo=UTC)):
        note(records, 987)

    assert "do 14 maart 2024, 16:05" in searcher.visit(f"{PATH}?wie=987").text


@pytest.mark.parametrize("path", [PATH, f"{PATH}/csv", f"{PATH}/keten"])
def test_for_others_there_is_no_audit(sign_in: SignIn, fenna: Account, path: str) -> None:
    sign_in(fenna.id).visit(path, status=404)


def test_without_our_own_filter_the_database_shows_only_what_is_ones_own(
    records: Session, searcher: Visitor, sign_in: SignIn, fenna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(records, 987, 1)
    note(records, fenna.id, 2)
    monkeypatch.setattr(guards, "can", lambda *_: True)
    monkeypatch.setattr(queries, "visible_to", lambda _: true())

    own = sentences(sign_in(fenna.id).visit(PATH))

    assert own == ["Fenna Proef las adres, telefoonnummer van persoon 2"]
    assert len(sentences(searcher.visit(PATH))) > len(own)


def test_searching_leaves_no_trace_of_its_own(records: Session, searcher: Visitor) -> None:
    searcher.visit(PATH)

    recent = select(AuditEvent).where(AuditEvent.at > datetime.now(UTC) - timedelta(minutes=1))
    assert records.scalars(recent).all() == []
