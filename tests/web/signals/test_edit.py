from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.signal_making import make_bundle, make_signal
from tests.web.conftest import Visitor
from tests.web.signals.asking import filled
from webapp.models import Signal, SignalRaiser

BETTER = "Bij het spreekuur wachten wel twintig mensen op hulp."


def test_who_raised_it_mends_it_as_long_as_nobody_took_it_up(records: Session, seer: Visitor, member: int) -> None:
    path = f"/signalen/mijn/{make_signal(records, by=member).key}"
    records.commit()
    page = seer.visit(path)

    seer.submit(path, filled(page, words=BETTER), status=303)
    assert records.scalars(select(Signal.words)).one() == BETTER
    # the same page once more: somebody (they themselves) was there in between
    again = seer.submit(path, filled(page, words="Toch iets heel anders geschreven."), status=409)
    assert BETTER in again.text
    seer.submit(path, filled(again), status=303)


def test_who_raised_it_takes_it_back(records: Session, seer: Visitor, member: int) -> None:
    path = f"/signalen/mijn/{make_signal(records, by=member).key}"
    records.commit()

    seer.submit(path, filled(seer.visit(path), doe="intrekken"), status=303)

    assert records.scalars(select(Signal)).all() == []
    assert records.scalars(select(SignalRaiser)).all() == []
    seer.visit(path, status=404)


def test_what_was_bundled_meanwhile_is_neither_mended_nor_taken_back(
    records: Session, seer: Visitor, member: int
) -> None:
    signal = make_signal(records, by=member)
    key, number = signal.key, signal.id
    records.commit()
    told = filled(seer.visit(f"/signalen/mijn/{key}"), words=BETTER)
    bundle = make_bundle(records)
    records.get_one(Signal, number).bundle_id = bundle.id
    records.commit()

    for changes in ({}, {"doe": "intrekken"}):
        page = seer.submit(f"/signalen/mijn/{key}", {**told, **changes, "eenmalig": ""}, status=422)
        assert "Dit signaal is opgepakt" in page.text
        # what was typed is not lost
        assert BETTER in page.text
    assert BETTER not in records.scalars(select(Signal.words)).all()


def test_signal_of_somebody_else_is_not_there(records: Session, seer: Visitor, city: Visitor) -> None:
    path = f"/signalen/mijn/{make_signal(records).key}"
    records.commit()
    for browser in (seer, city):
        browser.visit(path, status=404)
        browser.submit(path, {"words": BETTER}, status=404)
