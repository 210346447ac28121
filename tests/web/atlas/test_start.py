from datetime import date
from urllib.parse import quote

import pytest
from bs4 import Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, Visitor
from webapp.i18n import stage_name
from webapp.models import Area, AreaRelease, Presence
from webapp.vocabulary import Provenance, Stage

NEIGHBOURHOODS = 42


def rows(page: Page) -> list[Tag]:
    return page.soup.select("[data-areas] tbody tr")


def names(page: Page) -> list[str]:
    return [str(row["data-name"]) for row in rows(page)]


def legend(page: Page) -> dict[str, int]:
    items = page.soup.select(".legend__item:has([data-stage])")
    return {
        str(item.select_one("[data-stage]")["data-stage"]): int(item.select_one(".legend__count").text)
        for item in items
    }


def mark(page: Page) -> float:
    line = page.soup.select_one("svg .chart-at")
    assert line is not None
    return float(str(line["x1"]))


def test_says_how_far_the_target_is(visitor: Visitor) -> None:
    page = visitor.visit("/?op=2021-12-31")

    assert "4 van 42 wijken" in page.text
    assert "16% van de inwoners" in page.text


@pytest.mark.parametrize("day", ["2019-12-31", "2020-12-31", "2021-12-31", "2024-02-29", TODAY.isoformat()])
def test_line_legend_list_and_chart_tell_the_same_date(visitor: Visitor, day: str) -> None:
    page = visitor.visit(f"/?op={day}")

    counts = legend(page)
    stages = [str(row["data-stage"]) for row in rows(page)]
    assert list(counts) == [stage.value for stage in Stage]
    assert counts == {stage: stages.count(stage) for stage in counts}
    assert sum(counts.values()) == len(stages) == NEIGHBOURHOODS
    present = counts["active"] + counts["self_sustaining"]
    assert page.soup.select_one("[data-coverage-line]").text.startswith(f"{present} van {NEIGHBOURHOODS} wijken")
    standing = page.soup.select_one("[data-standing]")
    assert standing["data-at"] == day
    assert f"op={day}&v=" in str(page.soup.select_one("[data-map]")["data-map-query"])


def test_nothing_is_reached_before_it_began_and_more_later(visitor: Visitor) -> None:
    def present(day: str) -> int:
        counts = legend(visitor.visit(f"/?op={day}"))
        return counts["active"] + counts["self_sustaining"]

    assert present("2019-12-31") == 0
    assert 0 < present("2021-12-31") < present(TODAY.isoformat())


def test_mark_on_the_chart_moves_with_the_date(visitor: Visitor) -> None:
    marks = [mark(visitor.visit(f"/?op={day}")) for day in ("2020-01-01", "2022-06-01", TODAY.isoformat())]

    assert marks == sorted(marks)
    assert len(set(marks)) == 3


def test_chart_has_no_mark_outside_its_years(visitor: Visitor) -> None:
    assert visitor.visit("/?op=2010-01-01").soup.select_one("svg .chart-at") is None
    assert visitor.visit("/?op=2022-01-01").soup.select_one("svg .chart-at") is not None


def test_shows_today_when_no_date_is_asked(visitor: Visitor) -> None:
    plain, dated = visitor.visit("/"), visitor.visit(f"/?op={TODAY}")

    assert plain.soup.select_one("[data-standing]")["data-at"] == TODAY.isoformat()
    assert names(plain) == names(dated)
    assert visitor.visit("/?op=").soup.select_one("[data-standing]")["data-at"] == TODAY.isoformat()


def test_date_in_the_future_is_shown_as_what_is_known(visitor: Visitor) -> None:
    page = visitor.visit("/?op=2030-01-01")

    assert page.soup.select_one("[data-standing]")["data-at"] == "2030-01-01"
    assert page.soup.select_one("[data-slider]")["value"] == page.soup.select_one("[data-slider]")["max"]


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_first_and_last_possible_date_are_shown(visitor: Visitor, day: str) -> None:
    assert visitor.visit(f"/?op={day}").soup.select_one("[data-standing]")["data-at"] == day


