import pytest
from flask import Flask
from sqlalchemy import true
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.conftest import Page, SignIn
from tests.web.roles.conftest import Administrator
from tests.web.statements import counted
from webapp.access import guards
from webapp.models import RoleGrant
from webapp.roles import queries
from webapp.vocabulary import Role

PATH = "/beheer/rollen"


def names(page: Page) -> list[str]:
    """Who is on the rows."""
    return [link.text for link in page.soup.select("tbody th a")]


def test_list_tells_who_what_where_when_by_whom_and_how_it_stands(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    coordinator.granted_by = anna.account_id
    records.commit()

    row = anna.browser.visit(f"{PATH}?zoek=fenna.selwerd").soup.select_one("tbody tr")

    assert row.select_one("th a")["href"] == f"{PATH}/{coordinator.id}"
    assert [" ".join(cell.text.split()) for cell in row.select("th, td")] == [
        "Fenna Selwerd fenna.selwerd@example.nl",
        "wijkcoördinator",
        "Selwerd",
        "1 januari 2025",
        "geen einde",
        "uitgenodigd",
        "Anna Beheer",
    ]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("zoek=FENNA+SELW", True),
        ("zoek=fenna.selwerd&rol=neighbourhood_coordinator", True),
        ("zoek=fenna.selwerd&rol=administrator", False),
        ("zoek=fenna.selwerd&bereik=wijk:selwerd", True),
        ("zoek=fenna.selwerd&bereik=stad", False),
        ("zoek=fenna.selwerd&stand=loopt", True),
        ("zoek=fenna.selwerd&stand=voorbij", False),
        ("zoek=fenna.selwerd&stand=alles", True),
        ("zoek=fenna.selwerd&stand=zzz", True),
        ("zoek=niemand", False),
        ("zoek=%25", False),
    ],
)
def test_list_is_searched_and_filtered(
    anna: Administrator, coordinator: RoleGrant, query: str, *, is_found: bool
) -> None:
    page = anna.browser.visit(f"{PATH}?{query}")

    assert names(page) == (["Fenna Selwerd"] if is_found else [])
    assert ("1 rol" if is_found else "Niemand gevonden") in page.text


def test_what_ended_is_history_that_can_be_seen(records: Session, anna: Administrator) -> None:
    account = make_account(records, "vroeger@example.nl")
    make_grant(records, account.id, Role.MUNICIPALITY_VIEWER, ended=True)
    records.commit()

    assert names(anna.browser.visit(f"{PATH}?zoek=vroeger")) == []
    page = anna.browser.visit(f"{PATH}?zoek=vroeger&stand=voorbij")
    assert names(page) == ["vroeger@example.nl"]
    assert page.soup.select_one("#stand option[selected]")["value"] == "voorbij"


def test_columns_sort_both_ways_and_keep_the_search(records: Session, anna: Administrator, bram: Administrator) -> None:
    page = anna.browser.visit(f"{PATH}?zoek=.beheer@")
    assert names(page) == ["Anna Beheer", "Bram Beheer"]
    heading = page.soup.select_one("th[aria-sort]")
    assert heading["aria-sort"] == "ascending"

    turned = anna.browser.visit(heading.a["href"])

    assert names(turned) == ["Bram Beheer", "Anna Beheer"]
    assert turned.soup.select_one("th[aria-sort]")["aria-sort"] == "descending"


def test_page_beyond_the_last_one_does_not_exist(anna: Administrator) -> None:
    anna.browser.visit(f"{PATH}?pagina=9999", status=404)


def test_long_list_has_pages_and_costs_no_more_statements(records: Session, anna: Administrator, app: Flask) -> None:
    def statements() -> int:
        with counted(app) as sent:
            anna.browser.visit(f"{PATH}?zoek=rij")
        return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])

    few = statements()
    for number in range(30):
        make_grant(records, make_account(records, f"rij{number:02}@example.nl").id, Role.MUNICIPALITY_VIEWER)
    records.commit()

    assert statements() == few == 4
    page = anna.browser.visit(f"{PATH}?zoek=rij")
    assert (len(names(page)), "Pagina 1 van 2" in page.text) == (25, True)
    following = page.soup.find("a", string="Volgende")["href"]
    assert len(names(anna.browser.visit(following))) == 5


def test_script_in_a_name_is_text(records: Session, anna: Administrator, sign_in: SignIn) -> None:
    account = make_account(records, "<script>alert(1)</script>@example.nl")
    make_grant(records, account.id, Role.MUNICIPALITY_VIEWER)
    records.commit()

    page = anna.browser.visit(f"{PATH}?zoek=alert")

    assert names(page) == ["<script>alert(1)</script>@example.nl"]
    assert not page.soup.find_all("script", string=lambda text: text and "alert" in text)


@pytest.mark.parametrize("path", [PATH, "/beheer/uitnodigen", "/beheer/uitnodigingen", "/beheer/rollen/1"])
def test_coordinator_finds_none_of_the_pages(records: Session, sign_in: SignIn, path: str) -> None:
    account = make_account(records)
    make_grant(records, account.id, Role.CITY_COORDINATOR)

    sign_in(account.id).visit(path, status=404)


def test_without_our_own_filter_the_database_shows_only_ones_own_role(
    records: Session, anna: Administrator, coordinator: RoleGrant, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "can", lambda *_: True)
    monkeypatch.setattr(queries, "visible_to", lambda _: true())

    own = names(sign_in(coordinator.account_id).visit(f"{PATH}?stand=alles"))

    assert own == ["Fenna Selwerd"]
    assert len(names(anna.browser.visit(f"{PATH}?stand=alles"))) > len(own)
