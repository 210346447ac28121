"""Agreeing to news: the page has one button, reading it changes nothing, an old link is told."""

import time_machine
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.following.asking import PAGE, SELWERD, kept, mailed_path


def test_page_has_one_button_and_the_news_begins_when_it_is_pressed(records: Session, visitor: Visitor) -> None:
    visitor.submit(PAGE, SELWERD, status=303)
    path = mailed_path(records)
    page = visitor.visit(path)
    assert [button.text for button in page.soup.select("main button")] == ["Ja, stuur me nieuws"]
    assert "de wijk Selwerd" in page.text
    assert "hooguit elke dag" in page.text
    assert kept(records)[0].confirmed_at is None

    pressed = visitor.submit(path, {}, status=303)

    assert "Je krijgt nu nieuws" in visitor.visit(pressed.response.headers["Location"]).text
    (made,) = kept(records)
    assert made.confirmed_at is not None
    assert made.mailed_until == made.confirmed_at
    visitor.submit(path, {}, status=303)
    assert kept(records)[0].confirmed_at == made.confirmed_at


def test_link_works_for_a_week(records: Session, visitor: Visitor) -> None:
    visitor.submit(PAGE, SELWERD, status=303)
    path = mailed_path(records)
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        assert "Deze link werkt niet (meer)" in visitor.visit(path, status=410).text
        visitor.submit(path, {}, status=410)
    assert kept(records)[0].confirmed_at is None
    visitor.visit(path)


def test_link_of_somebody_elses_making_does_not_work(records: Session, visitor: Visitor) -> None:
    visitor.submit(PAGE, SELWERD, status=303)
    visitor.visit("/volgen/bevestig/MQ.xxxxxx.yyyyyyyyyyyyyyyyyyyyyyyyyyy", status=410)
    visitor.submit("/volgen/bevestig/1", {}, status=410)
    assert kept(records)[0].confirmed_at is None


def test_link_to_what_was_ended_is_told(records: Session, visitor: Visitor) -> None:
    visitor.submit(PAGE, SELWERD, status=303)
    path = mailed_path(records)
    visitor.submit(path, {}, status=303)
    stop = str(visitor.visit(path).soup.select_one("main a.button--quiet")["href"])
    visitor.submit(stop, {})

    visitor.visit(path, status=410)
