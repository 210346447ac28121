"""How one's initiative stands: what everyone sees, what waits, what was asked about it, and what can be done."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.initiatives.keeping import (
    NOW,
    asks_to_sign_in,
    end,
    get,
    made,
    made_by_another,
    merge,
    send_back,
    share_with_partner,
)
from tests.web.initiatives.registering import OWN
from webapp.initiatives.actions import propose
from webapp.vocabulary import InitiativeLayer

PUBLIC = "/initiatieven/samen-eten-in-selwerd"


def steps(page: Page) -> list[str]:
    """The states that the page offers to set."""
    return [str(each["value"]) for each in page.soup.select("button[name=stand]")]


def links(page: Page) -> set[str]:
    """Where the page leads to."""
    return {str(each["href"]) for each in page.soup.select("main a")}


def test_visitor_signs_in_first(records: Session, visitor: Visitor, owner: int) -> None:
    assert asks_to_sign_in(visitor, f"{OWN}/{made(records, owner)}")


def test_initiative_of_somebody_else_is_not_there(records: Session, sign_in: SignIn, owner: int) -> None:
    mine, theirs = made(records, owner, make_content("Van mij")), made_by_another(records)
    browser = sign_in(owner)
    browser.visit(f"{OWN}/{mine}")
    browser.visit(f"{OWN}/{theirs}", status=404)
    browser.visit(f"{OWN}/bestaat-niet", status=404)


def test_member_of_a_partner_that_keeps_it_sees_it(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records)
    share_with_partner(records, slug, owner)
    assert "Loopt" in sign_in(owner).visit(f"{OWN}/{slug}").text


def test_what_runs_can_be_changed_copied_paused_and_ended(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    page = sign_in(owner).visit(f"{OWN}/{slug}")
    assert page.soup.select_one(".progress").text == "Loopt"
    assert steps(page) == ["pauze", "gestopt"]
    assert {PUBLIC, f"{OWN}/{slug}/wijzigen", f"{OWN}/{slug}/kopie"} <= links(page)
    assert "Trek het in" not in page.text


def test_what_still_waits_can_be_changed_copied_and_taken_back(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    page = sign_in(owner).visit(f"{OWN}/{slug}")
    assert page.soup.select_one(".progress").text == "Ontvangen"
    assert steps(page) == ["gestopt"]
    assert {f"{OWN}/{slug}/wijzigen", f"{OWN}/{slug}/kopie"} <= links(page)
    assert PUBLIC not in links(page)
    assert "Trek het in" in page.text


def test_what_ended_can_begin_again(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    end(records, slug)
    assert steps(sign_in(owner).visit(f"{OWN}/{slug}")) == ["loopt"]


def test_missionary_one_leads_to_no_public_page(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, make_content(layer=InitiativeLayer.MISSIONARY))
    assert PUBLIC not in links(sign_in(owner).visit(f"{OWN}/{slug}"))


def test_reason_stands_with_what_came_back(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    send_back(records, slug, "Waar is het <b>precies</b>?")
    page = sign_in(owner).visit(f"{OWN}/{slug}")
    assert "Terug bij jou" in page.text
    assert "Waar is het <b>precies</b>?" in page.text


def test_everything_that_was_sent_in_stands_there(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, make_content(description="Regel een\n<script>x</script>"))
    page = sign_in(owner).visit(f"{OWN}/{slug}")
    assert "<script>x</script>" in page.text
    assert "Buren van de Eikenlaan" in page.text


def test_what_waits_stands_beside_what_is_shown(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    assert browser.visit(f"{OWN}/{slug}").soup.select(".changes") == []
    initiative = get(records, slug)
    change = make_content(for_whom="Voor ouderen")
    propose(records, initiative, change, by=owner, version=initiative.version, now=NOW)
    records.commit()

    page = browser.visit(f"{OWN}/{slug}")
    cells = [" ".join(each.text.split()) for each in page.soup.select(".changes tbody tr > *")]
    assert cells == ["Voor wie", "Voor iedereen uit de buurt", "Voor ouderen"]
    assert f"{OWN}/{slug}/versies" in links(page)


@pytest.mark.parametrize(("days", "asks"), [(364, False), (365, True)])
def test_it_is_asked_after_a_year_whether_it_is_right(
    records: Session, sign_in: SignIn, owner: int, days: int, asks: bool
) -> None:
    slug = made(records, owner, on=TODAY - timedelta(days=days))
    assert ("klopt" in steps(sign_in(owner).visit(f"{OWN}/{slug}"))) == asks


def test_what_was_merged_leads_to_what_it_became(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, make_content("Dubbel"))
    merge(records, slug, made_by_another(records))
    page = sign_in(owner).visit(f"{OWN}/{slug}")
    assert PUBLIC in links(page)
    assert steps(page) == []
