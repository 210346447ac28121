"""`missie050 worker`: sends mail, measures networks, makes reports, and erases what has had its time."""

import signal
import threading
from datetime import UTC, datetime, timedelta
from types import FrameType

import click
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from webapp.app import create_app
from webapp.clock import today
from webapp.config import Settings, read_settings
from webapp.contact.actions import erase_expired_messages
from webapp.database import command_engine, translated_errors
from webapp.following.rounds import post_digests
from webapp.initiatives.actions import post_confirmation_mails
from webapp.initiatives.pictures import purge_pictures
from webapp.logging import configure_logging
from webapp.matching.actions.leaving import MatchesOfLeavers
from webapp.matching.actions.rounds import post_match_mail
from webapp.matching.links import Links
from webapp.moderation.daily_mail import post_review_mails
from webapp.needs.actions import expire
from webapp.networks.actions.health import keep_health
from webapp.networks.actions.publishing import publish_months
from webapp.networks.actions.runs import measure_waiting
from webapp.opendata.actions.asking import answer_requests
from webapp.opendata.actions.making import make_when_due
from webapp.outbox.actions import send_next
from webapp.outbox.delivery import sender
from webapp.privacy.actions import post_reminders
from webapp.privacy.retention import apply_retention
from webapp.reports.actions.runs import Press, print_waiting
from webapp.reports.press import press_of
from webapp.signals.actions.telling import post_signal_mail
from webapp.volunteering.rounds import post_task_mail

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 5.0
HOUSEKEEPING_EVERY = timedelta(hours=1)


@click.command()
@click.option("--once", is_flag=True, help="Doe wat er nu te doen is, en stop.")
def worker(*, once: bool) -> None:
    """Verstuur wachtende mail en wis wat verlopen is, tot het stopt."""
    settings = read_settings()
    configure_logging(settings.log_level)
    engine = command_engine(settings.database_url)
    if once:
        with translated_errors():
            sent = send_waiting(engine, settings)
            measure_waiting(engine)
            answer_requests(engine, now=datetime.now(UTC), today=today())
            print_waiting(engine, _press(settings))
            erased = keep_house(engine, settings)
        click.echo(f"Mail behandeld: {sent}. Verlopen gegevens gewist: {erased}.")
        return
    _work_until_stopped(engine, settings)


def send_waiting(engine: Engine, settings: Settings) -> int:
    """Handle every mail that is due, each in a transaction of its own; gives how many there were."""
    send = sender(settings)
    handled = 0
    while True:
        with Session(engine) as session, session.begin():
            if not send_next(session, send, now=datetime.now(UTC)):
                return handled
        handled += 1


def keep_house(engine: Engine, settings: Settings) -> int:
    """Let go of what had its time, and post the mail that nobody waits for; gives how many rows went.

    That is reminders of consents that lapse and of tasks, what changed for volunteers, matches that lapsed, and news.
    How networks stand is measured too, and kept; once a month it is made public, and a release is made.
    """
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        leaving = MatchesOfLeavers(Links(settings.secret_key, settings.public_url))
        lines = apply_retention(session, now=now, leaving=leaving)
        post_reminders(session, today=today(), page_url=f"{settings.public_url}/mijn/toestemming")
        erased = sum(line.rows for line in lines) + erase_expired_messages(session, today=today())
        erased += purge_pictures(session, now=now)
        expire(session, today=today())
    _post_rounds(engine, settings, now=now)
    with Session(engine) as session, session.begin():
        keep_health(session, today=today())
        publish_months(session, today=today())
    with Session(engine) as session, session.begin():
        make_when_due(session, now=now, today=today())
    return erased


def _post_rounds(engine: Engine, settings: Settings, *, now: datetime) -> None:
    """Post mail to organisers, coordinators, volunteers and followers, each in a transaction of its own."""
    public_url = settings.public_url
    with Session(engine) as session, session.begin():
        post_confirmation_mails(session, secret_key=settings.secret_key, public_url=public_url, today=today())
    with Session(engine) as session, session.begin():
        post_review_mails(session, now=now, page_url=f"{public_url}/wachtrij")
    with Session(engine) as session, session.begin():
        post_task_mail(session, now=now, own_url=f"{public_url}/mijn/taken")
    with Session(engine) as session, session.begin():
        post_match_mail(session, now=now, links=Links(settings.secret_key, public_url))
    with Session(engine) as session, session.begin():
        post_signal_mail(session, now=now, public_url=public_url)
    with Session(engine) as session, session.begin():
        post_digests(session, now=now, public_url=public_url, secret=settings.secret_key)


def _work_until_stopped(engine: Engine, settings: Settings) -> None:
    stopped, press = threading.Event(), _press(settings)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    kept_house_at = datetime.min.replace(tzinfo=UTC)
    while not stopped.is_set():
        try:
            send_waiting(engine, settings)
            measure_waiting(engine)
            answer_requests(engine, now=datetime.now(UTC), today=today())
            print_waiting(engine, press)
            if datetime.now(UTC) - kept_house_at >= HOUSEKEEPING_EVERY:
                keep_house(engine, settings)
                kept_house_at = datetime.now(UTC)
        except DBAPIError as error:
            # the database restarts now and then; the worker waits for it
            log.warning("worker_waits_for_database", error=str(error.orig))
        stopped.wait(PAUSE_SECONDS)


def _press(settings: Settings) -> Press:
    """What makes reports: the site is put together at the first one, so that mail does not wait for it."""
    return press_of(lambda: create_app(settings))
