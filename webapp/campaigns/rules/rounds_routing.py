"""Which volunteer brings what to which stops, in what order: a short round for each, within what one can carry and do.

A round begins at the pick-up point and ends at its last stop. OR-tools' routing solver looks for as few rounds as can
be, and of those for the fewest metres in all. It begins with what somebody would do by hand (`by_hand`: always on to
the nearest stop) and is never worse; it is no proof of the optimum, which nobody can give for more than some dozens of
stops. There is no clock in it: it stops when nothing small makes it better, or after so many improvements, so that the
same stops give the same rounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from webapp.errors import BadInput

MOST_STOPS = 250
"""So many addresses of one neighbourhood and line are divided over rounds at a time: some seconds of work."""
MOST_PARCELS, MOST_MINUTES = 200, 600
"""What one volunteer can be asked at most."""
USUAL_PARCELS, USUAL_MINUTES = 12, 90
CYCLING_METRES_A_MINUTE = 200
"""12 km an hour, with a full bag."""
STOP_MINUTES = 4
"""For finding the door, ringing and a word."""
_FEW, _IMPROVEMENTS = 40, 300
"""Up to so many stops it also looks beyond what small changes give: of 8 stops that is the optimum, in a tenth of a
second. Of 400 stops small changes take 3 s, and come to about as few metres as looking beyond them does in 15 s."""
_SECONDS = 60

Metres = Sequence[Sequence[int]]
"""How far it is from each place to each: the pick-up point first, then the stops in their order."""


@dataclass(frozen=True)
class Load:
    """What one volunteer carries and how long they are on the way: parcels and minutes, both 1 or more."""

    parcels: int = USUAL_PARCELS
    minutes: int = USUAL_MINUTES
    metres_a_minute: int = CYCLING_METRES_A_MINUTE


@dataclass(frozen=True)
class Round:
    """Places in the list of stops, in the order in which they are visited; metres, and minutes with the stops."""

    stops: tuple[int, ...]
    metres: int
    minutes: int


@dataclass(frozen=True)
class Rounds:
    """The rounds, the one with the first stop of the list first; and the stops that fit in none, by why.

    `too_heavy` wants more than one carries, `too_far` takes longer than one round may, also when it is the only stop.
    """

    rounds: tuple[Round, ...]
    too_heavy: tuple[int, ...] = ()
    too_far: tuple[int, ...] = ()

    @property
    def metres(self) -> int:
        """How far all of them go together."""
        return sum(each.metres for each in self.rounds)


def check_load(load: Load) -> None:
    """Raise `BadInput` code `round_parcels` or `round_minutes` for what nobody can be asked, with `most`."""
    if not 1 <= load.parcels <= MOST_PARCELS:
        raise BadInput("round_parcels", most=MOST_PARCELS)
    if not 1 <= load.minutes <= MOST_MINUTES:
        raise BadInput("round_minutes", most=MOST_MINUTES)


def crow_metres(places: Sequence[tuple[float, float]]) -> list[list[int]]:
    """How far places (metres, RD New) are from each other, as the crow flies."""
    return [[round(hypot(ax - bx, ay - by)) for bx, by in places] for ax, ay in places]


def plan_rounds(parcels: Sequence[int], metres: Metres, load: Load) -> Rounds:
    """Divide stops over rounds; `parcels` is how many go to each stop.

    Raises `BadInput` code `too_many_stops`, and as `check_load` does.
    """
    check_load(load)
    if len(parcels) > MOST_STOPS:
        raise BadInput("too_many_stops", count=len(parcels), most=MOST_STOPS)
    heavy = tuple(stop for stop, count in enumerate(parcels) if count > load.parcels)
    alone = (stop for stop in range(len(parcels)) if stop not in heavy)
    far = tuple(stop for stop in alone if _seconds([stop], metres, load) > load.minutes * _SECONDS)
    left = [stop for stop in range(len(parcels)) if stop not in heavy and stop not in far]
    routes = _improved(by_hand(left, parcels, metres, load), parcels, metres, load)
    rounds = [
        Round(tuple(route), _metres(route, metres), -(-_seconds(route, metres, load) // _SECONDS)) for route in routes
    ]
    return Rounds(tuple(sorted(rounds, key=lambda each: min(each.stops))), heavy, far)


def by_hand(left: Sequence[int], parcels: Sequence[int], metres: Metres, load: Load) -> list[list[int]]:
    """Rounds as somebody would make them: always on to the nearest stop that still fits. Each must fit by itself."""
    waiting = list(left)
    routes: list[list[int]] = []
    while waiting:
        route: list[int] = []
        while fits := [stop for stop in waiting if _fits([*route, stop], parcels, metres, load)]:
            here = metres[route[-1] + 1] if route else metres[0]
            nearest = min(fits, key=lambda stop: (here[stop + 1], stop))
            route.append(nearest)
            waiting.remove(nearest)
        routes.append(route)
    return routes


def _fits(route: Sequence[int], parcels: Sequence[int], metres: Metres, load: Load) -> bool:
    carried = sum(parcels[stop] for stop in route)
    return carried <= load.parcels and _seconds(route, metres, load) <= load.minutes * _SECONDS


def _metres(route: Sequence[int], metres: Metres) -> int:
    places = [0, *(stop + 1 for stop in route)]
    return sum(metres[one][other] for one, other in pairwise(places))


def _seconds(route: Sequence[int], metres: Metres, load: Load) -> int:
    places = [0, *(stop + 1 for stop in route)]
    return sum(_leg(metres[one][other], load) for one, other in pairwise(places))


def _leg(metres: int, load: Load) -> int:
    """Seconds to the next stop, and at it."""
    return metres * _SECONDS // load.metres_a_minute + STOP_MINUTES * _SECONDS


def _improved(routes: list[list[int]], parcels: Sequence[int], metres: Metres, load: Load) -> list[list[int]]:
    """The same stops in fewer rounds, or fewer metres."""
    stops = sorted(stop for route in routes for stop in route)
    if not stops:
        return []
    # the solver's places: 0 the pick-up point, then the stops, and last the end, which is wherever one is
    places = [0, *(stop + 1 for stop in stops)]
    end = len(places)
    manager = pywrapcp.RoutingIndexManager(end + 1, len(routes), [0] * len(routes), [end] * len(routes))
    routing = pywrapcp.RoutingModel(manager)
    legs = [[*(metres[one][other] for other in places), 0] for one in places]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix([*legs, [0] * (end + 1)]))
    longest = 1 + sum(max(row) for row in legs)
    # one round fewer is worth any detour
    routing.SetFixedCostOfAllVehicles(longest)
    seconds = [[*(_leg(metres[one][other], load) for other in places), 0] for one in places]
    takes = routing.RegisterTransitMatrix([*seconds, [0] * (end + 1)])
    routing.AddDimension(takes, 0, load.minutes * _SECONDS, True, "seconds")  # noqa: FBT003  (a C++ signature)
    carries = routing.RegisterUnaryTransitVector([0, *(parcels[stop] for stop in stops), 0])
    routing.AddDimension(carries, 0, load.parcels, True, "parcels")  # noqa: FBT003  (as above)
    numbers = {stop: number + 1 for number, stop in enumerate(stops)}
    parameters = _parameters(len(stops))
    routing.CloseModelWithParameters(parameters)
    start = routing.ReadAssignmentFromRoutes([[numbers[stop] for stop in route] for route in routes], True)  # noqa: FBT003
    found = routing.SolveFromAssignmentWithParameters(start, parameters)
    return [route for vehicle in range(len(routes)) if (route := _route(routing, manager, found, vehicle, stops))]


def _route(routing: Any, manager: Any, found: Any, vehicle: int, stops: Sequence[int]) -> list[int]:
    route, index = [], found.Value(routing.NextVar(routing.Start(vehicle)))
    while not routing.IsEnd(index):
        route.append(stops[manager.IndexToNode(index) - 1])
        index = found.Value(routing.NextVar(index))
    return route


def _parameters(stops: int) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    if stops <= _FEW:
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.solution_limit = _IMPROVEMENTS
    return parameters
