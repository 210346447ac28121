"""Delivery of a mail: by SMTP when that is set, otherwise as a file that a developer can read."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime

from webapp.config import Settings
from webapp.models import OutboxMail

SMTP_SECONDS = 20


def sender(settings: Settings) -> Callable[[OutboxMail], None]:
    """The way in which this installation sends: `OSError` (smtplib's errors are) when it fails."""
    return _smtp_sender(settings) if settings.smtp_host else _file_sender(settings)


def compose(mail: OutboxMail, settings: Settings) -> EmailMessage:
    """The mail as a message; its id follows from the row, so that a mail sent twice can be told apart."""
    message = EmailMessage()
    message["From"] = settings.mail_sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    # no answer of a holiday comes back to it
    message["Auto-Submitted"] = "auto-generated"
    message["Message-ID"] = f"<outbox-{mail.id}@{settings.mail_sender.rpartition('@')[2]}>"
    if mail.unsubscribe_url:
        # one press in a mail program is enough (RFC 8058)
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    return message


def _smtp_sender(settings: Settings) -> Callable[[OutboxMail], None]:
    def send(mail: OutboxMail) -> None:
        with smtplib.SMTP(settings.smtp_host or "", settings.smtp_port, timeout=SMTP_SECONDS) as server:
            server.ehlo()
            if server.has_extn("starttls") or settings.smtp_user:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password or "")
            server.send_message(compose(mail, settings))

    return send


def _file_sender(settings: Settings) -> Callable[[OutboxMail], None]:
    def send(mail: OutboxMail) -> None:
        settings.mail_folder.mkdir(parents=True, exist_ok=True)
        (settings.mail_folder / f"{mail.id:06d}.eml").write_bytes(compose(mail, settings).as_bytes())

    return send
