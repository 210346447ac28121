from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.contact.messages import FILLED, PATH
from tests.web.privacy.own import volunteer
from webapp.app import SESSION_SECONDS
from webapp.coverage.queries import list_ways_to_help
from webapp.models import ContactMessage, Neighbourhood, OutboxMail, WayToHelp

TOO_SHORT = "Schrijf een paar woorden meer: minstens 10 tekens."
NOT_HERE = "Wat je koos kun je hier niet (meer) doen."
TOO_LONG = "Maak je bericht korter: hooguit 2000 tekens."
FORM = "application/x-www-form-urlencoded"


def stored(records: Session) -> tuple[int, int]:
    """How many messages and mails there are."""
    records.rollback()
    counts = [records.scalar(select(func.count()).select_from(each)) or 0 for each in (ContactMessage, OutboxMail)]
    records.rollback()
    return counts[0], counts[1]


def problems(page: Page) -> dict[str, str]:
    """The errors in the summary, by the field that they lead to; each leads to a field that says the same."""
    found = {}
    for link in page.soup.select(".error-summary a"):
        name = str(link["href"]).removeprefix("#")
        field = page.soup.find(id=name)
        assert field is not None
        assert field["aria-invalid"] == "true"
        explained = page.soup.find(id=str(field["aria-describedby"]).split()[-1])
        assert link.text in " ".join(explained.text.split())
        found[name] = link.text
    return found


def test_form_has_a_label_for_each_field_and_hides_its_trap(visitor: Visitor) -> None:
    page = visitor.visit(PATH)

    form = page.soup.select_one("form.form")
    assert (form["method"], form["action"]) == ("post", PATH)
    for name in ("name", "reply_to", "message"):
        assert page.soup.select_one(f'label[for="{name}"]').text
    assert form.select_one(".form__trap")["aria-hidden"] == "true"
    assert form.select_one("[name=website]")["tabindex"] == "-1"
    assert problems(page) == {}


