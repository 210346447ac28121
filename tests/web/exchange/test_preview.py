from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    apply,
    bring,
    chosen_columns,
    coordinator,
    csv,
    errors_of,
    last_run,
    line,
    names_of,
    previewed,
)
from tests.web.statements import counted
from webapp.models import ImportRow, Initiative, InitiativeRevision
from webapp.vocabulary import RevisionState

HOSTILE = "<script>alert(1)</script>${7*7}`x`{{7*7}}"


def test_each_error_stands_beside_its_column_with_what_to_do(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(line("Goed"), line("Fout", theme="Raketbouw", place="Atlantis")))
    page = browser.visit(f"{there}/controle?deel=fout")
    assert names_of(page) == ["Rij 3 Fout"]
    assert [each.get_text(" ", strip=True) for each in page.soup.select(".import-row__error dt")] == [
        "Thema’s: Raketbouw",
        "Wijken: Atlantis",
    ]
    assert errors_of(page)[0].startswith("Het thema “Raketbouw” kennen we niet.")


def test_hostile_text_is_shown_as_it_was_typed(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    head = f"titel;omschrijving;voor wie;organisator;thema;wijk;{HOSTILE}"
    there = str(bring(browser, csv(line(HOSTILE, theme=HOSTILE) + f";{HOSTILE}", head=head)).response.location)
    columns = browser.visit(there)
    assert HOSTILE in columns.text
    browser.submit(there, chosen_columns(columns), status=303)
    page = browser.visit(f"{there}/controle")
    assert HOSTILE in page.text
    assert not any("alert(1)" in script.get_text() for script in page.soup.find_all("script"))


def test_many_rows_come_page_by_page_in_a_constant_number_of_statements(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    few = previewed(browser, csv(*(line(f"Klus {number * 7919}") for number in range(2))))
    many = previewed(browser, csv(*(line(f"Feest {number * 104729}") for number in range(300))))
    app = browser.client.application

    def statements(there: str) -> int:
        browser.visit(f"{there}/controle")
        with counted(app) as sent:
            browser.visit(f"{there}/controle")
        return len(sent)

    assert statements(many) <= statements(few) + 1
    page = browser.visit(f"{many}/controle?pagina=2")
    assert len(page.soup.select(".import-row")) == 25
    apply(browser, many)
    made = select(func.count()).where(InitiativeRevision.state == RevisionState.APPROVED)
    ids = select(Initiative.id).where(Initiative.import_id == last_run(records).id)
    assert records.scalar(made.where(InitiativeRevision.initiative_id.in_(ids))) == records.scalar(
        select(func.count()).where(ImportRow.run_id == last_run(records).id, ImportRow.made_id.is_not(None))
    )
