from sqlalchemy.orm import Session

from tests.initiative_making import make_content
from tests.web.conftest import Page, SignIn
from tests.web.moderation.coordinators import QUEUE, approve, coordinator, give_back, make_changed
from tests.web.moderation.test_review import differences


def numbers(page: Page) -> list[tuple[str, str]]:
    found = []
    for item in page.soup.select(".review-queue__item"):
        number, state = item.select_one(".review-version__number"), item.select_one(".tag")
        assert number is not None
        assert state is not None
        found.append((number.get_text(strip=True), state.get_text(strip=True)))
    return found


def test_history_tells_who_wrote_what_and_what_was_decided(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    local, path = coordinator(records, sign_in, "selwerd"), f"{QUEUE}/{changed.slug}/versies"
    first = local.visit(path)
    assert numbers(first) == [("Versie 2", "wacht op goedkeuring"), ("Versie 1", "staat op de site")]
    assert "wie het organiseert" in first.text
    assert "Even bijgewerkt" in first.text
    assert first.soup.select("button[type=submit]")[-1].get_text(strip=True) == "Vergelijk"
    give_back(local, changed.slug, "Koffie is beter.", 2)
    records.commit()
    after = local.visit(path)
    assert numbers(after) == [("Versie 2", "teruggestuurd"), ("Versie 1", "staat op de site")]
    assert "Teruggestuurd met: Koffie is beter." in after.text
    assert "door jou" in after.text


def test_any_two_versions_are_compared(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    local, path = coordinator(records, sign_in, "selwerd"), f"{QUEUE}/{changed.slug}/versies"
    assert differences(local.visit(path))["Titel"][1:] == ("--Koffie--", "++Thee++")
    assert differences(local.visit(f"{path}?van=2&naar=1"))["Titel"][1:] == ("--Thee--", "++Koffie++")
    same = local.visit(f"{path}?van=1&naar=1")
    assert differences(same) == {}
    assert "Deze twee versies zijn gelijk." in same.text
    assert differences(local.visit(f"{path}?van=99&naar=-1"))["Titel"][1:] == ("--Koffie--", "++Thee++")


def test_history_is_for_who_coordinates_there(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    path = f"{QUEUE}/{changed.slug}/versies"
    coordinator(records, sign_in, "beijum").visit(path, status=404)
    approve(coordinator(records, sign_in, "selwerd"), changed.slug, 2)
    coordinator(records, sign_in, "beijum").visit(path, status=404)
    coordinator(records, sign_in).visit(path)
