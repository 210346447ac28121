from urllib.parse import quote

import pytest

from tests.web.conftest import Page, Visitor


def hits(page: Page) -> list[str]:
    return [link.text for link in page.soup.select(".hits__link")]


def test_asks_what_you_look_for_when_nothing_was_typed(visitor: Visitor) -> None:
    page = visitor.visit("/zoek")

    assert hits(page) == []
    assert "Typ een naam" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("selw", "Selwerd"),
        ("SELWER ", "Selwerd"),
        ("vinkhuisen", "Vinkhuizen"),
        ("bejum", "Beijum"),
    ],
)
def test_finds_a_neighbourhood_by_the_beginning_or_nearly_the_name(visitor: Visitor, query: str, found: str) -> None:
    page = visitor.visit(f"/zoek?q={quote(query)}")

    assert hits(page)[0] == found
    visitor.visit(str(page.soup.select_one(".hits__link")["href"]))


@pytest.mark.parametrize(
    ("query", "slug"), [("Selwerd", "selwerd"), (" SELWERD", "selwerd"), ("de hoogte", "de-hoogte")]
)
def test_whole_name_leads_straight_to_its_page(visitor: Visitor, query: str, slug: str) -> None:
    page = visitor.visit(f"/zoek?q={quote(query)}", status=302)

    assert page.response.headers["Location"] == f"/wijken/{slug}"
    visitor.visit(page.response.headers["Location"])


def test_buurt_leads_to_its_neighbourhood(visitor: Visitor) -> None:
    page = visitor.visit("/zoek?q=Korrewegbuurt")

    buurten = page.soup.select(".hits__item:has(.hits__remark)")
    assert any("in de wijk" in item.text for item in buurten)


def test_street_leads_to_its_neighbourhood(visitor: Visitor) -> None:
    page = visitor.visit("/zoek?q=siersteen")

    assert page.soup.select_one(".hits__link")["href"] == "/wijken/vinkhuizen"
    assert hits(page) == ["Siersteenlaan"]
    assert "in de wijk Vinkhuizen" in page.text


def test_what_was_typed_stands_in_the_field_and_the_title(visitor: Visitor) -> None:
    page = visitor.visit("/zoek?q=beiju")

    assert page.soup.select_one("#zoek-groot")["value"] == "beiju"
    assert "beiju" in page.soup.title.text


@pytest.mark.parametrize(
    "query",
    ["qqqqwwww", "%", "_", "\\", "'", "\"'--", "<b>x</b>", "${7*7}", "{{7*7}}", "`", "👾", "ﷺ", "((", "a" * 80, "\t"],
)
def test_odd_text_finds_nothing_or_something_but_never_fails(visitor: Visitor, query: str) -> None:
    page = visitor.visit(f"/zoek?q={quote(query)}")

    assert page.soup.select_one("#zoek-groot")["value"] == " ".join(query.split())


def test_nothing_found_gives_advice(visitor: Visitor) -> None:
    page = visitor.visit("/zoek?q=qqqqwwww")

    assert "We vonden niets voor “qqqqwwww”" in page.text
    assert page.soup.select_one('main a[href="/"]') is not None


def test_overlong_text_is_refused(visitor: Visitor) -> None:
    assert "hooguit 80 tekens" in visitor.visit("/zoek?q=" + "a" * 81, status=400).text


def test_gives_twenty_places_at_most(visitor: Visitor) -> None:
    assert len(hits(visitor.visit("/zoek?q=e"))) == 20


def test_other_name_is_told(visitor: Visitor) -> None:
    first = visitor.visit("/zoek?q=indische").soup.select_one(".hits__item")

    assert first.select_one("a").text == "Korrewegwijk"
    assert "ook bekend als Indische buurt" in first.text
