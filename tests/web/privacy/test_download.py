"""Taking one's data along."""

import io
import json
import zipfile
from pathlib import Path

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_consent
from tests.web.conftest import SignIn, Visitor
from tests.web.privacy.own import seal, site_ring, volunteer
from webapp.models import AuditEvent
from webapp.vocabulary import AuditAction, ConsentPurpose, ConsentScope

PATH = "/mijn/gegevens.zip"


def test_download_is_a_zip_with_all_of_it_and_is_accounted_for(records: Session, sign_in: SignIn, home: Path) -> None:
    account, person = volunteer(records)
    seal(person, site_ring(), phone="06 12345678")
    volunteer(records, "ander@example.nl", name="Anders Genaamd")

    response = sign_in(account.id).visit(PATH).response

    assert response.mimetype == "application/zip"
    assert response.headers["Content-Disposition"] == "attachment; filename=missie050-gegevens-2026-11-22.zip"
    assert response.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.testzip() is None
        tables = json.loads(archive.read("gegevens.json"))["tables"]
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert (tables["person"][0]["name"], tables["person"][0]["phone"]) == ("Fenna Proef", "06 12345678")
    assert tables["account"][0]["email"] == "wie@example.nl"
    assert b"Anders" not in content
    event = records.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.EXPORTED)).one()
    assert (event.account_id, event.person_id) == (account.id, person.id)


def test_page_to_read_has_the_words_and_names_and_runs_nothing(records: Session, sign_in: SignIn) -> None:
    account, person = volunteer(records)
    make_consent(records, person.id, ConsentPurpose.KEEP_CHURCH, on=TODAY, scope=ConsentScope.SELF)
    browser = sign_in(account.id)
    browser.visit("/mijn/gegevens")

    with zipfile.ZipFile(io.BytesIO(browser.visit(PATH).response.data)) as archive:
        page = BeautifulSoup(archive.read("gegevens.html"), "html.parser")
        names = archive.namelist()
        readme = archive.read("LEESMIJ.txt").decode()
    with zipfile.ZipFile(io.BytesIO(browser.visit(f"{PATH}?taal=en").response.data)) as archive:
        english = BeautifulSoup(archive.read("gegevens.html"), "html.parser")

    text = " ".join(page.get_text(" ").split())
    for words in ("Fenna Proef", "Selwerd", "Alleen ikzelf", "Missie050 mag bewaren bij welke kerk ik hoor."):
        assert words in text
    assert "Wat er met je gegevens is gedaan" in text
    assert page.select("script, link, img, iframe, [src]") == []
    assert (page.html["lang"], english.html["lang"]) == ("nl", "en")
    assert "Missie050 may keep which church I belong to." in english.text
    assert "gegevens.html" in readme
    assert "person.csv" in names
    assert "contact_message.csv" not in names


def test_visitor_is_sent_to_sign_in(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(PATH, status=303).response.headers["Location"]
