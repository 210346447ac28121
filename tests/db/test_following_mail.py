"""Mail with news goes out with the headers of one press to end it, and the worker posts it on its round."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import time_machine
from sqlalchemy import URL, create_engine, select
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY, TODAY, settings_for
from tests.initiative_making import make_initiative
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from webapp import worker
from webapp.following.links import read_stop_token
from webapp.models import Neighbourhood, OutboxMail, Subscription
from webapp.outbox.actions import post_mail
from webapp.outbox.delivery import compose
from webapp.vocabulary import DigestRhythm, FollowKind

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)


def test_only_mail_with_news_can_be_ended_by_a_mail_program(session: Session, tmp_path: Path) -> None:
    settings = settings_for(URL.create("postgresql"), tmp_path)
    url = "https://site.example/volgen/stop/abc"
    news = post_mail(session, recipient="a@example.nl", subject="x", body="y", unsubscribe_url=url)
    plain = post_mail(session, recipient="a@example.nl", subject="x", body="y")
    for mail in (news, plain):
        session.refresh(mail)

    composed = compose(news, settings)
    assert composed["List-Unsubscribe"] == f"<{url}>"
    assert composed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in compose(plain, settings)


def test_worker_posts_news_and_reminders_and_forgets_the_address_to_stop_once_sent(
    city_clone: URL, tmp_path: Path
) -> None:
    engine = create_engine(city_clone)
    with Session(engine) as session, session.begin():
        place = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
        followed = Subscription(
            email="volger@nieuws.nl",
            kind=FollowKind.NEIGHBOURHOOD,
            neighbourhood_id=place,
            rhythm=DigestRhythm.DAILY,
            confirmed_at=NOON - timedelta(days=1),
            mailed_until=NOON - timedelta(days=1),
        )
        session.add(followed)
        make_initiative(session, on=TODAY)
        _, task = make_helped(session, each_time=True, rhythm=every_monday(), title="Iets anders")
        sign_up(session, task, make_helper(session, email="helper@taak.nl").id, on_day=FIRST_MONDAY)
        session.flush()
        number = followed.id
    settings = settings_for(city_clone, tmp_path)

    with time_machine.travel(NOON + timedelta(hours=1), tick=True):
        worker.keep_house(engine, settings)
        with Session(engine) as session:
            mails = {mail.recipient: mail for mail in session.scalars(select(OutboxMail))}
            assert set(mails) == {"volger@nieuws.nl", "helper@taak.nl"}
            token = (mails["volger@nieuws.nl"].unsubscribe_url or "").rpartition("/")[2]
            assert read_stop_token(SECRET_KEY, token) == (number,)
    # the clock of the database decides when mail is due
    assert worker.send_waiting(engine, settings) == 2

    with Session(engine) as session:
        assert session.scalars(select(OutboxMail.unsubscribe_url)).all() == [None, None]
    sent = [message_from_bytes(path.read_bytes()) for path in sorted(settings.mail_folder.glob("*.eml"))]
    assert sorted(mail["List-Unsubscribe-Post"] is not None for mail in sent) == [False, True]
    engine.dispose()
