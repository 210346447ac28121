"""Rows that tests of pages add to the seeded city."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.models import Evidence, Neighbourhood, PlaceName, Presence
from webapp.vocabulary import EvidenceKind, Provenance, Stage

_SQUARE = "ST_Multi(ST_MakeEnvelope(:west, 582000, :west + 400, 582400, 28992))"


def add_neighbourhood(session: Session, *, slug: str, name: str, west: int = 233000) -> int:
    """A neighbourhood of 400 by 400 metres with its outlines and its name to be found by; gives its id."""
    neighbourhood = Neighbourhood(slug=slug, name=name, aliases=[name + "!"], inhabitants=1234)
    session.add(neighbourhood)
    session.flush()
    session.add(
        PlaceName(kind="neighbourhood", name=name, search_name=name.casefold(), neighbourhood_id=neighbourhood.id)
    )
    session.flush()
    values = {"id": neighbourhood.id, "west": west}
    session.execute(
        text(
            f"UPDATE neighbourhood SET geom = {_SQUARE},"
            f" label_point = ST_Transform(ST_PointOnSurface({_SQUARE}), 4326) WHERE id = :id"
        ),
        values,
    )
    session.execute(
        text(
            "INSERT INTO neighbourhood_outline (neighbourhood_id, level, geom)"
            f" SELECT :id, level, ST_Transform({_SQUARE}, 4326) FROM generate_series(0, 3) level"
        ),
        values,
    )
    return neighbourhood.id


def add_presence(
    session: Session, neighbourhood_id: int, *, stage: Stage, since: date, until: date | None = None, note: str = ""
) -> None:
    """A stage, lasting unless it has an end, with one piece of evidence on its first day."""
    session.add(
        Presence(
            neighbourhood_id=neighbourhood_id,
            stage=stage,
            period=Range(since, until),
            note=note,
            note_en=note,
            provenance=Provenance.ENTERED,
        )
    )
    add_evidence(session, neighbourhood_id, on=since, note=note)


def add_evidence(session: Session, neighbourhood_id: int, *, on: date, note: str = "") -> None:
    """A sign of life on a day."""
    session.add(
        Evidence(
            neighbourhood_id=neighbourhood_id,
            kind=EvidenceKind.INITIATIVE,
            observed_on=on,
            note=note,
            note_en=note,
            provenance=Provenance.ENTERED,
        )
    )
    session.flush()
