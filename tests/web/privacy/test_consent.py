"""The consent centre: what is asked, what is given, and that nothing is chosen beforehand."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_grant, make_person
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.privacy.own import volunteer
from webapp.models import AuditEvent, Consent
from webapp.vocabulary import AuditAction, ConsentPurpose, ConsentScope, Role

PATH = "/mijn/toestemming"
GIVEN = {"purpose": "be_known", "be_known-months": "6", "be_known-scope": "city"}


def state(page: Page, purpose: ConsentPurpose) -> str:
    return " ".join(page.soup.select_one(f"#{purpose.value} .consent__state").text.split())


def test_all_purposes_are_explained_and_none_is_given_or_ticked(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    page = sign_in(account.id).visit(PATH)

    for purpose in ConsentPurpose:
        assert state(page, purpose) == "Niet gegeven"
    assert page.soup.select("input[checked], option[selected]") == []
    assert [each["value"] for each in page.soup.select('[name="be_known-months"]')] == ["3", "6", "12"]
    assert page.soup.select('[name="keep_church-scope"]') == []
    for field in page.soup.select("input[type=radio]"):
        assert page.soup.select_one(f'label[for="{field["id"]}"]').text.strip()


def test_consent_is_given_for_the_time_and_reach_that_were_chosen(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    browser = sign_in(account.id)

    answer = browser.submit(PATH, GIVEN, status=303)
    assert answer.response.headers["Location"] == f"{PATH}?gedaan=gegeven#be_known"
    done = browser.visit(answer.response.headers["Location"]).soup.select_one("main [role=status]")
    assert done.text.strip() == "Je toestemming is bewaard."

    consent = records.scalars(select(Consent).where(Consent.person_id == person.id)).one()
    assert (consent.purpose, consent.scope, consent.recorded_by) == (
        ConsentPurpose.BE_KNOWN,
        ConsentScope.CITY,
        account.id,
    )
    assert (consent.given_on, consent.expires_on) == (TODAY, date(2027, 5, 22))
    words = state(browser.visit(PATH), ConsentPurpose.BE_KNOWN)
    assert words == ("Gegeven op 22 november 2026, tot 22 mei 2027. Ook de coördinatoren van de stad.")
    event = records.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.CONSENT_GIVEN)).one()
    assert (event.account_id, event.person_id, event.fields) == (account.id, person.id, ["be_known"])


@pytest.mark.parametrize(
    ("missing", "complaint"), [("be_known-months", "Kies hoe lang."), ("be_known-scope", "Kies voor wie.")]
)
def test_what_was_not_chosen_is_asked_again(records: Session, sign_in: SignIn, missing: str, complaint: str) -> None:
    account, person = volunteer(records)
    page = sign_in(account.id).submit(
        PATH, {name: value for name, value in GIVEN.items() if name != missing}, status=422
    )

    assert page.soup.select_one(".error-summary a").text == complaint
    assert page.soup.select_one(".error-summary a")["href"] == f"#{missing}"
    assert page.soup.find(id=missing)
    assert page.soup.select_one(".error-summary h2").text == "Kijk dit nog even na: Gevonden worden"
    assert page.soup.title.text.strip().startswith("Fout:")
    assert records.scalars(select(Consent).where(Consent.person_id == person.id)).all() == []


@pytest.mark.parametrize(
    "bad",
    [{"be_known-months": "24"}, {"be_known-months": "x"}, {"be_known-scope": "world"}, {"be_known-scope": "self"}],
)
def test_altered_choice_is_refused(records: Session, sign_in: SignIn, bad: dict[str, str]) -> None:
    account, person = volunteer(records)

    sign_in(account.id).submit(PATH, {**GIVEN, **bad}, status=422)

    assert records.scalars(select(Consent).where(Consent.person_id == person.id)).all() == []


@pytest.mark.parametrize("purpose", ["", "be_famous", "BE_KNOWN"])
def test_unknown_purpose_is_an_error_and_nothing_else(records: Session, sign_in: SignIn, purpose: str) -> None:
    account, _ = volunteer(records)

    page = sign_in(account.id).submit(PATH, {**GIVEN, "purpose": purpose}, status=400)

    assert "Zo’n toestemming kennen we niet." in page.text


def test_church_is_asked_without_reach(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)

    sign_in(account.id).submit(PATH, {"purpose": "keep_church", "keep_church-months": "3"}, status=303)

    consent = records.scalars(select(Consent).where(Consent.person_id == person.id)).one()
    assert (consent.purpose, consent.scope) == (ConsentPurpose.KEEP_CHURCH, ConsentScope.SELF)


def test_kept_church_is_for_oneself_alone(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    browser = sign_in(account.id)

    browser.submit(PATH, {"purpose": "keep_church", "keep_church-months": "3"}, status=303)

    page = browser.visit(PATH)
    assert state(page, ConsentPurpose.KEEP_CHURCH).endswith("Alleen ikzelf.")
    assert "Alleen ikzelf." in page.soup.select_one("#keep_church .consent__history").text
    assert "Alleen de coördinator" not in page.soup.select_one("#keep_church").text


def test_choice_of_now_is_ready_to_be_renewed_and_the_time_is_not(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY, scope=ConsentScope.CITY)

    page = sign_in(account.id).visit(PATH)

    assert [(each["name"], each["value"]) for each in page.soup.select("input[checked]")] == [
        ("be_known-scope", "city")
    ]


@pytest.mark.parametrize(
    ("agreed", "lives", "known", "asked"),
    [
        ({}, True, None, None),
        ({ConsentPurpose.BE_ASKED: ConsentScope.NEIGHBOURHOOD}, True, None, "Staat stil"),
        (dict.fromkeys((ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED), ConsentScope.CITY), True, None, None),
        ({ConsentPurpose.BE_KNOWN: ConsentScope.NEIGHBOURHOOD}, True, None, None),
        ({ConsentPurpose.BE_KNOWN: ConsentScope.NEIGHBOURHOOD}, False, "dus niemand ziet je nu", None),
        ({ConsentPurpose.BE_KNOWN: ConsentScope.CITY}, False, "alleen de coördinatoren van de stad zien je", None),
    ],
)
def test_consent_without_effect_says_what_is_missing(
    records: Session,
    sign_in: SignIn,
    agreed: dict[ConsentPurpose, ConsentScope],
    *,
    lives: bool,
    known: str | None,
    asked: str | None,
) -> None:
    account, person = volunteer(records)
    if not lives:
        person.neighbourhood_id = None
    for purpose, scope in agreed.items():
        make_consent(records, person.id, purpose, on=TODAY, scope=scope)

    page = sign_in(account.id).visit(PATH)

    for purpose, words in ((ConsentPurpose.BE_KNOWN, known), (ConsentPurpose.BE_ASKED, asked)):
        told = page.soup.select_one(f"#{purpose.value} .consent__standstill")
        assert (told is None) == (words is None)
        assert told is None or words in told.text
    if known:
        assert page.soup.select_one('#be_known a[href="/mijn/profiel#buurt_code"]').text == "Kies je buurt"


def test_history_tells_what_was_agreed_to_and_how_it_ended(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    make_consent(records, person.id, ConsentPurpose.BE_ASKED, on=TODAY - timedelta(days=300), days=100)
    browser = sign_in(account.id)
    browser.submit(PATH, {"purpose": "be_asked", "be_asked-months": "3", "be_asked-scope": "neighbourhood"}, status=303)
    browser.submit(
        PATH, {"purpose": "be_asked", "be_asked-months": "12", "be_asked-scope": "neighbourhood"}, status=303
    )

    history = browser.visit(PATH).soup.select_one("#be_asked .consent__history").get_text(" ", strip=True)

    for words in (
        "Loopt nu, tot 22 november 2027.",
        "Vervangen door een nieuwe op 22 november 2026.",
        "Afgelopen op 6 mei 2026.",
        "Alleen de coördinator van mijn wijk.",
        "Tekst 1:",
    ):
        assert words in history


def test_one_form_sent_twice_works_once(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    browser = sign_in(account.id)
    page = browser.visit(PATH)
    key = page.soup.select_one('#be_known details [name="eenmalig"]')["value"]

    for _ in range(2):
        browser.submit(PATH, {**GIVEN, "eenmalig": key}, status=303)

    assert len(records.scalars(select(Consent).where(Consent.person_id == person.id)).all()) == 1


def test_who_has_no_name_yet_gives_that_first(records: Session, sign_in: SignIn) -> None:
    account = make_account(records)
    browser = sign_in(account.id)

    assert browser.visit(PATH, status=303).response.headers["Location"] == "/mijn/profiel"
    assert browser.submit(PATH, GIVEN, status=303).response.headers["Location"] == "/mijn/profiel"


def test_other_peoples_consents_are_not_on_the_page(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    other = make_person(records, "Ander", known_from=TODAY)

    assert other.id
    assert state(sign_in(account.id).visit(PATH), ConsentPurpose.BE_KNOWN) == "Niet gegeven"


def test_coordinator_sees_somebody_from_the_moment_of_consent(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    coordinator = make_account(records)
    make_grant(records, coordinator.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=person.neighbourhood_id)
    watching, own = sign_in(coordinator.id), sign_in(account.id)
    assert "Fenna Proef" not in watching.visit("/mensen").text

    own.submit(PATH, {**GIVEN, "be_known-scope": "neighbourhood"}, status=303)
    assert "Fenna Proef" in watching.visit("/mensen").text

    own.submit(f"{PATH}/intrekken", {"purpose": "be_known"}, status=303)
    assert "Fenna Proef" not in watching.visit("/mensen").text
    watching.visit(f"/mensen/{person.id}", status=404)


def test_english_page_has_the_english_words(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)

    page = sign_in(account.id).visit(f"{PATH}?taal=en")

    assert "Which church you belong to says something about your faith." in page.text


def test_visitor_is_sent_to_sign_in(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(PATH, status=303).response.headers["Location"]
    visitor.submit(PATH, GIVEN, status=401)
