"""The mail with news, posted by the worker: one per address, and none when there is no news."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from webapp.clock import CITY_TIMEZONE
from webapp.following.letters import About, NewsItem, post_news
from webapp.following.links import stop_token, with_language
from webapp.following.rules import due_before
from webapp.initiatives.rules import shown_since
from webapp.models import (
    Account,
    InitiativeRevision,
    Listing,
    ListingNeighbourhood,
    ListingTheme,
    Neighbourhood,
    Subscription,
    Theme,
)
from webapp.outbox.rules import is_daytime
from webapp.vocabulary import DigestRhythm, FollowKind, InitiativeState, Reach, RevisionState

OLDEST_NEWS = timedelta(days=31)
"""What was published longer ago is no news, also after a worker that stood still."""

NewsRow = Row[str, str, int, str, str, bool, str | None, str | None, str | None]
"""Address, language, id, slug and title of the initiative, and whether it is new to this subscription; then the name
of the neighbourhood or theme that is followed, which a drawn area has not, and that of the theme in English."""


@dataclass
class _Mail:
    """What goes to one address."""

    language: str
    items: dict[int, NewsItem] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)
    has_area: bool = False

    @property
    def about(self) -> About:
        """What the news is of, by name."""
        return About(sorted(self.places), sorted(self.themes), self.has_area)


def post_digests(session: Session, *, now: datetime, public_url: str, secret: str) -> int:
    """Mail followers what was published or changed since they were mailed last; gives how many mails.

    `secret` signs the address with which each ends it.

    At most once a day or a week, by day. News is what was approved since: that somebody says again that it is still
    right is none. What is in the whole city is news for every neighbourhood and area. Two workers at once each take
    other subscriptions. People of demonstration data are not mailed.
    """
    if not is_daytime(now):
        return 0
    due = session.scalars(_due(now)).all()
    if not due:
        return 0
    mails = _mails(session.execute(_news(due, now)), public_url)
    numbers = _numbers(session, list(mails))
    for email, mail in mails.items():
        stop_url = f"{public_url}/volgen/stop/{stop_token(secret, numbers[email])}"
        post_news(
            session,
            list(mail.items.values()),
            mail.about,
            email=email,
            language=mail.language,
            site_url=public_url,
            stop_url=with_language(stop_url, mail.language),
        )
    # also those without news: so an address gets one mail a day, whenever in the day its news comes
    mailed = update(Subscription).where(Subscription.id.in_(due), Subscription.email.in_(list(mails)))
    session.execute(mailed.values(mailed_until=now).execution_options(synchronize_session=False))
    return len(mails)


def _due(now: datetime) -> Select[int]:
    last = case(
        (Subscription.rhythm == DigestRhythm.DAILY, due_before(DigestRhythm.DAILY, now)),
        else_=due_before(DigestRhythm.WEEKLY, now),
    )
    invented = exists().where(Account.email == Subscription.email, Account.is_demo)
    return (
        select(Subscription.id)
        .where(Subscription.confirmed_at.is_not(None), Subscription.mailed_until < last, ~invented)
        .order_by(Subscription.id)
        .with_for_update(skip_locked=True)
    )


def _news(
    due: Sequence[int], now: datetime
) -> Select[str, str, int, str, str, bool, str | None, str | None, str | None]:
    """What is news to each of these subscriptions, the newest first."""
    today = now.astimezone(CITY_TIMEZONE).date()
    approved = (
        select(
            InitiativeRevision.initiative_id,
            func.min(InitiativeRevision.decided_at).label("first_at"),
            func.max(InitiativeRevision.decided_at).label("last_at"),
        )
        .where(InitiativeRevision.state == RevisionState.APPROVED)
        .group_by(InitiativeRevision.initiative_id)
        .having(func.max(InitiativeRevision.decided_at).between(now - OLDEST_NEWS, now))
        .subquery()
    )
    # what is followed; the same tables also stand in the conditions, where they are other rows
    place, theme = aliased(Neighbourhood), aliased(Theme)
    return (
        select(
            Subscription.email,
            Subscription.language,
            Listing.initiative_id,
            Listing.slug,
            Listing.title,
            (approved.c.first_at > Subscription.mailed_until).label("is_new"),
            place.name.label("place"),
            theme.name.label("theme"),
            theme.name_en.label("theme_en"),
        )
        .join(approved, approved.c.last_at > Subscription.mailed_until)
        .join(Listing, Listing.initiative_id == approved.c.initiative_id)
        .outerjoin(place, place.id == Subscription.neighbourhood_id)
        .outerjoin(theme, theme.id == Subscription.theme_id)
        .where(
            Subscription.id.in_(due),
            Listing.state == InitiativeState.RUNNING,
            Listing.confirmed_on >= shown_since(today),
            _concerns(),
        )
        .order_by(Subscription.email, approved.c.last_at.desc(), Listing.initiative_id, Subscription.id.desc())
    )


def _concerns() -> ColumnElement[bool]:
    """Whether a listing is about what a subscription follows."""
    everywhere = Listing.reach == Reach.CITY
    in_place = exists().where(
        ListingNeighbourhood.initiative_id == Listing.initiative_id,
        ListingNeighbourhood.neighbourhood_id == Subscription.neighbourhood_id,
    )
    on_theme = exists().where(
        ListingTheme.initiative_id == Listing.initiative_id,
        ListingTheme.theme_id == Theme.id,
        or_(Theme.id == Subscription.theme_id, Theme.parent_id == Subscription.theme_id),
    )
    # of one with a pin the pin decides, and not the neighbourhood that it lies in
    in_part = exists().where(
        Listing.reach == Reach.NEIGHBOURHOODS,
        ListingNeighbourhood.initiative_id == Listing.initiative_id,
        ListingNeighbourhood.neighbourhood_id == Neighbourhood.id,
        func.ST_Intersects(Neighbourhood.geom, Subscription.area),
    )
    return or_(
        and_(Subscription.kind == FollowKind.NEIGHBOURHOOD, or_(everywhere, in_place)),
        and_(Subscription.kind == FollowKind.THEME, on_theme),
        and_(
            Subscription.kind == FollowKind.AREA,
            or_(everywhere, func.ST_Intersects(Subscription.area, Listing.geom), in_part),
        ),
    )


def _mails(rows: Iterable[NewsRow], public_url: str) -> dict[str, _Mail]:
    """By address, each initiative once, however many subscriptions it is news to."""
    mails: dict[str, _Mail] = {}
    for email, language, initiative_id, slug, title, is_new, place, theme, theme_en in rows:
        mail = mails.setdefault(email, _Mail(language))
        known = mail.items.get(initiative_id)
        mail.items[initiative_id] = NewsItem(
            title, f"{public_url}/initiatieven/{slug}", is_new and (known is None or known.is_new)
        )
        if place:
            mail.places.add(place)
        elif theme:
            mail.themes.add(theme_en if theme_en and mail.language == "en" else theme)
        else:
            mail.has_area = True
    return mails


def _numbers(session: Session, emails: Sequence[str]) -> dict[str, list[int]]:
    """Everything that these addresses follow: one press ends it all."""
    rows = session.execute(
        select(Subscription.email, func.array_agg(Subscription.id))
        .where(Subscription.email.in_(emails), Subscription.confirmed_at.is_not(None))
        .group_by(Subscription.email)
    )
    return {email: list(numbers) for email, numbers in rows}
