"""Asking for news of a neighbourhood, a theme or an area: the same answer to everyone, mistakes beside their field."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.following.asking import EMAIL, IN_AREA, OWN_PAGE, PAGE, PIN, SELWERD, SENT, drawn, kept, with_themes
from tests.web.people.browsing import problems, selwerd
from webapp.models import OutboxMail, RateHit, Subscription
from webapp.vocabulary import DigestRhythm, FollowKind

CROSSED = [[6.55, 53.22], [6.56, 53.23], [6.56, 53.22], [6.55, 53.23], [6.55, 53.22]]
MANY = [[6.55 + number / 1e6, 53.22 + number % 2 / 1e3] for number in range(2002)]


def square_metres(records: Session) -> float:
    return records.scalar(select(func.ST_Area(Subscription.area)).order_by(Subscription.id.desc()).limit(1)) or 0.0


def test_address_of_a_place_or_theme_has_it_chosen_already(records: Session, visitor: Visitor) -> None:
    with_themes(records)
    page = visitor.visit(f"{PAGE}?wijk=selwerd")
    assert page.soup.select_one("#neighbourhood option[selected]")["value"] == "selwerd"
    page = visitor.visit(f"{PAGE}?thema=samen-eten")
    assert page.soup.select_one("#theme option[selected]")["value"] == "samen-eten"
    assert page.soup.select_one("input[name=kind][checked]")["value"] == "theme"
    visitor.visit(f"{PAGE}?wijk=bestaat-niet&thema=<b>")


def test_neighbourhood_is_asked_for_and_not_yet_followed(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(PAGE, SELWERD | {"email": " Volger@Nieuws.nl "}, status=303)

    assert page.response.headers["Location"] == SENT
    assert "Kijk in je mail" in visitor.visit(SENT).text
    (made,) = kept(records)
    assert (made.kind, made.neighbourhood_id, made.email) == (FollowKind.NEIGHBOURHOOD, selwerd(records), EMAIL)
    assert (made.rhythm, made.confirmed_at, made.language) == (DigestRhythm.DAILY, None, "nl")


def test_language_of_the_page_is_that_of_the_mail(records: Session, visitor: Visitor) -> None:
    visitor.submit(f"{PAGE}?taal=en", SELWERD, status=303)

    assert kept(records)[0].language == "en"
    mail = records.scalars(select(OutboxMail)).one()
    assert mail.subject == "Would you like news from the neighbourhood?"
    assert "?taal=en" in mail.body
    for personal in ("Selwerd", EMAIL):
        assert personal not in mail.subject + mail.body


def test_theme_is_asked_for(records: Session, visitor: Visitor) -> None:
    with_themes(records)
    visitor.submit(PAGE, {"kind": "theme", "theme": "maaltijd", "rhythm": "weekly", "email": EMAIL}, status=303)

    (made,) = kept(records)
    assert made.kind == FollowKind.THEME
    assert made.theme_id is not None


def test_circle_around_a_pin_is_asked_for(records: Session, visitor: Visitor) -> None:
    visitor.submit(PAGE, IN_AREA | PIN, status=303)

    assert kept(records)[0].kind == FollowKind.AREA
    assert square_metres(records) == pytest.approx(3.14 * 500**2, rel=0.01)


def test_area_that_was_drawn_goes_before_the_circle(records: Session, visitor: Visitor) -> None:
    visitor.submit(PAGE, IN_AREA | PIN | drawn(), status=303)

    assert square_metres(records) == pytest.approx(371_000, rel=0.02)


def test_place_is_searched_for_without_script(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(PAGE, IN_AREA | {"address": "Eikenlaan", "zoek_plek": "1"})
    assert page.soup.select_one("input[name=email]")["value"] == EMAIL
    found = [str(each["value"]) for each in page.soup.select("input[name=gevonden_plek]")]
    assert found
    assert kept(records) == []

    unchosen = visitor.submit(PAGE, IN_AREA | {"address": "Eikenlaan"}, status=422)
    assert problems(unchosen) == {"address": "Kies hieronder welke plek je bedoelt."}
    assert len(unchosen.soup.select("input[name=gevonden_plek]")) == len(found)

    visitor.submit(PAGE, IN_AREA | {"address": "Eikenlaan", "gevonden_plek": found[0]}, status=303)
    assert square_metres(records) == pytest.approx(3.14 * 500**2, rel=0.01)


@pytest.mark.parametrize(
    ("changes", "field", "complaint"),
    [
        ({"neighbourhood": ""}, "neighbourhood", "Kies er een uit de lijst."),
        ({"neighbourhood": "atlantis"}, "neighbourhood", "Kies er een uit de lijst."),
        ({"kind": "theme", "theme": "onbekend"}, "theme", "Kies er een uit de lijst."),
        ({"email": ""}, "email", "Vul je e-mailadres in."),
        (
            {"email": "volger"},
            "email",
            "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl.",
        ),
        ({"email": "a" * 250 + "@b.nl"}, "email", "Dit e-mailadres is te lang."),
        (IN_AREA, "address", "Teken een gebied, of zoek een plek en kies hoe ver eromheen."),
        (IN_AREA | PIN | {"metres": "1000000"}, "address", "Kies uit de lijst hoe ver eromheen."),
        (
            IN_AREA | {"lon": "4.9", "lat": "52.37"},
            "address",
            "Deze plek ligt buiten de gemeente Groningen. Zet de speld in de gemeente.",
        ),
        (
            IN_AREA | {"lon": "53.2327", "lat": "6.5517"},
            "address",
            "Lengte en breedte lijken verwisseld. Geef eerst de lengte (rond 6,5) en dan de breedte (rond 53,2).",
        ),
        (
            IN_AREA | {"lon": "nan", "lat": "53.2"},
            "address",
            "Geef een plek als lengte- en breedtegraad, bijvoorbeeld 6.56,53.22.",
        ),
        (IN_AREA | {"area": "x"}, "address", "Dit gebied kunnen we niet lezen. Teken het opnieuw."),
        (
            IN_AREA | drawn(CROSSED),
            "address",
            "De lijn van dit gebied kruist zichzelf. Teken het opnieuw, zonder kruising.",
        ),
        (IN_AREA | drawn(MANY), "address", "Dit gebied heeft te veel hoeken. Teken het met hooguit 2000 hoeken."),
        (
            IN_AREA | drawn([[53.2, 6.5], [53.3, 6.5], [53.3, 6.6]]),
            "address",
            "Dit gebied ligt (deels) buiten de gemeente Groningen. Teken het opnieuw.",
        ),
    ],
)
def test_mistake_is_told_beside_its_field(
    records: Session, visitor: Visitor, changes: dict[str, Any], field: str, complaint: str
) -> None:
    page = visitor.submit(PAGE, SELWERD | changes, status=422)

    assert problems(page) == {field: complaint}
    assert page.soup.title.text.startswith("Fout:")
    if field != "email":
        assert page.soup.select_one("#email")["value"] == EMAIL
    assert kept(records) == []


@pytest.mark.parametrize("changes", [{"kind": "x"}, {"rhythm": "hourly"}])
def test_choice_that_is_not_offered_is_refused(records: Session, visitor: Visitor, changes: dict[str, str]) -> None:
    page = visitor.submit(PAGE, SELWERD | changes, status=422)

    assert list(problems(page)) == list(changes)
    assert kept(records) == []


def test_answer_does_not_tell_whether_an_address_follows_already(records: Session, app: Flask) -> None:
    answers = []
    for agreed in (False, True):
        if agreed:
            (made,) = kept(records)
            made.confirmed_at = made.mailed_until = made.created_at
            records.commit()
        page = Visitor(app.test_client()).submit(PAGE, SELWERD, status=303)
        answers.append((page.response.headers["Location"], page.response.data))

    assert answers[0] == answers[1]
    subjects = records.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)).all()
    assert subjects == ["Wil je nieuws uit de buurt?", "Dit nieuws krijg je al"]
    assert len(kept(records)) == 1


def test_who_fills_the_trap_is_thanked_and_forgotten(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(PAGE, SELWERD | {"website": "https://spam.example"}, status=303)

    assert page.response.headers["Location"] == SENT
    assert kept(records) == []


def test_own_address_of_who_is_signed_in_needs_no_link(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_account(records, EMAIL).id)
    assert browser.visit(PAGE).soup.find(id="email")["value"] == EMAIL

    page = browser.submit(PAGE, SELWERD, status=303)

    assert page.response.headers["Location"] == f"{OWN_PAGE}?gedaan=gevolgd"
    assert kept(records)[0].confirmed_at is not None
    assert records.scalars(select(OutboxMail.id)).all() == []
    again = browser.submit(PAGE, SELWERD, status=303)
    assert "Dit volgde je al." in browser.visit(again.response.headers["Location"]).text
    another = browser.submit(PAGE, SELWERD | {"email": "ander@nieuws.nl"}, status=303)
    assert another.response.headers["Location"] == SENT


def test_address_is_mailed_five_times_an_hour_at_most(records: Session, visitor: Visitor) -> None:
    for _ in range(5):
        visitor.submit(PAGE, SELWERD, status=303)
    # what was typed is given back, and mistakes and searches count for nothing
    visitor.submit(PAGE, SELWERD, status=429)
    visitor.submit(PAGE, SELWERD | {"email": "ander@nieuws.nl"}, status=303)
    assert not any(EMAIL in key for key in records.scalars(select(RateHit.key)))


def test_form_checks_its_token_itself_and_keeps_what_was_typed(records: Session, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = Visitor(app.test_client()).submit(PAGE, SELWERD, status=422)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert page.soup.find(id="email")["value"] == EMAIL
    assert kept(records) == []
