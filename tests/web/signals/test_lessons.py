from datetime import timedelta

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.signal_making import make_bundle, make_lesson
from tests.talent_making import find_theme
from tests.web.conftest import Visitor

PATH = "/signalen/lessen"


def titles(browser: Visitor, query: str = "") -> list[str]:
    return [each.text.strip() for each in browser.visit(f"{PATH}{query}").soup.select("h2.signal-card__head a")]


def make_some(records: Session) -> None:
    make_lesson(records, "Samen soep koken", what_was_done="Buren kookten elke week soep.", learned_on=TODAY)
    make_lesson(
        records,
        "Een zaal met een sleutel",
        theme_id=find_theme(records, "samenleven"),
        neighbourhood_id=find_place(records, "selwerd"),
        learned_on=TODAY - timedelta(days=9),
    )
    make_lesson(records, "Wat we van wachten leerden", bundle_id=make_bundle(records).id, learned_on=TODAY)
    records.commit()


def test_lessons_are_found_by_stem_misspelling_theme_place_and_source(records: Session, seer: Visitor) -> None:
    make_some(records)
    assert len(titles(seer)) == 3
    assert titles(seer, "?zoek=kookte") == ["Samen soep koken"]
    assert titles(seer, "?zoek=sleutl") == ["Een zaal met een sleutel"]
    assert titles(seer, "?thema=samenleven") == ["Een zaal met een sleutel"]
    assert titles(seer, "?wijk=selwerd") == ["Een zaal met een sleutel"]
    assert titles(seer, "?bron=bundle") == ["Wat we van wachten leerden"]
    assert len(titles(seer, "?bron=hand")) == 2
    assert titles(seer, "?bron=campaign") == titles(seer, "?bron=initiative") == []
    assert "Niets gevonden" in seer.visit(f"{PATH}?zoek=zeppelin").text
    seer.visit(f"{PATH}?bron=hoorzeggen", status=400)
    seer.visit(f"{PATH}?zoek={'x' * 81}", status=400)
    seer.visit(f"{PATH}?zoek=%22%26%7C%21%28", status=200)


def test_only_coordinators_are_offered_to_write_one(local: Visitor, seer: Visitor) -> None:
    assert "Schrijf een les op" in local.visit(PATH).text
    assert "Schrijf een les op" not in seer.visit(PATH).text
