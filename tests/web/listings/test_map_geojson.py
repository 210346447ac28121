"""The points of the map: what is on it, what can be asked, and how it is kept."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative, make_task
from tests.web.statements import counted
from webapp.initiatives.actions import set_state
from webapp.listings import points
from webapp.listings.composing import answers, pieces
from webapp.models import Initiative, Theme
from webapp.vocabulary import InitiativeLayer, InitiativeState, Reach

PATH = "/kaart/initiatieven.geojson"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def shown(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    return [feature["properties"]["slug"] for feature in answer.json["features"]]


def put(session: Session, title: str, **changes: object) -> Initiative:
    made = make_initiative(session, make_content(title, **changes), on=TODAY)
    session.commit()
    return made


def test_point_tells_little_and_stands_where_its_pin_is(records: Session, client: FlaskClient) -> None:
    put(records, "Soep", themes=("maaltijd", "tuin"))
    (feature,) = client.get(PATH).json["features"]

    assert feature["properties"] == {
        "slug": "soep",
        "title": "Soep",
        "theme": "samen-eten",
        "state": "running",
        "is_faded": False,
    }
    assert feature["geometry"]["coordinates"] == pytest.approx([6.5517, 53.2327], abs=1e-4)


def test_what_has_no_pin_of_its_own_is_no_point(records: Session, client: FlaskClient) -> None:
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None)
    put(records, "Twee wijken", reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("selwerd", "beijum"))
    put(records, "Hier")

    assert shown(client) == ["hier"]


def test_what_ended_or_was_long_not_confirmed_is_no_point(records: Session, client: FlaskClient) -> None:
    ended = put(records, "Voorbij")
    set_state(records, ended, InitiativeState.ENDED, by=None, today=TODAY, now=ended.changed_at)
    make_initiative(records, make_content("Vergeten"), on=TODAY - timedelta(days=455))
    make_initiative(records, make_content("Verbleekt"), on=TODAY - timedelta(days=454))
    records.commit()
    answer = client.get(PATH)

    assert [(each["properties"]["slug"], each["properties"]["is_faded"]) for each in answer.json["features"]] == [
        ("verbleekt", True)
    ]


def test_what_is_of_churches_alone_is_no_point_also_not_for_who_is_signed_in(
    records: Session, client: FlaskClient
) -> None:
    put(records, "KANARIE-Alpha", layer=InitiativeLayer.MISSIONARY, faith="KANARIE")
    put(records, "Eten en praten", layer=InitiativeLayer.BOTH, faith="KANARIE")

    assert shown(client) == ["eten-en-praten"]
    assert "KANARIE" not in client.get(PATH).text


def test_past_day_shows_what_was_there_then(records: Session, client: FlaskClient) -> None:
    make_initiative(records, make_content("Oud"), on=TODAY - timedelta(days=100))
    gone = make_initiative(records, make_content("Weg"), on=TODAY - timedelta(days=100))
    set_state(records, gone, InitiativeState.ENDED, by=None, today=TODAY - timedelta(days=50), now=gone.changed_at)
    put(records, "Vers")
    day = TODAY - timedelta(days=60)

    assert shown(client, f"op={day}") == ["oud", "weg"]
    assert shown(client, f"op={TODAY}") == ["oud", "vers"]
    assert shown(client, "op=2019-01-01") == []
    assert shown(client, "op=2199-01-01") == ["oud", "vers"]


def test_filters_go_together(records: Session, client: FlaskClient) -> None:
    put(records, "Tuin", themes=("tuin",))
    put(records, "Soep vandaag", starts_on=TODAY, tasks=(make_task(),))
    put(records, "Soep morgen", starts_on=TODAY + timedelta(days=1))
    put(records, "In Beijum", lon=6.5905, lat=53.2445)

    assert shown(client, "thema=groen") == ["tuin"]
    assert shown(client, "thema=maaltijd") == []
    assert "in-beijum" not in shown(client, "wijk=selwerd")
    assert shown(client, "wanneer=vandaag&thema=samen-eten&wijk=selwerd") == ["soep-vandaag"]
    assert shown(client, "hulp=1") == ["soep-vandaag"]
    assert shown(client, "zoek=SÓEP+morgen") == ["soep-morgen"]
    assert shown(client, f"dag={TODAY + timedelta(days=1)}&zoek=soep") == ["soep-morgen"]


def test_box_gives_what_lies_in_it(records: Session, client: FlaskClient) -> None:
    put(records, "Hier")

    assert shown(client, "bbox=6.5,53.2,6.6,53.3") == ["hier"]
    assert shown(client, "bbox=6.6,53.2,6.7,53.3") == []
    assert shown(client, "bbox=-180,-90,180,90") == ["hier"]


@pytest.mark.parametrize(
    "query",
    [
        "thema=bestaat-niet",
        "wijk=bestaat-niet",
        "thema=Samen Eten",
        "wanneer=ooit",
        "dag=morgen",
        "op=1899-12-31",
        "hulp=2",
        "bbox=6.5,53.2,6.6",
        "bbox=7,53,6,54",
        "bbox=nan,nan,nan,nan",
        "bbox=100,10,110,20",
        "zoom=99",
        "zoek=" + "x" * 81,
    ],
)
def test_what_cannot_be_read_is_refused_as_json(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{PATH}?{query}", headers={"Accept": "application/geo+json, application/json"})

    assert answer.status_code == 400
    assert answer.json["detail"]
    assert " " in answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_more_than_a_browser_can_draw_is_counted_per_cell(records: Session, client: FlaskClient) -> None:
    for number in range(4):
        put(records, f"Soep {number}", lon=6.5517 + number * 0.0001)
    put(records, "Ver weg", lon=6.66, lat=53.17)
    assert client.get(PATH).json["is_counted"] is False
    answers.clear()
    pieces.clear()
    with patch.object(points, "MOST_POINTS", 3):
        whole = client.get(f"{PATH}?zoom=12&thema=samen-eten").json
        near = client.get(f"{PATH}?zoom=17&bbox=6.65,53.16,6.67,53.18").json

    assert whole["is_counted"] is True
    assert sorted(each["properties"]["count"] for each in whole["features"]) == [1, 4]
    assert near["is_counted"] is False
    assert [each["properties"]["slug"] for each in near["features"]] == ["ver-weg"]
    answers.clear()
    pieces.clear()


def test_named_version_may_be_kept_for_good_and_another_may_not(records: Session, client: FlaskClient) -> None:
    put(records, "Soep")
    page = client.get("/initiatieven").text
    query = page.split('data-points-query="')[1].split('"')[0].replace("&amp;", "&")
    kept = client.get(f"{PATH}?{query}")
    older = client.get(f"{PATH}?{query}1")

    assert kept.headers["Cache-Control"] == "public, max-age=2592000, immutable"
    assert older.headers["Cache-Control"] == "public, no-cache"
    assert client.get(PATH).headers["Cache-Control"] == "public, no-cache"


def test_unchanged_is_304_and_a_change_is_another_answer(records: Session, client: FlaskClient) -> None:
    put(records, "Soep")
    first = client.get(PATH)
    again = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    put(records, "Stamppot")
    changed = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert changed.status_code == 200
    assert len(changed.json["features"]) == 2


def test_same_for_every_language_and_sets_no_cookie(records: Session, client: FlaskClient) -> None:
    put(records, "Soep")
    english = client.get(f"{PATH}?taal=en")

    assert english.data == client.get(PATH).data
    assert "Set-Cookie" not in english.headers


def test_one_statement_makes_the_points_and_none_when_they_are_kept(
    records: Session, app: Flask, client: FlaskClient
) -> None:
    for number in range(30):
        make_initiative(records, make_content(f"Soep {number}"), on=TODAY)
    records.commit()
    client.get("/initiatieven")
    answers.clear()
    with counted(app) as cold:
        client.get(PATH)
    with counted(app) as warm:
        client.get(PATH)

    assert len([each for each in cold if "string_agg" in each]) == 1
    assert ["data_version" in each for each in warm if each.startswith("SELECT")] == [True]


def test_other_box_of_a_theme_takes_one_statement_beside_the_versions(
    records: Session, app: Flask, client: FlaskClient
) -> None:
    put(records, "Soep", themes=("maaltijd",))

    def ask(west: str) -> tuple[list[str], int]:
        with counted(app) as statements:
            found = shown(client, f"thema=samen-eten&bbox={west},53.2,6.6,53.3")
        return found, len([each for each in statements if each.startswith("SELECT")])

    ask("6.50")
    assert ask("6.51") == (["soep"], 2)
    assert ask("6.56") == ([], 2)


def test_theme_holds_what_becomes_part_of_it(records: Session, client: FlaskClient) -> None:
    put(records, "Soep", themes=("maaltijd",))
    group, meal = (records.scalars(select(Theme).where(Theme.slug == slug)).one() for slug in ("groen", "maaltijd"))
    assert shown(client, "thema=groen&bbox=6.5,53.2,6.6,53.3") == []
    meal.parent_id = group.id
    records.commit()

    assert shown(client, "thema=groen&bbox=6.5,53.2,6.6,53.3") == ["soep"]
    assert shown(client, "thema=samen-eten&bbox=6.5,53.2,6.6,53.3") == []


def test_hostile_title_is_json_and_nothing_else(records: Session, client: FlaskClient) -> None:
    title = "</script><b>${alert(1)}`\"'\\"
    put(records, title)
    answer = client.get(PATH)

    assert answer.mimetype == "application/geo+json"
    assert answer.json["features"][0]["properties"]["title"] == title
