"""What a partner does, on which theme and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.access.policy import Actor
from webapp.models import Neighbourhood, PartnerActivity, Theme
from webapp.partners.queries import OwnLanguage
from webapp.partners.queries.faith import shown_to
from webapp.partners.rules import CITY_ROW, ActivityFilter, is_stale
from webapp.themes.queries import with_parts
from webapp.vocabulary import ActivityAnswer, Provenance


@dataclass(frozen=True)
class ActivityRow:
    """A partner's answer about a theme in a neighbourhood; `place` None is the whole city.

    `last_day` None: it goes on. `group` is the theme above, empty for one on top.
    """

    id: int
    theme_id: int
    theme: str
    group: str
    neighbourhood_id: int | None
    place: str | None
    place_slug: str | None
    answer: ActivityAnswer
    what: str
    since: date | None
    last_day: date | None
    confirmed_on: date
    is_stale: bool
    is_over: bool
    provenance: Provenance
    version: int

    @property
    def does(self) -> bool:
        """Whether the partner does it."""
        return self.answer == ActivityAnswer.DOES


def list_activities(
    session: Session, viewer: Actor, partner_id: int, wanted: ActivityFilter, own_language: OwnLanguage, *, today: date
) -> list[ActivityRow]:
    """What a partner answered, as far as the viewer sees it, by theme and place, the whole city first.

    At most two statements.
    """
    above = aliased(Theme)
    query = (
        select(PartnerActivity, Theme, above, Neighbourhood.name, Neighbourhood.slug)
        .join(Theme, Theme.id == PartnerActivity.theme_id)
        .outerjoin(above, above.id == Theme.parent_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == PartnerActivity.neighbourhood_id)
        .where(PartnerActivity.partner_id == partner_id, shown_to(viewer))
        .order_by(
            func.coalesce(above.position, Theme.position),
            func.coalesce(above.id, Theme.id),
            Theme.parent_id.is_not(None),
            Theme.position,
            PartnerActivity.neighbourhood_id.is_not(None),
            Neighbourhood.name,
            PartnerActivity.id,
        )
    )
    query = query.where(*_conditions(session, wanted, today=today))
    rows = [
        _row(each, theme, group, place, own_language, today=today)
        for each, theme, group, *place in session.execute(query)
    ]
    return [row for row in rows if row.is_stale and not row.is_over] if wanted.stale_only else rows


def find_activity(session: Session, viewer: Actor, partner_id: int, activity_id: int) -> PartnerActivity | None:
    """One of a partner's answers that the viewer sees."""
    return session.scalar(
        select(PartnerActivity).where(
            PartnerActivity.id == activity_id, PartnerActivity.partner_id == partner_id, shown_to(viewer)
        )
    )


def _conditions(session: Session, wanted: ActivityFilter, *, today: date) -> list[ColumnElement[bool]]:
    """What is asked for, as conditions on `PartnerActivity` and its `Neighbourhood`."""
    found: list[ColumnElement[bool]] = []
    if not wanted.with_ended:
        found.append(or_(PartnerActivity.ended_on.is_(None), PartnerActivity.ended_on > today))
    if wanted.answer is not None:
        found.append(PartnerActivity.answer == wanted.answer)
    if wanted.theme:
        found.append(PartnerActivity.theme_id.in_(with_parts(session, wanted.theme)))
    if wanted.place == CITY_ROW:
        found.append(PartnerActivity.neighbourhood_id.is_(None))
    elif wanted.place:
        found.append(Neighbourhood.slug == wanted.place)
    if wanted.words:
        # not LIKE: what is typed is looked for sign by sign
        found.append(func.strpos(func.search_key(PartnerActivity.what), func.search_key(wanted.words)) > 0)
    return found


def _row(
    each: PartnerActivity,
    theme: Theme,
    group: Theme | None,
    place: Sequence[str | None],
    own_language: OwnLanguage,
    *,
    today: date,
) -> ActivityRow:
    name, slug = place
    return ActivityRow(
        id=each.id,
        theme_id=theme.id,
        theme=own_language(theme.name, theme.name_en),
        group=own_language(group.name, group.name_en) if group else "",
        neighbourhood_id=each.neighbourhood_id,
        place=name,
        place_slug=slug,
        answer=each.answer,
        what=each.what,
        since=each.since,
        last_day=each.ended_on - timedelta(days=1) if each.ended_on else None,
        confirmed_on=each.confirmed_on,
        is_stale=is_stale(each.confirmed_on, today=today),
        is_over=each.ended_on is not None and each.ended_on <= today,
        provenance=each.provenance,
        version=each.version,
    )
