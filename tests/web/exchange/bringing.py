"""What tests of the pages for files share: somebody who brings a file, and what they see."""

import io
import json
from collections.abc import Mapping, Sequence
from csv import DictReader
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.factories import make_account, make_grant, make_person
from tests.web.conftest import Page, SignIn, Visitor
from webapp.models import ImportRun
from webapp.vocabulary import Role

IMPORTS = "/importeren"
HEAD = "titel;omschrijving;voor wie;organisator;thema;wijk"


def line(title: str, *, theme: str = "Maaltijd", place: str = "Selwerd") -> str:
    """A row that is good."""
    return f"{title};We doen het samen.;Iedereen;Buren;{theme};{place}"


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def coordinator(session: Session, sign_in: SignIn) -> Visitor:
    """The browser of a new coordinator of the city."""
    account = make_account(session)
    make_person(session, "Noor", account_id=account.id)
    make_grant(session, account.id, Role.CITY_COORDINATOR)
    session.commit()
    return sign_in(account.id)


def bring(
    browser: Visitor, content: bytes, *, name: str = "lijst.csv", subject: str = "initiatives", status: int = 303
) -> Page:
    """Send a file."""
    return Visitor._check(post(browser, content, name=name, subject=subject), status)


def post(browser: Visitor, content: bytes, *, name: str = "lijst.csv", subject: str = "initiatives") -> TestResponse:
    """The bare answer to a file. Encoded here: the client would leave a temporary file open for a large one."""
    boundary, body = encode_multipart({"subject": subject, "file": FileStorage(io.BytesIO(content), name)})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.client.post(IMPORTS, data=body, content_type=kind, headers={"Accept": "text/html"})


def last_run(session: Session) -> ImportRun:
    """The import that was begun last."""
    query = select(ImportRun).order_by(ImportRun.id.desc()).limit(1)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def chosen_columns(page: Page) -> dict[str, str]:
    """What the form for the columns would send as it stands."""
    return {
        str(select["name"]): str(option["value"])
        for select in page.soup.select("select[name^=kolom-]")
        for option in select.select("option[selected]")
    }


def previewed(browser: Visitor, content: bytes, *, subject: str = "initiatives") -> str:
    """The address of an import that can be looked at, its columns as they were guessed."""
    there = str(bring(browser, content, subject=subject).response.location)
    browser.submit(there, chosen_columns(browser.visit(there)), status=303)
    return there


def errors_of(page: Page) -> Sequence[str]:
    """The sentences of errors beside the rows."""
    return [each.get_text(" ", strip=True) for each in page.soup.select(".import-row__error dd")]


def names_of(page: Page) -> Sequence[str]:
    """What the rows on a page are called."""
    return [" ".join(each.get_text(" ").split()) for each in page.soup.select(".import-row__name")]


def apply(browser: Visitor, there: str, which: str = "goede", *, status: int = 303, **more: str) -> Page:
    """Take the rows in."""
    sent: Mapping[str, str] = {"welke": which, **more}
    return browser.submit(f"{there}/verwerken", dict(sent), status=status)


def rows_of(visitor: Visitor, path: str) -> list[dict[str, str]]:
    response = visitor.client.get(path)
    assert response.status_code == 200, response.data[:300]
    return list(DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def features_of(visitor: Visitor, path: str) -> list[dict[str, Any]]:
    response = visitor.client.get(path)
    assert response.mimetype == "application/geo+json"
    found: list[dict[str, Any]] = json.loads(response.data)["features"]
    return found


def names(rows: list[dict[str, str]], column: str = "Titel") -> set[str]:
    return {row[column] for row in rows}
