"""Making a release: counted, rounded and put down in one transaction, after which nothing of it changes."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from webapp.areas.queries import find_release_in_force
from webapp.coverage.queries import list_states
from webapp.coverage.rules import NeighbourhoodState, years_before
from webapp.errors import DatabaseNotReady
from webapp.models import Release, ReleaseFile
from webapp.opendata.files import Areas, MadeFile, gdal_version, write_files
from webapp.opendata.queries.gathering import (
    count_needs,
    find_network_month,
    has_demo,
    insert_areas,
    list_asset_ids,
    list_initiative_ids,
    list_neighbourhood_ids,
)
from webapp.opendata.queries.releases import (
    ReleaseHead,
    ToldOfPeople,
    find_release,
    list_areas,
    list_files,
    list_numbers,
    list_releases,
    list_shapes,
    list_told_of_people,
)
from webapp.opendata.rules.counts import in_fives, in_tens, total_in_tens
from webapp.opendata.rules.releases import FORMAT, Numbered, is_due, method, next_release
from webapp.signals.queries.counting import count_by_neighbourhood
from webapp.vocabulary import OpenAreaKind

SIGNAL_YEARS = 1
"""Signals of so long are counted."""


def make_release(session: Session, *, as_of: date, now: datetime, today: date) -> ReleaseHead:
    """Make a release of how the city stood on a day, and give it.

    In one month requests of households and signals are counted once: a second release has those of the first, for two
    roundings of nearly the same number would tell what one hides. Raises `DatabaseNotReady` code `not_seeded` without
    boundaries.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("pub.release"))))
    boundaries = find_release_in_force(session)
    states = list_states(session, at=as_of)
    if boundaries is None or not states:
        raise DatabaseNotReady("not_seeded")
    initiatives, assets = list_initiative_ids(session, at=as_of), list_asset_ids(session, at=as_of)
    month = find_network_month(session, at=as_of)
    is_demo = has_demo(session, at=as_of, initiative_ids=initiatives, asset_ids=assets, month=month)
    numbered = next_release(list_numbers(session), as_of=as_of, is_demo=is_demo)
    ids = list_neighbourhood_ids(session)
    people, needs_total = _people(session, ids, numbered, at=as_of)
    made = Release(
        version=numbered.version,
        month=numbered.month,
        number=numbered.number,
        as_of=as_of,
        made_at=now.replace(microsecond=0),
        is_demo=is_demo,
        format=FORMAT,
        geography_year=boundaries.year,
        is_schematic=boundaries.is_schematic,
        geography_source=boundaries.source,
        network_month=month,
        method={**method(), "software": {"gdal": gdal_version()}},
        initiatives=len(initiatives),
        assets=len(assets),
        needs=needs_total,
        **_totals(states),
    )
    session.add(made)
    session.flush()
    insert_areas(
        session,
        {
            "release_id": made.id,
            "today": today,
            "told": _told(states, ids, people),
            "initiative_ids": initiatives,
            "asset_ids": assets,
            "network_month": month,
        },
    )
    return _keep_files(session, numbered)


def make_when_due(session: Session, *, now: datetime, today: date) -> str | None:
    """Make the release of this month unless there is one; gives its version. To be called as who sees all rows.

    None too when there is nothing yet to make it of.
    """
    if not is_due(list_numbers(session), today=today):
        return None
    try:
        return make_release(session, as_of=today, now=now, today=today).version
    except DatabaseNotReady:
        return None


def differences(session: Session, head: ReleaseHead) -> tuple[str, ...]:
    """Names of the files of a release that come out otherwise when they are made again; none when all is well."""
    kept = {each.name: each.sha256 for each in list_files(session, head.id)}
    again = {each.head.name: each.head.sha256 for each in _files(session, head)}
    return tuple(sorted(name for name in {*kept, *again} if kept.get(name) != again.get(name)))


def remove_demo_releases(session: Session) -> int:
    """Remove the releases in which something of the demonstration was counted; gives how many."""
    gone = delete(Release).where(Release.is_demo).returning(Release.id).execution_options(synchronize_session=False)
    return len(session.scalars(gone).all())


def _people(
    session: Session, ids: Mapping[str, int], numbered: Numbered, *, at: date
) -> tuple[dict[str, ToldOfPeople], int]:
    """What is told of people per neighbourhood, and the total of requests."""
    earlier = _earlier_this_month(session, numbered)
    if earlier is not None:
        return list_told_of_people(session, earlier.id), earlier.needs
    asked = count_needs(session, at=at)
    raised = count_by_neighbourhood(session, since=years_before(at, SIGNAL_YEARS))
    told = {
        slug: ToldOfPeople(in_tens(asked.get(number, 0)), in_fives(raised.get(number, 0)))
        for slug, number in ids.items()
    }
    return told, total_in_tens([asked.get(number, 0) for number in ids.values()])


def _earlier_this_month(session: Session, numbered: Numbered) -> ReleaseHead | None:
    """The first release of the month: real and demonstration apart, for they count other requests."""
    same = [
        each for each in list_releases(session) if each.month == numbered.month and each.is_demo == numbered.is_demo
    ]
    return same[-1] if same else None


def _totals(states: tuple[NeighbourhoodState, ...]) -> dict[str, int]:
    present = [each for each in states if each.is_present]
    return {
        "neighbourhoods": len(states),
        "present": len(present),
        "present_fresh": sum(not each.is_stale for each in present),
        "inhabitants": sum(each.inhabitants or 0 for each in states),
        "inhabitants_present": sum(each.inhabitants or 0 for each in present),
    }


def _told(states: tuple[NeighbourhoodState, ...], ids: Mapping[str, int], people: Mapping[str, ToldOfPeople]) -> str:
    nothing = ToldOfPeople(None, None)
    rows: list[dict[str, Any]] = [
        {
            "id": ids[each.slug],
            "slug": each.slug,
            "stage": each.stage.value,
            "since": None if each.since is None else each.since.isoformat(),
            "is_present": each.is_present,
            "is_stale": each.is_stale,
            "needs": people.get(each.slug, nothing).needs,
            "signals": people.get(each.slug, nothing).signals,
        }
        for each in states
    ]
    return json.dumps(rows)


def _keep_files(session: Session, numbered: Numbered) -> ReleaseHead:
    head = find_release(session, numbered.version)
    assert head is not None  # noqa: S101  (narrows: it was made just now)
    rows = [
        {
            "release_id": head.id,
            "name": each.head.name,
            "media_type": each.head.media_type,
            "content": each.content,
            "size": each.head.size,
            "sha256": each.head.sha256,
        }
        for each in _files(session, head)
    ]
    session.execute(insert(ReleaseFile), rows)
    return head


def _files(session: Session, head: ReleaseHead) -> tuple[MadeFile, ...]:
    areas = [
        Areas(kind, list_areas(session, head.id, kind), list_shapes(session, head.id, kind)) for kind in OpenAreaKind
    ]
    return write_files(head, areas)
