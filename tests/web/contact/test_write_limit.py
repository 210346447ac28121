import pytest
import time_machine
from flask import Flask
from sqlalchemy import URL, select
from sqlalchemy.orm import Session

from tests.web.conftest import MakeApp, Visitor
from tests.web.contact.messages import FILLED, PATH
from webapp.models import ContactMessage, RateHit


def messages(records: Session) -> int:
    records.rollback()
    return len(records.scalars(select(ContactMessage)).all())


def test_sixth_message_within_an_hour_has_to_wait(records: Session, visitor: Visitor) -> None:
    for number in range(5):
        visitor.submit(PATH, FILLED | {"message": f"Vraag {number}: wie helpt mee?"}, status=303)
    page = visitor.submit(PATH, FILLED, status=429)

    assert "Even wachten" in page.soup.h1.text
    assert 0 < int(page.response.headers["Retry-After"]) <= 3601
    assert "minuten opnieuw" in page.text
    assert messages(records) == 5


def test_limit_counts_all_neighbourhoods_together_and_lets_read(visitor: Visitor) -> None:
    for slug in ("selwerd", "beijum", "vinkhuizen", "de-wijert", "selwerd"):
        visitor.submit(f"/wijken/{slug}/bericht", FILLED, status=303)

    visitor.submit("/wijken/helpman/bericht", FILLED, status=429)
    visitor.visit(PATH)
    visitor.visit("/")


def test_mistakes_cost_nothing(visitor: Visitor) -> None:
    for _ in range(8):
        visitor.submit(PATH, FILLED | {"reply_to": "geen"}, status=422)

    visitor.submit(PATH, FILLED, status=303)


def test_trap_counts_as_well(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.submit(PATH, FILLED | {"website": "x"}, status=303)

    visitor.submit(PATH, FILLED, status=429)


def test_after_an_hour_it_may_again(app: Flask) -> None:
    visitor = Visitor(app.test_client())
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        for _ in range(5):
            visitor.submit(PATH, FILLED, status=303)
        clock.shift(3590)
        assert int(visitor.submit(PATH, FILLED, status=429).response.headers["Retry-After"]) <= 11
        clock.shift(20)
        visitor.submit(PATH, FILLED, status=303)


def test_other_address_has_its_own_count(app: Flask) -> None:
    def send(address: str) -> int:
        return app.test_client().post(PATH, data=FILLED, environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [send("10.0.0.1") for _ in range(6)] == [303] * 5 + [429]
    assert send("10.0.0.2") == 303


def test_forwarded_address_counts_only_behind_a_trusted_proxy(city_clone: URL, make_app: MakeApp) -> None:
    def send(app: Flask, address: str) -> int:
        return app.test_client().post(PATH, data=FILLED, headers={"X-Forwarded-For": address}).status_code

    proxied, bare = make_app(city_clone, trusted_proxies=1), make_app(city_clone)
    assert [send(proxied, f"10.0.0.{number}") for number in range(6)] == [303] * 6
    assert [send(bare, f"10.0.0.{number}") for number in range(6)] == [303] * 5 + [429]


def test_two_processes_share_one_count(city_clone: URL, make_app: MakeApp) -> None:
    one, other = (make_app(city_clone).test_client() for _ in range(2))
    statuses = [client.post(PATH, data=FILLED).status_code for client in (one, other, one, other, one, other)]

    assert statuses == [303] * 5 + [429]


def test_count_is_kept_under_the_address_and_an_hour(records: Session, visitor: Visitor) -> None:
    visitor.submit(PATH, FILLED, status=303)

    hit = records.scalars(select(RateHit)).one()
    assert "127.0.0.1" in hit.key
    assert hit.hits == 1


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_refusal_is_told_in_the_form_that_was_asked(app: Flask, accept: str) -> None:
    client = app.test_client()
    for _ in range(5):
        client.post(PATH, data=FILLED)
    response = client.post(PATH, data=FILLED, headers={"Accept": accept})

    assert response.status_code == 429
    assert response.mimetype == accept
