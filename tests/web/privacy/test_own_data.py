"""My data: everything that is held, in words, and who looked."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Enum, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import add_event, make_somebody
from tests.factories import make_account, make_consent, make_grant, make_partner
from tests.web.conftest import SignIn, Visitor
from tests.web.privacy.own import seal, site_ring, volunteer
from tests.web.statements import counted
from webapp.models import AccountSession, AuditEvent, Base, Neighbourhood
from webapp.privacy.labels import column_label, look_rows, value_words
from webapp.privacy.queries import UNREADABLE, Look
from webapp.privacy.register import registered_tables
from webapp.privacy.value_words import ENUMS
from webapp.vocabulary import (
    AuditAction,
    Channel,
    ConsentPurpose,
    LocationLevel,
    NeedKind,
    Provenance,
    Role,
    TalentLevel,
    TalentStage,
)

PATH = "/mijn/gegevens"


def test_everything_is_shown_in_words_with_sealed_values_opened(records: Session, sign_in: SignIn, home: Path) -> None:
    account, person = volunteer(records)
    address = json.dumps({"street": "Proefstraat", "number": "5", "postcode": "9741 AA", "town": "Groningen"})
    seal(person, site_ring(), phone="06 12345678", address=address, church="Proefkerk")
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    make_grant(records, account.id, Role.PARTNER_MEMBER, partner_id=make_partner(records).id)

    page = sign_in(account.id).visit(PATH)

    for words in (
        "Fenna Proef",
        "wie@example.nl",
        "06 12345678",
        "Proefstraat 5, 9741 AA Groningen",
        "Proefkerk",
        "Selwerd",
        "Alleen mijn buurt",
        "Gevonden worden",
        "lid van een partner",
        "Nederlands",
        "Firefox, Linux",
        "Proefkerk",
    ):
        assert words in page.text, words
    assert "kenmerk van de link of de sessie" in page.text
    assert "onleesbare vorm van je wachtwoord" not in page.text


def test_secret_is_told_of_and_not_shown(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    account.password_hash = "geheim-en-onleesbaar"
    records.flush()

    page = sign_in(account.id).visit(PATH)

    told = next(each.text for each in page.soup.select(".field__hint") if "tonen we niet" in each.text)
    assert "onleesbare vorm van je wachtwoord" in told
    assert "geheim-en-onleesbaar" not in page.text


def test_nothing_of_anybody_else_is_shown(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    volunteer(records, "ander@example.nl", name="Anders Genaamd")

    page = sign_in(account.id).visit(PATH)

    assert "Fenna Proef" in page.text
    assert "Anders" not in page.text


def test_who_looked_is_told_by_role_and_field_and_not_by_name(records: Session, sign_in: SignIn, home: Path) -> None:
    account, person = volunteer(records)
    site_ring()
    coordinator, known = volunteer(records, "coordinator@example.nl", name="Cora Coördinator")
    assert known.id
    grant = make_grant(
        records, coordinator.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=person.neighbourhood_id
    )
    # the database has a clock of its own
    grant.granted_at = datetime(2026, 11, 1, tzinfo=UTC)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    browser = sign_in(account.id)
    assert "Niemand anders dan jij." in browser.visit(PATH).text

    sign_in(coordinator.id).visit(f"/mensen/{person.id}")

    looks = browser.visit(PATH).soup.select_one(".looks").get_text(" ", strip=True)
    assert "wijkcoördinator" in looks
    assert "Telefoonnummer" in looks
    assert "Cora" not in looks


def test_many_looks_are_folded_after_ten(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    other = make_account(records)
    for number in range(12):
        at = datetime(2026, 10, number + 1, 11, tzinfo=UTC)
        add_event(records, account_id=other.id, person_id=person.id, at=at)
    # one's own are no look of somebody else
    add_event(records, account_id=account.id, person_id=person.id, at=datetime(2026, 11, 2, 11, tzinfo=UTC))

    page = sign_in(account.id).visit(PATH)

    first, folded = page.soup.select(".looks")
    assert (len(first.select("li")), len(folded.select("li"))) == (10, 2)
    assert folded.find_parent("details").summary.text == "Toon nog 2 keer"
    assert "2 november 2026" not in page.soup.select_one('[aria-labelledby="wie-keek"]').text


def test_what_people_come_for_is_first_and_what_is_technical_is_folded(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    make_consent(records, person.id, ConsentPurpose.BE_KNOWN, on=TODAY)
    make_grant(records, account.id, Role.PARTNER_MEMBER, partner_id=make_partner(records).id)

    page = sign_in(account.id).visit(PATH)

    headings = [each.text for each in page.soup.select("main h2")]
    assert headings == [
        "Je profiel",
        "Toestemmingen die je gaf",
        "Je rollen",
        "Je account",
        "Wie keek naar je gegevens",
        "Wat hier niet staat",
    ]
    technical = page.soup.select_one("details.own-data__technical")
    assert "open" not in technical.attrs
    assert [each.text for each in technical.select("h3")] == [
        "Dat je in het burennetwerk kunt staan",
        "Waar je bent ingelogd",
    ]
    assert "Coördinatoren van Missie050 mogen mijn naam" in page.text


def test_no_name_of_the_database_stands_on_the_page(records: Session, sign_in: SignIn, home: Path) -> None:
    place = records.query(Neighbourhood).filter_by(slug="selwerd").one()
    somebody = make_somebody(records, "kanarie", neighbourhood_id=place.id, on=TODAY, ring=site_ring())

    text = sign_in(somebody.account_id).visit(PATH).text

    for table in Base.metadata.tables.values():
        for name in (table.name, *(column.name for column in table.columns)):
            assert "_" not in name or name not in text, name
    assert "None" not in text


def test_looking_at_oneself_is_accounted_for(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)

    sign_in(account.id).visit(PATH)

    event = records.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.READ)).one()
    assert (event.account_id, event.person_id, event.subject_table) == (account.id, person.id, "account")
    assert "person" in event.fields


def test_many_rows_are_cut_short_with_a_word_on_the_rest(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    browsers = [sign_in(account.id) for _ in range(8)]
    sessions = records.scalars(select(AccountSession).where(AccountSession.account_id == account.id)).all()
    assert len(sessions) == 8

    text = browsers[-1].visit(PATH).text

    assert "En nog 3. Die staan in je download." in text


def test_number_of_statements_does_not_grow_with_the_rows(app: Flask, records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    browser = sign_in(account.id)
    with counted(app) as few:
        browser.visit(PATH)
    for number in range(20):
        make_consent(records, person.id, ConsentPurpose.BE_ASKED, on=TODAY - timedelta(days=number), days=30)
    sign_in(account.id)
    with counted(app) as many:
        browser.visit(PATH)

    assert len(many) == len(few)


def test_account_without_a_profile_sees_what_there_is(records: Session, sign_in: SignIn) -> None:
    account = make_account(records, "kaal@example.nl")

    page = sign_in(account.id).visit(PATH)

    assert "kaal@example.nl" in page.text
    assert page.soup.find("a", href="/mijn/profiel")


def test_visitor_is_sent_to_sign_in(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(PATH, status=303).response.headers["Location"]


def test_values_of_every_kind_have_words(app: Flask) -> None:
    with app.test_request_context():
        assert value_words("phone", UNREADABLE, {}) == "(gaat nu niet open)"
        assert (value_words("is_demo", True, {}), value_words("is_demo", False, {})) == ("ja", "nee")
        assert value_words("given_on", date(2026, 3, 1), {}) == "1 maart 2026"
        assert value_words("period", Range(date(2026, 3, 1)), {}) == "vanaf 1 maart 2026"
        assert value_words("period", Range(date(2026, 3, 1), date(2026, 4, 1)), {}) == (
            "van 1 maart 2026 tot 1 april 2026"
        )
        assert value_words("fields", ["phone", "onbekend"], {}) == "Telefoonnummer, iets anders"
        assert value_words("fields", ["be_known", "consent", "a", "b"], {}) == (
            "Gevonden worden, Toestemmingen die je gaf, iets anders"
        )
        assert value_words("subject_table", "person", {}) == "Je profiel"
        assert value_words("partner_id", 3, {"partner_id": {}}) == "3"
        assert value_words("channel", Channel.PAPER, {}) == "op papier"
        assert value_words("location_level", LocationLevel.HIDDEN, {}) == "Niets, ook mijn buurt niet"
        assert value_words("action", AuditAction.EXPORTED, {}) == "gedownload"
        assert value_words("attempts", 2, {}) == "2"
        assert value_words("language", "nl", {}) == "Nederlands"


def test_who_looked_without_a_role_is_told_as_far_as_is_known(app: Flask) -> None:
    at = datetime(2026, 11, 22, 11, tzinfo=UTC)
    looks = [
        Look(at, by_account=True, roles=(), action=AuditAction.READ, table="person", fields=("phone",)),
        Look(at, by_account=False, roles=(), action=AuditAction.CHANGED, table="person", fields=()),
    ]

    with app.test_request_context():
        assert look_rows(looks) == [
            ("22 november 2026, 12:00", "iemand met een account", "gelezen: Je profiel (Telefoonnummer)"),
            ("22 november 2026, 12:00", "het systeem, of een bezoeker", "gewijzigd: Je profiel"),
        ]


def test_every_value_of_every_exported_column_has_words() -> None:
    told_apart: set[type] = {Role, LocationLevel, AuditAction}
    enums = {
        one.column.type.enum_class
        for each in registered_tables()
        for one in each.exported
        if isinstance(one.column.type, Enum) and one.column.type.enum_class is not None
    }

    assert {NeedKind, Provenance, TalentStage} <= enums
    assert enums - told_apart <= set(ENUMS)
    for kind in enums - told_apart:
        assert set(kind) <= set(ENUMS[kind]), kind


def test_words_are_those_of_the_table_that_a_value_stands_in(app: Flask) -> None:
    with app.test_request_context():
        assert column_label("stage") == "Stap van het inloggen"
        assert column_label("stage", "talent") == "Hoe ver het is"
        assert value_words("level", TalentLevel.ABLE, {}, "talent") == "Ik kan het"
        assert value_words("level", TalentLevel.ABLE, {}, "need") == "Iemand die het kan"


def test_what_the_other_side_of_a_match_told_is_not_theirs_to_read_in_the_log(app: Flask) -> None:
    at = datetime(2026, 11, 22, 11, tzinfo=UTC)
    both = ("asker_outcome", "asker_words")
    looks = [
        Look(at, by_account=True, roles=(), action=AuditAction.CHANGED, table="match", fields=both),
        Look(at, by_account=True, roles=(), action=AuditAction.CHANGED, table="match", fields=(*both, "state")),
        Look(at, by_account=True, roles=(), action=AuditAction.READ, table="need", fields=("sealed_words",)),
        Look(at, by_account=True, roles=(), action=AuditAction.READ, table="need", fields=("sealed_words",)),
    ]

    with app.test_request_context():
        assert look_rows(looks) == [
            ("22 november 2026, 12:00", "de ander", "gewijzigd: Koppelingen: waar je hielp of hulp kreeg (Stand)"),
            ("22 november 2026, 12:00", "wie je helpt", "gelezen: Wat je vroeg (In je eigen woorden), 2 keer"),
        ]
