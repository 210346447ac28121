"""Registering an initiative: one page, nothing lost, and no word on who has an account."""

import io
import re
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_grant, make_partner
from tests.initiative_making import make_content, make_initiative
from tests.web.accounts.signing_in import comparable, forget_limits, make_neighbour
from tests.web.accounts.signing_in import count as count_rows
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.registering import (
    DRAFT,
    EMAIL,
    FILLED,
    NEW,
    SENT,
    filled,
    make_coordinator,
    picture,
    problems,
    registered,
    send_large,
    stands,
)
from tests.web.statements import counted
from webapp.models import (
    EmailLink,
    Initiative,
    InitiativeDraft,
    InitiativeOrganiser,
    OutboxMail,
    Picture,
)
from webapp.vocabulary import InitiativeState, Reach, Role

ODD = "<b>vet</b> ${alert(1)} `x` {{ 7*7 }} \\ '\""


def test_empty_form_has_a_label_for_each_field(visitor: Visitor) -> None:
    page = visitor.visit(NEW)

    form = page.soup.select_one("form[data-draft]")
    labels = {label["for"] for label in form.select("label")}
    for field in form.select("input:not([type=hidden]), select, textarea"):
        if not field.find_parent("template"):
            assert field["id"] in labels, field["id"]
    assert problems(page) == {}
    assert stands(page)["layer"] == ["social"]


def test_who_is_signed_in_registers_at_once(records: Session, sign_in: SignIn) -> None:
    account_id = make_neighbour(records)
    browser = sign_in(account_id)
    assert "email" not in stands(browser.visit(NEW))

    page = browser.submit(NEW, filled(), status=303)
    initiative, content = registered(records)
    assert page.response.location == f"/mijn/initiatieven/{initiative.slug}?ontvangen=1"
    assert (initiative.slug, initiative.state) == ("samen-eten-in-selwerd", InitiativeState.RECEIVED)
    assert len(initiative.neighbourhood_ids) == 1
    assert records.scalars(select(InitiativeOrganiser.account_id)).all()[-1] == account_id
    assert content.themes == ("eenzaamheid", "samen-eten")
    assert (content.starts_on, content.starts_at, content.minutes) == (date(2026, 12, 1), time(18), 120)
    assert content.tasks[0].each_time
    assert records.scalars(select(OutboxMail.subject)).all()[-1] == "We hebben je initiatief ontvangen"
    assert "Ontvangen" in browser.visit(page.response.location).text


def test_visitor_gets_a_link_and_nothing_is_registered_yet(records: Session, visitor: Visitor) -> None:
    before = count_rows(records, Initiative)
    page = visitor.submit(NEW, filled(), status=303)

    assert page.response.location == SENT
    assert count_rows(records, Initiative) == before
    draft, link = records.scalars(select(InitiativeDraft)).one(), records.scalars(select(EmailLink)).one()
    assert (draft.email, draft.link_id, link.email) == (EMAIL, link.id, EMAIL)
    mail = records.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()
    assert (mail.recipient, mail.subject) == (EMAIL, "Bevestig je initiatief bij Missie050")
    assert "Selwerd" not in mail.body
    records.rollback()
    sent = visitor.visit(SENT)
    assert EMAIL in sent.text
    assert re.search(r"\b\d{4}\b", sent.soup.select_one(".digits").text)
    # what is typed from here on is another one
    assert stands(visitor.visit(NEW))["title"] == [""]
    assert stands(visitor.visit(f"{NEW}?terug=1"))["title"] == ["Samen eten in Selwerd"]


def test_answer_and_work_are_the_same_for_an_address_with_and_without_an_account(records: Session, app: Flask) -> None:
    make_neighbour(records, "welbekend@example.nl")
    make_coordinator(records, "eenstafje@example.nl")
    answers, statements = [], []
    for email in ("onbekende@example.nl", "welbekend@example.nl", "eenstafje@example.nl"):
        forget_limits(records)
        browser = Visitor(app.test_client())
        browser.visit(NEW)
        with counted(app) as sent:
            response = browser.client.post(NEW, data=filled(email=email), headers={"Accept": "text/html"})
        answers.append((comparable(response), comparable(browser.client.get(SENT))))
        statements.append([re.sub(r"_savepoint_\d+", "", each) for each in sent])
    assert answers[0] == answers[1] == answers[2]
    assert statements[0] == statements[1] == statements[2]


