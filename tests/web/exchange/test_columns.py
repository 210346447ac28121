from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    IMPORTS,
    apply,
    bring,
    chosen_columns,
    coordinator,
    csv,
    last_run,
    line,
    previewed,
)


def test_columns_are_guessed_and_shown_with_examples(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    content = csv(line("Breien op zolder") + ";los", head="Titel;WAT;Voor wie;Wie;Thema’s;Wijk;Extra")
    page = browser.visit(str(bring(browser, content).response.location))
    assert list(chosen_columns(page).values()) == [
        "title",
        "description",
        "for_whom",
        "organiser",
        "themes",
        "neighbourhoods",
    ]
    assert "Breien op zolder" in page.text
    assert page.soup.select_one("#kolom-6 option[selected]") is None


def test_english_headings_are_guessed_too(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    head = "Title;Description;For whom;Organiser;Themes;Neighbourhoods"
    page = browser.visit(str(bring(browser, csv(line("Knitting"), head=head)).response.location))
    assert len(chosen_columns(page)) == 6


def test_what_is_needed_and_not_there_is_told(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = str(bring(browser, csv("a;b", head="Titel;Raar")).response.location)
    first = browser.visit(there)
    assert "Nog niet gekozen, en wel nodig:" in first.text
    page = browser.submit(there, {"kolom-0": "title"}, status=422)
    told = page.soup.select_one(".error-summary")
    assert told is not None
    assert "Kies nog een kolom voor: Thema’s" in told.get_text()
    browser.visit(f"{there}/controle", status=303)
    assert last_run(records).mapping == {"title": "Titel"}


def test_field_that_is_chosen_twice_or_unknown_is_told_beside_the_column(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = str(bring(browser, csv(line("Breien"))).response.location)
    sent = {**chosen_columns(browser.visit(there)), "kolom-1": "title", "kolom-2": "raket"}
    page = browser.submit(there, sent, status=422)
    assert [each.get_text(" ", strip=True) for each in page.soup.select(".import-column .field__error")] == [
        "Fout: Dit koos je al bij een andere kolom. Kies hier iets anders, of: niet overnemen.",
        "Fout: Kies iets uit de lijst.",
    ]


def test_other_columns_judge_the_rows_anew(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(
        browser,
        csv(
            "Breien;Zingen;Iedereen;Ik;Raket;Selwerd;Maaltijd", head="titel;omschrijving;voor wie;wie;thema;wijk;anders"
        ),
    )
    assert "1 heeft een fout" in browser.visit(f"{there}/controle").text
    sent = {**chosen_columns(browser.visit(there)), "kolom-4": "", "kolom-6": "themes"}
    browser.submit(there, sent, status=303)
    assert "0 hebben een fout" in browser.visit(f"{there}/controle").text


def test_import_that_is_not_there_is_a_404(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    for path in ("999999", "999999/controle", "999999/resultaat", "999999/fouten.csv"):
        browser.visit(f"{IMPORTS}/{path}", status=404)
    for path in ("999999/verwerken", "999999/terugdraaien", "999999/weggooien", "999999/controle"):
        browser.submit(f"{IMPORTS}/{path}", {"welke": "goede"}, status=404)


def test_what_was_taken_in_has_no_columns_to_choose_any_more(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(line("Breien op zolder")))
    apply(browser, there)
    for path in ("", "/controle"):
        assert browser.visit(there + path, status=303).response.location == f"{there}/resultaat"
    after = browser.submit(f"{there}/controle", {"rij-2": "keep"}, status=303)
    assert after.response.location == there
