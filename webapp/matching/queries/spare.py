"""What a neighbourhood can spare, per theme: offers minus needs minus reserve, minus who is lent already.

Assets are not counted: they stand where they stand, and whoever comes can use them.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from webapp.matching.queries.weights import find_weights, list_reserves
from webapp.matching.rules.allocation import Group
from webapp.matching.rules.ranking import spare_of
from webapp.models import Neighbourhood
from webapp.privacy.small_counts import ROUGHLY
from webapp.themes.queries import ThemeName, list_themes

OFFERS = text("SELECT neighbourhood_id, theme_id, people, lent FROM offer_counts()")
EXACTLY = text("""
    SELECT neighbourhood_id, theme_id, sum(asked)::integer AS asked, false AS is_rough FROM need_counts() GROUP BY 1, 2
""")
NEEDS = text("""
    SELECT neighbourhood_id, theme_id, (publicly + coalesce(privately, :roughly))::integer AS asked,
           privately IS NULL AS is_rough
    FROM asked_totals()
""").bindparams(roughly=ROUGHLY)


@dataclass(frozen=True)
class Spare:
    """Of a neighbourhood and a theme: how many people offer, are asked, are kept and are lent, and what is left.

    `has_own_reserve` is whether the reserve was set for this very place and theme. `is_rough` says that `asked` holds
    some that are too few to tell (`webapp.privacy.small_counts`).
    """

    neighbourhood_id: int
    theme_id: int
    people: int
    asked: int
    reserve: int
    lent: int
    has_own_reserve: bool
    is_rough: bool = False

    @property
    def spare(self) -> int:
        """How many people can be lent."""
        return spare_of(self.people, asked=self.asked, reserve=self.reserve, lent=self.lent)

    @property
    def short(self) -> int:
        """How many are asked beyond who offers."""
        return max(0, self.asked - self.people)


@dataclass(frozen=True)
class Elsewhere:
    """A neighbourhood by name, and how many people it could lend, or could use."""

    name: str
    count: int


@dataclass(frozen=True)
class Balance:
    """A theme as it stands in one neighbourhood, and where else there is what lacks here, or lacks what is here."""

    theme: ThemeName
    here: Spare
    could_lend_us: tuple[Elsewhere, ...]
    could_use_ours: tuple[Elsewhere, ...]


def list_spares(session: Session, *, exactly: bool = False) -> dict[Group, Spare]:
    """By neighbourhood and theme where anything is offered or asked; for coordinators, the database tells nobody else.

    Numbers of people only, over the whole city, in four statements. What fewer than five people ask elsewhere is told
    roughly; `exactly` is for reckoning of which nobody sees these numbers.
    """
    offers = {(row.neighbourhood_id, row.theme_id): row for row in session.execute(OFFERS)}
    needs = {(row.neighbourhood_id, row.theme_id): row for row in session.execute(EXACTLY if exactly else NEEDS)}
    reserves, default = list_reserves(session), find_weights(session).default_reserve
    found = {}
    for group in sorted({*offers, *needs}):
        offer, need = offers.get(group), needs.get(group)
        found[group] = Spare(
            neighbourhood_id=group[0],
            theme_id=group[1],
            people=offer.people if offer else 0,
            asked=need.asked if need else 0,
            reserve=reserves.get(group, default),
            lent=offer.lent if offer else 0,
            has_own_reserve=group in reserves,
            is_rough=bool(need and need.is_rough),
        )
    return found


def list_balance(session: Session, neighbourhood_id: int, own_language: Callable[[str, str], str]) -> list[Balance]:
    """The themes on which a neighbourhood offers or asks anything, what is shortest first."""
    spares = list_spares(session)
    themes = {each.id: each for each in list_themes(session, own_language, only_offered=False)}
    names: dict[int, str] = {row.id: row.name for row in session.execute(select(Neighbourhood.id, Neighbourhood.name))}
    lenders: dict[int, list[Elsewhere]] = defaultdict(list)
    users: dict[int, list[Elsewhere]] = defaultdict(list)
    for (place, theme_id), each in spares.items():
        if place == neighbourhood_id:
            continue
        if each.spare:
            lenders[theme_id].append(Elsewhere(names[place], each.spare))
        if each.short:
            users[theme_id].append(Elsewhere(names[place], each.short))
    found = [
        Balance(
            theme=themes[theme_id],
            here=each,
            could_lend_us=_most_first(lenders[theme_id]) if each.short else (),
            could_use_ours=_most_first(users[theme_id]) if each.spare else (),
        )
        for (place, theme_id), each in spares.items()
        if place == neighbourhood_id
    ]
    return sorted(found, key=lambda each: (-each.here.short, -each.here.spare, each.theme.name))


def _most_first(places: list[Elsewhere]) -> tuple[Elsewhere, ...]:
    return tuple(sorted(places, key=lambda each: (-each.count, each.name)))
