"""How releases are called, and what an address of the municipality's pages asks for."""

from datetime import date

import pytest

from webapp.errors import BadInput
from webapp.opendata.rules.asking import (
    Level,
    Measure,
    Order,
    can_compare,
    chosen_codes,
    measures_of,
    parse_view,
)
from webapp.opendata.rules.classes import Classes, classes_of
from webapp.opendata.rules.releases import Numbered, is_due, method, next_release, parse_version

NOVEMBER = date(2026, 11, 1)
MADE = (Numbered(NOVEMBER, 1, is_demo=False), Numbered(NOVEMBER, 1, is_demo=True), Numbered(NOVEMBER, 2, is_demo=False))


def test_a_release_is_called_after_its_month_and_numbered_in_it() -> None:
    assert next_release((), as_of=date(2026, 11, 22), is_demo=False).version == "2026-11.1"
    assert next_release(MADE, as_of=date(2026, 11, 30), is_demo=False).version == "2026-11.3"
    assert next_release(MADE, as_of=date(2026, 11, 30), is_demo=True).version == "2026-11.2-demo"


def test_a_month_is_due_until_it_has_a_release() -> None:
    assert not is_due(MADE, today=date(2026, 11, 2))
    assert is_due(MADE, today=date(2026, 12, 1))


def test_a_version_in_an_address_has_its_shape() -> None:
    assert parse_version("2026-11.1-demo") == "2026-11.1-demo"
    for text in ("", "2026-11", "2026-11.1-x", "../2026-11.1", "2026-11.99999", "2026-11.1\n"):
        with pytest.raises(BadInput) as refused:
            parse_version(text)
        assert refused.value.code == "release_version_invalid"


def test_the_method_says_what_present_means_and_no_word_of_faith() -> None:
    told = str(method()).lower()
    assert method()["present"]["stages"] == ["active", "self_sustaining"]
    assert "zelfdragend" in told
    assert not any(word in told for word in ("kerk", "church", "geloof", "faith", "missionair"))


def test_a_page_shows_stages_of_own_neighbourhoods_unless_asked_otherwise() -> None:
    view = parse_view({})
    assert (view.level, view.shown, view.order, view.page) == (Level.NEIGHBOURHOODS, Measure.STAGE, Order(), 1)
    other = parse_view({"niveau": "buurten", "kaart": "pct_0_14", "sorteer": "-inwoners", "pagina": "2"})
    assert (other.level, other.shown, other.order.text, other.page) == (Level.BUURTEN, "pct_0_14", "-inwoners", 2)


def test_a_wijk_has_no_stage_so_its_coverage_is_shown() -> None:
    assert Measure.STAGE not in measures_of(Level.WIJKEN)
    assert parse_view({"niveau": "wijken", "kaart": "fase"}).shown == Measure.COVERAGE


def test_an_order_that_is_not_there_is_by_name() -> None:
    assert parse_view({"sorteer": "-hulpvragen"}).order == Order()


@pytest.mark.parametrize(
    "asked",
    [{"niveau": "straten"}, {"kaart": "religie"}, *({"pagina": each} for each in ("0", "-1", "x", "²", "100000"))],
)
def test_what_is_not_there_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(BadInput) as refused:
        parse_view(asked)
    assert refused.value.code == "release_view_invalid"


def test_two_to_four_areas_are_compared_each_once() -> None:
    assert chosen_codes(["a", "b", "", "a"]) == ("a", "b")
    assert [can_compare("abcde"[:count]) for count in range(6)] == [False, False, True, True, True, False]


def test_classes_hold_about_as_many_areas_each() -> None:
    classes = classes_of([*range(100), None])
    assert classes.limits == (20, 40, 60, 80)
    assert [classes.of(value) for value in (0, 19, 20, 99, None)] == [0, 0, 1, 4, None]


def test_values_that_are_alike_or_unknown_make_fewer_classes() -> None:
    assert classes_of([3, 3, 3, 3]).count == 1
    assert classes_of([None]) == Classes(())
    assert classes_of([1, 1, 1, 1, 9]).limits == (9,)
