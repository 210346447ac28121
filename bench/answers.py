"""The jobs under load: polygons, points, and the map page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bench.city import FIRST_DAY, SMALL_SET, TODAY
from bench.duel import Contender, race, wait
from bench.equal import check_same_text, check_same_work
from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Goal, Row, at_least, at_most
from bench.stage import Stage

DAYS = tuple((FIRST_DAY + timedelta(days=number)).isoformat() for number in range((TODAY - FIRST_DAY).days))
"""More dates than a process keeps answers, so that walking through them finds nothing kept."""
WESTS = tuple(f"{6 + number / 1_000_000:.6f}" for number in range(2_000))
REST_OF_BOX = "53,7,53.5"
"""Boxes that hold everything and differ a little, more of them than a process keeps answers."""

_DAY = TODAY.isoformat()
_ALL_DETAIL = 18
_BROWSER = {"Accept-Encoding": "br"}
_MAP_PAGE_BYTES = 15_000


def polygons(plan: Plan, stage: Stage) -> Iterator[Row]:
    """The neighbourhoods as GeoJSON: made anew each time, and unchanged since last time."""
    size = f"{plan.polygons} x {plan.vertices} vertices"
    path = f"/kaart/wijken.geojson?op={_DAY}&zoom={_ALL_DETAIL}"
    own = stage.ours.get(path)
    check_same_text("polygons", own.body, stage.floor.get(f"/polygons?op={_DAY}").body)
    for peer in stage.peers:
        found = peer.server.get(peer.polygons_path(plan.polygons)).body
        check_same_work("polygons", peer.server.name, own.body, found)
    # the addresses that the page gives to browsers: they name the version of the data
    version = own.headers["etag"].strip('"').split("-")[0]
    path = f"{path}&v={version}"
    days = [f"/kaart/wijken.geojson?op={day}&v={version}&zoom={_ALL_DETAIL}" for day in DAYS]
    row = race(
        plan,
        "polygons, uncached",
        size,
        ours=Contender(stage.ours, days),
        floor=Contender(stage.floor, [f"/polygons?op={day}" for day in DAYS]),
        peers={peer.server.name: Contender(peer.server, [peer.polygons_path(plan.polygons)]) for peer in stage.peers},
    )
    yield _with_goals(row, 0.95, {"tipg": 7, "pygeoapi": 20})
    static = Contender(stage.floor, [f"/static?op={_DAY}"])
    kept = race(plan, "polygons, cached, br", size, ours=Contender(stage.ours, [path], _BROWSER), floor=static)
    yield replace(kept, goals=(at_least("static", kept.ratios, 0.8),))
    unchanged = Contender(stage.ours, [path], {"If-None-Match": own.headers["etag"]}, status=304)
    same = race(plan, "polygons, 304", size, ours=unchanged, floor=static)
    yield replace(same, goals=(at_least("static", same.ratios, 0.8),))
    yield race(plan, "polygons, cached, identity", size, ours=Contender(stage.ours, [path]), floor=static)
    compressed = Contender(stage.floor, [f"/static.br?op={_DAY}"])
    yield race(plan, "polygons, cached, br : br", size, ours=Contender(stage.ours, [path], _BROWSER), floor=compressed)


def points(plan: Plan, stage: Stage) -> Iterator[Row]:
    """Initiatives as points, made anew each time: all of them, and those of one theme."""
    for count in plan.points:
        theme = "&thema=duizend" if count == SMALL_SET < max(plan.points) else ""
        path = f"/kaart/initiatieven.geojson?zoom={_ALL_DETAIL}{theme}&op={_DAY}"
        own = stage.ours.get(f"{path}&bbox={WESTS[0]},{REST_OF_BOX}").body
        bare = f"/points?op={_DAY}{theme}"
        check_same_text("points", own, stage.floor.get(f"{bare}&west={WESTS[0]}").body)
        for peer in stage.peers:
            check_same_work("points", peer.server.name, own, peer.server.get(peer.points_path(count)).body)
        row = race(
            plan,
            "initiatives, uncached",
            f"{count:,}",
            ours=Contender(stage.ours, [f"{path}&bbox={west},{REST_OF_BOX}" for west in WESTS]),
            floor=Contender(stage.floor, [f"{bare}&west={west}" for west in WESTS]),
            peers={peer.server.name: Contender(peer.server, [peer.points_path(count)]) for peer in stage.peers},
        )
        yield _with_goals(row, 0.9, {"tipg": 25})


def page(plan: Plan, stage: Stage) -> Iterator[Row]:
    """The start page, when there is little to show and when there is much; nobody else asks at the time."""
    ours = Contender(stage.ours, ["/"], _BROWSER)
    grown = Contender(stage.ours_grown, ["/"], _BROWSER)
    for contender in (ours, grown):
        if contender.server.get("/").body.count(b"</html>") != 1:
            raise BenchError("the start page is no page", server=contender.server.name)
    size = f"{plan.polygons} neighbourhoods"
    row = wait(plan, "map page", size, ours=ours, floor=Contender(stage.floor, ["/skeleton"]))
    yield replace(row, goals=(_small(row), at_most("ms", row.ours, 5)))
    more = wait(plan, "map page : itself, small", f"{plan.signs:,} signs of life", ours=grown, floor=ours)
    yield replace(more, goals=(_small(more), at_most("small", more.ratios, 2)))


def _small(row: Row) -> Goal:
    return Goal(f"bytes <= {_MAP_PAGE_BYTES}", (row.body_bytes or 0) <= _MAP_PAGE_BYTES)


def _with_goals(row: Row, least: float, peers: dict[str, float]) -> Row:
    goals = [at_least("floor", row.ratios, least)]
    goals += [at_least(name, row.peer_ratios[name], times) for name, times in peers.items() if name in row.peers]
    return replace(row, goals=tuple(goals))
