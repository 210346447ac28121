"""The job in a browser: from asking for the page until the map answers to the hand, against an empty folium page."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Row, at_most
from bench.servers import Server
from bench.stage import Stage

READY = "bench: the map is there"
SETTLED = f"""
    const settled = () => requestAnimationFrame(() => setTimeout(
        () => console.debug("{READY}", performance.now(), blocked)
    ));
    let blocked = 0;
    new PerformanceObserver((list) => {{
        for (const task of list.getEntries()) blocked = Math.max(blocked, task.duration);
    }}).observe({{ type: "longtask", buffered: true }});
"""
"""Tells when the next picture was made and the main thread was free again, and its longest task (over 50 ms)."""
_OURS = f"""(() => {{ {SETTLED}
    document.addEventListener("missie050:map", ({{ detail }}) => {{
        for (const layer of Object.values(detail.layers)) layer.on("areasready", settled);
    }});
}})()"""
_POINTS = f"""(() => {{ {SETTLED}
    document.addEventListener("missie050:map", ({{ detail }}) => {{
        for (const layer of Object.values(detail.layers)) layer.on("pointsready", settled);
    }});
}})()"""
EMPTY = f"""(() => {{ {SETTLED}
    const waiting = setInterval(() => {{
        if (!document.querySelector(".leaflet-container")) return;
        clearInterval(waiting);
        settled();
    }}, 1);
}})()"""


def first_map(plan: Plan, stage: Stage) -> Iterator[Row]:
    """The start page with all neighbourhoods; nothing when there is no browser to measure in."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        print("first map in Chromium: not measured, there is no Chromium", file=sys.stderr)
        return
    try:
        with sync_playwright() as playwright:
            options = ["--no-sandbox", "--disable-gpu"]
            with playwright.chromium.launch(executable_path=program, args=options) as browser:
                yield from _measure(plan, browser, stage)
    except Error as error:
        raise BenchError("the browser stopped", error=error.message) from error


def _measure(plan: Plan, browser: Browser, stage: Stage) -> Iterator[Row]:
    yield from _measure_points(plan, browser, stage)
    own: list[tuple[float, float]] = []
    floors: list[float] = []
    open_page(browser, stage.ours, "/", _OURS)
    for _ in range(plan.rounds):
        before = open_page(browser, stage.floor, "/empty", EMPTY)[0]
        own.append(open_page(browser, stage.ours, "/", _OURS))
        floors.append((before + open_page(browser, stage.floor, "/empty", EMPTY)[0]) / 2)
    times = tuple(ready for ready, _ in own)
    ratios = tuple(mine / floor for mine, floor in zip(times, floors, strict=True))
    blocked = tuple(longest for _, longest in own)
    row = Row("first map in Chromium", f"{plan.polygons} neighbourhoods", "ms", times, tuple(floors), ratios)
    yield replace(row, goals=(at_most("empty page", ratios, 1.3), at_most("ms blocked", blocked, 200)))


def _measure_points(plan: Plan, browser: Browser, stage: Stage) -> Iterator[Row]:
    """The page with all initiatives, against the one with neighbourhoods alone."""
    own: list[tuple[float, float]] = []
    floors: list[float] = []
    open_page(browser, stage.ours, "/initiatieven", _POINTS)
    for _ in range(plan.rounds):
        before = open_page(browser, stage.ours, "/", _OURS)[0]
        own.append(open_page(browser, stage.ours, "/initiatieven", _POINTS))
        floors.append((before + open_page(browser, stage.ours, "/", _OURS)[0]) / 2)
    times = tuple(ready for ready, _ in own)
    ratios = tuple(mine / floor for mine, floor in zip(times, floors, strict=True))
    blocked = tuple(longest for _, longest in own)
    row = Row("first map with points", f"{max(plan.points):,} initiatives", "ms", times, tuple(floors), ratios)
    yield replace(row, goals=(at_most("neighbourhoods", ratios, 2), at_most("ms blocked", blocked, 200)))


def open_page(
    browser: Browser, server: Server, path: str, watch: str, *, session: str | None = None
) -> tuple[float, float]:
    """Open a page with nothing kept; gives milliseconds until the map is there, and the longest task.

    `session` is the cookie of somebody who is signed in.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    if session is not None:
        context.add_cookies([{"name": "missie050", "value": session, "url": f"http://127.0.0.1:{server.port}"}])
    page: Page = context.new_page()
    page.add_init_script(watch)
    # told by the console, since the page's policy lets nobody evaluate anything in it
    with page.expect_console_message(lambda message: message.text.startswith(READY)) as told:
        page.goto(f"http://127.0.0.1:{server.port}{path}", wait_until="commit")
    ready, blocked = told.value.text.removeprefix(READY).split()
    context.close()
    return float(ready), float(blocked)
