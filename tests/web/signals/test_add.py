import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.people.browsing import events, problems
from tests.web.signals.asking import chosen, filled
from webapp.models import Signal, SignalRaiser
from webapp.vocabulary import AuditAction

PATH = "/signalen/nieuw"
WORDS = "Op de club komen kinderen met honger binnen, elke week meer."


def signals(records: Session) -> list[Signal]:
    return list(records.scalars(select(Signal).order_by(Signal.id)))


def test_signal_is_kept_apart_from_who_raised_it(records: Session, seer: Visitor, member: int) -> None:
    told = filled(seer.visit(PATH), words=WORDS, **chosen(records))

    answer = seer.submit(PATH, told, status=303)

    assert answer.response.location == "/signalen?gedaan=gegeven"
    (made,) = signals(records)
    assert (made.words, made.seen_on, made.raised_on) == (WORDS, TODAY, TODAY)
    raiser = records.scalars(select(SignalRaiser)).one()
    assert (raiser.signal_id, raiser.account_id, raiser.told) == (made.id, member, "raised")
    assert events(records, "signal", made.id) == [(AuditAction.CREATED, member, None, [])]
    assert WORDS in seer.visit("/signalen").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "kort"}, "words"),
        ({"words": "x" * 1001}, "words"),
        ({"words": "Bel haar op 06 12345678, zij wacht al lang."}, "words"),
        ({"words": "Mail naar iemand@example.nl over de wachttijd."}, "words"),
        ({"theme": "2147483647"}, "theme"),
        ({"theme": "onzin"}, "theme"),
        ({"neighbourhood": "2147483647"}, "neighbourhood"),
        ({"neighbourhood": ""}, "neighbourhood"),
        ({"seen_on": "2026-11-23"}, "seen_on"),
        ({"seen_on": "2024-01-01"}, "seen_on"),
        ({"seen_on": "gisteren"}, "seen_on"),
        ({"seen_on": ""}, "seen_on"),
    ],
)
def test_signal_that_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    records: Session, seer: Visitor, changes: dict[str, str], field: str
) -> None:
    sent = {"words": WORDS, "seen_on": str(TODAY), **chosen(records), **changes}

    page = seer.submit(PATH, sent, status=422)

    assert set(problems(page)) == {field}
    assert signals(records) == []
    shown = page.soup.select_one("#words")
    assert shown is not None
    assert shown.text.strip() == sent["words"]


def test_name_of_somebody_is_asked_about_and_kept_only_when_it_is_none(records: Session, seer: Visitor) -> None:
    sent = {"words": "Mevrouw Jansen uit de flat wacht al maanden op hulp.", "seen_on": str(TODAY), **chosen(records)}

    page = seer.submit(PATH, sent, status=422)
    assert "een naam van iemand" in page.text
    assert signals(records) == []
    # a tick that was not asked for says nothing
    seer.submit(PATH, {**sent, "sure": "y"}, status=422)

    told = filled(page, sure="y")
    seer.submit(PATH, told, status=303)
    assert [each.words for each in signals(records)] == [sent["words"]]


def test_what_is_the_matter_in_a_neighbourhood_is_no_name(records: Session, seer: Visitor) -> None:
    words = "In de inloop komen vluchtelingen die nergens terechtkunnen."
    seer.submit(PATH, {"words": words, "seen_on": str(TODAY), **chosen(records)}, status=303)
    assert [each.words for each in signals(records)] == [words]
