"""Reads of groups that neighbours form."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.vocabulary import GroupKind

_GROUPS = """
    SELECT g.id, g.version, g.kind::text AS kind, g.name, g.about, g.started_on, g.ended_on, n.id AS node_id,
           (SELECT count(DISTINCT coalesce(t.from_person_id, t.to_person_id)) FROM tie t
            WHERE n.id IN (t.from_node_id, t.to_node_id) AND t.period @> app_today()
              AND coalesce(t.from_person_id, t.to_person_id) IS NOT NULL) AS people
    FROM neighbour_group g JOIN network_node n ON n.group_id = g.id
    WHERE g.neighbourhood_id = :neighbourhood_id
"""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as its coordinators see it; `people` is how many of those the viewer may know have a tie with it."""

    id: int
    version: int
    kind: GroupKind
    name: str
    about: str
    started_on: date | None
    ended_on: date | None
    node_id: int
    people: int


def list_groups(session: Session, neighbourhood_id: int) -> list[GroupRow]:
    """The groups of a neighbourhood by name, those that are no more last."""
    ordered = text(f"{_GROUPS} ORDER BY g.ended_on IS NOT NULL, lower(g.name), g.id")
    return [_group(row) for row in session.execute(ordered, {"neighbourhood_id": neighbourhood_id})]


def find_group(session: Session, neighbourhood_id: int, group_id: int) -> GroupRow | None:
    """One of them."""
    asked = {"neighbourhood_id": neighbourhood_id, "group_id": group_id}
    row = session.execute(text(f"{_GROUPS} AND g.id = :group_id"), asked).one_or_none()
    return None if row is None else _group(row)


def _group(row: Any) -> GroupRow:
    return GroupRow(
        id=row.id,
        version=row.version,
        kind=GroupKind(row.kind),
        name=row.name,
        about=row.about,
        started_on=row.started_on,
        ended_on=row.ended_on,
        node_id=row.node_id,
        people=row.people,
    )
