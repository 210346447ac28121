"""What the planner says, in sentences."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from tests.rules.planning_making import bordering, candidate
from webapp.planning.rules.comparing import Difference
from webapp.planning.rules.criteria import ChurchNear, Criterion, ScoreClass, reasons_of
from webapp.planning.rules.plan import Plan
from webapp.planning.rules.working import NeededPace, Plans
from webapp.planning.words import criteria, plan
from webapp.vocabulary import Inviter, Stage

NAMES = {"a": "A", "b": "B", "c": "C"}


@pytest.fixture(scope="module", autouse=True)
def dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: "nl")
    with app.test_request_context():
        yield


def told(**facts: object) -> list[str]:
    of = candidate(**facts)
    return [criteria.reason_sentence(each, of) for each in reasons_of(of)]


def test_every_criterion_has_a_name_and_says_what_is_counted() -> None:
    names = [criteria.criterion_name(each) for each in Criterion]
    hints = [criteria.criterion_hint(each) for each in Criterion]
    assert len({*names, *hints}) == 2 * len(Criterion)
    assert not any("%(" in each for each in hints)


def test_reasons_are_told_with_their_figures() -> None:
    partner = (Inviter.PARTNER, "De Brug")
    assert told(
        stage=Stage.EXPLORING,
        need=0.5,
        signals=1,
        assets=3,
        carriers=10,
        beside=(bordering(spare=2), bordering(name="Andere")),
        inviters=((Inviter.MUNICIPALITY, ""), partner),
        church=ChurchNear.NEAR,
    ) == [
        "De nood is 0,50 op een schaal van 0 tot 1.",
        "1 signaal in het afgelopen jaar.",
        "3 assets: 3,0 per 1.000 inwoners.",
        "10 mensen of meer.",
        "Het netwerk in Buur hangt voor 50% samen.",
        "2 keer aanbod over in Buur.",
        "Uitgenodigd door de gemeente, De Brug.",
        "Een kerk van het netwerk staat op hooguit 800 meter.",
    ]
    assert "1 asset." in told(assets=1, inhabitants=None)
    assert "Een kerk van het netwerk staat in de wijk." in told(church=ChurchNear.INSIDE)


def test_nothing_and_unknown_are_told_apart() -> None:
    unknown = told(beside=(bordering(strength=None),))
    assert sum(each.startswith("Onbekend: ") for each in unknown) == 6
    assert "Onbekend: van het netwerk in Buur weten we te weinig." in unknown
    nothing = told(stage=Stage.STARTING, church=ChurchNear.NONE)
    assert "Geen signaal in het afgelopen jaar." in nothing
    assert "Geen kerk van het netwerk binnen 800 meter." in nothing


def test_class_tells_its_totals() -> None:
    assert criteria.class_words(ScoreClass.A, [0.8, 0.7]) == "score 0,70 tot 0,80"
    assert criteria.class_words(ScoreClass.E, [0.1]) == "score 0,10"
    assert criteria.class_words(ScoreClass.UNKNOWN, [0.0]) == "score onbekend"


def test_plan_tells_what_is_proven_and_what_it_wins() -> None:
    best = Plan((), 1100, 1100, is_proven=True)
    assert plan.proof_words(best) == "Bewezen: geen enkel ander plan bereikt meer."
    assert "wint er hooguit 8,3 procent bij" in plan.proof_words(Plan((), 1100, 1200, is_proven=False))
    assert "10,0 procent meer dan wie de ranglijst volgt: 10 inwoners" in plan.lead_words(
        Plans(best, Plan((), 1000, 1000, is_proven=True))
    )
    assert plan.lead_words(Plans(best, best)) == "De ranglijst volgen bereikt over deze jaren samen evenveel."


def test_pace_that_is_needed_is_told_while_the_target_lies_ahead() -> None:
    assert plan.pace_words(NeededPace(0, 2030, 0, 0), horizon=5) == "We zijn in alle wijken."
    assert "zijn 5,33 starts per jaar nodig; om dat over 4 jaar te zijn 4,00" in plan.pace_words(
        NeededPace(16, 2030, 16 / 3, 4), horizon=4
    )
    assert "Het doeljaar 2025 is voorbij." in plan.pace_words(NeededPace(16, 2025, None, 4), horizon=4)


@pytest.mark.parametrize(
    ("difference", "sentence"),
    [
        (None, "‘een’ en ‘ander’ zijn hetzelfde plan."),
        (
            Difference("een", "ander", ("a",), ("b",), 2027, 90, 0.09),
            "Als A eerder komt dan B (‘een’ en niet ‘ander’): 9% meer inwoners naar nood (90) in 2027.",
        ),
        (
            Difference("een", "ander", ("a", "c"), ("b",), 2027, -3, -0.001),
            "Als A en C eerder komen dan B (‘een’ en niet ‘ander’): nog geen 1% minder inwoners naar nood (3) in 2027.",
        ),
        (
            Difference("een", "ander", (), (), 2028, 0, 0),
            "Met ‘een’ in plaats van ‘ander’: evenveel inwoners naar nood in 2028.",
        ),
    ],
)
def test_difference_is_one_sentence(difference: Difference | None, sentence: str) -> None:
    assert plan.difference_words(difference, "een", "ander", NAMES) == sentence
