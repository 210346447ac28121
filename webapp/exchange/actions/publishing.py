"""Makes many approved initiatives at once: in nine statements for each five hundred, whatever is in them.

What `webapp.initiatives.actions.register` and `approve` make of one, with `webapp.initiatives.publishing`, this makes
of many; `tests/db/test_exchange_publishing.py` holds the two beside each other. One by one five thousand would take
minutes, since each row asks the policies of its tables anew.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.calendar.recurrence import list_days, parse_rrule
from webapp.errors import DomainError
from webapp.exchange.rules import MOST_DAYS
from webapp.initiatives.content import Content
from webapp.initiatives.rules import slug_of
from webapp.models import Initiative, Neighbourhood
from webapp.partners.actions import refusing
from webapp.themes.queries import theme_ids
from webapp.vocabulary import Reach

AT_ONCE = 500
MADE_VERSION = 2
"""The version of an initiative that was registered and approved."""

IDS = text("SELECT nextval('initiative_id_seq')::int FROM generate_series(1, :many)")
STATEMENTS = {
    "initiative": """
        INSERT INTO initiative (id, slug, state, layer, neighbourhood_ids, approved_on, confirmed_on, import_id,
                                provenance, version, changed_at)
        SELECT r.id, r.slug, 'running', 'social', r.neighbourhood_ids, :today, :today, :run, 'entered', 2, :now
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, slug text, neighbourhood_ids int[])
    """,
    "initiative_revision": """
        INSERT INTO initiative_revision (initiative_id, number, state, content, decided_by, decided_at, created_at)
        SELECT r.id, 1, 'approved', r.content, :by, :now, :now
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, content jsonb)
    """,
    "initiative_organiser": """
        INSERT INTO initiative_organiser (initiative_id, partner_id)
        SELECT r.id, r.partner_id FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, partner_id int)
    """,
    "initiative_task": """
        INSERT INTO initiative_task (initiative_id, key, title, minutes, needed, each_time, open_until, position)
        SELECT r.id, r.key, r.title, r.minutes, r.needed, r.each_time, r.open_until, r.position
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
            id int, key text, title text, minutes int, needed int, each_time boolean, open_until date, position int
        )
    """,
    "listing": """
        INSERT INTO listing (initiative_id, slug, state, title, description, for_whom, organiser, main_theme_id, reach,
                             address, geom, starts_on, starts_at, minutes, rrule, ends_on, help_until, links,
                             confirmed_on, published_on, changed_at, provenance)
        SELECT r.id, r.slug, 'running', r.title, r.description, r.for_whom, r.organiser, r.main_theme_id, r.reach,
               r.address, ST_Transform(ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326), 28992), r.starts_on, r.starts_at,
               r.minutes, r.rrule, r.ends_on, r.help_until, r.links, :today, :today, :now, 'entered'
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
            id int, slug text, title text, description text, for_whom text, organiser text, main_theme_id int,
            reach text, address text, lon float8, lat float8, starts_on date, starts_at time, minutes int, rrule text,
            ends_on date, help_until date, links jsonb
        )
    """,
    "listing_theme": """
        INSERT INTO listing_theme (initiative_id, theme_id)
        SELECT r.id, r.theme_id FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, theme_id int)
    """,
    "listing_neighbourhood": """
        INSERT INTO listing_neighbourhood (initiative_id, neighbourhood_id)
        SELECT r.id, r.neighbourhood_id
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, neighbourhood_id int)
    """,
    "listing_partner": """
        INSERT INTO listing_partner (initiative_id, partner_id)
        SELECT r.id, r.partner_id FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, partner_id int)
    """,
    "listing_day": """
        INSERT INTO listing_day (initiative_id, day)
        SELECT r.id, CAST(d.day AS date)
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, days jsonb),
             jsonb_array_elements_text(r.days) AS d(day)
    """,
}
"""In the order of what refers to what."""

SAME = (
    "title",
    "description",
    "for_whom",
    "organiser",
    "reach",
    "address",
    "lon",
    "lat",
    "starts_on",
    "starts_at",
    "minutes",
    "rrule",
    "links",
)
"""What a listing says in the very words of a content."""


@dataclass(frozen=True)
class Coming:
    """An initiative that is to be made: its content, the partners that keep it, and the neighbourhood of its pin."""

    content: Content
    partner_ids: tuple[int, ...] = ()
    neighbourhood_id: int | None = None


def make_approved(
    session: Session, coming: Sequence[Coming], *, run_id: int, by: int, today: date, now: datetime
) -> list[int]:
    """Make these initiatives, approved by `by` and shown at once; gives their ids in the same order.

    They have no author: whoever takes a file in vouches for it as a coordinator does. Raises `DomainError` with
    `import_many_days`, or `import_crowded` when somebody else took an address at the same moment.
    """
    days = [_days(each.content) for each in coming]
    if sum(map(len, days)) > MOST_DAYS:
        raise DomainError("import_many_days", most=MOST_DAYS)
    ids = list(session.scalars(IDS, {"many": len(coming)})) if coming else []
    slugs = _free_slugs(session, [slug_of(each.content.title) for each in coming])
    themes = theme_ids(session, {slug for each in coming for slug in each.content.themes})
    known = session.execute(select(Neighbourhood.slug, Neighbourhood.id))
    places = {slug: number for slug, number in known}  # noqa: C416  (rows are typed as tuples only when unpacked)
    said = {"today": today, "now": now, "run": run_id, "by": by}
    whole = zip(ids, slugs, coming, days, strict=True)
    with refusing(session, {"uq_initiative_slug": "import_crowded", "uq_listing_slug": "import_crowded"}):
        while some := list(islice(whole, AT_ONCE)):
            for table, rows in _rows(some, themes, places).items():
                if rows:
                    session.execute(text(STATEMENTS[table]), {**said, "rows": json.dumps(rows)})
    return ids


def _rows(
    some: Sequence[tuple[int, str, Coming, Sequence[str]]], themes: Mapping[str, int], places: Mapping[str, int]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table."""
    made: dict[str, list[dict[str, Any]]] = {table: [] for table in STATEMENTS}
    for number, slug, coming, days in some:
        content, kept = coming.content, coming.content.to_json()
        neighbourhoods = _neighbourhoods(coming, places)
        made["initiative"].append({"id": number, "slug": slug, "neighbourhood_ids": neighbourhoods})
        made["initiative_revision"].append({"id": number, "content": kept})
        made["listing"].append({"id": number, "slug": slug, **_listing(content, kept, themes)})
        made["listing_theme"] += [{"id": number, "theme_id": themes[each]} for each in dict.fromkeys(content.themes)]
        made["listing_neighbourhood"] += [{"id": number, "neighbourhood_id": each} for each in neighbourhoods]
        made["initiative_task"] += [
            {"id": number, "position": place, **task} for place, task in enumerate(kept["tasks"])
        ]
        if days:
            made["listing_day"].append({"id": number, "days": days})
        partners = [{"id": number, "partner_id": each} for each in coming.partner_ids]
        made["initiative_organiser"] += partners
        made["listing_partner"] += partners
    return made


