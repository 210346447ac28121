from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    apply,
    coordinator,
    errors_of,
    last_run,
    line,
    previewed,
)
from tests.web.exchange.bringing import csv as csv_of
from webapp.initiatives.queries import find_waiting
from webapp.models import (
    ImportRow,
    Initiative,
    Theme,
)


def test_choices_that_were_not_kept_first_count_when_rows_are_taken_in(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder"), line("Breien op zolder")))
    apply(browser, there, **{"rij-3": "keep"})
    made = select(func.count()).where(ImportRow.run_id == last_run(records).id, ImportRow.made_id.is_not(None))
    assert records.scalar(made) == 2


def test_all_or_nothing_is_refused_when_a_row_is_wrong_and_keeps_what_was_chosen(
    records: Session, sign_in: SignIn
) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder"), line("Breien op zolder"), line("Fout", theme="Raket")))
    before = records.scalar(select(func.count()).select_from(Initiative))
    page = apply(browser, there, "alles", status=422, **{"rij-3": "keep"})
    assert "Niet alle rijen zijn goed" in page.text
    assert page.soup.select_one('input[name="rij-3"][value="keep"][checked]') is not None
    assert records.scalar(select(func.count()).select_from(Initiative)) == before
    assert "Kies welke rijen" in apply(browser, there, "", status=422).text


def test_what_changed_since_is_shown_before_anything_is_made(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder"), line("Zingen", theme="Groen")))
    for theme in records.scalars(select(Theme).where(Theme.slug.contains("groen"))):
        theme.is_offered = False
    records.commit()
    after = apply(browser, there).response.location
    page = browser.visit(str(after))
    assert "Er is niets verwerkt: sinds je keek is er iets veranderd." in page.text
    assert len(errors_of(page)) == 1
    assert apply(browser, there).response.location == f"{there}/resultaat"


def test_form_that_is_sent_twice_works_once(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder")))
    key = {"eenmalig": "a" * 22}
    apply(browser, there, **key)
    apply(browser, there, **key)
    assert records.scalar(select(func.count()).where(Initiative.import_id == last_run(records).id)) == 1
    assert apply(browser, there).response.location == there


def test_merged_row_waits_for_a_colleague(records: Session, sign_in: SignIn) -> None:
    kept = make_initiative(records, make_content("Breien op zolder"))
    records.commit()
    browser = coordinator(records, sign_in)
    head = "titel;omschrijving;voor wie;organisator;thema;wijk;website"
    there = previewed(browser, csv_of(line("Breien op zolder") + ";https://www.breien.nl", head=head))
    apply(browser, there, **{"rij-2": "merge"})
    assert "aanvulling, wacht op goedkeuring" in browser.visit(f"{there}/resultaat").text
    waiting = find_waiting(records, kept.id)
    assert waiting is not None
    number = {"versie": str(waiting.number)}
    browser.submit("/wachtrij/breien-op-zolder/goedkeuren", number, status=409)
    coordinator(records, sign_in).submit("/wachtrij/breien-op-zolder/goedkeuren", number, status=303)
