"""Rows that tell of faith or of a person come in only when somebody says so of that row."""

from sqlalchemy.orm import Session

from tests.web.conftest import Page, SignIn, Visitor
from tests.web.exchange.bringing import apply, coordinator, csv, errors_of, line, names_of, previewed

FAITH = "Bijbelkring;We lezen samen.;Iedereen;Buren;Maaltijd;Selwerd"
PHONE = "Klussen voor buren;Bel 06 12345678.;Iedereen;Buren;Maaltijd;Selwerd"


def tabs(page: Page) -> list[str]:
    return [each.get_text(strip=True) for each in page.soup.select(".import-parts a")]


def made(browser: Visitor, there: str) -> list[str]:
    return [each.get_text(strip=True) for each in browser.visit(f"{there}/resultaat").soup.select(".import-list__link")]


def test_theme_of_faith_is_refused_with_the_way_to_the_form(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    rows = line("Gesprekskring", theme="Geloven en zingeving"), line("Samen tuinieren", theme="Groen")
    there = previewed(browser, csv(*rows))
    page = browser.visit(f"{there}/controle?deel=fout")
    assert names_of(page) == ["Rij 2 Gesprekskring"]
    assert "meld het met het formulier" in errors_of(page)[0]
    apply(browser, there)
    assert made(browser, there) == ["Samen tuinieren"]


def test_words_of_faith_and_personal_data_are_left_out_until_they_are_accepted(
    records: Session, sign_in: SignIn
) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(FAITH, PHONE, line("Breien op zolder")))
    page = browser.visit(f"{there}/controle?deel=kijk-na")
    assert names_of(page) == ["Rij 2 Bijbelkring", "Rij 3 Klussen voor buren"]
    assert tabs(page) == ["Alle rijen (3)", "Goed (1)", "Eerst nakijken (2)", "Lijkt op iets (0)", "Met een fout (0)"]
    assert "Hier staat: bijbelkring." in page.text
    assert "een telefoonnummer" in page.text
    browser.submit(f"{there}/controle", {"rij-3": "keep"}, status=303)
    apply(browser, there)
    assert made(browser, there) == ["Klussen voor buren", "Breien op zolder"]


def test_taking_all_that_look_alike_does_not_take_what_has_to_be_looked_at(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(FAITH, line("Breien op zolder"), line("Breien op zolder")))
    browser.submit(f"{there}/controle", {"alles": "keep"}, status=303)
    apply(browser, there)
    assert made(browser, there) == ["Breien op zolder", "Breien op zolder"]


def test_row_accepted_before_its_doubt_was_told_is_left_out(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    head = "titel;anders;omschrijving;voor wie;organisator;thema;wijk"
    rows = (f"Breien;Bidden voor {number};We breien.;Iedereen;Buren;Maaltijd;Selwerd" for number in range(2))
    there = previewed(browser, csv(*rows, head=head))
    browser.submit(f"{there}/controle", {"rij-3": "keep"}, status=303)
    names = ("title", "description", "", "for_whom", "organiser", "themes", "neighbourhoods")
    browser.submit(there, {f"kolom-{place}": name for place, name in enumerate(names)}, status=303)
    page = browser.visit(f"{there}/controle")
    assert "Zoals het nu staat komt er geen enkele rij in." in page.text
    assert page.soup.find("button", string="Verwerk") is None


def test_look_alike_is_told_of_a_row_with_an_error_too(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv(line("Breien op zolder"), line("Breien op zolder", place="Atlantis")))
    page = browser.visit(f"{there}/controle?deel=fout")
    assert "Dit lijkt op rij 2 van dit bestand." in page.text
    assert page.soup.select("input[name^=rij-]") == []


def test_result_counts_every_row_once(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    apply(browser, previewed(browser, csv(line("Breien op zolder"))))
    head = "titel;omschrijving;voor wie;organisator;thema;wijk;website"
    filled = line("Breien op zolder") + ";www.voorbeeld.nl"
    there = previewed(browser, csv(filled, line("Fietsen maken"), FAITH, line("Fout", place="Atlantis"), head=head))
    apply(browser, there, **{"rij-2": "merge"})
    told = "Van 1 rij is iets nieuws gemaakt. 1 rij vulde aan wat er al was. 1 rij had een fout. 1 rij sloeg je over."
    assert told in browser.visit(f"{there}/resultaat").text
