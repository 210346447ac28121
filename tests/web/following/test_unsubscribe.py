"""Ending news: with one press, without an account, also from a mail program that never saw a page of ours."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY
from tests.web.conftest import Visitor
from tests.web.following.asking import EMAIL, kept, make_subscription
from tests.web.people.browsing import selwerd
from webapp.following.links import confirm_token, stop_token
from webapp.models import Neighbourhood


def stop_path(*numbers: int) -> str:
    return f"/volgen/stop/{stop_token(SECRET_KEY, numbers)}"


def test_page_has_one_button_and_reading_it_ends_nothing(records: Session, visitor: Visitor) -> None:
    made = make_subscription(records, selwerd(records))
    path = stop_path(made.id)
    page = visitor.visit(path)
    assert [" ".join(each.text.split()) for each in page.soup.select("main button")] == ["Stop, ik wil geen mail meer"]
    assert (EMAIL in page.text, "de wijk Selwerd" in page.text) == (True, True)
    assert len(kept(records)) == 1

    after = visitor.submit(path, {})

    assert "Je krijgt dit nieuws niet meer" in after.text
    assert kept(records) == []
    assert "Je krijgt dit nieuws niet meer" in visitor.submit(path, {}).text


def test_mail_program_ends_it_without_a_token_against_forgery(records: Session, app: Flask) -> None:
    made = make_subscription(records, selwerd(records))
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        response = app.test_client().post(stop_path(made.id), data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert response.status_code == 200
    assert kept(records) == []


def test_one_of_several_is_ended_apart(records: Session, visitor: Visitor) -> None:
    first = make_subscription(records, selwerd(records))
    beijum = records.query(Neighbourhood).filter_by(slug="beijum").one()
    second = make_subscription(records, beijum.id)
    other = make_subscription(records, beijum.id, email="ander@nieuws.nl")
    path = stop_path(first.id, second.id)
    assert len(visitor.visit(path).soup.select("main button[name=nummer]")) == 2

    visitor.submit(path, {"nummer": str(other.id)})
    assert len(kept(records)) == 3
    page = visitor.submit(path, {"nummer": str(first.id)})

    assert "Beijum" in page.text
    assert [each.id for each in kept(records)] == [second.id, other.id]
    visitor.submit(path, {})
    assert [each.id for each in kept(records)] == [other.id]


@pytest.mark.parametrize("token", ["x", "WzFd.xxxxxxxxxxxxxxxxxxxxxxxxxxx"])
def test_token_of_somebody_elses_making_ends_nothing(records: Session, visitor: Visitor, token: str) -> None:
    make_subscription(records, selwerd(records))
    visitor.submit(f"/volgen/stop/{token}", {}, status=410)
    assert len(kept(records)) == 1


def test_token_to_agree_does_not_end(records: Session, visitor: Visitor) -> None:
    made = make_subscription(records, selwerd(records))
    visitor.submit(f"/volgen/stop/{confirm_token(SECRET_KEY, made.id)}", {}, status=410)
    assert len(kept(records)) == 1