@pytest.mark.parametrize(
    "bad",
    [
        "1899-12-31",
        "2201-01-01",
        "2021-02-30",
        "2021-13-01",
        "gisteren",
        "2021-6-1",
        "20210601",
        "NaN",
        "-1",
        "2021-06-01T00:00",
        "０２０２-06-01",
        "' OR 1=1--",
        "2021-06-01 ",
        "x" * 3000,
    ],
)
def test_bad_date_gets_a_page_that_explains(visitor: Visitor, bad: str) -> None:
    page = visitor.visit(f"/?op={quote(bad)}", status=400)

    assert "datum" in page.soup.select_one(".lead").text
    assert page.soup.select_one("a.button")["href"] == "/"


@pytest.mark.parametrize("bad", ["1899-12-31", "gisteren"])
def test_bad_date_is_explained_in_english_too(visitor: Visitor, bad: str) -> None:
    page = visitor.visit(f"/?op={bad}&taal=en", status=400)

    assert page.soup.html["lang"] == "en"
    assert "date" in page.soup.select_one(".lead").text


def test_sorts_by_name_unless_asked_otherwise(visitor: Visitor) -> None:
    found = names(visitor.visit("/"))

    assert found == sorted(found, key=str.casefold)
    assert names(visitor.visit("/?sorteer=naam")) == found


def test_sorts_by_stage_furthest_first(visitor: Visitor) -> None:
    order = [stage.value for stage in Stage]
    stages = [order.index(str(row["data-stage"])) for row in rows(visitor.visit("/?sorteer=fase"))]

    assert stages == sorted(stages, reverse=True)


def test_sorts_by_inhabitants_most_first(visitor: Visitor) -> None:
    cells = [row.select_one('[data-cell="inhabitants"]').text for row in rows(visitor.visit("/?sorteer=inwoners"))]
    numbers = [int("".join(letter for letter in cell if letter.isdigit())) for cell in cells]

    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) > 30


def test_sorts_by_since_newest_first_and_unreached_last(visitor: Visitor) -> None:
    cells = [row.select_one('[data-cell="since"]').text for row in rows(visitor.visit("/?sorteer=sinds&op=2021-12-31"))]
    years = [int("".join(letter for letter in cell if letter.isdigit())[-4:] or 0) for cell in cells]

    assert years == sorted(years, reverse=True)
    assert years[0] == 2021
    assert years[-1] == 0


def test_unknown_order_is_refused(visitor: Visitor) -> None:
    assert "Sorteer op naam" in visitor.visit("/?sorteer=grootte", status=400).text


def test_column_that_sorts_says_so(visitor: Visitor) -> None:
    page = visitor.visit("/?sorteer=inwoners")

    sorted_by = page.soup.select("th[aria-sort]")
    assert [each.text.strip() for each in sorted_by] == ["Inwoners"]


def test_fragment_is_only_what_changes_with_the_date(visitor: Visitor) -> None:
    whole = visitor.visit("/?op=2022-03-01&sorteer=fase")
    part = visitor.visit("/?op=2022-03-01&sorteer=fase", headers={"HX-Request": "true"})

    assert part.soup.html is None
    top = [each for each in part.soup.contents if isinstance(each, Tag)]
    assert [each["id"] for each in top] == ["standing"]
    assert str(top[0]) == str(whole.soup.select_one("#standing"))
    assert "HX-Request" in part.response.headers["Vary"]
    assert "HX-Request" in whole.response.headers["Vary"]


def test_fragment_of_a_bad_date_is_refused(visitor: Visitor) -> None:
    visitor.visit("/?op=x", status=400, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    "slug", ["bestaat-niet", "", '"><script>alert(1)</script>', "${alert(1)}", "x" * 2000, "../.."]
)
def test_unknown_chosen_neighbourhood_changes_nothing_but_the_choice(visitor: Visitor, slug: str) -> None:
    page = visitor.visit(f"/?wijk={quote(slug)}")

    assert page.soup.select_one("[data-map]")["data-map-chosen"] == slug
    assert page.soup.select_one("[data-chosen-card]").has_attr("hidden")
    assert names(page) == names(visitor.visit("/"))
    assert not page.soup.find_all("script", string="alert(1)")


