from flask import Flask
from sqlalchemy.orm import Session

from tests.web.made_rows import add_neighbourhood

PATH = "/zoek/suggesties"


def test_suggestion_has_all_that_the_page_shows(app: Flask) -> None:
    results = app.test_client().get(PATH, query_string={"q": "selwerd"}).json["results"]

    assert results[0] == {
        "label": "Selwerd",
        "kind": "neighbourhood",
        "kind_label": "Wijk",
        "url": "/wijken/selwerd",
        "via": None,
    }
    assert all(each["kind"] in ("neighbourhood", "buurt", "street") for each in results)


def test_street_is_suggested_with_its_neighbourhood(app: Flask) -> None:
    first = app.test_client().get(PATH, query_string={"q": "eikenl"}).json["results"][0]

    assert first == {
        "label": "Eikenlaan",
        "kind": "street",
        "kind_label": "Straat in Selwerd",
        "url": "/wijken/selwerd",
        "via": None,
    }


def test_place_found_by_another_name_says_which(app: Flask) -> None:
    first = app.test_client().get(PATH, query_string={"q": "indische"}).json["results"][0]

    assert (first["label"], first["via"]) == ("Korrewegwijk", "Indische buurt")


def test_nothing_typed_suggests_nothing(app: Flask) -> None:
    assert app.test_client().get(PATH).json == {"results": []}
    assert app.test_client().get(PATH, query_string={"q": "   "}).json == {"results": []}


def test_at_most_eight_are_suggested(records: Session, app: Flask) -> None:
    for number in range(12):
        add_neighbourhood(records, slug=f"proef-{number}", name=f"Proefwijk {number}", west=233000 + 500 * number)
    records.commit()

    assert len(app.test_client().get(PATH, query_string={"q": "proefwijk"}).json["results"]) == 8


def test_suggestions_speak_the_readers_language(app: Flask) -> None:
    results = app.test_client().get(PATH, query_string={"q": "selwerd", "taal": "en"}).json["results"]

    assert results[0]["kind_label"] == "Neighbourhood"


def test_overlong_text_is_refused_as_json(app: Flask) -> None:
    answer = app.test_client().get(PATH, query_string={"q": "a" * 81}, headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json["detail"] == "Zoek met hooguit 80 tekens."
