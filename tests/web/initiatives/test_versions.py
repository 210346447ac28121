"""All versions of one's initiative: what each changed, what was decided on it and why."""

from sqlalchemy.orm import Session

from tests.initiative_making import make_content
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.keeping import (
    NOW,
    asks_to_sign_in,
    get,
    made,
    made_by_another,
    send_back,
    share_with_partner,
)
from tests.web.initiatives.registering import OWN
from webapp.initiatives.actions import propose


def change(records: Session, slug: str, by: int, **changes: str) -> None:
    initiative = get(records, slug)
    propose(records, initiative, make_content(**changes), by=by, version=initiative.version, now=NOW)
    records.commit()


def test_visitor_signs_in_first(records: Session, visitor: Visitor, owner: int) -> None:
    assert asks_to_sign_in(visitor, f"{OWN}/{made(records, owner)}/versies")


def test_initiative_of_somebody_else_is_not_there(records: Session, sign_in: SignIn, owner: int) -> None:
    mine, theirs = made(records, owner, make_content("Van mij")), made_by_another(records)
    browser = sign_in(owner)
    browser.visit(f"{OWN}/{mine}/versies")
    browser.visit(f"{OWN}/{theirs}/versies", status=404)
    browser.visit(f"{OWN}/bestaat-niet/versies", status=404)


def test_member_of_a_partner_that_keeps_it_sees_them(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records)
    share_with_partner(records, slug, owner)
    assert "Versie 1" in sign_in(owner).visit(f"{OWN}/{slug}/versies").text


def test_first_version_stands_alone(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    page = sign_in(owner).visit(f"{OWN}/{slug}/versies")
    assert [each.text for each in page.soup.select("main h2")] == ["Versie 1"]
    assert "goedgekeurd" in page.text
    assert "Hierin veranderde niets" not in page.text


def test_each_version_says_what_it_changed_the_newest_first(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    change(records, slug, owner, for_whom="Voor <i>ouderen</i>")
    change(records, slug, owner, for_whom="Voor <i>ouderen</i>", organiser="De soepclub")

    page = sign_in(owner).visit(f"{OWN}/{slug}/versies")
    assert [each.text for each in page.soup.select("main h2")] == ["Versie 3", "Versie 2", "Versie 1"]
    rows = [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    assert [row[1:] for row in rows] == [
        ["Buren van de Eikenlaan", "De soepclub"],
        ["Voor iedereen uit de buurt", "Voor <i>ouderen</i>"],
    ]
    states = [" ".join(each.text.split()).partition(": ")[2] for each in page.soup.select(".steps__what")]
    assert states == ["wacht op een coördinator", "vervangen of ingetrokken", "goedgekeurd"]


def test_version_that_changes_nothing_says_so(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    change(records, slug, owner)
    assert sign_in(owner).visit(f"{OWN}/{slug}/versies").text.count("Hierin veranderde niets.") == 1


def test_reason_stays_with_the_version_that_came_back(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    send_back(records, slug, "Hoe laat begint het?")
    change(records, slug, owner, description="We beginnen om zes uur.")
    page = sign_in(owner).visit(f"{OWN}/{slug}/versies")
    assert "Hoe laat begint het?" in page.text
    assert "teruggestuurd" in page.text
