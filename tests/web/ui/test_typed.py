"""What was typed in a form that could not be taken in is shown, and can be sent again with one click."""

from io import BytesIO

import pytest
from bs4 import Tag
from flask import Flask
from flask_wtf import FlaskForm
from sqlalchemy import URL
from wtforms import BooleanField, HiddenField, IntegerField, PasswordField, RadioField, StringField, SubmitField

from tests.web.conftest import MakeApp, Page, Visitor
from tests.web.contact.messages import FILLED, PATH
from tests.web.health.test_livez import NOWHERE
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.ui.typed import SECRET_FIELDS

TWO_LINES = "Regel <b>een</b> & \"meer\".\r\n  Regel 'twee'."


class PassingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of this test alone."""

    nickname = StringField("Je roepnaam")
    sesame = PasswordField("Sesam")
    step = HiddenField()
    version = IntegerField()
    colour = RadioField("Kleur")
    sure = BooleanField("Zeker weten")
    go = SubmitField("Ga")


@pytest.fixture
def away(make_app: MakeApp) -> Flask:
    """A site whose database is away."""
    return make_app(NOWHERE)


@pytest.fixture
def strict(make_app: MakeApp, city_clone: URL) -> Flask:
    """A site that checks the token of a form before the view, and tells what the view got."""
    app = make_app(city_clone)
    app.config["WTF_CSRF_ENABLED"] = True

    @app.post("/proef")
    @requires(Permission.SEND_CONTACT_MESSAGE)
    def take() -> str:
        return "genomen"

    return app


def kept(page: Page) -> Tag:
    form = page.soup.select_one("section.typed form")
    assert form is not None
    return form


def hidden(page: Page) -> list[tuple[str, str]]:
    """What would be sent again, but for the token."""
    fields = kept(page).select("input[type=hidden]")
    return [(str(each["name"]), str(each["value"])) for each in fields if each["name"] != "csrf_token"]


def readable(page: Page) -> dict[str, str]:
    words = page.soup.select(".typed__words dt")
    return {each.text: each.find_next("dd").text.strip() for each in words}


def post(app: Flask, path: str, data: object, **headers: str) -> Page:
    response = app.test_client().post(path, data=data, headers={"Accept": "text/html"} | headers)
    return Visitor._check(response, response.status_code)


def test_form_is_given_back_whole_when_the_database_is_away(away: Flask) -> None:
    sent = FILLED | {"message": TWO_LINES, "eenmalig": "x" * 22}
    page = post(away, f"{PATH}?taal=nl", sent)

    assert page.status == 503
    assert (kept(page)["method"], kept(page)["action"]) == ("post", f"{PATH}?taal=nl")
    assert hidden(page) == list(sent.items())
    assert kept(page).select_one("button").text.strip() == "Probeer opnieuw"
    assert readable(page) == {
        "Je naam": FILLED["name"],
        "Je e-mailadres": FILLED["reply_to"],
        "Je bericht": TWO_LINES,
    }
    assert page.soup.select("section.typed b") == []


def test_page_speaks_english_too(away: Flask) -> None:
    page = post(away, f"{PATH}?taal=en", FILLED)

    assert page.soup.html["lang"] == "en"
    assert kept(page)["action"] == f"{PATH}?taal=en"


def test_form_with_an_old_token_is_given_back_with_a_new_one(strict: Flask) -> None:
    client = strict.test_client()
    page = Visitor._check(client.post("/proef", data={"a": "een", "csrf_token": "oud"}), 400)
    token = str(kept(page).select_one("[name=csrf_token]")["value"])

    assert "Nog één keer versturen" in page.text
    assert hidden(page) == [("a", "een")]
    assert token != "oud"
    assert client.post("/proef", data={"a": "een", "csrf_token": token}).text == "genomen"
    assert client.post("/proef", data={"a": "een", "csrf_token": token + "x"}).status_code == 400


def test_form_of_somebody_who_is_no_longer_signed_in_is_given_back(strict: Flask) -> None:
    page = post(strict, "/mijn/profiel", {"phone": "050 123 45 67"})

    assert page.status == 401
    assert page.soup.h1.text == "Je bent niet meer ingelogd"
    assert page.soup.select_one("main a[target=_blank]")["href"] == "/inloggen"
    assert (kept(page)["action"], hidden(page)) == ("/mijn/profiel", [("phone", "050 123 45 67")])


def test_form_that_came_too_often_is_given_back(visitor: Visitor) -> None:
    for number in range(5):
        visitor.submit(PATH, FILLED | {"message": f"Bericht nummer {number}."}, status=303)
    page = visitor.submit(PATH, FILLED, status=429)

    assert dict(hidden(page)) == FILLED


@pytest.mark.parametrize("name", [*sorted(SECRET_FIELDS), "new_password", "wachtwoord2", "NewPassword"])
def test_secret_is_never_given_back(away: Flask, name: str) -> None:
    page = post(away, PATH, FILLED | {name: "hunter2"})

    assert "hunter2" not in page.response.text
    assert dict(hidden(page)) == FILLED
    assert ("wachtwoord of code bewaren we hier niet" in page.text) == (name != "csrf_token")


def test_fields_are_known_by_the_form_that_has_them(away: Flask) -> None:
    sent = {
        "nickname": "Fen",
        "sesame": "open",
        "step": "2",
        "version": "3",
        "colour": "red",
        "sure": "y",
        "go": "Ga",
        "postcode": "9712 AA",
    }
    page = post(away, PATH, sent)

    assert readable(page) == {"Je roepnaam": "Fen"}
    assert dict(hidden(page)) == {name: value for name, value in sent.items() if name != "sesame"}
    assert "open" not in [value for _, value in hidden(page)]


def test_fields_of_no_form_are_shown_by_their_names(away: Flask) -> None:
    page = post(away, PATH, {"area_code": "BU0014", "leeg": " ", "eenmalig": "x"})

    assert readable(page) == {"Area code": "BU0014"}
    assert [name for name, _ in hidden(page)] == ["area_code", "leeg", "eenmalig"]


def test_every_value_of_a_name_comes_back_in_its_order(away: Flask) -> None:
    page = post(away, PATH, {"b": ["1", "3"], "a": "2"})

    assert hidden(page) == [("b", "1"), ("b", "3"), ("a", "2")]


def test_file_has_to_be_chosen_anew(away: Flask) -> None:
    page = post(away, PATH, FILLED | {"file": (BytesIO(b"x"), "foto.jpg")})

    assert "Een bestand kies je daarna opnieuw." in page.text
    assert dict(hidden(page)) == FILLED


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_form_from_another_site_is_not_made_ready_to_send(away: Flask, strict: Flask, headers: dict[str, str]) -> None:
    for page in (post(away, PATH, FILLED, **headers), post(strict, "/proef", FILLED, **headers)):
        assert page.soup.select(".typed") == []
        assert FILLED["message"] not in page.response.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}, {}]
)
def test_form_of_our_own_is(away: Flask, headers: dict[str, str]) -> None:
    assert dict(hidden(post(away, PATH, FILLED, **headers))) == FILLED


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_what_is_no_form_is_not_given_back(away: Flask, content_type: str) -> None:
    response = away.test_client().post(PATH, data="{}", content_type=content_type, headers={"Accept": "text/html"})

    assert Visitor._check(response, 503).soup.select(".typed") == []


def test_page_with_what_was_typed_is_kept_nowhere(away: Flask) -> None:
    assert post(away, PATH, FILLED).response.headers["Cache-Control"] == "no-store"
    assert post(away, PATH, FILLED, Accept="application/json").response.json["status"] == 503