def test_message_is_kept_and_the_visitor_sent_on(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(PATH, FILLED, status=303)

    assert page.response.headers["Location"] == f"{PATH}/verstuurd"
    message = records.scalars(select(ContactMessage)).one()
    assert (message.sender_name, message.reply_to, message.body) == (
        FILLED["name"],
        FILLED["reply_to"],
        FILLED["message"],
    )
    assert message.erase_on == TODAY + timedelta(days=90)
    assert records.get_one(Neighbourhood, message.neighbourhood_id).slug == "selwerd"
    assert "Je bericht is verstuurd" in visitor.visit(page.response.headers["Location"]).text


def test_notice_in_the_outbox_tells_nothing_personal(records: Session, visitor: Visitor, app: Flask) -> None:
    visitor.submit(PATH, FILLED, status=303)

    mail = records.scalars(select(OutboxMail)).one()
    message = records.scalars(select(ContactMessage)).one()
    assert mail.recipient == app.extensions["settings"].contact_mailbox
    assert mail.subject == "Nieuw bericht voor Selwerd"
    assert "http://127.0.0.1:8050/berichten" in mail.body
    assert message.erase_on.isoformat() in mail.body
    for personal in ("Fenna", "fenna@example.nl", "moestuin"):
        assert personal not in mail.subject + mail.body


def test_empty_form_says_what_is_missing_and_stores_nothing(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(PATH, {}, status=422)

    assert list(problems(page)) == ["name", "reply_to", "message"]
    assert page.soup.title.text.startswith("Fout:")
    assert stored(records) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "   ", "Vul je naam in."),
        ("name", "x" * 81, "Houd je naam korter dan 80 tekens."),
        ("reply_to", "fenna", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ("reply_to", "fenna@voorbeeld", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ("reply_to", "a@b.nl\r\nBcc: c@d.nl", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ("message", "Hoi", TOO_SHORT),
        ("message", "x" * 2001, TOO_LONG),
    ],
)
def test_mistake_is_told_beside_its_field_and_what_was_typed_stays(
    records: Session, visitor: Visitor, field: str, value: str, complaint: str
) -> None:
    page = visitor.submit(PATH, FILLED | {field: value}, status=422)

    assert problems(page) == {field: complaint}
    typed = {
        "name": page.soup.find(id="name")["value"],
        "reply_to": page.soup.find(id="reply_to")["value"],
        "message": page.soup.find(id="message").text.removeprefix("\r\n"),
    }
    kept = {name: text.strip().replace("\r", "") for name, text in (FILLED | {field: value}).items() if name in typed}
    assert typed == kept
    assert stored(records) == (0, 0)


def test_mistake_is_told_in_english_too(visitor: Visitor) -> None:
    page = visitor.submit(f"{PATH}?taal=en", FILLED | {"name": ""}, status=422)

    assert page.soup.html["lang"] == "en"
    assert "name" in problems(page)["name"].lower()
    assert problems(page)["name"] != "Vul je naam in."


@pytest.mark.parametrize(("length", "status"), [(9, 422), (10, 303), (2000, 303), (2001, 422)])
def test_message_has_10_to_2000_characters(visitor: Visitor, length: int, status: int) -> None:
    visitor.submit(PATH, FILLED | {"message": "x" * length}, status=status)


def test_line_end_counts_as_the_one_character_that_the_browser_counts(records: Session, visitor: Visitor) -> None:
    visitor.submit(PATH, FILLED | {"message": "\r\n".join(["regel van tien"] * 133)}, status=303)

    assert records.scalars(select(ContactMessage.body)).one() == "\n".join(["regel van tien"] * 133)


def test_same_message_again_within_ten_minutes_is_one(records: Session, app: Flask) -> None:
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        for changes in ({}, {"eenmalig": "a" * 22}, {"name": "Fenna"}, {"reply_to": "Fenna@example.nl"}):
            page = Visitor(app.test_client()).submit(PATH, FILLED | changes, status=303)
            assert page.response.headers["Location"] == f"{PATH}/verstuurd"
            clock.shift(199)
        assert stored(records) == (1, 1)
        clock.shift(1)
        Visitor(app.test_client()).submit(PATH, FILLED, status=303)
        assert stored(records) == (2, 2)


@pytest.mark.parametrize(
    "changes", [{"message": FILLED["message"] + "!"}, {"reply_to": "ander@example.nl"}, {"to": "beijum"}]
)
def test_another_message_is_another(records: Session, visitor: Visitor, changes: dict[str, str]) -> None:
    visitor.submit(PATH, FILLED, status=303)

    visitor.submit(f"/wijken/{changes.get('to', 'selwerd')}/bericht", FILLED | changes, status=303)

    assert stored(records) == (2, 2)


def test_who_is_signed_in_need_not_type_their_name_and_address(records: Session, sign_in: SignIn) -> None:
    account, _ = volunteer(records)
    browser = sign_in(account.id)
    page = browser.visit(PATH)
    assert (page.soup.find(id="name")["value"], page.soup.find(id="reply_to")["value"]) == (
        "Fenna Proef",
        "wie@example.nl",
    )

    browser.submit(PATH, FILLED | {"name": "Iemand", "reply_to": "iemand@example.nl"}, status=303)

    message = records.scalars(select(ContactMessage)).one()
    assert (message.sender_name, message.reply_to) == ("Iemand", "iemand@example.nl")


def test_who_fills_the_trap_is_thanked_and_forgotten(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(PATH, FILLED | {"website": "https://spam.example"}, status=303)

    assert page.response.headers["Location"] == f"{PATH}/verstuurd"
    assert stored(records) == (0, 0)


def first_words(visitor: Visitor, query: str) -> str:
    return visitor.visit(f"{PATH}?{query}").soup.find(id="message").text.strip()


@pytest.mark.parametrize("slug", ["selwerd", "beijum", "helpman"])
def test_who_comes_from_a_task_finds_it_named_in_the_message(records: Session, visitor: Visitor, slug: str) -> None:
    page = visitor.visit(f"/wijken/{slug}")
    place = records.scalars(select(Neighbourhood).where(Neighbourhood.slug == slug)).one()
    ways = list_ways_to_help(records, place.id)

    assert [card.text for card in page.soup.select(".ways__title")] == [way.title for way in ways]
    for link, way in zip(page.soup.select(".ways__join"), ways, strict=True):
        written = visitor.visit(str(link["href"]))
        assert written.soup.find(id="message").text.strip() == f"Ik doe graag mee met: {way.title}."
        assert NOT_HERE not in written.text
    assert first_words(visitor, "") == ""


@pytest.mark.parametrize("task", ["0", "-1", "x", "999999999", "9" * 30, "1.5", ""])
def test_task_that_does_not_exist_is_ignored(visitor: Visitor, task: str) -> None:
    assert first_words(visitor, f"hulp={task}") == ""
    assert (NOT_HERE in visitor.visit(f"{PATH}?hulp={task}").text) == bool(task)


def test_task_of_another_neighbourhood_is_ignored(records: Session, visitor: Visitor) -> None:
    other = records.scalars(select(WayToHelp).where(WayToHelp.neighbourhood_id.is_not(None))).first()
    assert other is not None
    slug = records.get_one(Neighbourhood, other.neighbourhood_id).slug
    elsewhere = "/wijken/beijum/bericht" if slug != "beijum" else PATH

    assert visitor.visit(f"{elsewhere}?hulp={other.id}").soup.find(id="message").text.strip() == ""


def test_hostile_message_is_kept_as_it_is_and_shown_inert(records: Session, visitor: Visitor) -> None:
    hostile = "<script>alert(1)</script> ${7*7} {{7*7}} `x` \\u0027; DROP TABLE area"
    page = visitor.submit(PATH, FILLED | {"message": hostile, "name": hostile, "reply_to": "geen"}, status=422)

    assert page.soup.find("textarea").text.strip() == hostile
    assert not page.soup.find_all("script", string="alert(1)")
    visitor.submit(PATH, FILLED | {"message": hostile, "name": hostile}, status=303)
    assert records.scalars(select(ContactMessage.body)).one() == hostile


@pytest.mark.parametrize("bad", ["\x00", "a\x00b", "\ufffd"])
@pytest.mark.parametrize("field", ["name", "message", "website", "onbekend"])
def test_text_that_cannot_be_kept_is_refused(records: Session, visitor: Visitor, field: str, bad: str) -> None:
    page = visitor.submit(PATH, FILLED | {field: FILLED.get(field, "") + bad}, status=400)

    assert "tekens in die we niet kunnen verwerken" in page.text
    assert stored(records) == (0, 0)


@pytest.mark.parametrize(
    ("raw", "status"), [(b"name=ok&name=%00", 400), (b"%00=1", 400), (b"name=%ED%A0%80", 422), (b"name=%FF%FE", 422)]
)
def test_broken_bytes_are_refused_or_taken_as_the_signs_they_are_written_with(
    app: Flask, raw: bytes, status: int
) -> None:
    assert app.test_client().post(PATH, data=raw, content_type=FORM).status_code == status


def test_body_of_a_megabyte_is_too_large_and_said_to_be(visitor: Visitor) -> None:
    page = visitor.submit(PATH, FILLED | {"message": "x" * 1024 * 1024}, status=413)

    assert "groter dan we kunnen aannemen" in page.text
    visitor.submit(PATH, FILLED | {"message": "x" * 1000 * 1000}, status=422)


def test_body_without_a_length_is_read_no_further_than_the_limit(records: Session, app: Flask) -> None:
    body = BytesIO(urlencode(FILLED | {"message": "x" * 2 * 1024 * 1024}).encode())
    response = app.test_client().post(
        PATH,
        input_stream=body,
        content_type=FORM,
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert response.status_code in (413, 422)
    assert body.tell() == app.config["MAX_CONTENT_LENGTH"]
    assert stored(records) == (0, 0)


def test_thousands_of_fields_do_no_harm(app: Flask) -> None:
    many = {f"field{number}": "x" for number in range(1500)}

    assert app.test_client().post(PATH, data=many).status_code == 422
    assert app.test_client().post(PATH, data=many, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"name": "a\\u0000b", "reply_to": "a@b.nl", "message": "long enough for anything"}'),
        ("application/json", b'{"name": {"a": 1}, "reply_to": ["x"]}'),
        ("application/json", b"[1, 2]"),
        ("application/json", b"{"),
        ("application/json", b"[" * 100_000),
        ("text/plain", b"name=Fenna"),
        ("application/xml", b"<a/>"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("", b"name=Fenna"),
        ("x" * 300, b"\xff\x00"),
    ],
)
def test_body_of_another_kind_is_an_empty_form(records: Session, app: Flask, content_type: str, body: bytes) -> None:
    response = app.test_client().post(PATH, data=body, content_type=content_type)

    assert response.status_code in (400, 422)
    assert stored(records) == (0, 0)


def test_file_in_place_of_a_word_is_no_word(records: Session, app: Flask) -> None:
    files = FILLED | {"name": (BytesIO(b"Fenna"), "name.txt")}
    response = app.test_client().post(PATH, data=files, content_type="multipart/form-data")

    assert response.status_code == 422
    assert stored(records) == (0, 0)


def test_form_without_its_token_is_shown_again_with_what_was_typed(
    records: Session, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    page = visitor.submit(PATH, FILLED, status=422)

    assert "verstuur het opnieuw" in page.soup.select_one(".error-summary").text
    assert page.soup.find(id="message").text.strip() == FILLED["message"]
    assert stored(records) == (0, 0)
    token = str(page.soup.find(id="csrf_token")["value"])
    visitor.submit(PATH, FILLED | {"csrf_token": token}, status=303)
    assert stored(records) == (1, 1)


@pytest.mark.parametrize("forge", ["", "x", "IjEyMyI.aaaaaa.bbbbbb"])
def test_forged_token_is_refused(
    records: Session, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch, forge: str
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    visitor.visit(PATH)
    visitor.submit(PATH, FILLED | {"csrf_token": forge}, status=422)

    assert stored(records) == (0, 0)


def test_token_of_another_visitor_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    one, other = Visitor(app.test_client()), Visitor(app.test_client())
    token = str(one.visit(PATH).soup.find(id="csrf_token")["value"])
    other.visit(PATH)

    other.submit(PATH, FILLED | {"csrf_token": token}, status=422)
    one.submit(PATH, FILLED | {"csrf_token": token}, status=303)


@pytest.mark.parametrize(("seconds", "status"), [(SESSION_SECONDS - 60, 303), (SESSION_SECONDS + 60, 422)])
def test_token_lasts_twelve_hours(app: Flask, monkeypatch: pytest.MonkeyPatch, seconds: int, status: int) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    visitor = Visitor(app.test_client())
    with time_machine.travel("2026-11-22T06:00:00Z") as clock:
        token = str(visitor.visit(PATH).soup.find(id="csrf_token")["value"])
        clock.shift(seconds)
        visitor.submit(PATH, FILLED | {"csrf_token": token}, status=status)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_known_here(app: Flask, method: str) -> None:
    response = app.test_client().open(PATH, method=method)

    assert response.status_code == 405
    assert {"GET", "POST"} <= response.allow


def test_unknown_neighbourhood_has_no_form(records: Session, visitor: Visitor) -> None:
    assert visitor.visit("/wijken/selwrd/bericht", status=404).soup.select(".error-page__lookalikes a")
    visitor.submit("/wijken/selwrd/bericht", FILLED, status=404)
    assert stored(records) == (0, 0)
