import re

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, Visitor
from tests.web.statements import counted
from webapp.coverage.pages import pieces

PATH = "/dekking"


def line(page: Page) -> str:
    found = page.soup.select_one("[data-coverage-line]")
    assert found is not None
    return found.get_text(" ", strip=True)


def names(page: Page) -> list[str]:
    return [str(row["data-name"]) for row in page.soup.select("[data-areas] [data-slug]")]


def test_page_tells_each_measure_with_and_without_stale_evidence(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    assert re.fullmatch(r"\d+ van 42 wijken bereikt: \d+%", line(page))
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.soup.select(".tallies tbody tr")
    ]
    assert [row[0] for row in rows] == ["Wijken van 42", "Inwoners van 234.090", "Inwoners, naar nood van 201.460"]
    shares = [[int(cell.split()[-1].rstrip("%")) for cell in row[1:]] for row in rows]
    assert all(0 < fresh < reached < 100 for reached, fresh in shares)
    assert "Van 7 wijken weten we te weinig over nood." in page.text


def test_target_year_that_has_passed_is_told_plainly(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    assert "dat jaar is voorbij" in page.text
    assert "Het doeljaar 2025 is voorbij. Op 1 januari 2025 waren" in page.text
    assert re.search(r"binnen 5 jaar: \d+,\d\d starts per jaar", page.text)


def test_pace_asked_and_the_end_with_its_band_are_told_of_a_day_before_the_target(visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?op=2023-01-01")
    assert re.search(r"Nodig voor 2025 \d+,\d\d starts per jaar nog \d+ wijken in 2,0 jaar", page.text)
    assert re.search(r"Bij dit tempo overal in 20\d\d acht van de tien keer tussen 20\d\d en 20\d\d", page.text)
    assert "2024" not in " ".join(item.text for item in page.soup.select(".method__starts li"))


def test_with_fewer_than_three_starts_there_is_no_band_and_the_page_says_so(visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?op=2020-06-01")
    assert "er zijn minder dan drie starts" in page.text
    assert "niet te zeggen" in page.text
    assert "gekleurde band" not in page.text
    assert "gekleurde band" in visitor.visit(PATH).text


def test_table_tells_what_the_chart_draws_and_the_picture_has_words(visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?maat=nood")
    picture = page.soup.select_one(".chart__picture svg")
    assert picture is not None
    assert "Bij dit tempo zijn alle wijken bereikt in" in str(picture["aria-label"])
    rows = page.soup.select(".chart-table tbody tr")
    assert rows[0].select_one("th").get_text(strip=True) == "januari 2020"
    bands = [row.select("td")[-1].get_text(strip=True) for row in rows]
    assert bands[0] == "–"
    assert re.fullmatch(r"\d+% – \d+%", bands[-1])
    assert len(page.soup.select('.chart-table tr[aria-current="date"]')) == 1


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("inwoners", r"[\d.]+ van 234\.090 inwoners bereikt: \d+%"),
        ("nood", r"Naar nood gewogen is \d+% van de inwoners bereikt"),
    ],
)
def test_measure_is_switched_by_a_link_that_keeps_the_date(visitor: Visitor, measure: str, told: str) -> None:
    page = visitor.visit(f"{PATH}?op=2023-01-01&maat={measure}")
    assert re.fullmatch(told, line(page))
    links = {str(link["href"]): link.get("aria-current") for link in page.soup.select("[data-measure]")}
    assert links[f"{PATH}?op=2023-01-01&maat={measure}&sorteer=naam"] == "true"
    assert all("op=2023-01-01" in link for link in links)


def test_list_is_sorted_by_need_and_what_is_unknown_goes_last(visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?sorteer=nood")
    told = [row.select("td")[1].get_text(strip=True) for row in page.soup.select("[data-areas] tbody tr")]
    known = [float(each.replace(",", ".")) for each in told if each != "?"]
    assert known == sorted(known, reverse=True)
    assert told[-7:] == ["?"] * 7
    assert sorted(names(page)) == sorted(names(visitor.visit(PATH)))


def test_htmx_gets_the_part_that_changes_and_every_name_leads_to_why(visitor: Visitor) -> None:
    page = visitor.client.get(f"{PATH}?op=2022-01-01", headers={"HX-Request": "true"})
    text_of = page.get_data(as_text=True)
    assert text_of.startswith('<div class="standing"')
    assert 'href="/dekking/lewenborg?op=2022-01-01"' in text_of


def test_chosen_neighbourhood_stands_in_a_card(visitor: Visitor) -> None:
    card = visitor.visit(f"{PATH}?wijk=lewenborg").soup.select_one("[data-chosen-card]")
    assert card is not None
    assert not card.has_attr("hidden")
    assert "Waarom staat Lewenborg hier?" in card.text
    nothing = visitor.visit(f"{PATH}?wijk=atlantis").soup.select_one("[data-chosen-card]")
    assert nothing is not None
    assert nothing.has_attr("hidden")


@pytest.mark.parametrize("query", ["op=gisteren", "op=2023-02-30", "maat=geld", "sorteer=kleur"])
def test_what_cannot_be_asked_gets_a_sentence(visitor: Visitor, query: str) -> None:
    assert visitor.visit(f"{PATH}?{query}", status=400).soup.select_one("h1")


def test_day_to_come_shows_today_and_one_long_ago_shows_nothing_reached(visitor: Visitor) -> None:
    later, before = visitor.visit(f"{PATH}?op=2199-01-01"), visitor.visit(f"{PATH}?op=1999-01-01")
    assert "Deze datum ligt in de toekomst" in later.text
    assert line(later) == line(visitor.visit(PATH))
    assert line(before) == "0 van 42 wijken bereikt: 0%"


def test_page_takes_as_many_statements_whatever_the_city_and_none_of_coverage_again(
    app: Flask, visitor: Visitor, records: Session
) -> None:
    def asked() -> int:
        pieces.clear()
        with counted(app) as sent:
            visitor.visit(PATH)
        return len(sent)

    before = asked()
    records.execute(
        text("INSERT INTO neighbourhood (slug, name) SELECT 'nieuw-' || n, 'Nieuw ' || n FROM generate_series(1, 30) n")
    )
    records.commit()
    assert asked() == before <= 12
    with counted(app) as sent:
        visitor.visit(PATH)
    assert len(sent) <= 1


def test_only_who_coordinates_the_city_is_offered_a_new_target(
    visitor: Visitor, city: Visitor, coordinator: Visitor
) -> None:
    link = 'a[href="/dekking/doel"]'
    assert city.visit(PATH).soup.select_one(link)
    assert not visitor.visit(PATH).soup.select_one(link)
    assert not coordinator.visit(PATH).soup.select_one(link)


def test_decision_on_the_target_is_told_with_its_reason(visitor: Visitor) -> None:
    found = visitor.visit(f"{PATH}?op={TODAY}").soup.select_one(".decisions__list")
    assert found is not None
    assert "Van 2020 tot 2025 in alle wijken" in found.text