def test_chosen_neighbourhood_is_told_in_a_card(visitor: Visitor) -> None:
    card = visitor.visit("/?wijk=selwerd&op=2021-12-31").soup.select_one("[data-chosen-card]")

    assert not card.has_attr("hidden")
    assert card.select_one('[data-slot="name"]').text == "Selwerd"
    assert card.select_one('[data-slot="link"]')["href"] == "/wijken/selwerd?op=2021-12-31"


def test_link_to_share_holds_date_order_and_choice(visitor: Visitor) -> None:
    link = visitor.visit("/?op=2022-03-01&sorteer=fase&wijk=selwerd").soup.select_one("[data-share]")["href"]

    assert set(str(link).partition("?")[2].split("&")) == {"op=2022-03-01", "sorteer=fase", "wijk=selwerd"}


def test_demonstration_data_is_announced(visitor: Visitor) -> None:
    page = visitor.visit("/")

    assert page.soup.select_one(".notice--sample") is not None
    assert page.soup.select(".areas .tag--sample")


def test_city_without_demonstration_data_announces_none(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Presence).where(Presence.provenance == Provenance.DEMO))
    records.commit()
    page = visitor.visit("/")

    assert page.soup.select_one(".notice--sample") is None
    assert not page.soup.select(".tag--sample")
    assert len(rows(page)) == NEIGHBOURHOODS


def test_date_before_the_demonstration_data_announces_none(visitor: Visitor) -> None:
    assert visitor.visit("/?op=2020-12-31").soup.select_one(".notice--sample") is None


def test_schematic_boundaries_are_announced_with_the_way_to_better_ones(visitor: Visitor) -> None:
    note = visitor.visit("/").soup.select_one(".map__schematic")

    assert "./dev cli areas import pdok:" in note.text


def test_official_boundaries_need_no_note(records: Session, visitor: Visitor) -> None:
    schematic = records.scalars(select(AreaRelease).where(AreaRelease.in_force)).one()
    official = AreaRelease(kind=schematic.kind, year=schematic.year, is_schematic=False, source="test")
    records.add(official)
    records.flush()
    records.execute(update(Area).where(Area.kind == schematic.kind).values(is_schematic=False))
    schematic.in_force = False
    records.flush()
    official.in_force = True
    records.commit()

    assert visitor.visit("/").soup.select_one(".map__schematic") is None


def test_source_of_the_boundaries_is_credited(visitor: Visitor) -> None:
    page = visitor.visit("/")

    assert "Bron: CBS / Kadaster" in str(page.soup)
    assert "CBS / Kadaster (CC BY 4.0)" in page.text


def test_every_stage_has_its_letter_beside_its_colour(visitor: Visitor, app: Flask) -> None:
    page = visitor.visit("/")

    for badge in page.soup.select(".areas [data-stage] .stage__letter, .legend .stage__letter"):
        assert len(badge.text) == 1
    assert {stage_name(Stage(str(row["data-stage"]))) for row in rows(page)} <= {
        badge.text for badge in page.soup.select(".legend .stage__name")
    }


def test_stale_neighbourhoods_are_counted_apart(visitor: Visitor) -> None:
    page = visitor.visit("/")

    assert page.soup.select("tr[data-stale]")
    assert "Met een teken van leven in het afgelopen jaar" in page.text


def test_city_without_neighbourhoods_is_not_ready(records: Session, app: Flask, visitor: Visitor) -> None:
    records.execute(update(AreaRelease).values(in_force=False))
    records.commit()
    page = visitor.visit("/", status=503)

    assert "./dev seed" in page.text
    assert page.response.headers["Retry-After"]


def test_table_behind_the_chart_ends_at_today(visitor: Visitor) -> None:
    head = [cell.text.strip() for cell in visitor.visit("/").soup.select(".chart table tbody th")]

    assert head[0] == "januari 2020"
    assert head[-1] == "22 november 2026"
    assert len(head) == len({date(year, 1, 1) for year in range(2020, 2027)}) + 1


def test_is_the_same_with_every_render(app: Flask) -> None:
    def body(client: FlaskClient) -> str:
        response = client.get("/?op=2022-01-01")
        nonce = response.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
        return response.get_data(as_text=True).replace(nonce, "")

    assert body(app.test_client()) == body(app.test_client())
