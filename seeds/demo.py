"""Demonstration data: invented, marked as such in every row, and removable without a trace."""

from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.reference import seed_presence
from webapp.models import Evidence, Neighbourhood, Presence, WayToHelp
from webapp.vocabulary import Provenance


def seed_demo(session: Session, *, today: date) -> int:
    """Add the demonstration history and what a visitor can do; gives how many stages were added.

    Neighbourhoods in which people work for real (entered presence) get none.
    """
    added = seed_presence(
        session,
        presence=read_toml("demo/presence.toml"),
        evidence=read_toml("demo/evidence.toml"),
        provenance=Provenance.DEMO,
        leave_alone=frozenset({Provenance.DEMO, Provenance.ENTERED}),
        today=today,
    )
    if session.scalar(select(WayToHelp.id).where(WayToHelp.provenance == Provenance.DEMO).limit(1)) is None:
        _seed_ways_to_help(session)
    return added


def remove_demo(session: Session) -> int:
    """Remove all demonstration data; what it followed runs on again. Gives how many rows were removed."""
    removed = 0
    for model in (Evidence, WayToHelp):
        removed += len(
            session.scalars(delete(model).where(model.provenance == Provenance.DEMO).returning(model.id)).all()
        )
    gone = session.execute(
        delete(Presence)
        .where(Presence.provenance == Provenance.DEMO)
        .returning(Presence.neighbourhood_id, func.lower(Presence.period))
    ).all()
    session.flush()
    rest = (
        select(
            Presence.id,
            func.lead(func.lower(Presence.period))
            .over(partition_by=Presence.neighbourhood_id, order_by=func.lower(Presence.period))
            .label("next_since"),
        )
        .where(Presence.neighbourhood_id.in_({row[0] for row in gone}))
        .subquery()
    )
    session.execute(
        update(Presence)
        .where(Presence.id == rest.c.id)
        .values(period=func.daterange(func.lower(Presence.period), rest.c.next_since))
        .execution_options(synchronize_session=False)
    )
    return removed + len(gone)


def _seed_ways_to_help(session: Session) -> None:
    ids = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    records = read_toml("demo/ways_to_help.toml")
    for record in [*records["general"], *records["way"]]:
        slug = record.get("neighbourhood")
        if slug is None or slug in ids:
            session.add(
                WayToHelp(
                    neighbourhood_id=ids.get(slug) if slug else None,
                    title=record["title"],
                    title_en=record["title_en"],
                    text=record["text"],
                    text_en=record["text_en"],
                    minutes=record["time_estimate_minutes"],
                    provenance=Provenance.DEMO,
                )
            )
    session.flush()
