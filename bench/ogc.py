"""The open layers: features and tiles against the floor and the peers, and the page of coverage."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio

from bench.city import TODAY, add_signs, build_city
from bench.databases import Databases, libpq_url
from bench.duel import Contender, race, wait
from bench.equal import check_same_work
from bench.errors import BenchError
from bench.peers import Peer, start_peers
from bench.plan import Plan
from bench.results import Goal, Row, at_least, at_most
from bench.servers import Server, free_port, gunicorn, serve, this_python
from bench.shapes import city_areas
from webapp.clock import today

CROWD = 100_000
_SMALL = 1_000
_BROWSER = {"Accept-Encoding": "br"}
_PAGE_BYTES = 15_000
_AREA_TILES = ((12, 2122, 1329), (12, 2123, 1329), (12, 2122, 1330), (12, 2123, 1330), (12, 2122, 1328))
_POINT_TILES = tuple((13, column, row) for column in range(4244, 4248) for row in range(2659, 2663))
_ITEMS = "/ogc/collections/{}/items?limit=10000"
_TILES = "/ogc/collections/{}/tiles/WebMercatorQuad/{}/{}/{}"


@dataclass(frozen=True)
class _Place:
    """One city: ours with and without a memory, the floor and the peers over its database."""

    ours: Server
    forgetful: Server
    floor: Server
    peers: tuple[Peer, ...]


def layers(plan: Plan, databases: Databases, folder: Path) -> Iterator[Row]:
    """Features and tiles, made anew each time and kept; then the page of coverage."""
    url = _city(databases, "ogc", plan, max(plan.points), folder)
    with ExitStack() as stack:
        place = _start(stack, url, folder, "ogc", plan)
        yield from _polygons(plan, place)
        yield from _points(plan, place)
        yield from _area_tiles(plan, place)
        yield from _coverage(plan, place, _grown(stack, databases, plan, folder))
    crowded = _city(databases, "ogc_crowd", plan, CROWD, folder)
    with ExitStack() as stack:
        yield from _point_tiles(plan, _start(stack, crowded, folder, "crowd", plan))


def _polygons(plan: Plan, place: _Place) -> Iterator[Row]:
    size = f"{plan.polygons} x {plan.vertices} vertices"
    path, bare = f"{_ITEMS.format('neighbourhoods')}&datetime={TODAY}", f"/areas?at={TODAY}"
    # links, and so the tag of an answer, are of the site as it is asked for
    own = place.ours.get(path, {"Host": "127.0.0.1"})
    _check_same_features("ogc polygons", own.body, place.floor.get(bare).body)
    for peer in place.peers:
        check_same_work(
            "ogc polygons", peer.server.name, own.body, peer.server.get(peer.polygons_path(plan.polygons)).body
        )
    row = race(
        plan,
        "OGC items, polygons",
        size,
        ours=Contender(place.forgetful, [path]),
        floor=Contender(place.floor, [bare]),
        peers={peer.server.name: Contender(peer.server, [peer.polygons_path(plan.polygons)]) for peer in place.peers},
    )
    yield _with_goals(row, 0.95, {"tipg": 7, "pygeoapi": 20})
    static = Contender(place.floor, [f"{bare}&static=1"])
    kept = race(plan, "OGC items, polygons, kept, br", size, ours=Contender(place.ours, [path], _BROWSER), floor=static)
    yield replace(kept, goals=(at_least("static", kept.ratios, 0.8),))
    unchanged = Contender(place.ours, [path], {"If-None-Match": own.headers["etag"]}, status=304)
    same = race(plan, "OGC items, polygons, 304", size, ours=unchanged, floor=static)
    yield replace(same, goals=(at_least("static", same.ratios, 0.8),))


def _points(plan: Plan, place: _Place) -> Iterator[Row]:
    for count in plan.points:
        theme = "&theme=duizend" if count == _SMALL < max(plan.points) else ""
        path, bare = _ITEMS.format("initiatives") + theme, f"/points?at={today()}{theme}"
        own = place.ours.get(path).body
        _check_same_features("ogc points", own, place.floor.get(bare).body)
        for peer in place.peers:
            check_same_work("ogc points", peer.server.name, own, peer.server.get(peer.points_path(count)).body)
        row = race(
            plan,
            "OGC items, points",
            f"{count:,}",
            ours=Contender(place.forgetful, [path]),
            floor=Contender(place.floor, [bare]),
            peers={peer.server.name: Contender(peer.server, [peer.points_path(count)]) for peer in place.peers},
        )
        yield _with_goals(row, 0.9, {"tipg": 25})


def _area_tiles(plan: Plan, place: _Place) -> Iterator[Row]:
    size = f"{plan.polygons} polygons, zoom 12"
    row = _tile_race(plan, place, "OGC tile, polygons", size, tiles=_AREA_TILES, day=TODAY.isoformat())
    yield _with_goals(row, 0.95, {"tipg": 1.5})
    zoom, column, line = _AREA_TILES[0]
    path = f"{_TILES.format('neighbourhoods', zoom, line, column)}?datetime={TODAY}"
    static = Contender(place.floor, [f"/area-tile?at={TODAY}&z={zoom}&x={column}&y={line}&static=1"])
    kept = race(plan, "OGC tile, polygons, kept, br", size, ours=Contender(place.ours, [path], _BROWSER), floor=static)
    yield replace(kept, goals=(at_least("static", kept.ratios, 0.5),))


def _point_tiles(plan: Plan, place: _Place) -> Iterator[Row]:
    size = f"{CROWD:,} points, zoom 13"
    row = _tile_race(plan, place, "OGC tile, points", size, tiles=_POINT_TILES, day=None)
    yield _with_goals(row, 0.8, {"tipg": 5})


def _tile_race(
    plan: Plan, place: _Place, job: str, size: str, *, tiles: tuple[tuple[int, int, int], ...], day: str | None
) -> Row:
    layer, table = ("neighbourhoods", "bench_polygon") if day else ("initiatives", "bench_point")
    query, bare = (f"?datetime={day}", "/area-tile") if day else ("", "/point-tile")
    own = [_TILES.format(layer, zoom, row, column) + query for zoom, column, row in tiles]
    floor = [f"{bare}?at={day or today()}&z={zoom}&x={column}&y={row}" for zoom, column, row in tiles]
    tipg = [f"/collections/public.{table}/tiles/WebMercatorQuad/{zoom}/{column}/{row}" for zoom, column, row in tiles]
    drawn = {peer.server.name: Contender(peer.server, tipg) for peer in place.peers if peer.server.name == "tipg"}
    count, bare_count = (
        _features_in(body) for body in (place.forgetful.get(own[0]).body, place.floor.get(floor[0]).body)
    )
    # tipg leaves out what lies in the margin around a tile only
    others = [_features_in(each.server.get(tipg[0]).body) for each in drawn.values()]
    if not count or count != bare_count or any(not 0.9 * count <= each <= count for each in others):
        raise BenchError("not the same features in a tile", job=job, ours=count, floor=bare_count, peers=others)
    return race(plan, job, size, ours=Contender(place.forgetful, own), floor=Contender(place.floor, floor), peers=drawn)


def _coverage(plan: Plan, place: _Place, grown: Server) -> Iterator[Row]:
    """The page of coverage when there is little to show and when there is much; nobody else asks at the time."""
    ours, more = Contender(place.ours, ["/dekking"], _BROWSER), Contender(grown, ["/dekking"], _BROWSER)
    for contender in (ours, more):
        if contender.server.get("/dekking").body.count(b"</html>") != 1:
            raise BenchError("the page of coverage is no page", server=contender.server.name)
    floor = Contender(place.floor, [f"/areas?at={TODAY}"])
    row = wait(plan, "coverage page", f"{plan.polygons} neighbourhoods", ours=ours, floor=floor)
    yield replace(row, goals=(_small(row), at_most("ms", row.ours, 5)))
    big = wait(plan, "coverage page : itself, small", f"{plan.signs:,} signs of life", ours=more, floor=ours)
    yield replace(big, goals=(_small(big), at_most("small", big.ratios, 2)))


def _small(row: Row) -> Goal:
    return Goal(f"bytes <= {_PAGE_BYTES}", (row.body_bytes or 0) <= _PAGE_BYTES)


def _city(databases: Databases, name: str, plan: Plan, points: int, folder: Path) -> str:
    url = databases.make_migrated(name)
    build_city(url, city_areas(plan.polygons, plan.vertices), folder, points)
    return url


def _grown(stack: ExitStack, databases: Databases, plan: Plan, folder: Path) -> Server:
    url = databases.make_migrated("ogc_grown")
    build_city(url, city_areas(plan.polygons, plan.vertices), folder, min(plan.points))
    add_signs(url, plan.signs)
    return _serve(stack, folder, "ogc_grown", "bench.site:app", url=url, ready="/readyz")


def _start(stack: ExitStack, url: str, folder: Path, name: str, plan: Plan) -> _Place:
    ready = f"/areas?at={TODAY}"
    ours = _serve(stack, folder, f"{name}_ours", "bench.site:app", url=url, ready="/readyz")
    forgetful = _serve(stack, folder, f"{name}_forgetful", "bench.ogc_site:app", url=url, ready="/readyz")
    floor = _serve(stack, folder, f"{name}_floor", "bench.ogc_floor:app", url=url, ready=ready)
    apart = Path(stack.enter_context(TemporaryDirectory(dir=folder)))
    peers = () if plan.peers_python is None else start_peers(stack, plan.peers_python, url, apart)
    return _Place(ours, forgetful, floor, peers)


def _serve(stack: ExitStack, folder: Path, name: str, application: str, *, url: str, ready: str) -> Server:
    environ = {
        "DATABASE_URL": url,
        "BENCH_DATABASE": libpq_url(url),
        "MISSIE050_HOME": str(folder),
        "MISSIE050_OFFLINE": "1",
        "SECRET_KEY": secrets.token_hex(),
    }
    command = gunicorn(this_python(), application)
    return stack.enter_context(
        serve(name, command, port=free_port(), environ=environ, log=folder / f"{name}.log", ready=ready)
    )


def _check_same_features(job: str, ours: bytes, floor: bytes) -> None:
    """Raise `BenchError` unless both tell the same of the same features; ours has links besides."""
    own, bare = json.loads(ours), json.loads(floor)
    if any(own[member] != bare[member] for member in bare):
        raise BenchError("ours and the floor do not give the same features", job=job)


def _features_in(tile: bytes) -> int:
    """How many features a vector tile holds, as GDAL reads it."""
    if not tile:
        return 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tile.mvt"
        path.write_bytes(tile)
        return int(pyogrio.read_info(path, force_feature_count=True)["features"])


def _with_goals(row: Row, least: float, peers: Mapping[str, float]) -> Row:
    goals = [at_least("floor", row.ratios, least)]
    goals += [at_least(name, row.peer_ratios[name], times) for name, times in peers.items() if name in row.peers]
    return replace(row, goals=tuple(goals))
