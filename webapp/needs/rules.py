"""What holds for needs: how long they stand, when and how often help is asked, and which figures can show one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.calendar.week_times import WeekPart
from webapp.errors import BadInput, DomainError
from webapp.privacy.rules import expiry
from webapp.talents.rules import LanguageCode
from webapp.vocabulary import NeedState, NeedUrgency, Recurrence, Requirement, TalentLevel

OWN_WORDS_LENGTH = 1000
PUBLIC_WORDS_LENGTH = 500
REASON_LENGTH = 300
MOST_PEOPLE = 50
MONTHS = (1, 3, 6, 12)
"""For how many months an ask can stand."""
USUAL_MONTHS = 6
MOST_MONTHS = 12
PAGE_SIZE = 50


@dataclass(frozen=True)
class Wish:
    """What help is asked, without words: about what, by how many at a time, when, and what it takes.

    `weekly` and `language` are None when any will do. `starts_on` and `ends_on` bound the days on which it suits.
    """

    theme_id: int
    urgency: NeedUrgency
    recurrence: Recurrence = Recurrence.ONCE
    quantity: int = 1
    starts_on: date | None = None
    ends_on: date | None = None
    weekly: tuple[WeekPart, ...] | None = None
    language: str | None = None
    level: TalentLevel = TalentLevel.ABLE
    requirements: tuple[Requirement, ...] = ()


class FigureBase(StrEnum):
    """Of what a figure is a share or a mean, and so by what buurten weigh in it."""

    INHABITANTS = "inhabitants"
    HOUSEHOLDS = "households"


@dataclass(frozen=True)
class Figure:
    """A figure of CBS that can show a need.

    `column` is the column of an area that holds it, or `names` are the names by which releases keep it among their
    other figures. `is_share` tells per cent from a plain number.
    """

    code: str
    base: FigureBase
    column: str | None = None
    names: tuple[str, ...] = ()
    is_share: bool = True


FIGURES = (
    Figure("pct_one_person_households", FigureBase.HOUSEHOLDS, column="pct_one_person_households"),
    Figure("pct_65plus", FigureBase.INHABITANTS, column="pct_65plus"),
    Figure(
        "pct_0_14",
        FigureBase.INHABITANTS,
        names=("pct_0_14", "p_00_14_jr", "percentage_personen_0_tot_15_jaar"),
    ),
    Figure(
        "pct_households_with_children",
        FigureBase.HOUSEHOLDS,
        names=("pct_households_with_children", "p_hh_m_k", "percentage_huishoudens_met_kinderen"),
    ),
    Figure(
        "mean_household_size",
        FigureBase.HOUSEHOLDS,
        names=("mean_household_size", "gem_hh_gr", "gemiddelde_huishoudsgrootte"),
        is_share=False,
    ),
)
"""The figures that say something about what a neighbourhood needs, and nothing about where people come from."""


def expires_on(asked_on: date, months: int) -> date:
    """The day from which an ask no longer stands, unless it was closed before.

    Raises `BadInput` code `need_months` for another length than can be chosen.
    """
    if months not in MONTHS:
        raise BadInput("need_months", months=months)
    return expiry(asked_on, months)


def prolonged(kept_until: date, *, asked_on: date, months: int, today: date) -> date:
    """The day on which an ask lapses when it is to stand `months` more, from `today`: never over a year in all.

    With 0 months it stays as it was. Raises `BadInput` as `expires_on` does.
    """
    if months == 0:
        return kept_until
    return min(expires_on(today, months), expiry(asked_on, MOST_MONTHS))


def check_quantity(quantity: int) -> None:
    """Refuse people by the hundred, and none. Raises `BadInput` code `need_quantity`."""
    if not 1 <= quantity <= MOST_PEOPLE:
        raise BadInput("need_quantity", most=MOST_PEOPLE)


def day_problems(
    starts_on: date | None, ends_on: date | None, *, until: date, today: date, is_new: bool = True
) -> list[BadInput]:
    """Everything that is wrong with the days on which it suits, as `check_wish` tells it; empty when they can be."""
    found = []
    if is_new and starts_on is not None and starts_on < today:
        found.append(BadInput("need_starts_in_past"))
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        found.append(BadInput("need_ends_before_start"))
    elif ends_on is not None and ends_on < today:
        found.append(BadInput("need_days_over"))
    if any(day is not None and day >= until for day in (starts_on, ends_on)):
        found.append(BadInput("need_days_after_expiry", until=until))
    return found


def check_wish(wish: Wish, *, until: date, today: date, is_new: bool = True) -> None:
    """Refuse what nobody can answer: people by the hundred, days that are over, or that come after `until`.

    A first day that was in the past already may stay so when it is not new. Raises `BadInput` `need_quantity`,
    `need_starts_in_past`, `need_ends_before_start`, `need_days_over`, `need_days_after_expiry` or `language_unknown`.
    """
    check_quantity(wish.quantity)
    for problem in day_problems(wish.starts_on, wish.ends_on, until=until, today=today, is_new=is_new):
        raise problem
    if wish.language is not None and wish.language not in list(LanguageCode):
        raise BadInput("language_unknown")


def check_words(words: str, *, longest: int, needed: bool) -> None:
    """Refuse words that are too many, or none where they are needed. Raises `BadInput` `need_words_*`."""
    if needed and not words:
        raise BadInput("need_words_missing")
    if len(words) > longest:
        raise BadInput("need_words_long", most=longest)


def is_open(state: NeedState, expires: date, *, today: date) -> bool:
    """Whether help is still asked: nobody closed it, and its time has not come."""
    return state == NeedState.OPEN and expires > today


def check_closing(state: NeedState, to: NeedState) -> None:
    """Refuse to close what is closed already, or to open it by closing.

    Raises `DomainError` `need_is_closed`, `BadInput` `need_outcome`.
    """
    if to not in (NeedState.MET, NeedState.WITHDRAWN):
        raise BadInput("need_outcome")
    if state != NeedState.OPEN:
        raise DomainError("need_is_closed")


def may_reopen(state: NeedState, expires: date, *, today: date) -> bool:
    """Whether what somebody closed can be opened again: as long as it would have stood."""
    return state in (NeedState.MET, NeedState.WITHDRAWN) and expires > today


def check_reason(reason: str) -> None:
    """Refuse to close what a neighbourhood lacks without saying why. Raises `BadInput` `need_reason_*`."""
    if not reason:
        raise BadInput("need_reason_missing")
    if len(reason) > REASON_LENGTH:
        raise BadInput("need_reason_long", most=REASON_LENGTH)
