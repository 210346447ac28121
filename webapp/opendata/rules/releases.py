"""How releases are called, when one is due, and the method that is printed on each."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.coverage.rules.presence import PRESENT_STAGES, STAGES, STALE_AFTER_YEARS
from webapp.errors import BadInput
from webapp.opendata.rules.counts import FEWEST, FIVE, TEN

FORMAT = 1
"""How files are written. Whoever changes the way makes it 2 and leaves 1 as it is: old releases stay what they are."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC BY 4.0"
ATTRIBUTION = "Bron: CBS / Kadaster"
VERSION = re.compile(r"[0-9]{4}-[0-9]{2}\.[0-9]{1,4}(-demo)?", re.ASCII)
FILE_NAME = re.compile(r"[a-z0-9-]{1,60}\.[a-z]{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A release by its month and number."""

    month: date
    number: int
    is_demo: bool

    @property
    def version(self) -> str:
        """What it is called."""
        return f"{self.month:%Y-%m}.{self.number}{'-demo' if self.is_demo else ''}"


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def next_release(made: Collection[Numbered], *, as_of: date, is_demo: bool) -> Numbered:
    """What the next release of this day's month is called."""
    month = month_of(as_of)
    taken = [each.number for each in made if each.month == month and each.is_demo == is_demo]
    return Numbered(month, max(taken, default=0) + 1, is_demo)


def is_due(made: Collection[Numbered], *, today: date) -> bool:
    """Whether this month has no release yet."""
    return all(each.month != month_of(today) for each in made)


def parse_version(text: str) -> str:
    """The version in an address; raises `BadInput` code `release_version_invalid`."""
    if not VERSION.fullmatch(text):
        raise BadInput("release_version_invalid", value=text[:20])
    return text


def method() -> dict[str, Any]:
    """By which rules a release is made, in codes and in words: kept with it, for rules may change later."""
    present = sorted(PRESENT_STAGES, key=STAGES.index)
    return {
        "present": {
            "stages": [stage.value for stage in present],
            "stale_after_years": STALE_AFTER_YEARS,
            "nl": "Missie050 is aanwezig in een wijk in fase 'actief' of 'zelfdragend'. Een fase rust op bewijs: een"
            " coördinator, een netwerk met mensen, een ontdekkingsproces of lopende initiatieven. Is daar een jaar"
            " niets van gehoord, dan staat er 'verouderd' bij. Een buurt heeft de fase van de wijk van Missie050"
            " waar hij bij hoort.",
            "en": "Missie050 is present in a neighbourhood at stage 'active' or 'self_sustaining'. A stage rests on"
            " evidence: a coordinator, a network with people in it, a discovery process or running initiatives."
            " Without any sign of these for a year it is marked as stale. A buurt has the stage of the"
            " neighbourhood of Missie050 that it is part of.",
        },
        "coverage": {
            "nl": "Dekking is het deel van de buurten, en van de inwoners, waar Missie050 aanwezig is.",
            "en": "Coverage is the share of buurten, and of inhabitants, where Missie050 is present.",
        },
        "public_things": {
            "nl": "Sociale initiatieven en assets tellen mee als ze op de website staan. In een buurt tellen we wat"
            " daar een vaste plek heeft.",
            "en": "Social initiatives and assets are counted when the website shows them; in a buurt those that have"
            " a place in it.",
        },
        "needs": {
            "to": TEN,
            "nl": "Open hulpvragen van huishoudens staan er in tientallen: 0 is 0 tot en met 4. Het totaal is apart"
            " afgerond, en nooit hoger dan de wijken ruimte laten. Per maand tellen we één keer.",
            "en": "Open requests for help by households are in tens: 0 is 0 to 4. The total is rounded on its own,"
            " and never higher than the neighbourhoods leave room for. They are counted once a month.",
        },
        "people": {
            "to": FIVE,
            "fewest": FEWEST,
            "nl": "Mensen en relaties in burennetwerken, en signalen van het afgelopen jaar, staan er vanaf 5 en in"
            " vijftallen. Leeg is minder dan 5. Ze worden niet opgeteld.",
            "en": "People and ties in networks of neighbours, and signals of the past year, are told from 5 on and in"
            " fives. Empty is fewer than 5. They are not added up.",
        },
        "figures": {
            "nl": "Kerncijfers van CBS per buurt. Voor een wijk: het gemiddelde, gewogen naar inwoners of huishoudens.",
            "en": "Key figures of CBS per buurt. For a wijk: their mean, weighted by inhabitants or households.",
        },
    }
