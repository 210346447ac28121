from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.exchange.bringing import (
    IMPORTS,
    apply,
    coordinator,
    last_run,
    line,
    previewed,
)
from tests.web.exchange.bringing import csv as csv_of
from webapp.models import (
    ImportRow,
    InitiativeOrganiser,
    Partner,
)


def test_undo_takes_everything_back_and_the_import_stays_in_the_list(
    records: Session, sign_in: SignIn, visitor: Visitor
) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder")))
    assert browser.submit(f"{there}/terugdraaien", {}, status=303).response.location == there
    apply(browser, there)
    visitor.visit("/initiatieven/breien-op-zolder")
    browser.submit(f"{there}/terugdraaien", {}, status=303)
    assert "Alles wat dit bestand maakte is weg." in browser.visit(f"{there}/resultaat").text
    visitor.visit("/initiatieven/breien-op-zolder", status=404)
    assert "teruggedraaid" in browser.visit(IMPORTS).text
    assert browser.submit(f"{there}/terugdraaien", {}, status=303).response.location == there


def test_undo_tells_what_it_kept_and_why(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Breien op zolder"), line("Zingen in koor")))
    apply(browser, there)
    first = records.scalars(select(ImportRow.made_id).where(ImportRow.run_id == last_run(records).id)).first()
    records.add(InitiativeOrganiser(initiative_id=first, account_id=make_account(records).id))
    records.commit()
    browser.submit(f"{there}/terugdraaien", {}, status=303)
    page = browser.visit(f"{there}/resultaat")
    (item,) = page.soup.select(".import-list__item")
    assert "Breien op zolder" in item.get_text()
    assert "er hangen mensen of andere gegevens aan" in item.get_text()


def test_partners_come_in_with_their_places_and_go_again(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    content = csv_of("Breikring;stichting;kantoor: Eikenlaan 5", head="Naam;Soort;Plaatsen")
    there = previewed(browser, content, subject="partners")
    apply(browser, there)
    assert "kantoor" in browser.visit("/partners/breikring").text
    browser.submit(f"{there}/terugdraaien", {}, status=303)
    assert records.scalar(select(func.count()).where(Partner.slug == "breikring")) == 0
