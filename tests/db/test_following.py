"""Following: nothing before one agrees, the same thing once, one mail with what is news and none without."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from geo.values import Point
from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account
from tests.initiative_making import SELWERD, make_content, make_initiative, make_waiting
from webapp.errors import BadInput
from webapp.following.actions import Links, agree, ask, end, follow
from webapp.following.links import read_stop_token
from webapp.following.queries import shape_of
from webapp.following.rounds import post_digests
from webapp.following.rules import Circle, Wish
from webapp.initiatives.actions import approve, confirm, propose, set_state
from webapp.models import Initiative, Listing, Neighbourhood, OutboxMail, Subscription, Theme
from webapp.vocabulary import DigestRhythm, FollowKind, InitiativeLayer, InitiativeState, Reach

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
YESTERDAY = NOON - timedelta(days=1)
LINKS = Links(
    confirm=lambda number: f"https://site/bevestig/{number}", stop=lambda numbers: f"https://site/stop/{numbers}"
)
AROUND = Circle(Point(*SELWERD), 250)


def neighbourhood(session: Session, slug: str = "selwerd") -> int:
    return session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def theme(session: Session, slug: str) -> int:
    return session.scalars(select(Theme.id).where(Theme.slug == slug)).one()


def in_selwerd(session: Session, rhythm: DigestRhythm = DigestRhythm.DAILY) -> Wish:
    return Wish(FollowKind.NEIGHBOURHOOD, rhythm, neighbourhood_id=neighbourhood(session))


def following(
    session: Session,
    wish: Wish,
    *,
    email: str = "volger@nieuws.nl",
    since: datetime = YESTERDAY,
    language: str = "nl",
) -> Subscription:
    """That an address follows something, and was mailed up to `since`."""
    made = Subscription(
        email=email,
        kind=wish.kind,
        neighbourhood_id=wish.neighbourhood_id,
        theme_id=wish.theme_id,
        area=shape_of(session, wish.area),
        rhythm=wish.rhythm,
        language=language,
        confirmed_at=since,
        mailed_until=since,
    )
    session.add(made)
    session.flush()
    return made


def digests(session: Session, *, now: datetime = NOON) -> int:
    return post_digests(session, now=now, public_url="https://site", secret="geheim")


def bodies(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMail.body).order_by(OutboxMail.recipient, OutboxMail.id)))


def test_who_asks_is_mailed_one_link_and_no_news(session: Session) -> None:
    wish = in_selwerd(session)
    make_initiative(session, on=TODAY)
    with looking_as(session, "", today=TODAY):
        ask(session, wish, LINKS, email="volger@nieuws.nl", language="nl")
        session.execute(text("RESET ROLE"))
        kept = session.scalars(select(Subscription)).one()
        assert (kept.confirmed_at, kept.mailed_until) == (None, None)
        assert digests(session, now=NOON + timedelta(days=3)) == 0
        assert [f"https://site/bevestig/{kept.id}" in body for body in bodies(session)] == [True]


def test_visitor_sees_no_subscription_and_makes_none_that_is_agreed_to(session: Session) -> None:
    wish = in_selwerd(session)
    kept = following(session, wish)
    owner = make_account(session, "volger@nieuws.nl")
    for viewer, seen in (("", 0), (make_account(session).id, 0), (owner.id, 1)):
        with looking_as(session, viewer, today=TODAY):
            assert session.scalar(text("SELECT count(*) FROM subscription")) == seen
            # a signed number is enough for who has one
            assert session.scalar(text("SELECT email FROM find_subscription(:id)"), {"id": kept.id}) is not None
    with looking_as(session, "", today=TODAY), pytest.raises(DBAPIError, match="row-level security"):
        following(session, wish, email="ander@nieuws.nl")


def test_what_is_followed_already_is_told_by_mail_alone(session: Session) -> None:
    kept = following(session, in_selwerd(session))
    with looking_as(session, "", today=TODAY):
        ask(session, in_selwerd(session), LINKS, email="volger@nieuws.nl", language="en")
        session.execute(text("RESET ROLE"))
        assert session.scalar(select(func.count()).select_from(Subscription)) == 1
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.subject, f"https://site/stop/[{kept.id}]" in mail.body) == ("You get this news already", True)


@pytest.mark.parametrize("kind", FollowKind)
def test_same_wish_twice_becomes_one_when_it_is_agreed_to(session: Session, kind: FollowKind) -> None:
    make_initiative(session)
    wish = {
        FollowKind.NEIGHBOURHOOD: in_selwerd(session),
        FollowKind.THEME: Wish(kind, DigestRhythm.DAILY, theme_id=theme(session, "samen-eten")),
        FollowKind.AREA: Wish(kind, DigestRhythm.DAILY, area=AROUND),
    }[kind]
    with looking_as(session, "", today=TODAY):
        for email in ("volger@nieuws.nl", "volger@nieuws.nl", "ander@nieuws.nl"):
            ask(session, wish, LINKS, email=email, language="nl")
        session.execute(text("RESET ROLE"))
        numbers = session.scalars(select(Subscription.id).order_by(Subscription.id)).all()
        assert agree(session, numbers[1], now=NOON)
        assert agree(session, numbers[1], now=NOON + timedelta(days=2))
        assert not agree(session, numbers[0], now=NOON)
        session.expire_all()
        kept = session.scalars(select(Subscription).order_by(Subscription.id)).all()
        assert [(each.id, each.confirmed_at, each.mailed_until) for each in kept] == [
            (numbers[1], NOON, NOON),
            (numbers[2], None, None),
        ]


def test_own_address_needs_no_link_and_the_same_again_changes_the_rhythm(session: Session) -> None:
    account = make_account(session, "volger@nieuws.nl")
    asked = {"email": account.email, "language": "nl", "by": account.id, "now": NOON}
    with looking_as(session, account.id, today=TODAY):
        assert follow(session, in_selwerd(session), **asked)
        assert not follow(session, in_selwerd(session, DigestRhythm.WEEKLY), **asked)
        kept = session.scalars(select(Subscription)).one()
        assert (kept.confirmed_at, kept.rhythm) == (NOON, DigestRhythm.WEEKLY)
        end(session, [kept.id, kept.id])
        assert session.scalar(text("SELECT count(*) FROM subscription")) == 0


def test_circle_is_made_by_the_database_in_metres(session: Session) -> None:
    shape = shape_of(session, Circle(Point(*SELWERD), 1000))
    assert session.scalar(select(func.ST_Area(shape))) == pytest.approx(3.14e6, rel=0.01)
    assert session.scalar(select(func.ST_SRID(shape))) == 28992
    assert shape_of(session, None) is None
    bowtie = ((6.55, 53.22), (6.56, 53.23), (6.56, 53.22), (6.55, 53.23), (6.55, 53.22))
    with pytest.raises(BadInput) as refused:
        shape_of(session, bowtie)
    assert refused.value.code == "area_crosses_itself"


def test_news_comes_in_one_mail_that_can_be_stopped_by_one_press(session: Session) -> None:
    first = following(session, in_selwerd(session))
    make_initiative(session, make_content("Samen eten bij Jannie"), on=TODAY)
    second = following(session, Wish(FollowKind.THEME, DigestRhythm.DAILY, theme_id=theme(session, "samen-eten")))

    assert digests(session) == 1

    mail = session.scalars(select(OutboxMail)).one()
    assert mail.body.count("Samen eten bij Jannie") == 1
    assert "https://site/initiatieven/samen-eten-bij-jannie" in mail.body
    assert mail.unsubscribe_url is not None
    assert mail.unsubscribe_url in mail.body
    token = mail.unsubscribe_url.removeprefix("https://site/volgen/stop/")
    assert read_stop_token("geheim", token) == (first.id, second.id)


def mail_of(session: Session, email: str) -> OutboxMail:
    return session.scalars(select(OutboxMail).where(OutboxMail.recipient == email)).one()


def test_news_says_which_neighbourhood_or_theme_it_is_of(session: Session) -> None:
    make_initiative(session, make_content("Aanschuiven", themes=("samen-eten",)), on=TODAY)
    on_theme = Wish(FollowKind.THEME, DigestRhythm.DAILY, theme_id=theme(session, "samen-eten"))
    around = Wish(FollowKind.AREA, DigestRhythm.DAILY, area=AROUND)
    beijum = Wish(FollowKind.NEIGHBOURHOOD, DigestRhythm.DAILY, neighbourhood_id=neighbourhood(session, "beijum"))
    following(session, in_selwerd(session), email="wijk@nieuws.nl")
    following(session, on_theme, email="thema@nieuws.nl")
    following(session, on_theme, email="theme@nieuws.nl", language="en")
    following(session, around, email="gebied@nieuws.nl")
    for wish in (in_selwerd(session), on_theme, around, beijum):
        following(session, wish, email="alles@nieuws.nl")

    assert digests(session) == 5

    told = {email: mail_of(session, f"{email}@nieuws.nl") for email in ("wijk", "thema", "theme", "gebied", "alles")}
    assert {email: mail.subject for email, mail in told.items()} == {
        "wijk": "Nieuws uit Selwerd",
        "thema": "Nieuws uit de buurt",
        "theme": "News from the neighbourhood",
        "gebied": "Nieuws uit de buurt",
        "alles": "Nieuws uit Selwerd",
    }
    assert {email: mail.body.partition("\n")[0] for email, mail in told.items()} == {
        "wijk": "Dit is nieuws uit Selwerd.",
        "thema": "Dit is nieuws over Eten en samen eten.",
        "theme": "This is news about Food and eating together.",
        "gebied": "Dit is nieuws uit een gebied op de kaart.",
        "alles": "Dit is nieuws uit Selwerd, over Eten en samen eten en uit een gebied op de kaart.",
    }


def test_news_of_many_neighbourhoods_names_them_in_its_first_line(session: Session) -> None:
    elsewhere(session, "In de hele stad", Reach.CITY)
    slugs = ("selwerd", "beijum", "lewenborg", "paddepoel")
    for count, email in ((2, "twee@nieuws.nl"), (4, "vier@nieuws.nl")):
        for slug in slugs[:count]:
            wish = Wish(FollowKind.NEIGHBOURHOOD, DigestRhythm.DAILY, neighbourhood_id=neighbourhood(session, slug))
            following(session, wish, email=email)

    assert digests(session) == 2

    assert mail_of(session, "twee@nieuws.nl").subject == "Nieuws uit Beijum en Selwerd"
    many = mail_of(session, "vier@nieuws.nl")
    assert many.subject == "Nieuws uit de buurt"
    assert many.body.startswith("Dit is nieuws uit Beijum, Lewenborg, Paddepoel en Selwerd.\n\nNieuw op Missie050:")


def test_there_is_no_mail_without_news_and_not_twice_the_same(session: Session) -> None:
    following(session, in_selwerd(session))
    assert digests(session) == 0
    make_initiative(session, on=TODAY)
    assert digests(session) == 1
    assert digests(session, now=NOON + timedelta(hours=2)) == 0
    assert digests(session, now=NOON + timedelta(days=1)) == 0


def test_mail_comes_once_a_day_or_once_a_week_at_most_and_not_at_night(session: Session) -> None:
    following(session, in_selwerd(session), email="dag@nieuws.nl")
    following(session, in_selwerd(session, DigestRhythm.WEEKLY), email="week@nieuws.nl")
    make_initiative(session, on=TODAY)
    assert digests(session, now=NOON.replace(hour=2)) == 0
    assert digests(session) == 1
    make_initiative(session, make_content("Samen wandelen"), on=TODAY + timedelta(days=1))

    assert digests(session, now=NOON + timedelta(hours=5)) == 0
    assert digests(session, now=NOON + timedelta(days=1)) == 1
    assert digests(session, now=NOON + timedelta(days=6)) == 1
    recipients = session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.id)).all()
    assert recipients == ["dag@nieuws.nl", "dag@nieuws.nl", "week@nieuws.nl"]


def test_invented_people_are_not_mailed(session: Session) -> None:
    make_account(session, "verzonnen@nieuws.nl").is_demo = True
    make_account(session, "echt@nieuws.nl")
    for email in ("verzonnen@nieuws.nl", "echt@nieuws.nl", "zonder@nieuws.nl"):
        following(session, in_selwerd(session), email=email)
    make_initiative(session, on=TODAY)

    assert digests(session) == 2
    mailed = session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.recipient)).all()
    assert mailed == ["echt@nieuws.nl", "zonder@nieuws.nl"]


def test_change_of_the_words_is_news_and_saying_that_it_is_right_is_none(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, on=TODAY - timedelta(days=9), by=owner.id)
    following(session, in_selwerd(session))
    confirm(session, initiative, by=owner.id, today=TODAY, now=NOON)
    assert digests(session) == 0

    version = propose(
        session,
        initiative,
        make_content(description="Nu ook op vrijdag."),
        by=owner.id,
        version=initiative.version,
        now=NOON,
    )
    assert digests(session) == 0
    approve(session, initiative, version, by=None, today=TODAY, now=NOON)

    assert digests(session) == 1
    (body,) = bodies(session)
    assert "Gewijzigd:" in body
    assert "Nieuw op Missie050:" not in body


def test_only_what_is_shown_is_news(session: Session) -> None:
    following(session, in_selwerd(session))
    make_waiting(session, make_content("Wacht nog"))
    for state in (InitiativeState.PAUSED, InitiativeState.ENDED):
        made = make_initiative(session, make_content(f"Is {state}"), on=TODAY)
        set_state(session, made, state, by=None, today=TODAY, now=NOON)
    make_initiative(session, make_content("Samen bidden", layer=InitiativeLayer.MISSIONARY), on=TODAY)
    hidden = make_initiative(session, make_content("Niet bevestigd"), on=TODAY)
    session.execute(
        update(Listing).where(Listing.initiative_id == hidden.id).values(confirmed_on=TODAY - timedelta(days=455))
    )
    assert digests(session) == 0

    make_initiative(session, make_content("Samen koken", layer=InitiativeLayer.BOTH, faith="We bidden voor het eten"))

    assert digests(session) == 1
    assert "bidden" not in bodies(session)[0]


def elsewhere(session: Session, title: str, reach: Reach, *slugs: str) -> Initiative:
    return make_initiative(
        session, make_content(title, reach=reach, neighbourhoods=slugs, lon=None, lat=None), on=TODAY
    )


def test_neighbourhood_hears_of_itself_and_of_the_whole_city(session: Session) -> None:
    following(session, in_selwerd(session))
    make_initiative(session, make_content("Met een speld"), on=TODAY)
    elsewhere(session, "In twee wijken", Reach.NEIGHBOURHOODS, "selwerd", "beijum")
    elsewhere(session, "In de hele stad", Reach.CITY)
    elsewhere(session, "Alleen in Beijum", Reach.NEIGHBOURHOODS, "beijum")

    digests(session)

    (body,) = bodies(session)
    assert [title in body for title in ("Met een speld", "In twee wijken", "In de hele stad")] == [True] * 3
    assert "Alleen in Beijum" not in body


def test_area_hears_of_pins_and_neighbourhoods_that_it_touches(session: Session) -> None:
    following(session, Wish(FollowKind.AREA, DigestRhythm.DAILY, area=AROUND))
    make_initiative(session, make_content("Vlakbij"), on=TODAY)
    make_initiative(session, make_content("Verder in de wijk", lon=SELWERD[0] + 0.006, lat=SELWERD[1]), on=TODAY)
    elsewhere(session, "In heel Selwerd", Reach.NEIGHBOURHOODS, "selwerd")
    elsewhere(session, "Alleen in Beijum", Reach.NEIGHBOURHOODS, "beijum")
    elsewhere(session, "In de hele stad", Reach.CITY)

    digests(session)

    (body,) = bodies(session)
    titles = ("Vlakbij", "In heel Selwerd", "In de hele stad", "Verder in de wijk", "Alleen in Beijum")
    assert [title in body for title in titles] == [True, True, True, False, False]


def test_theme_hears_of_what_is_in_it(session: Session) -> None:
    make_initiative(session, make_content("Samen eten", themes=("maaltijd",)), on=TODAY)
    for slug in ("samen-eten", "maaltijd", "voedsel-delen"):
        wish = Wish(FollowKind.THEME, DigestRhythm.DAILY, theme_id=theme(session, slug))
        following(session, wish, email=f"{slug}@nieuws.nl")

    digests(session)

    assert session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.recipient)).all() == [
        "maaltijd@nieuws.nl",
        "samen-eten@nieuws.nl",
    ]


def test_long_news_is_cut_and_the_rest_is_on_the_site(session: Session) -> None:
    following(session, in_selwerd(session), language="en")
    owner = make_account(session).id
    for number in range(32):
        make_initiative(session, make_content(f"Nummer {number}"), on=TODAY, by=owner)

    assert digests(session) == 1
    (body,) = bodies(session)
    assert body.count("https://site/initiatieven/nummer") == 30
    assert "And 2 more. See https://site/initiatieven" in body
    assert body.count("?taal=en") == 1
