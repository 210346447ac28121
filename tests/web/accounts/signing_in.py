"""What tests of signing in share: accounts that can, codes, links out of mails, and answers made comparable."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pyotp
import time_machine
from flask import Flask
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.conftest import key_file
from tests.factories import make_account, make_grant, make_person
from tests.web.conftest import Page, Visitor
from webapp.accounts.credentials import hash_password
from webapp.encryption import read_key_ring
from webapp.models import AuditEvent, Base, OutboxMail, RateHit
from webapp.vocabulary import AuditAction, Role

PASSWORD = "kievit lantaarn soepel dakgoot"
OTHER_PASSWORD = "drempel zuurkool fluisterend gewicht"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LINK_PAGE, PASSWORD_PAGE, CODE_PAGE, APP_PAGE = (
    "/inloggen",
    "/inloggen/wachtwoord",
    "/inloggen/code",
    "/inloggen/tweestaps",
)
RESET_PAGE, SENT_PAGE = "/inloggen/herstel", "/inloggen/verstuurd"
OWN_PAGE, SECURITY_PAGE = "/mijn", "/mijn/beveiliging"
CHANGE_PASSWORD_PAGE, CHANGE_APP_PAGE, RECOVERY_PAGE = "/mijn/wachtwoord", "/mijn/app", "/mijn/herstelcodes"
SPENT = "Deze link werkt niet meer"


@cache
def kept_password() -> str:
    """The hash of `PASSWORD`: made once, since it takes long."""
    return hash_password(PASSWORD)


def make_staff(
    session: Session,
    email: str = "staf@example.nl",
    *,
    name: str = "Hinke Staf",
    role: Role | None = Role.CITY_COORDINATOR,
    with_app: bool = True,
) -> int:
    """An account with `PASSWORD`, and `SECRET` in its authenticator app; committed. Gives its id."""
    account = make_account(session, email)
    account.password_hash = kept_password()
    if with_app:
        ring = read_key_ring(key_file())
        account.totp_secret = ring.seal(SECRET, table="account", column="totp_secret", row=account.id)
        account.totp_confirmed_at = datetime.now(UTC)
    make_person(session, name, account_id=account.id)
    if role is not None:
        make_grant(session, account.id, role)
    account_id = account.id
    session.commit()
    return account_id


def make_neighbour(session: Session, email: str = "proefbuur@example.nl", *, name: str | None = "Aaf Buur") -> int:
    """An account that signs in by link; committed. Gives its id."""
    account = make_account(session, email)
    if name is not None:
        make_person(session, name, account_id=account.id)
    account_id = account.id
    session.commit()
    return account_id


def code_of_now(steps: int = 0, *, secret: str = SECRET) -> str:
    """What the authenticator app shows, so many steps of 30 seconds from now."""
    return str(pyotp.TOTP(secret).generate_otp(int(datetime.now(UTC).timestamp()) // 30 + steps))


def give_password(visitor: Visitor, email: str, password: str = PASSWORD, *, status: int = 303) -> Page:
    """Send the form with address and password."""
    return visitor.submit(PASSWORD_PAGE, {"email": email, "password": password}, status=status)


def sign_in_fully(visitor: Visitor, email: str, password: str = PASSWORD, *, code: str | None = None) -> Page:
    """Password and code."""
    give_password(visitor, email, password)
    return visitor.submit(CODE_PAGE, {"code": code or code_of_now()}, status=303)


def is_signed_in(visitor: Visitor) -> bool:
    """Whether one's own page opens."""
    return visitor.client.get(OWN_PAGE).status_code == 200


def token_of(visitor: Visitor) -> str | None:
    """The session's token in this browser."""
    cookie = visitor.client.get_cookie("missie050")
    return None if cookie is None else cookie.value


def digits_on(page: Page) -> str:
    """The four digits that the asking browser shows."""
    return str(page.soup.select_one(".digits").text)