def test_every_error_stands_beside_its_field_and_nothing_is_lost(records: Session, visitor: Visitor) -> None:
    sent = filled(
        title="",
        email="geen adres",
        until="2026-11-01",
        description=ODD,
        picture_alt="",
        **{"tasks-0-needed": "0", "tasks-4-title": "Nog iets", "tasks-4-minutes": "60", "tasks-4-needed": "3"},
        **{"links-0-url": "javascript:alert(1)"},
        picture=picture(),
    )
    page = visitor.submit(NEW, sent, status=422)

    assert set(problems(page)) == {
        "title", "until", "email", "picture_alt", "tasks-0-needed", "links-0-url",
    }  # fmt: skip
    kept = stands(page)
    for name, value in sent.items():
        if name not in ("picture", "picture_alt"):
            assert kept[name] == (value if isinstance(value, list) else [value]), name
    # a picture is not chosen twice
    (key,) = kept["picture_key"]
    assert records.get(Picture, key) is not None
    again = filled(picture_key=key, picture_alt="Een groen vlak")
    visitor.submit(NEW, again, status=303)


@pytest.mark.parametrize("name", ["title", "description", "for_whom", "organiser", "address", "tasks-0-title"])
def test_odd_signs_are_shown_as_they_were_typed(visitor: Visitor, name: str) -> None:
    page = visitor.submit(NEW, filled(**{name: ODD}, email=""), status=422)

    assert stands(page)[name] == [ODD]
    assert page.soup.find("b", string="vet") is None


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"lon": "53.2327", "lat": "6.5517"}, {"address"}),
        ({"lon": "NaN"}, {"address"}),
        ({"lon": "6.47", "lat": "53.32"}, {"address"}),
        ({"lon": "4.9", "lat": "52.4"}, {"address"}),
        ({"until": ""}, {"until"}),
        ({"until": "2026-11-30"}, {"until"}),
        ({"ends_at": "18:00"}, {"ends_at"}),
        ({"themes": []}, {"themes"}),
        ({"themes": ["onzin"], "main_theme": ""}, {"themes"}),
        ({"layer": "x"}, {"layer"}),
        ({"reach": "neighbourhoods", "neighbourhoods": ["atlantis"]}, {"neighbourhoods"}),
        ({"title": "a" * 101}, {"title"}),
        ({"description": "a" * 3001}, {"description"}),
        ({"picture_key": "bestaat-niet", "picture_alt": "x"}, {"picture"}),
    ],
)
def test_bad_input_is_told_where_it_stands(visitor: Visitor, changes: dict[str, Any], errors: set[str]) -> None:
    page = visitor.submit(NEW, filled(**changes), status=422)
    assert set(problems(page)) == errors


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\0" * (10 * 1024 * 1024 + 1), "Deze foto is te groot. Kies er een van hooguit 10 MB."),
        (b"<svg onload='alert(1)'><script>alert(1)</script></svg>", "Deze foto kunnen we niet openen."),
    ],
)
def test_picture_that_cannot_be_taken_is_told_beside_it(visitor: Visitor, content: bytes, sentence: str) -> None:
    sent = filled(picture=(io.BytesIO(content), "foto.jpg"), picture_alt="Een tafel")
    page = send_large(visitor, NEW, sent, status=422)

    assert sentence in problems(page)["picture"]
    assert stands(page)["title"] == ["Samen eten in Selwerd"]


def test_other_pages_take_no_more_than_before(visitor: Visitor) -> None:
    large = {"picture": (io.BytesIO(b"\0" * 2_000_000), "foto.jpg")}
    send_large(visitor, "/inloggen", large, status=413)


def test_picture_can_be_taken_away_again(visitor: Visitor) -> None:
    (key,) = stands(visitor.submit(NEW, filled(title="", picture=picture(), picture_alt="x"), status=422))[
        "picture_key"
    ]
    page = visitor.submit(NEW, filled(title="", picture_key=key, picture_gone="1"), status=422)
    assert stands(page)["picture_key"] == [""]


def test_place_is_found_without_script(visitor: Visitor) -> None:
    page = visitor.submit(NEW, filled(lon="", lat="", zoek_plek="1"), status=422)
    assert problems(page) == {}
    first = page.soup.select_one("[name=gevonden_plek]")

    chosen = filled(lon="", lat="", gevonden_plek=str(first["value"]))
    visitor.submit(NEW, chosen, status=303)


