"""A served site and a real browser: gunicorn on a free port, Debian's Chromium, nothing beyond this machine."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, NullPool, create_engine, text

from tests.conftest import SECRET_KEY, clone, key_file, url_of
from webapp.accounts.demo import demo_password, demo_totp_secret

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
READY_SECONDS = 120
WIDTHS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # what passes is not described node by node, which takes two thirds of the time
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which asks nobody for updates."""
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run",
        ],
    }  # fmt: skip


@contextmanager
def served(database_url: str, home: Path, **environment: str) -> Iterator[str]:
    """The site under gunicorn on a free port; gives its address once it is ready."""
    log = home / "server.log"
    env = os.environ | {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "MISSIE050_HOME": str(home),
        "MISSIE050_KEY_FILE": str(key_file()),
        "MISSIE050_OFFLINE": "1",
        "MISSIE050_STATIC": "",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:0", "webapp.wsgi:app"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env | environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Follow the server's log for the port it took, then wait for an answer."""
    with subprocess.Popen(
        ["tail", "-n", "+1", "-F", str(log)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as tail:
        assert tail.stdout is not None
        try:
            for raw in tail.stdout:
                line = raw.decode()
                if "Listening at: " in line:
                    address = line.split("Listening at: ")[1].split()[0]
                    break
                assert process.poll() is None, log.read_text()
        finally:
            tail.terminate()
    with urllib.request.urlopen(f"{address}/livez", timeout=READY_SECONDS) as answer:
        assert answer.status == 200
    return address


@pytest.fixture(scope="session")
def site_url(city_server: NoopExecutor) -> Iterator[URL]:
    """The database of the served site."""
    with clone(city_server, "site") as janitor:
        yield url_of(janitor.dbname)


@pytest.fixture(scope="session")
def site(site_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The seeded city, served; tests in the browser share it and leave public data as it is."""
    with served(site_url.render_as_string(hide_password=False), tmp_path_factory.mktemp("site")) as base:
        yield base


@pytest.fixture
def open_mail(site_url: URL, site: str) -> Iterator[Callable[[str], str]]:
    """Gives the path of the link in the newest mail to an address, as if that mailbox were opened."""
    engine = create_engine(site_url, poolclass=NullPool)

    def newest(recipient: str) -> str:
        with engine.connect() as connection:
            body = connection.scalar(
                text("SELECT body FROM outbox_mail WHERE recipient = :to ORDER BY id DESC LIMIT 1"), {"to": recipient}
            )
        found = re.search(r"https?://[^/\s]+(/\S+)", body or "")
        assert found is not None, f"no link in a mail to {recipient}"
        return found[1]

    yield newest
    engine.dispose()


@dataclass
class Watch:
    """What a page did that it should not: messages in the console, errors, requests to others, failed requests."""

    site: str
    trouble: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a browser."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.trouble.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        # a form that comes back with errors is a 422, one that comes too late a 409: Chromium reports both as if they
        # were missing files
        told_kindly = "status of 422" in message.text or "status of 409" in message.text
        if message.type in ("error", "warning") and not told_kindly:
            self.trouble.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlparse(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlparse(self.site).netloc:
            self.trouble.append(f"third party: {request.url}")

    def _failed(self, request: Request) -> None:
        # the player leaves answers behind that nobody waits for any more
        if request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"failed: {request.url} {request.failure}")


@pytest.fixture(params=list(WIDTHS))
def screen(request: pytest.FixtureRequest) -> str:
    """A desktop of 1280 and a phone of 390 pixels wide."""
    name: str = request.param
    return name


@pytest.fixture
def browsing(browser: Browser, site: str, screen: str) -> Iterator[Page]:
    """A page on the site in a fresh browser, in Dutch; fails afterwards when the page did what it should not."""
    yield from _browse(browser, site, viewport=WIDTHS[screen], has_touch=screen == "phone")


@pytest.fixture(scope="session")
def signed_in_states() -> dict[str, Any]:
    """The cookies of demonstration accounts that are signed in: a code works once, so each signs in once a run."""
    return {}


People = Callable[..., Page]
"""Gives pages in browsers of their own, for journeys in which people meet; signed in when given an address."""


@pytest.fixture
def people(browser: Browser, site: str, signed_in_states: dict[str, Any]) -> Iterator[People]:
    """Somebody new at each call, or a demonstration account: `people("beheer@example.nl")`."""
    made = []

    def enter(email: str | None = None) -> Page:
        state = signed_in_states.get(email) if email else None
        pages = _browse(browser, site, viewport=WIDTHS["desktop"], storage_state=state)
        made.append(pages)
        page = next(pages)
        if email is not None and state is None:
            _sign_in(page, email)
            signed_in_states[email] = page.context.storage_state()
        return page

    yield enter
    for pages in made:
        next(pages, None)


def _sign_in(page: Page, email: str) -> None:
    page.goto("/inloggen/wachtwoord")
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(demo_password(SECRET_KEY, email))
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code").fill(pyotp.TOTP(demo_totp_secret(SECRET_KEY, email)).now())
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/mijn")


@pytest.fixture
def desktop(browser: Browser, site: str) -> Iterator[Page]:
    """A page on the site at 1280 pixels only."""
    yield from _browse(browser, site, viewport=WIDTHS["desktop"])


def _browse(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="nl-NL", reduced_motion="reduce", **options)
    watch = Watch(site)
    watch.over(context)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert watch.trouble == []


def map_ready(page: Page) -> None:
    """Wait until the map has drawn its neighbourhoods."""
    page.wait_for_function(
        "() => { const map = window.missie050?.maps?.city_map; let shapes = 0;"
        " map?.eachLayer(layer => { if (layer.feature) shapes += 1; }); return shapes > 0; }"
    )


def fill_of(page: Page, slug: str) -> str:
    """The colour in which a neighbourhood stands on the map now."""
    colour: str = page.evaluate(
        "slug => { let found = ''; window.missie050.maps.city_map.eachLayer(layer => {"
        " if (layer.feature?.properties.slug === slug) found = layer.options.fillColor; }); return found; }",
        slug,
    )
    return colour


def wait_for_other_fill(page: Page, slug: str, before: str) -> None:
    """Wait until a neighbourhood on the map has another colour than `before`."""
    page.wait_for_function(
        "([slug, before]) => { let fill = before; window.missie050.maps.city_map.eachLayer(layer => {"
        " if (layer.feature?.properties.slug === slug) fill = layer.options.fillColor; }); return fill !== before; }",
        arg=[slug, before],
    )


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong, as `rule: element`."""
    found = Axe().run(page, options=AXE_RULES)
    return [f"{each['id']}: {node['target']}" for each in found.response["violations"] for node in each["nodes"]]