def last_link(session: Session, recipient: str | None = None) -> str:
    """The path of the link in the newest mail."""
    query = select(OutboxMail.body).order_by(OutboxMail.id.desc()).limit(1)
    body = session.scalars(query if recipient is None else query.where(OutboxMail.recipient == recipient)).one()
    session.commit()
    found = re.search(r"https?://\S+", body)
    assert found is not None
    return urlsplit(found[0]).path


def mailed_link(visitor: Visitor, session: Session, email: str, *, page: str = LINK_PAGE) -> str:
    """Ask for a link in this browser, and give the path that was mailed."""
    visitor.submit(page, {"email": email}, status=303)
    return last_link(session)


def count(session: Session, model: type[Base], *conditions: Any) -> int:
    """How many rows there are."""
    found = session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
    session.commit()
    return found


def actions(session: Session) -> list[tuple[AuditAction, int | None]]:
    """What the audit tells, the oldest first."""
    rows = session.execute(select(AuditEvent.action, AuditEvent.account_id).order_by(AuditEvent.id)).all()
    session.commit()
    return [(action, account_id) for action, account_id in rows]


def forget_limits(session: Session) -> None:
    """Let everyone try again."""
    session.execute(delete(RateHit))
    session.commit()


@contextmanager
def later(**time: float) -> Iterator[None]:
    """So much time from now."""
    with time_machine.travel(datetime.now(UTC) + timedelta(**time), tick=True):
        yield


def errors_of(page: Page) -> dict[str, str]:
    """The errors in the summary, by the field that they lead to; each stands at its field too."""
    found = {}
    for link in page.soup.select(".error-summary a"):
        name = str(link["href"]).removeprefix("#")
        field = page.soup.find(id=name)
        assert field is not None
        assert field["aria-invalid"] == "true"
        found[name] = " ".join(link.text.split())
    return found


def comparable(response: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what differs each time: nonces, tokens, digits, the typed address, the request's id."""
    body = re.sub(r'nonce="[^"]+"|value="[^"]{32,}"|<p class="digits"[^>]*>\d+|[\w.]+@example\.nl', "", response.text)
    headers = [
        (name, re.sub(r"nonce-[\w-]+", "", value))
        for name, value in response.headers
        if name not in ("X-Request-Id", "Set-Cookie", "Date")
    ]
    return response.status_code, body, headers


@dataclass(frozen=True)
class Site:
    """A site with connections of its own, on a database that it may commit in."""

    app: Flask
    engine: Engine

    def visitor(self, **environ: str) -> Visitor:
        """A browser."""
        client = self.app.test_client()
        client.environ_base |= environ
        return Visitor(client)

    @contextmanager
    def owner(self) -> Iterator[Session]:
        """A session of the tables' owner, committed at its end."""
        with Session(self.engine) as session:
            yield session
            session.commit()

    def read(self, query: Any) -> list[Any]:
        """What the owner reads."""
        with Session(self.engine) as session:
            return list(session.scalars(query))


def at_once(*works: Callable[[], int]) -> list[int]:
    """What they give when all are started at one moment."""
    barrier, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[], int]) -> None:
        barrier.wait()
        answers.append(work())

    threads = [threading.Thread(target=run, args=(each,)) for each in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def posting(browser: Visitor, path: str, **data: str) -> Callable[[], int]:
    """Something to do in a thread."""
    return lambda: browser.client.post(path, data=data).status_code


def copy_of(visitor: Visitor, site: Site) -> Visitor:
    """The same browser, in another tab."""
    copy, cookie = site.visitor(), visitor.client.get_cookie("session")
    assert cookie is not None
    copy.client.set_cookie("session", cookie.value)
    return copy


def wrong(digits: str, number: int) -> str:
    """Four other digits."""
    return f"{(int(digits) + number) % 10_000:04}"


def secret_on(page: Page) -> str:
    """The secret as the page shows it to be typed over."""
    return "".join(page.soup.select_one(".app-setup__secret").text.split())


def codes_on(page: Page) -> list[str]:
    """The recovery codes that it shows."""
    return [code.text for code in page.soup.select(".codes code")]
