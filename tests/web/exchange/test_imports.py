import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.rules.hostile_files import CORPUS
from tests.web.conftest import SignIn, Visitor
from tests.web.exchange.bringing import IMPORTS, bring, coordinator, csv, last_run, line, post, previewed
from webapp.models import ImportRun, Initiative, Partner
from webapp.vocabulary import Role

NEEDED = ("title", "description", "for_whom", "organiser", "themes", "neighbourhoods")
TRIED = [pytest.param(content, id=name) for name, content in CORPUS[::8]]


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(IMPORTS, status=303).response.location == "/inloggen?verder=/importeren"


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR, Role.MUNICIPALITY_VIEWER])
def test_for_other_roles_there_is_no_such_page(records: Session, sign_in: SignIn, role: Role | None) -> None:
    account = make_account(records)
    if role is not None:
        make_grant(records, account.id, role)
    records.commit()
    browser = sign_in(account.id)
    browser.visit(IMPORTS, status=404)
    browser.visit(f"{IMPORTS}/voorbeeld/initiatieven.csv", status=404)
    assert IMPORTS not in browser.visit("/mijn").soup.decode()


def test_city_coordinator_finds_the_page_in_the_menu(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    assert browser.visit("/mijn").soup.select_one(f'.own-menu a[href="{IMPORTS}"]') is not None


def test_file_leads_on_to_its_columns(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = bring(browser, csv(line("Breien op zolder")), name="map/lijst é.csv").response.location
    run = last_run(records)
    assert there == f"{IMPORTS}/{run.id}"
    assert (run.file_name, run.headings[0]) == ("lijst é.csv", "titel")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Dit bestand is leeg."),
        (b"titel;wijk", "alleen kolomkoppen"),
        (b"x" * (5 * 1024 * 1024 + 10), "groter dan 5 MB"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "Opslaan als"),
        (b'titel\n"open', "Rond regel 2"),
    ],
)
def test_file_that_is_none_is_told_beside_the_field(
    records: Session, sign_in: SignIn, content: bytes, told: str
) -> None:
    before = records.scalar(select(func.count()).select_from(ImportRun))
    page = bring(coordinator(records, sign_in), content, status=422)
    field = page.soup.select_one("#file-fout")
    assert field is not None
    assert told in field.get_text()
    assert page.soup.select_one('input[value="initiatives"][checked]') is not None
    assert records.scalar(select(func.count()).select_from(ImportRun)) == before


def test_no_file_and_no_choice_are_told(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    assert "Kies eerst een bestand." in browser.submit(IMPORTS, {"subject": "partners"}, status=422).text
    assert "Kies wat erin staat." in browser.submit(IMPORTS, {}, status=422).text


@pytest.mark.parametrize("content", TRIED)
def test_odd_file_is_taken_in_to_look_at_or_refused_and_never_makes_anything(
    records: Session, sign_in: SignIn, content: bytes
) -> None:
    browser = coordinator(records, sign_in)
    tables = (Initiative, Partner)
    before = [records.scalar(select(func.count()).select_from(each)) for each in tables]
    response = post(browser, content)
    assert response.status_code in (303, 422)
    if response.status_code == 303:
        page = browser.visit(str(response.location))
        chosen = {f"kolom-{number}": name for number, name in enumerate(NEEDED)}
        sent = browser.client.post(str(response.location), data=chosen)
        assert sent.status_code in (303, 422)
        if sent.status_code == 303:
            browser.visit(str(sent.location))
        assert page.soup.select("select")
    assert [records.scalar(select(func.count()).select_from(each)) for each in tables] == before


def test_earlier_imports_are_listed_with_how_far_they_came(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(line("Breien op zolder")))
    (item,) = browser.visit(IMPORTS).soup.select(".import-list__item")
    assert "nog niet verwerkt" in item.get_text()
    assert item.select_one(f'a[href="{there}"]') is not None
    (seen,) = coordinator(records, sign_in).visit(IMPORTS).soup.select(".import-list__item")
    assert "door een collega" in seen.get_text()
