"""Which areas can be followed, when news is due, and what signed addresses tell."""

import json
from datetime import UTC, datetime, timedelta
from math import cos, pi, sin
from typing import Any

import pytest
import time_machine

from webapp.errors import BadInput
from webapp.following.links import confirm_token, read_confirm_token, read_stop_token, stop_token, with_language
from webapp.following.rules import due_before, parse_area, well_known_text
from webapp.vocabulary import DigestRhythm

SQUARE = [[6.55, 53.22], [6.56, 53.22], [6.56, 53.23], [6.55, 53.23], [6.55, 53.22]]
BOWTIE = [[6.55, 53.22], [6.56, 53.23], [6.56, 53.22], [6.55, 53.23], [6.55, 53.22]]


def area(ring: Any, kind: str = "Polygon") -> str:
    return json.dumps({"type": kind, "coordinates": [ring]})


def circle(corners: int) -> list[list[float]]:
    return [[6.56 + 0.02 * cos(2 * pi * n / corners), 53.22 + 0.02 * sin(2 * pi * n / corners)] for n in range(corners)]


def test_drawn_area_is_read_and_closed() -> None:
    corners = parse_area(area(SQUARE))
    assert corners == tuple((lon, lat) for lon, lat in SQUARE)
    assert parse_area(area(SQUARE[:-1])) == corners
    assert parse_area(json.dumps({"type": "Feature", "geometry": json.loads(area(SQUARE))})) == corners
    assert well_known_text(corners[:2]) == "POLYGON((6.550000 53.220000, 6.560000 53.220000))"


def test_area_has_2000_corners_at_most() -> None:
    assert len(parse_area(area(circle(2000)))) == 2001
    with pytest.raises(BadInput) as refused:
        parse_area(area(circle(2002)))
    assert refused.value.code == "area_too_detailed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "area_unreadable"),
        ("{", "area_unreadable"),
        ("[" * 100_000, "area_unreadable"),
        ("1" * 5000, "area_unreadable"),
        ("x" * 200_001, "area_too_detailed"),
        (area([6.55, 53.22], "Point"), "area_unreadable"),
        (area(SQUARE, "LineString"), "area_unreadable"),
        (json.dumps({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}), "area_unreadable"),
        (area("text"), "area_unreadable"),
        (area([[6.55, "53.22"], *SQUARE[1:]]), "area_unreadable"),
        (area([[6.55, True], *SQUARE[1:]]), "area_unreadable"),
        (area([[float("nan"), 53.22], *SQUARE[1:]]), "area_unreadable"),
        (area([[float("inf"), 53.22], *SQUARE[1:]]), "area_unreadable"),
        (area([[6.55, 10**400], *SQUARE[1:]]), "area_unreadable"),
        (area([[6.55, 53.22, 3], *SQUARE[1:]]), "area_unreadable"),
        (area([[53.22, 6.55], [53.23, 6.55], [53.23, 6.56]]), "area_outside"),
        (area([[6.55, 953.0], *SQUARE[1:]]), "area_outside"),
        (area([[4.9, 52.37], [4.91, 52.37], [4.91, 52.38]]), "area_outside"),
        (area([]), "area_too_small"),
        (area(SQUARE[:2]), "area_too_small"),
        (area(BOWTIE), "area_crosses_itself"),
        (area([[6.55, 53.22], [6.56, 53.22], [6.57, 53.22]]), "area_crosses_itself"),
    ],
)
def test_what_is_no_area_in_the_municipality_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_area(text)
    assert refused.value.code == code


def test_news_is_due_when_none_came_today_or_in_seven_days() -> None:
    now = datetime(2026, 11, 22, 11, tzinfo=UTC)
    yesterday_night, last_sunday = datetime(2026, 11, 21, 22, 59, tzinfo=UTC), datetime(2026, 11, 15, 22, tzinfo=UTC)

    assert yesterday_night < due_before(DigestRhythm.DAILY, now)
    assert datetime(2026, 11, 21, 23, 1, tzinfo=UTC) >= due_before(DigestRhythm.DAILY, now)
    assert last_sunday < due_before(DigestRhythm.WEEKLY, now)
    assert last_sunday + timedelta(hours=2) >= due_before(DigestRhythm.WEEKLY, now)


def test_token_to_agree_works_for_a_week_and_with_our_secret_only() -> None:
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False) as clock:
        token = confirm_token("secret", 12)
        assert read_confirm_token("secret", token) == 12
        assert read_confirm_token("another", token) is None
        assert read_confirm_token("secret", token + "x") is None
        clock.shift(timedelta(days=7))
        assert read_confirm_token("secret", token) == 12
        clock.shift(timedelta(seconds=2))
        assert read_confirm_token("secret", token) is None


def test_token_to_stop_works_for_ever_and_for_nothing_else() -> None:
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False) as clock:
        token = stop_token("secret", [5, 3])
        clock.shift(timedelta(days=4000))
        assert read_stop_token("secret", token) == (3, 5)
    assert read_stop_token("another", token) is None
    assert read_confirm_token("secret", token) is None
    assert read_stop_token("secret", confirm_token("secret", 5)) is None


def test_address_in_a_mail_opens_in_the_language_of_the_mail() -> None:
    assert with_language("https://site/volgen/stop/x", "nl") == "https://site/volgen/stop/x"
    assert with_language("https://site/volgen/stop/x", "en") == "https://site/volgen/stop/x?taal=en"
