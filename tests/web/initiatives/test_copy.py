"""A copy of one's initiative: the form of a new one, with the same words."""

from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_task
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.keeping import (
    asks_to_sign_in,
    look,
    made,
    made_by_another,
    share_with_partner,
)
from tests.web.initiatives.registering import NEW, OWN, count, filled, stands
from webapp.models import Initiative


def test_visitor_signs_in_first(records: Session, visitor: Visitor, owner: int) -> None:
    assert asks_to_sign_in(visitor, f"{OWN}/{made(records, owner)}/kopie")


def test_copy_is_a_new_one_with_the_same_words(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, make_content(tasks=(make_task(),)))
    before = count(records, Initiative)
    browser = sign_in(owner)
    page = browser.visit(f"{OWN}/{slug}/kopie", status=303)
    form = stands(browser.visit(page.response.location))
    assert (form["title"], form["copied_from"]) == (["Samen eten in Selwerd"], [slug])
    # its tasks are others, for others to take
    assert form["tasks-0-title"] == ["Helpen met koken"]
    assert form["tasks-0-key"] == [""]
    assert count(records, Initiative) == before

    sent = {**form, "title": "Samen eten in Beijum", "gezien": "1"}
    done = browser.submit(NEW, sent, status=303)
    copy = look(records, done.response.location.rpartition("/")[2].partition("?")[0])
    assert copy.copied_from_id == look(records, slug).id
    assert look(records, slug).slug == slug


def test_initiative_of_somebody_else_is_not_copied(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records, make_content("Van een ander"))
    browser = sign_in(owner)
    browser.visit(f"{OWN}/{slug}/kopie", status=404)
    browser.visit(f"{OWN}/bestaat-niet/kopie", status=404)
    assert stands(browser.visit(f"{NEW}?kopie={slug}"))["title"] == [""]
    done = browser.submit(NEW, filled(copied_from=slug), status=303)
    made_now = look(records, done.response.location.rpartition("/")[2].partition("?")[0])
    assert made_now.copied_from_id is None


def test_member_of_a_partner_that_keeps_it_copies_it(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records, make_content("Van onze stichting"))
    share_with_partner(records, slug, owner)
    browser = sign_in(owner)
    page = browser.visit(f"{OWN}/{slug}/kopie", status=303)
    assert stands(browser.visit(page.response.location))["title"] == ["Van onze stichting"]
