"""Who does what where: the matrix as a table and as data of a map, made of what partners answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, Text, and_, bindparam, cast, false, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo.sql import feature_collection
from webapp.access.policy import Actor
from webapp.models import (
    DataVersion,
    Neighbourhood,
    NeighbourhoodOutline,
    Partner,
    PartnerActivity,
    Theme,
)
from webapp.partners.queries import OwnLanguage, PartnerName, in_force, is_running, list_neighbourhoods
from webapp.partners.queries.faith import list_themes_for, shown_to
from webapp.partners.rules import (
    CITY_ROW,
    UNKNOWN_CELL,
    Answer,
    Cell,
    CellKey,
    Column,
    MatrixFilter,
    Tally,
    Tint,
    fill_matrix,
    is_stale,
    sign_of,
    tally,
    tint_of,
)
from webapp.themes.queries import ThemeName
from webapp.vocabulary import ActivityAnswer

ATTRIBUTION = "Bron: CBS / Kadaster"
VERSION_SUBJECTS = ("map", "partners")


@dataclass(frozen=True)
class Head:
    """A column of the matrix; `can_open` when it stands for parts that can have columns of their own.

    `is_general`: it is a group beside its parts, for what was said of the group as such.
    """

    theme: ThemeName
    column: Column
    can_open: bool = False
    is_general: bool = False


@dataclass(frozen=True)
class Row:
    """A neighbourhood and its cells, one for each head; the whole city has no id, and `CITY_ROW` as `slug`."""

    id: int | None
    slug: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The table: its columns, what is done in the whole city, the neighbourhoods, and per column the states."""

    heads: tuple[Head, ...]
    city: Row
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    opened: ThemeName | None
    themes: tuple[ThemeName, ...]


@dataclass(frozen=True)
class Who:
    """What one partner answered, in the cell that is looked into."""

    partner: PartnerName
    theme: str
    what: str
    does: bool
    in_whole_city: bool
    confirmed_on: date
    is_stale: bool


def get_matrix(
    session: Session, viewer: Actor, wanted: MatrixFilter, own_language: OwnLanguage, *, today: date, whole_city: str
) -> Matrix:
    """The matrix of what holds today; three statements. `whole_city` is what its first row is called."""
    themes = tuple(list_themes_for(session, viewer, own_language))
    neighbourhoods = list_neighbourhoods(session)
    opened = next((each for each in themes if each.slug == wanted.theme), None)
    heads = heads_of(themes, opened)
    cells = fill_matrix(
        [head.column for head in heads], list_answers(session, viewer, wanted, today=today), today=today
    )

    def row(neighbourhood_id: int | None, slug: str, name: str) -> Row:
        keys = [CellKey(neighbourhood_id, head.theme.id) for head in heads]
        return Row(neighbourhood_id, slug, name, tuple(cells.get(key, UNKNOWN_CELL) for key in keys))

    return Matrix(
        heads=heads,
        city=row(None, CITY_ROW, whole_city),
        rows=tuple(row(each.id, each.slug, each.name) for each in neighbourhoods),
        tallies=tuple(tally(cells, [CellKey(each.id, head.theme.id) for each in neighbourhoods]) for head in heads),
        opened=opened,
        themes=themes,
    )


def column_for_map(themes: Sequence[ThemeName], slug: str | None) -> Head | None:
    """The theme that a map shows, with all that is in it; None when there is no such theme."""
    theme = next((each for each in themes if each.slug == slug), None)
    return None if theme is None else Head(theme, Column(theme.id, _parts(themes, theme)))


@dataclass(frozen=True)
class DrawnTheme:
    """What a map of one theme shows: how many neighbourhoods are in each class, and how the whole city stands."""

    head: Head
    counts: tuple[tuple[Tint, int], ...]
    city: Cell


def get_drawn(
    session: Session, viewer: Actor, wanted: MatrixFilter, head: Head, rows: Sequence[Row], *, today: date
) -> DrawnTheme:
    """What the map of one theme shows, for its legend; the same cells as in its data. One statement."""
    cells = fill_matrix([head.column], list_answers(session, viewer, wanted, today=today), today=today)
    tints = [tint_of(cells.get(CellKey(row.id, head.theme.id), UNKNOWN_CELL)) for row in rows]
    return DrawnTheme(
        head=head,
        counts=tuple((tint, tints.count(tint)) for tint in Tint),
        city=cells.get(CellKey(None, head.theme.id), UNKNOWN_CELL),
    )


def list_who(
    session: Session,
    viewer: Actor,
    wanted: MatrixFilter,
    own_language: OwnLanguage,
    *,
    head: Head,
    place: str,
    today: date,
) -> list[Who]:
    """Who answered what in a cell: first who does it, then who does not, and what is done in the whole city."""
    here: ColumnElement[bool] = PartnerActivity.neighbourhood_id.is_(None)
    if place != CITY_ROW:
        here = or_(here, Neighbourhood.slug == place)
    rows = session.execute(
        select(PartnerActivity, Partner, Theme)
        .join(Partner, Partner.id == PartnerActivity.partner_id)
        .join(Theme, Theme.id == PartnerActivity.theme_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == PartnerActivity.neighbourhood_id)
        .where(here, PartnerActivity.theme_id.in_(sorted(head.column.theme_ids)), _counts(viewer, wanted, today=today))
        .order_by(
            PartnerActivity.answer != ActivityAnswer.DOES,
            PartnerActivity.neighbourhood_id.is_(None),
            func.search_key(Partner.name),
            PartnerActivity.id,
        )
    )
    return [
        Who(
            partner=PartnerName(partner.id, partner.slug, partner.name),
            theme=own_language(theme.name, theme.name_en),
            what=activity.what,
            does=activity.answer == ActivityAnswer.DOES,
            in_whole_city=activity.neighbourhood_id is None,
            confirmed_on=activity.confirmed_on,
            is_stale=is_stale(activity.confirmed_on, today=today),
        )
        for activity, partner, theme in rows
    ]


