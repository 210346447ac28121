"""Initiatives that look like one that is being typed, in words and in place."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from geo.values import Point
from tests.conftest import TODAY
from tests.initiative_making import SELWERD, make_content, make_initiative, make_initiatives, make_waiting
from webapp.initiatives.actions import set_state
from webapp.initiatives.lookalikes import Lookalike, Reason, list_lookalikes
from webapp.initiatives.rules import HIDE_AFTER
from webapp.vocabulary import InitiativeLayer, InitiativeState, Reach

HERE = Point(*SELWERD)
FAR = Point(6.62, 53.19)


def titles(session: Session, title: str, **more: object) -> list[str]:
    return [each.title for each in list_lookalikes(session, title=title, today=TODAY, **more)]  # type: ignore[arg-type]  # passed on


def one(session: Session, title: str, **more: object) -> Lookalike:
    (found,) = list_lookalikes(session, title=title, today=TODAY, **more)  # type: ignore[arg-type]  # passed on
    return found


@pytest.mark.parametrize(
    "typed",
    ["Buurtmaaltijd Eikenlaan", "buurtmaaltijd eikenlaan", "BUURTMÁALTIJD: Eikenlaan!", "Buurtmaaltijd Eikenln"],
)
def test_case_accents_signs_and_abbreviations_make_no_difference(session: Session, typed: str) -> None:
    make_initiatives(session, ["Buurtmaaltijd Eikenlaan", "Fietsen repareren"])

    found = one(session, typed)
    assert (found.title, found.reasons, found.is_sure) == ("Buurtmaaltijd Eikenlaan", (Reason.SAME_TITLE,), True)


@pytest.mark.parametrize("typed", ["Samen etne in Selwerd", "Eten in Selwerd", "samen eten"])
def test_part_of_a_title_and_a_slip_of_the_finger_are_alike(session: Session, typed: str) -> None:
    make_initiatives(session, ["Samen eten in Selwerd", "Klussen voor elkaar"])
    assert titles(session, typed) == ["Samen eten in Selwerd"]


def test_what_is_nearer_goes_first_and_says_how_far(session: Session) -> None:
    make_initiatives(session, ["Koffie in de buurt"], lon=FAR.lon, lat=FAR.lat)
    make_initiatives(session, ["Koffie in de buurt"], lon=SELWERD[0] + 0.001, lat=SELWERD[1])

    near, far = list_lookalikes(session, title="Koffie in de buurt", place=HERE, today=TODAY)
    assert (near.metres, near.reasons) == (67, (Reason.SAME_TITLE, Reason.NEAR))
    assert far.reasons == (Reason.SAME_TITLE,)
    assert far.metres is not None
    assert far.metres > 1500


def test_words_count_nearby_only(session: Session) -> None:
    text = "We repareren samen fietsen, lampen en stofzuigers met vrijwilligers uit de buurt."
    make_initiative(session, make_content("Repair café", description=text))

    found = one(session, "Samen fietsen maken", words=text, place=HERE)
    assert Reason.WORDS in found.reasons
    assert titles(session, "Samen fietsen maken", words=text, place=FAR) == []


def test_what_is_elsewhere_and_called_otherwise_does_not_look_alike(session: Session) -> None:
    make_initiatives(session, ["Samen eten in Selwerd"])
    assert titles(session, "Schaakclub de Toren", place=HERE) == []
    assert titles(session, "Sa") == []


def test_only_what_everyone_may_see_is_shown(session: Session) -> None:
    make_waiting(session, make_content("Samen eten"))
    make_initiative(session, make_content("Samen eten", layer=InitiativeLayer.MISSIONARY))
    ended = make_initiative(session, make_content("Samen eten"))
    make_initiative(session, make_content("Samen eten"), on=TODAY - HIDE_AFTER)
    set_state(session, ended, InitiativeState.ENDED, by=None, today=TODAY, now=ended.changed_at + timedelta(1))
    assert titles(session, "Samen eten") == []

    shown = make_initiative(session, make_content("Samen eten"))
    assert titles(session, "Samen eten") == ["Samen eten"]
    assert titles(session, "Samen eten", but=shown.slug) == []


def test_it_says_where_and_of_whom(session: Session) -> None:
    make_initiative(session, make_content("Samen eten"))
    make_initiative(
        session, make_content("Samen eten in de stad", reach=Reach.CITY, lon=None, lat=None, organiser="Present")
    )

    here, city = list_lookalikes(session, title="Samen eten", today=TODAY)
    assert (here.organiser, here.neighbourhoods) == ("Buren van de Eikenlaan", "Selwerd")
    assert (city.organiser, city.neighbourhoods, city.metres) == ("Present", "", None)


def test_one_statement_whatever_there_is(session: Session) -> None:
    make_initiatives(session, [f"Samen eten {number}" for number in range(12)])
    sent: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: sent.append(args[2]))

    found = list_lookalikes(session, title="Samen eten", words="x" * 5000, place=HERE, today=TODAY)
    assert len(found) == 5
    assert len(sent) == 1


@pytest.mark.parametrize("typed", ["%_%", "'; DROP TABLE listing", "${x}", "日本語の集まり", "💚💚💚💚"])
def test_odd_text_is_only_text(session: Session, typed: str) -> None:
    make_initiatives(session, ["Samen eten"])
    assert titles(session, typed, words=typed) == []
