from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.signal_making import make_bundle, make_signal
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import events_of, filled, keys_of
from webapp.models import Bundle
from webapp.vocabulary import BundleEventKind

PATH = "/signalen/bundels/nieuw"


def test_signals_of_several_neighbourhoods_are_bundled(records: Session, city: Visitor) -> None:
    keys = [make_signal(records).key, make_signal(records, slug="selwerd", theme="formulieren").key]
    records.commit()
    page = city.visit(f"{PATH}?met={keys[0]}&met={keys[1]}")

    told = filled(page, title="Wachten duurt te lang", about="Overal hetzelfde.", signals=keys, met=keys)
    answer = city.submit(PATH, told, status=303)

    made = records.scalars(select(Bundle)).one()
    assert answer.response.location == f"/signalen/bundels/{made.key}?gedaan=gemaakt"
    assert keys_of(records, made.id) == keys
    assert events_of(records, made.id) == [BundleEventKind.MADE]


def test_bundle_of_one_or_without_a_title_is_refused(records: Session, city: Visitor) -> None:
    keys = [make_signal(records).key, make_signal(records, slug="selwerd").key]
    records.commit()
    page = city.visit(f"{PATH}?met={keys[0]}&met={keys[1]}")

    one = filled(page, title="Wachten", signals=[keys[0]], met=keys)
    assert set(problems(city.submit(PATH, one, status=422))) == {"signals"}
    none = filled(page, title="Wachten", signals=[], met=keys)
    assert set(problems(city.submit(PATH, none, status=422))) == {"signals"}
    nameless = filled(page, title="", signals=keys, met=keys)
    assert set(problems(city.submit(PATH, nameless, status=422))) == {"title"}
    assert records.scalars(select(Bundle)).all() == []


def test_what_somebody_else_bundled_meanwhile_is_not_taken(records: Session, city: Visitor) -> None:
    keys = [make_signal(records).key, make_signal(records, slug="selwerd").key]
    bundled = make_bundle(records)
    gone = keys_of(records, bundled.id)
    records.commit()
    page = city.visit(f"{PATH}?met={keys[0]}&met={gone[0]}")
    assert {str(each["value"]) for each in page.soup.select("input[type=checkbox]")} == set(keys)

    told = filled(page, title="Wachten", signals=[keys[0], gone[0]], met=[keys[0], gone[0]])
    assert "signals" in problems(city.submit(PATH, told, status=422))


def test_only_the_city_bundles(records: Session, local: Visitor, seer: Visitor) -> None:
    for browser in (local, seer):
        browser.visit(PATH, status=404)
        browser.submit(PATH, {}, status=404)
