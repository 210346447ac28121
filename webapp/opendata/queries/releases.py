"""Reads of releases: small ones for pages, whole ones for files. Meant for the roles that can read nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from webapp.models import Release, ReleaseArea, ReleaseFile
from webapp.opendata.rules.releases import Numbered
from webapp.vocabulary import OpenAreaKind, Stage


@dataclass(frozen=True, slots=True)
class ReleaseHead:
    """A release without its areas; `needs` in tens."""

    id: int
    version: str
    month: date
    as_of: date
    made_at: datetime
    is_demo: bool
    format: int
    geography_year: int
    is_schematic: bool
    geography_source: str
    network_month: date | None
    method: dict[str, Any]
    neighbourhoods: int
    present: int
    present_fresh: int
    inhabitants: int
    inhabitants_present: int
    initiatives: int
    assets: int
    needs: int

    @property
    def share(self) -> float:
        """Neighbourhoods with presence, 0 to 1."""
        return self.present / self.neighbourhoods if self.neighbourhoods else 0.0

    @property
    def inhabitants_share(self) -> float:
        """Inhabitants of neighbourhoods with presence, 0 to 1."""
        return self.inhabitants_present / self.inhabitants if self.inhabitants else 0.0


@dataclass(frozen=True, slots=True)
class FileHead:
    """A file of a release, without what is in it; size in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What a release says of one area, as in `ReleaseArea`."""

    kind: OpenAreaKind
    code: str
    name: str
    wijk_code: str | None
    neighbourhood: str | None
    is_official: bool
    stage: Stage | None
    stage_since: date | None
    is_present: bool | None
    is_stale: bool | None
    buurten: int
    buurten_present: int
    inhabitants: int | None
    inhabitants_present: int | None
    inhabitants_year: int | None
    inhabitants_estimated: bool
    households: int | None
    pct_65plus: float | None
    pct_one_person_households: float | None
    figures: dict[str, float]
    initiatives: int
    assets: int
    network_people: int | None
    network_ties: int | None
    signals: int | None
    needs: int | None

    @property
    def share(self) -> float:
        """Buurten with presence, 0 to 1."""
        return self.buurten_present / self.buurten if self.buurten else 0.0

    @property
    def inhabitants_share(self) -> float | None:
        """Inhabitants of buurten with presence, 0 to 1; None where nobody lives or nothing is known."""
        if not self.inhabitants or self.inhabitants_present is None:
            return None
        return self.inhabitants_present / self.inhabitants


_HEAD = tuple(getattr(Release, name) for name in ReleaseHead.__slots__)
_ROW = tuple(getattr(ReleaseArea, name) for name in AreaRow.__slots__)
_NEWEST_FIRST = (Release.month.desc(), Release.is_demo, Release.number.desc())


def list_numbers(session: Session) -> tuple[Numbered, ...]:
    """Which releases there are."""
    rows = session.execute(select(Release.month, Release.number, Release.is_demo).order_by(Release.id))
    return tuple(Numbered(*row) for row in rows)


def list_releases(session: Session) -> tuple[ReleaseHead, ...]:
    """All releases, the newest first; a real one before one of the demonstration."""
    return tuple(ReleaseHead(*row) for row in session.execute(select(*_HEAD).order_by(*_NEWEST_FIRST)))


def find_release(session: Session, version: str | None = None) -> ReleaseHead | None:
    """The release of this version, or the newest; None when there is none."""
    query: Select[*tuple[Any, ...]] = select(*_HEAD).order_by(*_NEWEST_FIRST).limit(1)
    if version is not None:
        query = query.where(Release.version == version)
    row = session.execute(query).one_or_none()
    return None if row is None else ReleaseHead(*row)


def list_areas(session: Session, release_id: int, kind: OpenAreaKind) -> tuple[AreaRow, ...]:
    """The areas of a kind in a release, by code."""
    rows = session.execute(
        select(*_ROW)
        .where(ReleaseArea.release_id == release_id, ReleaseArea.kind == kind)
        .order_by(ReleaseArea.code.collate("C"))
    )
    return tuple(AreaRow(*row) for row in rows)


def list_history(
    session: Session, kind: OpenAreaKind, code: str, release_ids: Sequence[int]
) -> tuple[tuple[int, AreaRow], ...]:
    """What these releases said of one area, with the id of each; those without it are left out."""
    rows = session.execute(
        select(ReleaseArea.release_id, *_ROW).where(
            ReleaseArea.kind == kind, ReleaseArea.code == code, ReleaseArea.release_id.in_(release_ids)
        )
    )
    return tuple((row[0], AreaRow(*row[1:])) for row in rows)


def list_shapes(session: Session, release_id: int, kind: OpenAreaKind) -> tuple[bytes | None, ...]:
    """The shapes of a kind in a release (WKB, RD New), in the order of `list_areas`."""
    return tuple(session.scalars(_SHAPES, {"release_id": release_id, "kind": kind.value}))


def list_files(session: Session, release_id: int) -> tuple[FileHead, ...]:
    """The files of a release, by name."""
    rows = session.execute(
        select(ReleaseFile.name, ReleaseFile.media_type, ReleaseFile.size, ReleaseFile.sha256)
        .where(ReleaseFile.release_id == release_id)
        .order_by(ReleaseFile.name)
    )
    return tuple(FileHead(*row) for row in rows)


def find_file(session: Session, version: str, name: str) -> tuple[FileHead, bytes] | None:
    """A file of a release with what is in it; None when there is none."""
    row = session.execute(
        select(ReleaseFile.name, ReleaseFile.media_type, ReleaseFile.size, ReleaseFile.sha256, ReleaseFile.content)
        .join(Release, Release.id == ReleaseFile.release_id)
        .where(Release.version == version, ReleaseFile.name == name)
    ).one_or_none()
    return None if row is None else (FileHead(*row[:4]), row.content)


@dataclass(frozen=True, slots=True)
class ToldOfPeople:
    """What a release tells of people in a neighbourhood: requests in tens, signals in fives or None."""

    needs: int | None
    signals: int | None


def list_told_of_people(session: Session, release_id: int) -> dict[str, ToldOfPeople]:
    """What a release tells of people, by neighbourhood."""
    rows = session.execute(
        select(ReleaseArea.code, ReleaseArea.needs, ReleaseArea.signals).where(
            ReleaseArea.release_id == release_id, ReleaseArea.kind == OpenAreaKind.NEIGHBOURHOOD
        )
    )
    return {row.code: ToldOfPeople(row.needs, row.signals) for row in rows}


_SHAPES = text("""
    SELECT ST_AsBinary(geom) FROM pub.release_area WHERE release_id = :release_id AND kind = :kind
    ORDER BY code COLLATE "C"
""")
