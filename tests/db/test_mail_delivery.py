"""Mail goes to a file, or over SMTP to whoever listens; here that is a small server on this machine."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from webapp.config import Settings
from webapp.models import OutboxMail
from webapp.outbox.delivery import compose, sender


@dataclass
class Sink:
    """What an SMTP server took in."""

    port: int = 0
    refuse: bool = False
    mails: list[bytes] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)


class SmtpHandler(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]  # set by the fixture
        self._say("220 proef")
        for line in self.rfile:
            command = line.decode().strip()
            verb = command.upper()
            if verb.startswith(("EHLO", "HELO")):
                self._say("250-proef\r\n250 8BITMIME")
            elif verb.startswith("RCPT") and sink.refuse:
                self._say("550 onbekend")
            elif verb.startswith(("MAIL", "RCPT")):
                sink.envelopes.append(command)
                self._say("250 goed")
            elif verb == "DATA":
                self._say("354 begin")
                sink.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 goed")
            elif verb == "QUIT":
                self._say("221 dag")
                return
            else:
                self._say("250 goed")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def sink() -> Iterator[Sink]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpHandler) as server:
        server.daemon_threads = True
        kept = Sink(port=server.server_address[1])
        server.sink = kept  # type: ignore[attr-defined]  # read by the handler
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url="", secret_key="x", home=tmp_path)


def mail(**columns: object) -> OutboxMail:
    chosen = {
        "id": 7,
        "recipient": "coordinatie@example.nl",
        "subject": "Nieuw bericht voor Één wijk",
        "body": "Er is een bericht binnengekomen: ën ook €.\n",
        "created_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
    }
    return OutboxMail(**(chosen | columns))


def read(message: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(message, policy=email.policy.default)


def test_without_smtp_mail_becomes_a_file_to_read(settings: Settings) -> None:
    sender(settings)(mail())
    sender(settings)(mail(id=8))
    assert sorted(path.name for path in settings.mail_folder.iterdir()) == ["000007.eml", "000008.eml"]
    found = read((settings.mail_folder / "000007.eml").read_bytes())
    assert (found["To"], found["From"]) == ("coordinatie@example.nl", settings.mail_sender)
    assert found["Subject"] == "Nieuw bericht voor Één wijk"
    assert "ën ook €." in found.get_content()


def test_mail_sent_twice_can_be_told_by_its_id(settings: Settings) -> None:
    once, again = compose(mail(), settings), compose(mail(), settings)
    assert once["Message-ID"] == again["Message-ID"] == "<outbox-7@example.nl>"
    assert once["Date"] == "Sun, 22 Nov 2026 12:00:00 +0000"
    assert compose(mail(id=8), settings)["Message-ID"] != once["Message-ID"]


def test_mail_says_that_no_person_wrote_it(settings: Settings) -> None:
    assert compose(mail(), settings)["Auto-Submitted"] == "auto-generated"


def test_mail_goes_over_smtp_when_that_is_set(settings: Settings, sink: Sink) -> None:
    sender(replace(settings, smtp_host="127.0.0.1", smtp_port=sink.port))(mail())
    (found,) = map(read, sink.mails)
    assert found["Subject"] == "Nieuw bericht voor Één wijk"
    assert "ën ook €." in found.get_content()
    assert sink.envelopes[0].lower().startswith(f"mail from:<{settings.mail_sender}>")
    assert sink.envelopes[1].lower().startswith("rcpt to:<coordinatie@example.nl>")
    assert not settings.mail_folder.exists()


def test_refused_recipient_is_a_failure_to_try_again(settings: Settings, sink: Sink) -> None:
    sink.refuse = True
    with pytest.raises(OSError, match="onbekend"):
        sender(replace(settings, smtp_host="127.0.0.1", smtp_port=sink.port))(mail())
    assert sink.mails == []


def test_password_is_never_sent_over_an_open_line(settings: Settings, sink: Sink) -> None:
    open_line = replace(settings, smtp_host="127.0.0.1", smtp_port=sink.port, smtp_user="u", smtp_password="geheim")
    with pytest.raises(OSError, match="STARTTLS"):
        sender(open_line)(mail())
    assert sink.mails == []


def test_server_that_is_not_there_is_a_failure_to_try_again(settings: Settings) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), SmtpHandler) as closed:
        port = closed.server_address[1]
    with pytest.raises(OSError, match="refused"):
        sender(replace(settings, smtp_host="127.0.0.1", smtp_port=port))(mail())


def test_line_break_in_a_subject_cannot_add_a_header(settings: Settings) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(mail(subject="a\nBcc: iedereen@example.nl"), settings)