def test_place_that_was_typed_and_not_chosen_is_offered(visitor: Visitor) -> None:
    page = visitor.submit(NEW, filled(lon="", lat=""), status=422)
    assert problems(page) == {"address": "Kies welke plek je bedoelt."}
    assert page.soup.select("[name=gevonden_plek]")

    nothing = visitor.submit(NEW, filled(lon="", lat="", address=""), status=422)
    assert problems(nothing) == {"address": "Zoek de plek, of zet de speld op de kaart."}
    odd = visitor.submit(NEW, filled(lon="", lat="", gevonden_plek="1,2,x"), status=422)
    assert set(problems(odd)) == {"address"}
    long = visitor.submit(NEW, filled(lon="", lat="", address="a" * 90), status=422)
    assert set(problems(long)) == {"address"}


def test_whole_city_needs_no_ticks_and_neighbourhoods_do(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    browser.submit(NEW, filled(reach="city"), status=303)
    initiative, content = registered(records)
    assert (content.reach, initiative.neighbourhood_ids) == (Reach.CITY, [])

    some = filled(title="Wandelen", reach="neighbourhoods", neighbourhoods=["selwerd", "vinkhuizen"])
    browser.submit(NEW, some, status=303)
    assert len(registered(records)[0].neighbourhood_ids) == 2


def test_what_looks_like_it_is_shown_once_before_it_is_taken_in(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Samen eten in Selwerd!"))
    records.commit()
    page = visitor.submit(NEW, filled(), status=422)

    assert "Lijkt jouw initiatief op een van deze?" in page.text
    assert page.soup.select_one(".lookalikes a")["href"] == "/initiatieven/samen-eten-in-selwerd"
    button = page.soup.select_one("button[name=gezien]")
    assert button.text.strip() == "Ga toch door, dit is iets anders"
    visitor.submit(NEW, {**stands(page), "gezien": "1"}, status=303)
    assert problems(page) == {}


def test_sent_twice_works_once(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    sent = filled(eenmalig=stands(browser.visit(NEW))["eenmalig"][0])
    first = browser.submit(NEW, sent, status=303)
    second = browser.submit(NEW, sent, status=303)

    assert first.response.location == second.response.location
    assert count_rows(records, Initiative, Initiative.slug.like("samen-eten-in-selwerd%")) == 1


def test_member_of_a_partner_registers_with_it(records: Session, sign_in: SignIn) -> None:
    account_id = make_neighbour(records)
    partner = make_partner(records, "proefstichting")
    make_partner(records, "andere-stichting")
    make_grant(records, account_id, Role.PARTNER_MEMBER, partner_id=partner.id)
    partner_id = partner.id
    records.commit()
    browser = sign_in(account_id)
    assert [each["value"] for each in browser.visit(NEW).soup.select("[name=partners]")] == ["proefstichting"]

    browser.submit(NEW, filled(partners=["andere-stichting"]), status=422)
    browser.submit(NEW, filled(partners=["proefstichting"]), status=303)
    initiative, content = registered(records)
    assert content.partners == ("proefstichting",)
    owners = select(InitiativeOrganiser.partner_id).where(InitiativeOrganiser.initiative_id == initiative.id)
    assert set(records.scalars(owners)) == {None, partner_id}


def test_link_to_one_address_is_mailed_five_times_at_most(records: Session, app: Flask) -> None:
    for number in range(6):
        browser = Visitor(app.test_client())
        title = f"Iets heel anders {number}"
        browser.submit(NEW, filled(title=title), status=303 if number < 5 else 429)
    # errors do not count, and neither does who is signed in
    Visitor(app.test_client()).submit(NEW, filled(email="ander@example.nl", title=""), status=422)
    assert count_rows(records, EmailLink) == 5


def test_another_site_cannot_register_for_somebody(app: Flask, records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    before = count_rows(records, Initiative)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = browser.submit(NEW, filled(), status=422)
        assert "Wat je schreef staat er nog" in page.text
        assert stands(page)["title"] == [FILLED["title"]]
        browser.submit(DRAFT, filled(), status=400)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert count_rows(records, Initiative) == before


def test_page_takes_as_many_statements_whatever_there_is(records: Session, visitor: Visitor, app: Flask) -> None:
    visitor.visit(NEW)
    with counted(app) as before:
        visitor.visit(NEW)
    for number in range(5):
        make_initiative(records, make_content(f"Samen eten {number}"))
    records.commit()
    with counted(app) as after:
        visitor.visit(NEW)
    assert len(after) == len(before) <= 4
