from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.web.conftest import Visitor
from webapp.i18n import decimal, long_date, number, percent, since
from webapp.vocabulary import DatePrecision

PAGES = ["/", "/wijken/selwerd", "/wijken/selwerd/bericht", "/zoek?q=selw", "/over", "/toegankelijkheid", "/privacy"]


def test_dutch_unless_asked_otherwise_whatever_the_browser_prefers(visitor: Visitor) -> None:
    page = visitor.visit("/over", headers={"Accept-Language": "en"})

    assert page.soup.html["lang"] == "nl"
    assert page.soup.h1.text == "Over Missie050"


@pytest.mark.parametrize("path", PAGES)
def test_page_in_english_is_another_text(visitor: Visitor, path: str) -> None:
    sign = "&" if "?" in path else "?"
    dutch, english = visitor.visit(f"{path}{sign}taal=nl"), visitor.visit(f"{path}{sign}taal=en")

    assert (dutch.soup.html["lang"], english.soup.html["lang"]) == ("nl", "en")
    assert dutch.soup.select_one("main").text != english.soup.select_one("main").text
    for word in ("wijken", "bericht", "inwoners", " een ", " het "):
        assert word not in english.soup.select_one("main h1").text.lower()


def test_language_that_was_chosen_stays(visitor: Visitor) -> None:
    chosen = visitor.visit("/over?taal=en")

    cookie = chosen.response.headers["Set-Cookie"]
    assert cookie.startswith("taal=en;")
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=31536000"} <= {part.strip() for part in cookie.split(";")}
    later = visitor.visit("/over")
    assert later.soup.html["lang"] == "en"
    assert "Set-Cookie" not in later.response.headers
    assert visitor.visit("/wijken/weg", status=404).soup.html["lang"] == "en"


def test_address_wins_from_the_cookie_and_changes_it(visitor: Visitor) -> None:
    visitor.visit("/over?taal=en")
    back = visitor.visit("/over?taal=nl")

    assert back.soup.html["lang"] == "nl"
    assert back.response.headers["Set-Cookie"].startswith("taal=nl;")
    assert visitor.visit("/over").soup.html["lang"] == "nl"


@pytest.mark.parametrize("wish", ["", "de", "EN", "en-GB", "../en", "x" * 500, "<b>"])
def test_language_that_we_do_not_speak_is_dutch_and_not_remembered(visitor: Visitor, wish: str) -> None:
    page = visitor.visit("/over?taal=" + wish.replace("<", "%3C"))

    assert page.soup.html["lang"] == "nl"
    assert "Set-Cookie" not in page.response.headers


def test_odd_cookie_is_ignored(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("taal", "xx'\"")

    assert Visitor(client).visit("/over").soup.html["lang"] == "nl"


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/over", "/over?taal=en"),
        ("/?op=2021-06-01&sorteer=fase", "/?op=2021-06-01&sorteer=fase&taal=en"),
        ("/zoek?q=a%26b%3Dc", "/zoek?q=a%26b%3Dc&taal=en"),
        ("/over?taal=en", "/over?taal=nl"),
        ("/zoek?q=a&q=b", "/zoek?q=a&q=b&taal=en"),
    ],
)
def test_switch_leads_to_this_page_in_the_other_language(visitor: Visitor, path: str, other: str) -> None:
    link = visitor.visit(path).soup.select_one("a.site-header__language")

    assert link["href"] == other
    assert link["hreflang"] == link["lang"] == other[-2:]


def test_english_page_speaks_english_about_dates_and_stages(visitor: Visitor) -> None:
    page = visitor.visit("/?op=2021-06-01&taal=en")

    assert "1 June 2021" in page.text
    assert "juni" not in page.text
    assert "Actief" not in page.text


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("nl", ["12.480", "onbekend", "1.234,5", "41%", "za 14 maart 2026", "14 maart 2026", "maart 2026", "2026", ""]),
        ("en", ["12,480", "unknown", "1,234.5", "41%", "Sat 14 March 2026", "14 March 2026", "March 2026", "2026", ""]),
    ],
)
def test_numbers_shares_and_dates_are_written_as_the_language_writes_them(
    app: Flask, locale: str, expected: list[str]
) -> None:
    day = date(2026, 3, 14)
    with app.test_request_context(), force_locale(locale):
        written = [
            number(12480),
            number(None),
            decimal(1234.5),
            percent(0.4149),
            long_date(day),
            *(since(day, precision) for precision in DatePrecision),
            since(None),
        ]
    assert written == expected


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0%"), (1.0, "100%"), (0.004, "0%"), (0.995, "100%"), (None, "onbekend")]
)
def test_share_is_a_whole_percentage(app: Flask, share: float | None, text: str) -> None:
    with app.test_request_context():
        assert percent(share) == text
