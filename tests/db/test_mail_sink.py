"""The mail server of development: keeps what it gets, shows it on this machine and nowhere else."""

import email
import email.policy
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from webapp.config import Settings
from webapp.models import OutboxMail
from webapp.outbox.delivery import sender
from webapp.outbox.sink import POLICY, main, running


@dataclass(frozen=True)
class Answer:
    """What the page answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Post:
    """A running sink."""

    folder: Path
    smtp: int
    web: int

    def get(self, path: str = "/", *, host: str = "", method: str = "GET") -> Answer:
        connection = HTTPConnection("127.0.0.1", self.web, timeout=5)
        connection.request(method, path, headers={"Host": host or f"127.0.0.1:{self.web}"})
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read().decode())
        connection.close()
        return answer


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    folder = tmp_path / "mail"
    with running(folder, smtp_port=0, web_port=0) as (smtp, web):
        yield Post(folder, smtp, web)


@pytest.fixture
def settings(tmp_path: Path, post: Post) -> Settings:
    return Settings(database_url="", secret_key="x", home=tmp_path, smtp_host="127.0.0.1", smtp_port=post.smtp)


def mail(number: int, subject: str, body: str) -> OutboxMail:
    return OutboxMail(
        id=number,
        recipient="fenna@example.nl",
        subject=subject,
        body=body,
        created_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )


def test_mail_that_the_worker_sends_is_kept_as_a_file(post: Post, settings: Settings) -> None:
    sender(settings)(mail(1, "Inloggen bij Één wijk", "Klik: http://127.0.0.1:8050/inloggen/abc\n"))
    (file,) = post.folder.glob("*")
    found = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (file.suffix, found["To"], found["Subject"]) == (".eml", "fenna@example.nl", "Inloggen bij Één wijk")
    assert post.folder.stat().st_mode & 0o777 == 0o700


def test_page_shows_the_newest_first_with_links_to_follow(post: Post, settings: Settings) -> None:
    send = sender(settings)
    send(mail(1, "Eerste", "Een.\n"))
    send(mail(2, "Tweede", "Klik: http://127.0.0.1:8050/inloggen/a-b_c?x=1&y=2.\nDaarna (https://example.nl/x).\n"))
    answer = post.get()
    soup = BeautifulSoup(answer.text, "html.parser")
    assert [heading.text for heading in soup.select("h2")] == ["Tweede", "Eerste"]
    links = [(link["href"], link.text) for link in soup.select("a")]
    assert links == [(url, url) for url in ("http://127.0.0.1:8050/inloggen/a-b_c?x=1&y=2", "https://example.nl/x")]
    assert "fenna@example.nl" in soup.text
    assert soup.html is not None
    assert soup.html["lang"] == "nl"


def test_page_without_mail_says_so(post: Post) -> None:
    assert "Er is nog geen mail." in post.get().text


def test_page_shows_mail_that_was_written_as_a_file_too(post: Post, settings: Settings) -> None:
    assert settings.mail_folder == post.folder
    sender(replace(settings, smtp_host=None))(mail(7, "Zonder server", "x\n"))
    assert "Zonder server" in post.get().text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        'http://x/"onmouseover="alert(1)',
        "javascript:alert(1)",
        "&lt;b&gt; <a href=x>y</a>",
    ],
)
def test_hostile_mail_is_shown_inert(post: Post, settings: Settings, text: str) -> None:
    sender(settings)(mail(1, text, f"{text}\n"))
    soup = BeautifulSoup(post.get().text, "html.parser")
    assert soup.select("script, b, [onmouseover]") == []
    assert all(str(link["href"]).startswith("http") for link in soup.select("a"))
    assert text in soup.text


def test_mail_in_an_unknown_character_set_does_not_break_the_page(post: Post, settings: Settings) -> None:
    sender(settings)(mail(1, "Leesbaar", "x\n"))
    (post.folder / "odd.eml").write_bytes(b"Content-Type: text/plain; charset=klingon\n\nqapla'\n")
    assert "Leesbaar" in post.get().text


@pytest.mark.parametrize("path", ["/", "/weg", "/../keys.json", "/000001.eml"])
def test_every_answer_loads_nothing_and_is_kept_nowhere(post: Post, path: str) -> None:
    answer = post.get(path)
    assert answer.status == (200 if path == "/" else 404)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert POLICY.startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(("host", "status"), [("localhost:1", 200), ("evil.example:80", 403), ("evil.example", 403)])
def test_name_of_another_site_that_leads_here_is_not_answered(post: Post, host: str, status: int) -> None:
    assert post.get(host=host).status == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_page_is_for_reading_only(post: Post, method: str) -> None:
    assert post.get(method=method).status == 501


def test_line_to_the_sink_is_never_secured_and_never_asks_who_it_is(post: Post) -> None:
    with smtplib.SMTP("127.0.0.1", post.smtp) as server:
        server.ehlo()
        assert not server.has_extn("starttls")
        assert not server.has_extn("auth")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.nl"])
def test_sink_refuses_an_address_that_others_reach(tmp_path: Path, host: str) -> None:
    folder = tmp_path / "mail"
    with pytest.raises(ValueError, match=r"."), running(folder, host=host, smtp_port=0, web_port=0):
        pass
    ended = CliRunner().invoke(main, ["--folder", str(folder), "--host", host])
    assert (ended.exit_code, "adres van deze computer zelf" in ended.output) == (2, True)
    assert not folder.exists()


def test_port_that_is_taken_is_told(post: Post, tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["--folder", str(tmp_path), "--smtp-port", str(post.smtp), "--web-port", "0"])
    assert (ended.exit_code, "already in use" in ended.output) == (1, True)
