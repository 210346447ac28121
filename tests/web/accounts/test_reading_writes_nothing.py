"""Asking for a page changes no row: not for visitors, not for who is signed in, not halfway."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from tests.conftest import key_file
from tests.factories import dump
from tests.web.accounts.signing_in import (
    LINK_PAGE,
    RESET_PAGE,
    Site,
    give_password,
    last_link,
    later,
    mailed_link,
    make_neighbour,
    make_staff,
    sign_in_fully,
)
from tests.web.conftest import Visitor
from webapp.accounts.links import LinkMail, LinkMaker, post_link
from webapp.encryption import read_key_ring
from webapp.models import AccountSession, AuditEvent
from webapp.vocabulary import AuditAction, LinkPurpose

PRESENCE = ("last_seen_at",)
"""What asking for a page may change: that somebody is there."""


def visitor(site: Site) -> Visitor:
    return site.visitor()


def neighbour(site: Site) -> Visitor:
    browser = site.visitor()
    with site.owner() as owner:
        make_neighbour(owner)
        path = mailed_link(browser, owner, "proefbuur@example.nl")
    browser.submit(path, {}, status=303)
    return browser


def halfway(site: Site) -> Visitor:
    browser = site.visitor()
    with site.owner() as owner:
        make_staff(owner, with_app=False)
    give_password(browser, "staf@example.nl")
    return browser


def staff(site: Site) -> Visitor:
    browser = site.visitor()
    with site.owner() as owner:
        make_staff(owner)
    sign_in_fully(browser, "staf@example.nl")
    return browser


def links(site: Site) -> list[str]:
    """A live link of each kind."""
    paths = []
    for page in (LINK_PAGE, RESET_PAGE):
        with site.owner() as owner:
            paths.append(mailed_link(site.visitor(), owner, "staf@example.nl", page=page))
    with site.owner() as owner:
        make_neighbour(owner, "genodigd@example.nl")
        maker = LinkMaker(read_key_ring(key_file()).lookup_key, "http://127.0.0.1:8050", "/uitnodiging")
        mail = LinkMail("Proef", "{link}")
        post_link(owner, maker, LinkPurpose.INVITATION, "genodigd@example.nl", mail, now=datetime.now(UTC))
        paths.append(last_link(owner, "genodigd@example.nl"))
    return paths


def rows(site: Site) -> dict[str, list[str]]:
    """Everything there is, but for who is there, who read what, and counts of how often something was asked."""
    tables = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    with site.engine.connect() as connection:
        names = [name for name in connection.scalars(tables) if name not in ("spatial_ref_sys", "audit_event")]
        assert {"account", "account_session", "email_link", "outbox_mail", "rate_hit"} <= set(names)
        return dump(connection, sorted({*names} - {"rate_hit"}), without=PRESENCE)


def written(site: Site) -> list[AuditAction]:
    return [
        action
        for action in site.read(select(AuditEvent.action))
        if action not in (AuditAction.READ, AuditAction.EXPORTED)
    ]


@pytest.mark.parametrize("who", [visitor, neighbour, halfway, staff])
def test_asking_for_pages_changes_nothing(site: Site, who: Callable[[Site], Visitor]) -> None:
    browser = who(site)
    paths = links(site)
    for rule in site.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            paths.append(rule.rule)
    before, noted = rows(site), written(site)
    for path in paths:
        for method in ("GET", "HEAD"):
            with browser.client.open(path, method=method) as answer:
                # 400: a search without what to search for
                assert answer.status_code in (200, 303, 400, 404), path

    assert rows(site) == before
    assert written(site) == noted


def test_comparing_sees_what_is_written(site: Site) -> None:
    browser = neighbour(site)
    before = rows(site)
    with later(minutes=2):
        browser.visit("/mijn")
    assert rows(site) == before
    assert len(set(site.read(select(AccountSession.last_seen_at)))) == 1

    browser.submit("/uitloggen", {}, status=303)
    assert rows(site) != before
