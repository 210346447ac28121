"""The page after an erasure: for who just did so, and for nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.privacy.own import volunteer

PATH = "/mijn/gegevens/gewist"


def test_page_says_what_is_gone_and_what_stays(records: Session, sign_in: SignIn, home: Path) -> None:
    account, _ = volunteer(records)
    browser = sign_in(account.id)

    answer = browser.submit("/mijn/gegevens/wissen", {"word": "WISSEN"}, status=303)
    page = browser.visit(answer.response.headers["Location"])

    assert page.soup.h1.text.strip() == "Je gegevens zijn gewist"
    assert "nog hooguit 14 dagen" in page.text
    assert "nog hooguit twee jaar" in page.text
    assert page.soup.find("a", href="/")


def test_page_is_there_for_ten_minutes(app: Flask, visitor: Visitor) -> None:
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(moment, tick=False) as clock:
        with visitor.client.session_transaction() as kept:
            kept["erased_at"] = int(moment.timestamp())
        clock.shift(timedelta(seconds=600))
        visitor.visit(PATH)
        clock.shift(timedelta(seconds=1))
        assert visitor.visit(PATH, status=303).response.headers["Location"] == "/mijn"


def test_who_erased_nothing_goes_to_their_own_pages(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    account, _ = volunteer(records)

    for each in (visitor, sign_in(account.id)):
        assert each.visit(PATH, status=303).response.headers["Location"] == "/mijn"
