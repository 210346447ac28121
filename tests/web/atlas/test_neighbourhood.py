from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, Visitor
from tests.web.made_rows import add_evidence, add_neighbourhood, add_presence
from webapp.models import Evidence, Neighbourhood, Presence
from webapp.vocabulary import Provenance, Stage


def id_of(records: Session, slug: str) -> int:
    return records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def stages(page: Page) -> list[str]:
    return [str(item["data-stage"]) for item in page.soup.select(".timeline__item")]


def test_tells_name_figures_buurten_and_neighbours(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/vinkhuizen")

    assert page.soup.h1.text == "Vinkhuizen"
    assert page.soup.title.text.startswith("Vinkhuizen")
    codes = [row.select("td")[0].text.strip() for row in page.soup.select(".buurten tbody tr")]
    assert codes
    assert all(code.startswith("BU0014") for code in codes)
    assert page.soup.select_one(".figures dd").text.strip()[0].isdigit()
    neighbours = [str(link["href"]) for link in page.soup.select(".neighbours__link")]
    assert neighbours
    assert "/wijken/vinkhuizen" not in neighbours


def test_every_neighbour_has_this_one_as_its_neighbour(visitor: Visitor) -> None:
    for link in visitor.visit("/wijken/selwerd").soup.select(".neighbours__link"):
        back = visitor.visit(str(link["href"])).soup.select(".neighbours__link")
        assert "/wijken/selwerd" in [str(each["href"]) for each in back]


def test_map_has_this_neighbourhood_chosen(visitor: Visitor) -> None:
    frame = visitor.visit("/wijken/selwerd?op=2021-06-01").soup.select_one("[data-map]")

    assert frame["data-map-chosen"] == "selwerd"
    assert str(frame["data-map-query"]).startswith("op=2021-06-01&v=")


def test_source_says_when_it_began(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/selwerd?op=2021-06-01")

    assert stages(page)[0] == page.soup.select_one(".place-head [data-stage]")["data-stage"]
    assert "2020" in page.soup.select_one(".place-head__stage").text
    assert not page.soup.select(".place-head .tag--sample")


def test_page_as_of_a_date_knows_nothing_of_later(visitor: Visitor) -> None:
    later, earlier = visitor.visit("/wijken/selwerd"), visitor.visit("/wijken/selwerd?op=2020-06-30")

    assert "Je ziet de situatie op di 30 juni 2020" in earlier.text
    assert "Je ziet de situatie" not in later.text
    assert len(stages(earlier)) < len(stages(later))
    assert all(str(mark["datetime"]) <= "2020-06-30" for mark in earlier.soup.select(".evidence time"))
    assert any(str(mark["datetime"]) > "2020-06-30" for mark in later.soup.select(".evidence time"))


def test_links_keep_the_date(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/selwerd?op=2021-06-01")

    assert page.soup.select_one(".breadcrumbs a")["href"] == "/?op=2021-06-01&wijk=selwerd"
    assert all(str(link["href"]).endswith("?op=2021-06-01") for link in page.soup.select(".neighbours__link"))


def test_neighbourhood_before_anything_happened_invites(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/selwerd?op=2010-01-01")

    assert stages(page) == []
    assert page.soup.select_one(".place-head [data-stage]")["data-stage"] == "unreached"
    assert "Missie050 is hier nog niet begonnen" in page.text
    assert "Missie050 is hier nog niet begonnen" not in visitor.visit("/wijken/selwerd").text


def test_stage_that_ended_has_both_its_dates(records: Session, visitor: Visitor) -> None:
    begun = add_neighbourhood(records, slug="proefwijk", name="Proefwijk")
    add_presence(records, begun, stage=Stage.STARTING, since=date(2024, 3, 14), until=date(2025, 2, 1))
    add_presence(records, begun, stage=Stage.EXPLORING, since=date(2025, 2, 1))
    records.commit()

    def dates(path: str) -> list[str]:
        return [each.text.strip() for each in visitor.visit(path).soup.select(".timeline__dates")]

    assert dates("/wijken/proefwijk") == ["sinds 1 februari 2025", "14 maart 2024 tot februari 2025"]
    assert dates("/wijken/proefwijk?op=2024-12-31") == ["sinds 14 maart 2024"]


def test_old_evidence_is_called_old_and_a_stale_stage_is_said_to_be(records: Session, visitor: Visitor) -> None:
    begun = add_neighbourhood(records, slug="proefwijk", name="Proefwijk")
    add_presence(records, begun, stage=Stage.STARTING, since=date(2024, 3, 14))
    records.commit()
    page = visitor.visit("/wijken/proefwijk")

    assert "Al meer dan een jaar hoorden we niets uit Proefwijk" in page.text
    assert len(page.soup.select(".evidence__item--old")) == 1

    add_evidence(records, begun, on=TODAY)
    records.commit()
    page = visitor.visit("/wijken/proefwijk")

    assert "Al meer dan een jaar" not in page.text
    assert [("evidence__item--old" in item["class"]) for item in page.soup.select(".evidence__item")] == [False, True]


def test_demonstration_data_is_marked_item_by_item(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Evidence).where(Evidence.neighbourhood_id == id_of(records, "selwerd")))
    records.execute(
        delete(Presence).where(
            Presence.neighbourhood_id == id_of(records, "selwerd"), Presence.provenance == Provenance.DEMO
        )
    )
    records.commit()

    assert not visitor.visit("/wijken/selwerd").soup.select(".timeline .tag--sample, .place-head .tag--sample")
    assert visitor.visit("/wijken/vinkhuizen").soup.select(".evidence .tag--sample")


def test_says_what_can_be_done_and_whom_to_write_to(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/beijum")

    assert page.soup.select(".ways__card")
    assert page.soup.select_one(".call a.button")["href"] == "/wijken/beijum/bericht"


@pytest.mark.parametrize(
    ("slug", "meant"),
    [("selwrd", "selwerd"), ("vinkhuisen", "vinkhuizen"), ("de-weijert", "de-wijert")],
)
def test_unknown_address_offers_the_one_that_was_meant(visitor: Visitor, slug: str, meant: str) -> None:
    page = visitor.visit(f"/wijken/{slug}", status=404)

    links = [str(link["href"]) for link in page.soup.select(".error-page__lookalikes a")]
    assert f"/wijken/{meant}" in links
    visitor.visit(links[0])


@pytest.mark.parametrize("slug", ["qqqqxxxx", "x" * 1500, "%", "'; drop table area;--", "👾", "${7*7}", "{{7*7}}", "1"])
def test_address_like_nothing_gets_the_same_page_without_suggestions(visitor: Visitor, slug: str) -> None:
    page = visitor.visit(f"/wijken/{quote(slug)}", status=404)

    assert "We kennen geen wijk met dit adres" in page.text
    assert "49" not in page.soup.select_one("main").text.replace(page.soup.select_one("code").text, "")


@pytest.mark.parametrize(
    ("path", "meant"), [("Selwerd", "selwerd"), ("DE-WIJERT?op=2021-06-01", "de-wijert?op=2021-06-01")]
)
def test_capitals_in_the_address_are_forgiven(visitor: Visitor, path: str, meant: str) -> None:
    assert visitor.visit(f"/wijken/{path}", status=308).response.headers["Location"] == f"/wijken/{meant}"


@pytest.mark.parametrize("slug", ["İSTANBUL", "ΑΣ", "\\EVIL"])
def test_capitals_of_any_script_lead_nowhere_else_and_only_once(visitor: Visitor, slug: str) -> None:
    first = visitor.client.get(f"/wijken/{quote(slug, safe='')}")
    if first.status_code == 308:
        location = first.headers["Location"]
        assert location.startswith("/wijken/")
        assert visitor.client.get(location).status_code == 404
    else:
        assert first.status_code == 404


@pytest.mark.parametrize("bad", ["1899-12-31", "2021-02-30", "NaN"])
def test_bad_date_is_refused(visitor: Visitor, bad: str) -> None:
    visitor.visit(f"/wijken/selwerd?op={bad}", status=400)


def test_every_neighbourhood_has_its_page(records: Session, visitor: Visitor, app: Flask) -> None:
    slugs = records.scalars(select(Neighbourhood.slug)).all()
    records.rollback()

    assert len(slugs) == 42
    for slug in slugs:
        assert app.test_client().get(f"/wijken/{slug}").status_code == 200


def test_figures_are_told_to_be_unknown_when_they_are(records: Session, visitor: Visitor) -> None:
    add_neighbourhood(records, slug="proefwijk", name="Proefwijk")
    records.commit()

    assert visitor.visit("/wijken/proefwijk").text.count("onbekend") >= 3
