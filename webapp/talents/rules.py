"""What holds for terms, papers, stages and steps, and why nobody is asked: plain values in, codes out."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.calendar.week_times import WeekPart
from webapp.errors import BadInput
from webapp.vocabulary import DevelopmentStep, Requirement, TalentStage, TravelReach

WHAT_LENGTH = 120
STEP_LENGTH = 200
OUTCOME_LENGTH = 500

LEAST_METRES, MOST_METRES = 100, 15_000
"""How far somebody can say they go, in metres: beyond that it is the whole city, and not the country."""
MOST_A_MONTH = 60
MOST_LANGUAGES = 12
LONGEST_PAUSE = timedelta(days=366)
LONGEST_VALID = timedelta(days=15 * 366)
"""The longest that a paper works: a driving licence is for ten years, and fifteen for some."""
FURTHEST_STEP = timedelta(days=366)

SPOKEN_MONTHS = 6
"""For how long somebody agrees aloud at the door; a year is for who reads and chooses themselves."""
FIRST_METRES, FIRST_A_MONTH = 1_500, 1
"""The terms of somebody who was scouted, until they or their coordinator say otherwise: nearby, and once a month."""


class LanguageCode(StrEnum):
    """The languages to choose from, by ISO 639; the most spoken in the city of Groningen first."""

    DUTCH = "nl"
    ENGLISH = "en"
    GRONINGS = "gos"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"
    ARABIC = "ar"
    TURKISH = "tr"
    TIGRINYA = "ti"
    PERSIAN = "fa"
    KURDISH = "ku"
    SOMALI = "so"
    POLISH = "pl"
    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    PAPIAMENTO = "pap"
    CHINESE = "zh"
    SIGNS = "dse"
    """The sign language of the Netherlands."""


@dataclass(frozen=True)
class Terms:
    """On what terms somebody helps.

    `reach_metres` goes with the reach in metres and with no other, `weekly` is None for any time, `a_month` how often
    at most, and up to `paused_until` (that day not included) they are not asked. Raises `BadInput` as the checks of
    this module do, without those that need to know the day.
    """

    reach: TravelReach
    reach_metres: int | None
    goes_beyond: bool
    weekly: tuple[WeekPart, ...] | None
    languages: tuple[str, ...]
    a_month: int
    paused_until: date | None

    def __post_init__(self) -> None:
        """Refuse what no form may give."""
        if (self.reach == TravelReach.METRES) != (self.reach_metres is not None):
            raise BadInput("reach_needed")
        if self.reach_metres is not None:
            check_metres(self.reach_metres)
        if self.reach == TravelReach.BUILDING and self.goes_beyond:
            raise BadInput("reach_and_beyond")
        check_a_month(self.a_month)
        check_languages(self.languages)


@dataclass(frozen=True)
class Paper:
    """What somebody has shown, or says to have: until when it works, and when a coordinator saw it (None: not yet)."""

    kind: Requirement
    valid_until: date | None
    seen_on: date | None


class PaperState(StrEnum):
    """What a paper is worth."""

    COUNTS = "counts"
    UNSEEN = "unseen"
    EXPIRED = "expired"


class Silence(StrEnum):
    """Why nobody asks somebody."""

    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    NOWHERE = "nowhere"
    NO_TERMS = "no_terms"
    NEVER = "never"
    PAUSED = "paused"


def check_metres(metres: int) -> None:
    """Refuse a distance that is no walk or ride in the city. Raises `BadInput` `reach_too_near` or `reach_too_far`."""
    if metres < LEAST_METRES:
        raise BadInput("reach_too_near", least=LEAST_METRES)
    if metres > MOST_METRES:
        raise BadInput("reach_too_far", most=MOST_METRES)


def parse_metres(typed: str) -> int:
    """A distance as it is typed: `1500`, `1.500`, `1500 m`, `1,5 km`, `1.5 km`.

    A dot before three digits parts thousands. Without a unit it is in metres, but for a few with a fraction, such as
    `1,5`: nobody measures their street in half metres. Raises `BadInput` `reach_invalid`, or as `check_metres` does.
    """
    shape = re.fullmatch(
        r"\s*(\d{1,9}(?:\.\d{3})*|\d{1,6}(?:,\d{1,3}|\.\d{1,2}))\s*(m|meter|km|kilometer)?\s*",
        typed.lower(),
        re.ASCII,
    )
    if shape is None:
        raise BadInput("reach_invalid")
    whole, fraction = _split_number(shape[1])
    number, unit = float(f"{whole}.{fraction or 0}"), shape[2] or ""
    in_kilometres = unit.startswith("k") or (not unit and bool(fraction) and number <= MOST_METRES / 1000)
    metres = round(number * 1000) if in_kilometres else round(number)
    check_metres(metres)
    return metres


def _split_number(written: str) -> tuple[str, str]:
    """The digits before and behind the decimal sign, which is a comma or a dot; dots that part thousands are left out.

    In 1.500 the dot parts thousands, in 1.5 it does not.
    """
    decimal = re.fullmatch(r"(\d+)[.,](\d{1,2}|(?<=,)\d{3})", written, re.ASCII)
    return (decimal[1], decimal[2]) if decimal else (written.replace(".", ""), "")


def check_a_month(times: int) -> None:
    """Refuse a number of times that is below nothing or above twice a day.

    Raises `BadInput` `capacity_below_zero` or `capacity_too_large`.
    """
    if times < 0:
        raise BadInput("capacity_below_zero")
    if times > MOST_A_MONTH:
        raise BadInput("capacity_too_large", most=MOST_A_MONTH)


def parse_a_month(typed: str) -> int:
    """How many times a month, as it is typed. Raises `BadInput` `capacity_invalid`, or as `check_a_month` does."""
    plain = typed.strip().replace("\N{MINUS SIGN}", "-")
    if not re.fullmatch(r"-?\d{1,9}", plain, re.ASCII):
        raise BadInput("capacity_invalid")
    times = int(plain)
    check_a_month(times)
    return times


def check_languages(codes: tuple[str, ...]) -> None:
    """Refuse languages that cannot be chosen. Raises `BadInput` `language_unknown` or `languages_too_many`."""
    if len(codes) > MOST_LANGUAGES:
        raise BadInput("languages_too_many", most=MOST_LANGUAGES)
    if any(code not in list(LanguageCode) for code in codes):
        raise BadInput("language_unknown")


def check_pause(until: date | None, *, today: date) -> None:
    """Refuse a pause that is over, or longer than a year. Raises `BadInput` `pause_over` or `pause_too_long`."""
    if until is None:
        return
    if until <= today:
        raise BadInput("pause_over")
    if until > today + LONGEST_PAUSE:
        raise BadInput("pause_too_long")


def check_paper(valid_until: date | None, *, today: date) -> None:
    """Refuse a paper that no longer works, or works longer than any does.

    It works up to and including its last day. Raises `BadInput` `requirement_expired` or `requirement_too_long`.
    """
    if valid_until is None:
        return
    if valid_until < today:
        raise BadInput("requirement_expired", day=valid_until)
    if valid_until > today + LONGEST_VALID:
        raise BadInput("requirement_too_long")


def paper_state(paper: Paper, *, today: date) -> PaperState:
    """What a paper is worth on a day: what nobody saw does not count."""
    if paper.valid_until is not None and paper.valid_until < today:
        return PaperState.EXPIRED
    return PaperState.UNSEEN if paper.seen_on is None else PaperState.COUNTS


def check_stage(now: TalentStage, to: TalentStage, *, on_day: date, since: date, today: date) -> None:
    """Refuse a stage that a talent is in already, or a day before the last change or after today.

    Any other stage will do, forward and back [S4]. Raises `BadInput` `stage_same`, `stage_in_future` or
    `stage_before_last`.
    """
    if now == to:
        raise BadInput("stage_same")
    if on_day > today:
        raise BadInput("stage_in_future")
    if on_day < since:
        raise BadInput("stage_before_last", day=since)


def check_due(due_on: date, *, today: date) -> None:
    """Refuse a day for a step that is over, or more than a year away. Raises `BadInput` `step_over`, `step_too_far`."""
    if due_on < today:
        raise BadInput("step_over")
    if due_on > today + FURTHEST_STEP:
        raise BadInput("step_too_far")


def check_done(done_on: date, *, began_on: date, today: date) -> None:
    """Refuse a day on which a step cannot have been done. Raises `BadInput` `step_done_later` or `step_done_before`."""
    if done_on > today:
        raise BadInput("step_done_later")
    if done_on < began_on:
        raise BadInput("step_done_before")


def silences(
    *, is_known: bool, may_be_asked: bool, lives_somewhere: bool, terms: Terms | None, today: date
) -> tuple[Silence, ...]:
    """Why nobody asks somebody, all of it, what weighs most first; empty when they may be asked today."""
    reasons = [
        (Silence.NOT_KNOWN, not is_known),
        (Silence.NOT_ASKED, not may_be_asked),
        (Silence.NOWHERE, not lives_somewhere),
        (Silence.NO_TERMS, terms is None),
        (Silence.NEVER, terms is not None and terms.a_month == 0),
        (Silence.PAUSED, terms is not None and terms.paused_until is not None and terms.paused_until > today),
    ]
    return tuple(reason for reason, holds in reasons if holds)


def usual_due(kind: DevelopmentStep, *, today: date) -> date:
    """When a step is followed up unless somebody chooses otherwise: a first task soon, a course later."""
    weeks = {DevelopmentStep.FIRST_TASK: 2, DevelopmentStep.BUDDY: 3, DevelopmentStep.COURSE: 8}
    return today + timedelta(weeks=weeks.get(kind, 4))


FIRST_TERMS = Terms(
    TravelReach.METRES,
    FIRST_METRES,
    goes_beyond=False,
    weekly=None,
    languages=(),
    a_month=FIRST_A_MONTH,
    paused_until=None,
)
"""The terms with which somebody who was scouted begins."""


def nobody_asked(terms: Terms, *, version: int) -> bool:
    """Whether terms are still those with which somebody who was scouted began, so that they told none themselves."""
    return version == 1 and terms == FIRST_TERMS
