from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.partners.partnering import add_partner, add_work
from tests.web.statements import counted
from webapp.models import Partner, PartnerActivity
from webapp.vocabulary import ActivityAnswer

PATH = "/kaart/wie-doet-wat.geojson"


@pytest.fixture
def partner(records: Session) -> Partner:
    records.execute(delete(PartnerActivity))
    records.commit()
    return add_partner(records)


def areas(visitor: Visitor, query: str = "thema=samen-eten") -> dict[str, dict[str, Any]]:
    answer = visitor.client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    return {each["properties"]["slug"]: each["properties"] for each in answer.get_json(force=True)["features"]}


def test_every_neighbourhood_has_a_tint_and_a_sign(records: Session, visitor: Visitor, partner: Partner) -> None:
    add_work(records, partner)
    add_work(records, partner, theme="samen-eten", place="haren", answer=ActivityAnswer.DOES_NOT)
    add_work(records, partner, place="beijum", on=TODAY.replace(year=2024))
    found = areas(visitor)
    assert len(found) == 42
    shown = {slug: (each["stage"], each["sign"], each["is_stale"]) for slug, each in found.items()}
    assert shown["selwerd"] == ("partners-one", "1", False)
    assert shown["haren"] == ("partners-none", "0", False)
    assert shown["beijum"] == ("partners-one", "1", True)
    assert shown["lewenborg"] == ("partners-unknown", "?", False)
    assert set(found["selwerd"]) == {"slug", "name", "stage", "sign", "is_stale", "label"}


def test_filter_counts_only_who_is_asked_for(records: Session, visitor: Visitor, partner: Partner) -> None:
    add_work(records, partner)
    assert areas(visitor, "thema=maaltijd&partner=proefkerk")["selwerd"]["sign"] == "1"
    assert areas(visitor, "thema=maaltijd&partner=andere")["selwerd"]["sign"] == "?"
    assert areas(visitor, "thema=maaltijd&soort=school")["selwerd"]["sign"] == "?"


def test_unchanged_data_is_not_sent_twice_and_a_change_is(records: Session, visitor: Visitor, partner: Partner) -> None:
    first = visitor.client.get(f"{PATH}?thema=groen")
    again = visitor.client.get(f"{PATH}?thema=groen", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["Cache-Control"] == "public, no-cache"
    add_work(records, partner, theme="groen")
    changed = visitor.client.get(f"{PATH}?thema=groen", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("query", ["", "thema=", "thema=bestaat-niet", "thema=%3Cscript%3E"])
def test_theme_that_is_not_there_is_not_found(visitor: Visitor, query: str) -> None:
    assert visitor.client.get(f"{PATH}?{query}").status_code == 404


@pytest.mark.parametrize("zoom", ["x", "-1", "23", "1e9"])
def test_zoom_that_cannot_be_is_a_clear_error(visitor: Visitor, zoom: str) -> None:
    assert visitor.client.get(f"{PATH}?thema=groen&zoom={zoom}").status_code == 400


def test_what_is_asked_for_cannot_break_the_answer(visitor: Visitor) -> None:
    answer = visitor.client.get(PATH, query_string={"thema": "groen", "partner": 'x"\r\nSet-Cookie: a=b'})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_answer_takes_the_same_statements_whatever_the_data(
    app: Flask, records: Session, visitor: Visitor, partner: Partner
) -> None:
    with counted(app) as before:
        visitor.client.get(f"{PATH}?thema=samen-eten")
    for place in ("selwerd", "haren", "beijum"):
        add_work(records, partner, place=place)
    with counted(app) as after:
        visitor.client.get(f"{PATH}?thema=samen-eten")
    assert len(after) == len(before) <= 4
