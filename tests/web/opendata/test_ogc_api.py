"""The description of the API: it is valid, it can be read, and what it says is so."""

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.schemas import APIOperation

from tests.web.conftest import Visitor, on_the_day

FEW = settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_description_is_valid_openapi(app: Flask) -> None:
    answer = app.test_client().get("/ogc/api")

    assert answer.content_type == "application/vnd.oai.openapi+json;version=3.0"
    validate(answer.json)
    assert set(answer.json["paths"]) >= {
        "/collections/neighbourhoods/items",
        "/collections/areas/items/{featureId}",
        "/collections/initiatives/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
    }


def test_every_parameter_of_a_layer_is_described(app: Flask) -> None:
    document = app.test_client().get("/ogc/api").json
    shared = document["components"]["parameters"]
    described = document["paths"]["/collections/neighbourhoods/items"]["get"]["parameters"]
    names = {shared[each["$ref"].rsplit("/", 1)[1]]["name"] for each in described}

    assert names == {
        "f", "taal", "limit", "offset", "after", "before", "bbox", "bbox-crs", "crs", "datetime", "stage", "is_present",
        "is_stale",
    }  # fmt: skip


def test_people_read_it_as_a_page(visitor: Visitor) -> None:
    page = visitor.visit("/ogc/api")
    assert "GET /collections/places/items" in page.text
    assert "Wat in dit vak ligt" in page.text


def test_what_it_says_is_so(city_app: Flask) -> None:
    """A few requests of each kind; by hand it is asked thousands (docs/adr/0026-ogc.md)."""
    # without a transaction of the test's own: working out what to ask takes longer than one may be idle
    with on_the_day():
        schema = schemathesis.openapi.from_wsgi("/ogc/api", city_app).include(path_regex="neighbourhoods/items")
        asked = 0
        for found in schema.get_all_operations():
            operation: APIOperation = found.ok()

            @given(case=operation.as_strategy())
            @FEW
            def ask(case: Case) -> None:
                case.call_and_validate(headers={"Accept-Encoding": "identity"})

            ask()
            asked += 1
    assert asked == 2
