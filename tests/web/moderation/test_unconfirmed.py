from datetime import timedelta

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative, make_waiting
from tests.web.conftest import Page, SignIn
from tests.web.moderation.coordinators import BEIJUM, QUEUE, coordinator, place
from tests.web.statements import counted

PATH = f"{QUEUE}/niet-bevestigd"


def rows(page: Page) -> dict[str, tuple[list[str], list[str]]]:
    """The tags and the buttons of each, by its title."""
    found = {}
    for item in page.soup.select(".review-queue__item"):
        title = item.select_one(".review-queue__link")
        assert title is not None
        tags = [tag.get_text(strip=True) for tag in item.select(".tag")]
        found[title.get_text(strip=True)] = (tags, [str(each["value"]) for each in item.select("button")])
    return found


def test_what_nobody_confirmed_stands_there_with_what_can_be_done(records: Session, sign_in: SignIn) -> None:
    make_initiative(records, make_content("Vers"))
    make_waiting(records, make_content("Wacht nog"), on=TODAY - timedelta(days=500))
    make_initiative(records, make_content("Gevraagd"), on=TODAY - timedelta(days=370))
    make_initiative(records, make_content("Vaag"), on=TODAY - timedelta(days=400))
    make_initiative(records, make_content("Weg"), on=TODAY - timedelta(days=500))
    orphan = make_initiative(records, make_content("Wees"))
    records.execute(text(f"DELETE FROM initiative_organiser WHERE initiative_id = {orphan.id}"))
    records.commit()
    every = ["klopt", "vraag", "pauze", "stop"]
    found = rows(coordinator(records, sign_in, "selwerd").visit(PATH))
    assert list(found) == ["Weg", "Vaag", "Gevraagd", "Wees"]
    assert found["Weg"] == (["staat niet meer op de kaart"], every)
    assert found["Vaag"] == (["staat vaag op de kaart"], every)
    assert found["Gevraagd"] == (["gevraagd, nog geen antwoord"], every)
    assert found["Wees"] == (["niemand houdt dit bij"], ["klopt", "pauze", "stop"])


def test_coordinator_sees_their_own_neighbourhood_and_the_city_all(records: Session, sign_in: SignIn) -> None:
    old = TODAY - timedelta(days=400)
    make_initiative(records, make_content("In Selwerd"), on=old)
    make_initiative(records, make_content("In Beijum", **BEIJUM), on=old)
    records.commit()
    assert list(rows(coordinator(records, sign_in, "selwerd").visit(PATH))) == ["In Selwerd"]
    city = coordinator(records, sign_in)
    assert list(rows(city.visit(PATH))) == ["In Selwerd", "In Beijum"]
    assert list(rows(city.visit(f"{PATH}?wijk={place(records, 'beijum')}"))) == ["In Beijum"]


def test_when_all_is_right_it_says_so(records: Session, sign_in: SignIn) -> None:
    make_initiative(records)
    records.commit()
    assert "Alles klopt nog" in coordinator(records, sign_in, "selwerd").visit(PATH).text


def test_statements_do_not_grow_with_the_list(app: Flask, records: Session, sign_in: SignIn) -> None:
    local = coordinator(records, sign_in, "selwerd")

    def statements() -> int:
        with counted(app) as sent:
            local.visit(PATH)
        return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])

    make_initiative(records, on=TODAY - timedelta(days=400))
    records.commit()
    with_one = statements()
    for number in range(10):
        make_initiative(records, make_content(f"Nummer {number}"), on=TODAY - timedelta(days=400))
    records.commit()
    assert statements() == with_one <= 6
