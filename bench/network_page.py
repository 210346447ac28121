"""The network of a full neighbourhood in a browser: from asking for the page until the picture answers to the hand."""

import os
import random
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from bench.browser import SETTLED, open_page
from bench.city import build_city
from bench.databases import Databases
from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Row, at_most
from bench.servers import Server, free_port, gunicorn, serve, this_python
from bench.shapes import SEED, city_areas
from webapp.database import command_engine
from webapp.models import Account, AccountSession, Consent, NetworkNode, Person, RoleGrant, Tie
from webapp.tokens import hash_of, new_token
from webapp.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentScope,
    LocationLevel,
    Role,
    SignInStage,
    TieKind,
    TieSource,
    TieStrength,
)

_PEOPLE, _TIES = 500, 2_000
_NEIGHBOURHOODS = 40
_NEAR = 9
"""How many places along a list of neighbours most ties lead (one standard deviation)."""

_NETWORK = f"""(() => {{ {SETTLED}
    document.addEventListener("missie050:network", settled, {{ once: true }});
}})()"""
_AREAS = f"""(() => {{ {SETTLED}
    document.addEventListener("missie050:map", ({{ detail }}) => {{
        for (const layer of Object.values(detail.layers)) layer.on("areasready", settled);
    }});
}})()"""


def first_network(plan: Plan, databases: Databases, folder: Path) -> Iterator[Row]:
    """On the map and by form; nothing when there is no browser to measure in. The floor is the start page."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        print("network page in Chromium: not measured, there is no Chromium", file=sys.stderr)
        return
    url = databases.make_migrated("network_page")
    build_city(url, city_areas(_NEIGHBOURHOODS, plan.vertices), folder, 100)
    slug, session = _fill(url, today=datetime.now(UTC).date())
    environ = {
        "DATABASE_URL": url,
        "MISSIE050_HOME": str(folder),
        "MISSIE050_OFFLINE": "1",
        "SECRET_KEY": secrets.token_hex(),
    }
    command, log = gunicorn(this_python(), "bench.site:app"), folder / "network_page.log"
    try:
        with (
            serve("network", command, port=free_port(), environ=environ, log=log, ready="/readyz") as server,
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"]) as browser,
        ):
            for name, query in (("on the map", ""), ("by form", "?beeld=vorm")):
                path = f"/werkplek/{slug}/netwerk{query}"
                yield _measure(plan, browser, server, name, path=path, session=session)
    except Error as error:
        raise BenchError("the browser stopped", error=error.message) from error


def _measure(plan: Plan, browser: Browser, server: Server, name: str, *, path: str, session: str) -> Row:
    own: list[tuple[float, float]] = []
    floors: list[float] = []
    open_page(browser, server, path, _NETWORK, session=session)
    for _ in range(plan.rounds):
        before = open_page(browser, server, "/", _AREAS)[0]
        own.append(open_page(browser, server, path, _NETWORK, session=session))
        floors.append((before + open_page(browser, server, "/", _AREAS)[0]) / 2)
    times = tuple(ready for ready, _ in own)
    blocked = tuple(longest for _, longest in own)
    ratios = tuple(mine / floor for mine, floor in zip(times, floors, strict=True))
    row = Row(f"network page, {name}", f"{_PEOPLE} nodes, {_TIES:,} ties", "ms", times, tuple(floors), ratios)
    return replace(row, goals=(at_most("ms", times, 1_000), at_most("ms blocked", blocked, 200)))


def _fill(url: str, *, today: date) -> tuple[str, str]:
    """A full network in one neighbourhood, and its coordinator; gives the slug, and the cookie of that session."""
    engine = command_engine(url)
    token = new_token()
    with Session(engine) as session, session.begin():
        place, slug, code = session.execute(
            text("SELECT n.id, n.slug, a.area_code FROM neighbourhood n"
                 " JOIN neighbourhood_area a ON a.neighbourhood_id = n.id ORDER BY n.id LIMIT 1")
        ).one()  # fmt: skip
        people = [
            Person(name=f"Buur {number}", neighbourhood_id=place, buurt_code=code, location_level=LocationLevel.BUURT)
            for number in range(_PEOPLE)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(_consent(each.id, purpose, today) for each in people for purpose in _PURPOSES)
        _sign_in(session, place, token)
        session.flush()
        nodes = dict(
            session.query(NetworkNode.person_id, NetworkNode.id).where(NetworkNode.person_id.is_not(None)).all()
        )
        places = [nodes[each.id] for each in people]
        session.add_all(_tie(place, places[one], places[other], today) for one, other in _pairs())
    engine.dispose()
    return slug, token


_PURPOSES = (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_LINKED)


def _consent(person_id: int, purpose: ConsentPurpose, today: date) -> Consent:
    return Consent(
        person_id=person_id,
        purpose=purpose,
        scope=ConsentScope.NEIGHBOURHOOD,
        text_version=1,
        given_on=today - timedelta(days=30),
        expires_on=today + timedelta(days=150),
        channel=Channel.WEB,
    )


def _sign_in(session: Session, place: int, token: str) -> None:
    account = Account(email="meting@example.nl", language="nl", is_demo=False)
    session.add(account)
    session.flush()
    session.add(
        RoleGrant(
            account_id=account.id,
            role=Role.NEIGHBOURHOOD_COORDINATOR,
            neighbourhood_id=place,
            period=Range(date(2025, 1, 1), None),
            reason="Voor een meting",
            needs_approval=False,
        )
    )
    # a new role ends the sessions that there are
    session.flush()
    now = datetime.now(UTC)
    session.add(
        AccountSession(
            token_hash=hash_of(token),
            account_id=account.id,
            stage=SignInStage.FULL,
            browser="Chromium",
            created_at=now,
            last_seen_at=now,
            ends_at=now + timedelta(hours=6),
        )
    )


def _pairs() -> list[tuple[int, int]]:
    """Most ties lead to who stands near in a list of neighbours; one in fifty leads anywhere."""
    draw = random.Random(SEED)
    found: set[tuple[int, int]] = set()
    while len(found) < _TIES:
        one = draw.randrange(_PEOPLE)
        other = draw.randrange(_PEOPLE) if draw.random() < 0.02 else round(draw.gauss(one, _NEAR))
        if 0 <= other < _PEOPLE and other != one:
            found.add((min(one, other), max(one, other)))
    return sorted(found)


def _tie(place: int, one: int, other: int, today: date) -> Tie:
    return Tie(
        neighbourhood_id=place,
        from_node_id=min(one, other),
        to_node_id=max(one, other),
        kind=TieKind.KNOWS,
        strength=tuple(TieStrength)[(one + other) % 3],
        period=Range(today - timedelta(days=(one * 37 + other) % 700 + 1), None),
        confirmed_on=today - timedelta(days=(one + other * 13) % 500 + 1),
        source=TieSource.NOTED,
    )