def find_version(session: Session) -> str:
    """The version of all that the map of who does what shows."""
    rows = session.execute(
        select(DataVersion.subject, DataVersion.version).where(DataVersion.subject.in_(VERSION_SUBJECTS))
    )
    versions = {row.subject: row.version for row in rows}
    return "-".join(str(versions.get(subject, 0)) for subject in VERSION_SUBJECTS)


def matrix_geojson(
    session: Session, viewer: Actor, wanted: MatrixFilter, head: Head, *, level: int, today: date
) -> bytes:
    """The neighbourhoods (WGS84) with the class and the sign of one theme in each; two statements."""
    cells = fill_matrix([head.column], list_answers(session, viewer, wanted, today=today), today=today)
    places = {key.neighbourhood_id: cell for key, cell in cells.items() if key.neighbourhood_id is not None}
    known = sorted(places)
    drawn = (
        func.unnest(
            bindparam("ids", known, ARRAY(Integer)),
            bindparam("tints", [tint_of(places[each]).value for each in known], ARRAY(Text)),
            bindparam("signs", [sign_of(places[each]) for each in known], ARRAY(Text)),
            bindparam("old", [str(places[each].is_stale) for each in known], ARRAY(Text)),
        )
        .table_valued("neighbourhood_id", "tint", "sign", "old")
        .render_derived()
    )
    made = (
        feature_collection(
            geometry=NeighbourhoodOutline.geom,
            feature_id=Neighbourhood.slug,
            properties={
                "slug": Neighbourhood.slug,
                "name": Neighbourhood.name,
                "stage": func.coalesce(drawn.c.tint, tint_of(UNKNOWN_CELL).value),
                "sign": func.coalesce(drawn.c.sign, sign_of(UNKNOWN_CELL)),
                "is_stale": func.coalesce(drawn.c.old == "True", false()),
                "label": func.json_build_array(_degrees(func.ST_X), _degrees(func.ST_Y)),
            },
            order_by=(Neighbourhood.slug,),
            members={"name": "who-does-what", "attribution": ATTRIBUTION},
        )
        .select_from(Neighbourhood)
        .join(
            NeighbourhoodOutline,
            and_(NeighbourhoodOutline.neighbourhood_id == Neighbourhood.id, NeighbourhoodOutline.level == level),
        )
        .outerjoin(drawn, drawn.c.neighbourhood_id == Neighbourhood.id)
    )
    return session.execute(made).scalar_one().encode()


def _degrees(axis: Any) -> ColumnElement[Any]:
    return func.round(cast(axis(Neighbourhood.label_point), Numeric), 5)


def heads_of(themes: Sequence[ThemeName], opened: ThemeName | None) -> tuple[Head, ...]:
    """The columns: all groups, or what is in the one that is opened."""
    if opened is None:
        groups = [each for each in themes if each.parent_id is None]
        return tuple(
            Head(each, Column(each.id, _parts(themes, each)), can_open=bool(_parts(themes, each))) for each in groups
        )
    inside = [each for each in themes if each.parent_id == opened.id]
    return (
        Head(opened, Column(opened.id), is_general=bool(inside)),
        *(Head(each, Column(each.id)) for each in inside),
    )


def _parts(themes: Sequence[ThemeName], theme: ThemeName) -> tuple[int, ...]:
    return tuple(each.id for each in themes if each.parent_id == theme.id)


def list_answers(session: Session, viewer: Actor, wanted: MatrixFilter, *, today: date) -> list[Answer]:
    """What partners answered and holds today, as far as it is looked at and the viewer sees it."""
    rows = session.execute(
        select(
            PartnerActivity.partner_id,
            PartnerActivity.theme_id,
            PartnerActivity.neighbourhood_id,
            PartnerActivity.answer,
            PartnerActivity.confirmed_on,
        )
        .join(Partner, Partner.id == PartnerActivity.partner_id)
        .where(_counts(viewer, wanted, today=today))
        .order_by(PartnerActivity.id)
    )
    return [Answer(*row) for row in rows]


def _counts(viewer: Actor, wanted: MatrixFilter, *, today: date) -> ColumnElement[bool]:
    """Condition on `PartnerActivity`, joined with `Partner`: it holds today, is looked at, and the viewer sees it."""
    conditions = [in_force(today), is_running(today), shown_to(viewer)]
    if wanted.partner is not None:
        conditions.append(Partner.slug == wanted.partner)
    if wanted.kind is not None:
        conditions.append(Partner.kind == wanted.kind)
    return and_(*conditions)
