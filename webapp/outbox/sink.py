"""A mail server of this machine alone: it keeps what it is sent, and shows it on a page. For development and tests.

`python -m webapp.outbox.sink --folder .missie050/mail` takes mail over SMTP (no TLS, no sign-in, nothing passed on),
writes each as a file that a mail program opens, and serves them, newest first, so that whoever tries the product can
follow the link in a mail. aiosmtpd is installed for development only, and nothing but this module imports it.
"""

import asyncio
import ipaddress
import re
import signal
import socket
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import click
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_BYTES = 1024 * 1024
SHOWN = 200
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


@dataclass(frozen=True)
class KeptMail:
    """A mail as the page shows it."""

    file: str
    recipient: str
    subject: str
    date: str
    body: str


class Keeper:
    """What aiosmtpd hands each mail to: writes it into a folder, under the moment of its arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    # the name is aiosmtpd's
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Keep one mail; gives what the sender is told."""
        content = envelope.content or b""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{next(self._numbers):04}"
        partial_file = self.folder / f"{name}.part"
        partial_file.write_bytes(content if isinstance(content, bytes) else content.encode())
        partial_file.rename(self.folder / f"{name}.eml")
        return "250 OK"


class MailPage(BaseHTTPRequestHandler):
    """The page with all mail, for a browser on this machine."""

    server_version = "missie050-mail"
    sys_version = ""

    def __init__(self, *arguments: object, folder: Path) -> None:
        self.folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]  # what the server hands over

    def do_GET(self) -> None:
        """Show the mail."""
        # a site elsewhere could let its own name lead to this machine, and read along: only our own name is answered
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        if name not in ("127.0.0.1", "localhost", "[::1]"):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path != "/":
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            body = page(list_mail(self.folder)).encode("utf-8", "replace")
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Close the headers with those that every answer has."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Note nothing: who read which mail is nobody's business."""


def list_mail(folder: Path) -> list[KeptMail]:
    """The mails in a folder, the newest first, at most 200; also those that were written as files without a sink."""
    files = sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_read(path) for path in files[:SHOWN]]


def page(mails: list[KeptMail]) -> str:
    """The page: every word escaped, links that can be followed, nothing loaded from anywhere."""
    articles = "".join(
        f"<article><h2>{escape(mail.subject)}</h2>"
        f"<p>Aan {escape(mail.recipient)}, {escape(mail.date)} ({escape(mail.file)})</p>"
        f"<p>{_with_links(mail.body)}</p></article><hr>"
        for mail in mails
    )
    return (
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>E-mail van Missie050</title></head>'
        "<body><main><h1>E-mail die op deze computer bleef</h1>"
        f"<p>De nieuwste staat bovenaan. Laad de pagina opnieuw voor nieuwe mail.</p>"
        f"{articles or '<p>Er is nog geen mail.</p>'}</main></body></html>"
    )


@contextmanager
def running(folder: Path, *, host: str = "127.0.0.1", smtp_port: int, web_port: int) -> Iterator[tuple[int, int]]:
    """Take mail and show it for as long as the block lasts; gives both ports (0 asks for one that is free).

    `ValueError` for a host that others could reach, `OSError` for a port that is taken.
    """
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(host)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        socket.create_server((host, smtp_port)) as listening,
        ThreadingHTTPServer((host, web_port), partial(MailPage, folder=folder)) as web,
    ):
        post = _Post(listening, Keeper(folder))
        post.start()
        shown = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.1})
        shown.start()
        try:
            yield post.port, web.server_port
        finally:
            web.shutdown()
            shown.join()
            post.stop()


class _Post(Controller):
    """aiosmtpd's own, on a socket that listens already: its port is known, and a taken one is told at once."""

    def __init__(self, listening: socket.socket, handler: Keeper) -> None:
        host, port = listening.getsockname()[:2]
        super().__init__(handler, hostname=host, port=port, data_size_limit=MOST_BYTES, ident="missie050")
        self.listening = listening

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.listening)


def _read(path: Path) -> KeptMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  (narrows: the policy makes no other)
    plain = message.get_body(("plain",))
    try:
        body = str(plain.get_content()) if plain is not None else ""
    except LookupError:  # a character set that nobody knows
        body = ""
    return KeptMail(
        file=path.name,
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or "(geen onderwerp)"),
        date=str(message["Date"] or ""),
        body=body,
    )


def _with_links(text: str) -> str:
    parts, end = [], 0
    for found in LINK.finditer(text):
        link = escape(found[0])
        parts += [escape(text[end : found.start()]), f'<a href="{link}" rel="noreferrer">{link}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])]).replace("\n", "<br>\n")


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Waar de mail komt.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Alleen een adres van deze computer zelf.")
@click.option("--smtp-port", type=click.IntRange(0, 65535), default=2525, show_default=True)
@click.option("--web-port", type=click.IntRange(0, 65535), default=9050, show_default=True)
def main(folder: Path, host: str, smtp_port: int, web_port: int) -> None:
    """Neem mail aan, bewaar hem en laat hem zien, tot het stopt."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with running(folder, host=host, smtp_port=smtp_port, web_port=web_port) as (smtp, web):
            click.echo(f"Mail naar {host}:{smtp}, te lezen op http://{host}:{web}")
            stopped.wait()
    except ValueError as error:
        raise click.UsageError("--host moet een adres van deze computer zelf zijn, zoals 127.0.0.1.") from error
    except OSError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
