"""How many statements a page needs, and that this does not grow with the city."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.made_rows import add_evidence, add_neighbourhood, add_presence
from tests.web.statements import counted
from webapp.areas.queries import find_neighbourhood
from webapp.atlas.views import answers, pieces
from webapp.listings import composing
from webapp.vocabulary import Stage

MAXIMUM = {
    "/": 1,
    "/?op=2021-06-01&sorteer=inwoners": 1,
    "/wijken/selwerd": 15,
    "/kaart/wijken.geojson": 1,
    "/initiatieven": 1,
    "/initiatieven?thema=samen-eten&wijk=selwerd&wanneer=week": 1,
    "/kaart/initiatieven.geojson": 1,
    "/wijken/selwerd/agenda": 2,
    "/agenda/selwerd.ics": 1,
    "/embed?thema=tuin": 1,
    "/embed/maken": 1,
    "/zoek?q=selw": 1,
    "/zoek/suggesties?q=selwerd": 1,
    "/zoek/punt?plek=6.56,53.22": 1,
    "/wijken/selwerd/bericht": 1,
    "/wijken/selwerd/bericht/verstuurd": 1,
    "/over": 0,
    "/toegankelijkheid": 0,
    "/privacy": 0,
    "/livez": 0,
}


def statements(app: Flask, path: str) -> int:
    with counted(app) as sent:
        assert app.test_client().get(path).status_code == 200
    return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])


def grow(records: Session) -> None:
    """Three times as many neighbourhoods, and hundreds of signs of life in one."""
    for number in range(84):
        made = add_neighbourhood(
            records, slug=f"proef-{number}", name=f"Proefwijk {number}", west=200_000 + 500 * number
        )
        add_presence(records, made, stage=Stage.ACTIVE, since=date(2022, 1, 1 + number % 28))
    chosen = find_neighbourhood(records, "selwerd")
    assert chosen is not None
    for _ in range(200):
        add_evidence(records, chosen.id, on=TODAY)
    records.commit()


def test_pages_need_few_statements_and_not_more_in_a_larger_city(records: Session, app: Flask) -> None:
    for path in MAXIMUM:
        statements(app, path)
    small = {path: statements(app, path) for path in MAXIMUM}
    grow(records)
    for kept in (answers, pieces, composing.answers, composing.pieces):
        kept.clear()
    cold = {path: statements(app, path) for path in MAXIMUM}
    large = {path: statements(app, path) for path in MAXIMUM}

    assert small == MAXIMUM
    assert large == small
    # what the start page is composed of, the boundaries in force, and the map's data, are made once per version
    assert {path: cold[path] - large[path] for path in MAXIMUM if cold[path] != large[path]} == {
        "/": 8,
        "/?op=2021-06-01&sorteer=inwoners": 3,
        "/kaart/wijken.geojson": 1,
        "/initiatieven": 3,
        "/initiatieven?thema=samen-eten&wijk=selwerd&wanneer=week": 2,
        "/kaart/initiatieven.geojson": 2,
        "/agenda/selwerd.ics": 2,
        "/embed?thema=tuin": 2,
    }
    client = app.test_client()
    assert client.get("/").text.count("data-slug=") == 126
    assert len(client.get("/kaart/wijken.geojson").json["features"]) == 126
    assert client.get("/wijken/selwerd").text.count('class="evidence__item') >= 200


def test_counting_sees_every_statement(records: Session, app: Flask) -> None:
    with counted(app) as sent:
        for number in range(3):
            find_neighbourhood(records, f"nergens-{number}")
    assert len([each for each in sent if each.startswith("SELECT")]) == 3
