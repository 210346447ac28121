from datetime import timedelta

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from webapp.coverage.actions import add_evidence, set_stage
from webapp.vocabulary import EvidenceKind, Stage

PATH = "/dekking/lewenborg"
KEEPING = 'a[href="/dekking/lewenborg/teken"]'


def test_page_tells_every_sign_with_its_day_and_until_when_it_counts(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    assert "De fase Zelfdragend vraagt 3 van de vier soorten bewijs." in page.text
    assert "Burennetwerk 7 augustus 2026 recent tot 7 augustus 2027" in page.text
    assert "Burennetwerk 10 september 2025 niet meer recent sinds 10 september 2026" in page.text
    assert "telt het bewijs als verlopen vanaf za 7 augustus 2027" in page.text
    assert len(page.soup.select(".timeline__item")) == 4


def test_page_tells_what_the_next_stage_lacks(visitor: Visitor, records: Session) -> None:
    place = find_place(records, "ten-post")
    add_evidence(records, place, EvidenceKind.COORDINATOR, observed_on=TODAY, today=TODAY)
    set_stage(records, place, Stage.STARTING, on=TODAY, today=TODAY)
    records.commit()
    page = visitor.visit("/dekking/ten-post")
    assert (
        "Voor Actief ontbreekt nog 1 soort bewijs. Nog niet gezien: Burennetwerk, Ontdekkingsproces, Initiatief."
        in page.text
    )
    assert "De wijk telt nog niet mee in de dekking" in page.text


def test_page_of_a_past_day_knows_only_what_was_seen_by_then(visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?op=2022-04-01")
    assert "Waarom staat Lewenborg op Actief?" in page.text
    assert "Je ziet de situatie op vr 1 april 2022." in page.text
    assert "2026" not in " ".join(item.text for item in page.soup.select(".signs__head time, .timeline__dates"))
    assert "Deze datum ligt in de toekomst" in visitor.visit(f"{PATH}?op=2190-01-01").text


def test_need_is_told_part_by_part_and_unknown_is_told_apart(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    assert "Een inwoner van Lewenborg telt 0,93 keer mee" in page.text
    assert "Ouder dan 65 jaar Leeftijd 16,0% 2017" in page.text
    assert "onbekend is niet hetzelfde als geen nood" in visitor.visit("/dekking/haren").text


def test_page_of_a_neighbourhood_leads_here(visitor: Visitor) -> None:
    assert visitor.visit("/wijken/lewenborg?op=2022-04-01").soup.select_one(
        'a[href="/dekking/lewenborg?op=2022-04-01"]'
    )


def test_capitals_are_put_right_and_an_unknown_name_is_not_there(visitor: Visitor) -> None:
    assert visitor.visit("/dekking/Lewenborg", status=308).response.location.endswith(PATH)
    assert "Lewenborg" in visitor.visit("/dekking/lewenbrg", status=404).text


def test_who_keeps_the_neighbourhood_is_offered_to_do_so_and_nobody_else(
    visitor: Visitor, coordinator: Visitor, city: Visitor, records: Session, sign_in: SignIn
) -> None:
    neighbour = sign_in(make_coordinator(records, find_place(records, "beijum")).id)
    assert coordinator.visit(PATH).soup.select_one(KEEPING)
    assert city.visit(PATH).soup.select_one(KEEPING)
    assert not visitor.visit(PATH).soup.select_one(KEEPING)
    assert not neighbour.visit(PATH).soup.select_one(KEEPING)


def test_stage_without_a_sign_for_a_year_is_told_as_stale(visitor: Visitor, records: Session) -> None:
    place = find_place(records, "ten-post")
    long_ago = TODAY - timedelta(days=500)
    for kind in (EvidenceKind.COORDINATOR, EvidenceKind.NETWORK):
        add_evidence(records, place, kind, observed_on=long_ago, today=TODAY)
    set_stage(records, place, Stage.ACTIVE, on=long_ago, today=TODAY)
    records.commit()
    assert (
        "telt het bewijs als verlopen: een jaar lang was er geen teken van leven"
        in visitor.visit("/dekking/ten-post").text
    )