def _listing(content: Content, kept: Mapping[str, Any], themes: Mapping[str, int]) -> dict[str, Any]:
    rhythm = content.rhythm
    return {
        **{name: kept[name] for name in SAME},
        "main_theme_id": themes[content.themes[0]],
        "ends_on": rhythm.ends_on.isoformat() if rhythm else None,
        "help_until": max((task["open_until"] for task in kept["tasks"]), default=None),
    }


def _neighbourhoods(coming: Coming, places: Mapping[str, int]) -> list[int]:
    if coming.content.reach == Reach.NEIGHBOURHOODS:
        return sorted(places[slug] for slug in coming.content.neighbourhoods)
    return [] if coming.neighbourhood_id is None else [coming.neighbourhood_id]


def _days(content: Content) -> Sequence[str]:
    if content.starts_on is None:
        return ()
    if content.rrule is None:
        return (content.starts_on.isoformat(),)
    return _days_of(content.rrule, content.starts_on)


@lru_cache(maxsize=1024)
def _days_of(rrule: str, starts_on: date) -> tuple[str, ...]:
    recurrence = parse_rrule(rrule)
    last = recurrence.until or starts_on
    return tuple(day.isoformat() for day in list_days(recurrence, starts_on, since=starts_on, until=last))


def _free_slugs(session: Session, wanted: Sequence[str]) -> list[str]:
    """An address for each: the one that is wanted, or with the first free number behind it."""
    bases = sorted(set(wanted))
    base = func.regexp_replace(Initiative.slug, "-[0-9]+$", "")
    taken = set(session.scalars(select(Initiative.slug).where(Initiative.slug.in_(bases) | base.in_(bases))))
    return list(numbered(wanted, taken))


def numbered(wanted: Iterable[str], taken: set[str]) -> Iterator[str]:
    """Each address, with the first free number behind it where it is taken, by what is there or by one before it."""
    last: dict[str, int] = {}
    for slug in wanted:
        number, free = last.get(slug, 1), slug
        while free in taken:
            number += 1
            free = f"{slug}-{number}"
        last[slug] = number
        taken.add(free)
        yield free
