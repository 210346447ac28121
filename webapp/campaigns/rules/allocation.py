"""Who gives what to whom on one line of a campaign: first the neighbourhood's own network, then the nearest spare [S4].

`divide` is called per line, with what each neighbourhood asks, what there is, and how far it is. In this order:

1. What stays as it is: what a coordinator fixed by hand (exactly so much, and no more from there), and what has been
   delivered already (at least so much).
2. What a neighbourhood's own network can give goes to that neighbourhood, as far as it is asked there.
3. All that is left, of networks, partners and churches, goes to what is still asked, over the fewest metres in all: a
   min-cost flow (OR-tools), which is exact.

When there is too little, it is shared by proportion: everyone gets the same share of what they ask, but for those whose
own network brings them above that share already. Rather so than by need: how much is asked was weighed where people
know the households, and to weigh that a second time would count need twice. Fairness goes before distance, and giving
all there is goes before both (only amounts fixed by hand can make these differ).

A supply without a place is as far from everyone, and farther than any that has one: it is used last, and its metres are
not counted. The same question gives the same answer, whatever order it is put in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from ortools.graph.python import min_cost_flow

Pair = tuple[int, int]
"""A neighbourhood and a supply."""


@dataclass(frozen=True)
class Supply:
    """What somebody gives on a line; `own_of` is the neighbourhood whose own network this is, None of a partner."""

    id: int
    amount: int
    own_of: int | None = None


@dataclass(frozen=True)
class Share:
    """That a supply gives `amount` (above 0, but for a fixed "nothing") to a neighbourhood; `fixed` by hand."""

    neighbourhood_id: int
    supply_id: int
    amount: int
    fixed: bool = False


@dataclass(frozen=True)
class Division:
    """The shares, by neighbourhood and supply; what each neighbourhood lacks (above 0), and what each supply has left.

    `metres` is the sum over parcels (or whatever is given) of how far each goes. `overdrawn` are supplies of which more
    was fixed by hand, or delivered, than they have: that is for a person to mend.
    """

    shares: tuple[Share, ...]
    lacking: dict[int, int]
    spare: dict[int, int]
    metres: int
    overdrawn: tuple[int, ...] = ()

    @property
    def given(self) -> int:
        """How much is divided."""
        return sum(share.amount for share in self.shares)


def divide(
    demand: Mapping[int, int],
    supplies: Sequence[Supply],
    metres: Mapping[Pair, int],
    kept: Sequence[Share] = (),
) -> Division:
    """Divide one line.

    Parameters
    ----------
    demand
        What each neighbourhood asks (0 or more), by id.
    supplies
        What there is; amounts of 0 or more.
    metres
        How far it is from a neighbourhood to a supply (0 or more), by `(neighbourhood, supply)`. A supply of which no
        distance is known has no place.
    kept
        Shares that stay: exactly so much when `fixed`, at least so much when not (what has been delivered).
    """
    table = _Table(demand, supplies, kept)
    table.give_own(supplies)
    table.give_nearest(metres)
    amounts = {pair: amount for pair, amount in sorted(table.amounts.items()) if amount or pair in table.closed}
    return Division(
        shares=tuple(Share(*pair, amount, fixed=pair in table.closed) for pair, amount in amounts.items()),
        lacking={place: count for place, count in sorted(table.asked.items()) if count},
        spare={supply: max(0, count) for supply, count in sorted(table.left.items())},
        metres=sum(metres.get(pair, 0) * amount for pair, amount in amounts.items()),
        overdrawn=tuple(supply for supply, count in sorted(table.left.items()) if count < 0),
    )


def fair_shares(asked: Mapping[int, int], given: Mapping[int, int], amount: int) -> dict[int, int]:
    """How much of `amount` each neighbourhood should get, so that all come to the same share of what they ask.

    `given` is what each has already; nobody goes above what they ask, and who is above the common share gets nothing.
    Whole numbers: what is left over after rounding down goes one by one to whom the rounding took most from, then to
    the lowest id.
    """
    wanted = {place: max(0, count - given.get(place, 0)) for place, count in asked.items()}
    if amount >= sum(wanted.values()):
        return wanted
    level = _common_share(asked, given, amount)
    exact = {place: max(Fraction(0), level * count - given.get(place, 0)) for place, count in asked.items()}
    shares = {place: int(count) for place, count in exact.items()}
    left_over = amount - sum(shares.values())
    by_loss = sorted(exact, key=lambda place: (shares[place] - exact[place], place))
    for place in by_loss[:left_over]:
        shares[place] += 1
    return shares


def _common_share(asked: Mapping[int, int], given: Mapping[int, int], amount: int) -> Fraction:
    """The share (0 to 1) that all who are below it can be brought to with `amount`, which is less than is wanted."""
    starts = sorted(
        (Fraction(min(given.get(place, 0), count), count), count) for place, count in asked.items() if count
    )
    held = accumulate(start * count for start, count in starts)
    width = accumulate(count for _, count in starts)
    # whoever starts above the level would raise it, and whoever starts below it lowers it
    return min((all_held + amount) / all_wide for all_held, all_wide in zip(held, width, strict=True))


class _Table:
    """What is still asked, what is left and what has been given, while a line is divided."""

    def __init__(self, demand: Mapping[int, int], supplies: Sequence[Supply], kept: Sequence[Share]) -> None:
        self.demand = dict(demand)
        self.asked = dict(demand)
        self.left = {supply.id: supply.amount for supply in supplies}
        self.amounts: dict[Pair, int] = {}
        self.closed = {(share.neighbourhood_id, share.supply_id) for share in kept if share.fixed}
        for share in kept:
            self.give((share.neighbourhood_id, share.supply_id), share.amount)

    def give(self, pair: Pair, amount: int) -> None:
        place, supply = pair
        self.amounts[pair] = self.amounts.get(pair, 0) + amount
        self.asked[place] = max(0, self.asked.get(place, 0) - amount)
        self.left[supply] = self.left.get(supply, 0) - amount

    def give_own(self, supplies: Sequence[Supply]) -> None:
        """Let each neighbourhood's own network give there what it can."""
        for supply in sorted(supplies, key=lambda each: each.id):
            place = supply.own_of
            if place is not None and (place, supply.id) not in self.closed:
                amount = min(self.asked.get(place, 0), self.left[supply.id])
                if amount > 0:
                    self.give((place, supply.id), amount)

    def give_nearest(self, metres: Mapping[Pair, int]) -> None:
        """Divide the rest: as much as can be, then as fairly as can be, then over the fewest metres."""
        places = [place for place, count in sorted(self.asked.items()) if count]
        supplies = [supply for supply, count in sorted(self.left.items()) if count > 0]
        if not places or not supplies:
            return
        farthest = 1 + max((metres.get((place, supply), 0) for place in places for supply in supplies), default=0)
        given = {place: count - self.asked[place] for place, count in self.demand.items()}
        fair = fair_shares(self.demand, given, sum(self.left[supply] for supply in supplies))
        solver = min_cost_flow.SimpleMinCostFlow()
        source, sink, first = 0, 1, 2
        nodes = {supply: first + number for number, supply in enumerate(supplies)}
        ends = {place: first + len(supplies) + number for number, place in enumerate(places)}
        # a unit above the fair share costs more than any detour that would avoid it
        unfair = 2 * farthest * (len(places) + len(supplies))
        for supply in supplies:
            solver.add_arc_with_capacity_and_unit_cost(source, nodes[supply], self.left[supply], 0)
        for place in places:
            wanted = min(self.asked[place], fair[place])
            solver.add_arc_with_capacity_and_unit_cost(ends[place], sink, wanted, 0)
            solver.add_arc_with_capacity_and_unit_cost(ends[place], sink, self.asked[place] - wanted, unfair)
        arcs: dict[int, Pair] = {}
        for place in places:
            for supply in supplies:
                if (place, supply) not in self.closed:
                    most = min(self.asked[place], self.left[supply])
                    far = metres.get((place, supply), farthest)
                    arc = solver.add_arc_with_capacity_and_unit_cost(nodes[supply], ends[place], most, far)
                    arcs[arc] = (place, supply)
        total = sum(self.left[supply] for supply in supplies)
        solver.set_node_supply(source, total)
        solver.set_node_supply(sink, -total)
        solver.solve_max_flow_with_min_cost()
        for arc, pair in arcs.items():
            if solver.flow(arc):
                self.give(pair, solver.flow(arc))
