"""What is told of a planted network, in Dutch."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import Babel

from tests.rules.network_shapes import DEBTS, GARDENING
from webapp.networks.rules.finding import find_insights
from webapp.networks.rules.insights import Findings, Insight, InsightKind
from webapp.networks.rules.network import Network
from webapp.networks.words.insights import Names, proposal_of, sentence_of

THEMES = {GARDENING: "tuinieren", DEBTS: "schulden"}
PLACES = {8: "Paddepoel", 9: "Beijum"}


@contextmanager
def in_dutch() -> Iterator[None]:
    """Where words are Dutch."""
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: "nl")
    with app.test_request_context():
        yield


def of_kind(found: Findings, kind: InsightKind) -> list[Insight]:
    """The insights of one kind."""
    return [each for each in found.all if each.kind == kind]


def names_of(seen: Network) -> Names:
    """What is called what."""
    return Names(seen, THEMES, PLACES)


def told(seen: Network, kind: InsightKind, earlier: Network | None = None, asked: tuple[int, ...] = ()) -> list[str]:
    """What is said of one kind, sentence and proposal."""
    names = names_of(seen)
    found = of_kind(find_insights(seen, earlier, asked=asked), kind)
    return [f"{sentence_of(each, names)} {proposal_of(each.action, names)}" for each in found]
