"""Reads of follow-ups, as who looks: those about somebody who is not theirs to know are not there."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from webapp.models import FollowUp, Tie
from webapp.networks.rules.follow_ups import DONE_SHOWN, FollowUpRow, Subject
from webapp.vocabulary import FollowUpKind, NodeKind

_NODE = """
    JOIN network_node {0} ON {0}.id = f.{1}
    LEFT JOIN person {0}p ON {0}p.id = {0}.person_id
    LEFT JOIN neighbour_group {0}g ON {0}g.id = {0}.group_id
    LEFT JOIN partner {0}r ON {0}r.id = {0}.partner_id
    LEFT JOIN listing {0}l ON {0}l.initiative_id = {0}.initiative_id
    LEFT JOIN asset {0}a ON {0}a.id = {0}.asset_id
"""
_NAME = "coalesce({0}p.name, {0}g.name, {0}r.name, {0}l.title, {0}a.name, '')"
_ROWS = f"""
    SELECT f.id, f.kind, f.insight, f.owner_id, coalesce(c.name, '') AS owner_name, f.due_on, f.done_on, f.outcome,
           f.version, x.id AS node_id, x.kind AS node_kind, {_NAME.format("x")} AS node_name,
           y.id AS other_id, y.kind AS other_kind, {_NAME.format("y")} AS other_name
    FROM follow_up f {_NODE.format("x", "node_id")} LEFT {_NODE.format("y", "other_node_id").strip()}
    LEFT JOIN neighbourhood_coordinators(:neighbourhood_id) c ON c.account_id = f.owner_id
    WHERE f.neighbourhood_id = :neighbourhood_id
"""  # noqa: S608  (constants of this program)
_OPEN = text(f"{_ROWS} AND f.done_on IS NULL ORDER BY f.due_on, f.id")
_DONE = text(f"{_ROWS} AND f.done_on IS NOT NULL ORDER BY f.done_on DESC, f.id DESC LIMIT {DONE_SHOWN}")
_ONE = text(f"{_ROWS} AND f.id = :id").bindparams(bindparam("id", type_=Integer))
_SUBJECTS = text(f"""
    SELECT x.id, x.kind, {_NAME.format("x")} AS name
    FROM unnest(:ids) AS f(node_id) {_NODE.format("x", "node_id")}
""").bindparams(bindparam("ids", type_=ARRAY(Integer)))  # noqa: S608  (constants of this program)
_COORDINATORS = text("SELECT account_id, name FROM neighbourhood_coordinators(:neighbourhood_id) ORDER BY 2, 1")


def list_open(session: Session, neighbourhood_id: int) -> list[FollowUpRow]:
    """What is still to be done in a neighbourhood, the soonest first."""
    return [_row(row) for row in session.execute(_OPEN, {"neighbourhood_id": neighbourhood_id})]


def list_done(session: Session, neighbourhood_id: int) -> list[FollowUpRow]:
    """What was done last, the latest first; at most `DONE_SHOWN`."""
    return [_row(row) for row in session.execute(_DONE, {"neighbourhood_id": neighbourhood_id})]


def find_follow_up(session: Session, neighbourhood_id: int, follow_up_id: int) -> FollowUpRow | None:
    """One of a neighbourhood; None when it is not there for who looks."""
    row = session.execute(_ONE, {"neighbourhood_id": neighbourhood_id, "id": follow_up_id}).one_or_none()
    return None if row is None else _row(row)


def find_subjects(session: Session, node_ids: Collection[int]) -> dict[int, Subject]:
    """What follow-ups can be about, by node; left out is what is not there for who looks."""
    rows = session.execute(_SUBJECTS, {"ids": sorted(node_ids)})
    return {row.id: Subject(row.id, NodeKind(row.kind), row.name) for row in rows if row.name}


def list_coordinators(session: Session, neighbourhood_id: int) -> dict[int, str]:
    """Who coordinates a neighbourhood, for who does so too: names by account, empty for who gave none."""
    rows = session.execute(_COORDINATORS, {"neighbourhood_id": neighbourhood_id})
    return {row.account_id: row.name for row in rows}


def count_due(session: Session, neighbourhood_id: int, *, today: date) -> int:
    """How many are to be done today or before."""
    due = select(func.count()).select_from(FollowUp)
    chosen = due.where(
        FollowUp.neighbourhood_id == neighbourhood_id, FollowUp.done_on.is_(None), FollowUp.due_on <= today
    )
    return session.scalar(chosen) or 0


def list_ties_between(session: Session, neighbourhood_id: int, one: int, other: int) -> list[int]:
    """The ties between two nodes that were noted in a neighbourhood and go on."""
    between = select(Tie.id).where(
        Tie.neighbourhood_id == neighbourhood_id,
        Tie.from_node_id.in_((one, other)),
        Tie.to_node_id.in_((one, other)),
        func.upper_inf(Tie.period),
    )
    return list(session.scalars(between.order_by(Tie.id)))


def _row(row: Any) -> FollowUpRow:
    other = None if row.other_id is None else Subject(row.other_id, NodeKind(row.other_kind), row.other_name)
    return FollowUpRow(
        id=row.id,
        kind=FollowUpKind(row.kind),
        insight=row.insight,
        subject=Subject(row.node_id, NodeKind(row.node_kind), row.node_name),
        other=other,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        due_on=row.due_on,
        done_on=row.done_on,
        outcome=row.outcome,
        version=row.version,
    )
