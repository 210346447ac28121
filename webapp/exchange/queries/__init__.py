"""Reads of imports and their rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from webapp.exchange.rules import NOTES, ROWS_PER_PAGE, Choice, Finding
from webapp.models import ImportRow, ImportRun, Initiative, InitiativeRevision, Listing, Partner
from webapp.vocabulary import ImportState, ImportSubject, RevisionState

MOST_RUNS = 50


class Part(StrEnum):
    """Which rows of a file somebody looks at; the values stand in addresses."""

    EVERYTHING = "alles"
    GOOD = "goed"
    WRONG = "fout"
    ALIKE = "lijkt-op"


@dataclass(frozen=True)
class RunLine:
    """An import in the list: `rows` in its file, and how many of them made something that is there now."""

    id: int
    subject: ImportSubject
    file_name: str
    state: ImportState
    created_at: datetime
    is_own: bool
    rows: int
    made: int


@dataclass(frozen=True)
class Counts:
    """How many rows a file has, and how many of each sort; a row that looks like something else is good as well."""

    rows: int
    wrong: int
    alike: int
    skipped: int
    merged: int
    made: int

    @property
    def good(self) -> int:
        """Rows with which nothing is wrong."""
        return self.rows - self.wrong

    @property
    def taken(self) -> int:
        """Rows that come in, as things stand."""
        return self.good - self.skipped


@dataclass(frozen=True)
class RowShown:
    """A row of a file as it stands; `like` is what it looks like: its address and its name."""

    number: int
    cells: dict[str, str]
    findings: tuple[Finding, ...]
    choice: str
    like: tuple[str, str] | None
    made: tuple[str, str] | None

    @property
    def errors(self) -> list[Finding]:
        """What makes it impossible to take the row in."""
        return [finding for finding in self.findings if finding.is_error]

    @property
    def notes(self) -> list[Finding]:
        """What else there is to tell."""
        return [finding for finding in self.findings if not finding.is_error]


@dataclass(frozen=True)
class RowsPage:
    """A page of the rows of a file."""

    rows: tuple[RowShown, ...]
    total: int
    page: int
    pages: int


def find_run(session: Session, run_id: int) -> ImportRun | None:
    """An import that the viewer may see: the database's own policies leave out the rest."""
    return session.scalar(select(ImportRun).where(ImportRun.id == run_id))


def lock_run(session: Session, run_id: int) -> ImportRun | None:
    """The same, so that nobody else works on it before this transaction ends."""
    query = select(ImportRun).where(ImportRun.id == run_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def list_runs(session: Session, *, viewer_id: int | None) -> list[RunLine]:
    """The latest imports, newest first."""
    counted = select(func.count()).where(ImportRow.run_id == ImportRun.id)
    rows = session.execute(
        select(
            ImportRun,
            counted.scalar_subquery(),
            counted.where(ImportRow.made_id.is_not(None)).scalar_subquery(),
        )
        .order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
        .limit(MOST_RUNS)
    )
    return [
        RunLine(run.id, run.subject, run.file_name, run.state, run.created_at, run.account_id == viewer_id, count, made)
        for run, count, made in rows
    ]


def count_rows(session: Session, run_id: int) -> Counts:
    """How many rows of each sort."""
    good = ~_is_wrong()
    row = session.execute(
        select(
            func.count(),
            func.count().filter(_is_wrong()),
            func.count().filter(ImportRow.choice != ""),
            func.count().filter(good, ImportRow.choice == Choice.SKIP),
            func.count().filter(good, ImportRow.choice == Choice.MERGE),
            func.count().filter(ImportRow.made_id.is_not(None)),
        ).where(ImportRow.run_id == run_id)
    ).one()
    return Counts(*row)


def list_examples(session: Session, run_id: int, *, limit: int = 3) -> list[dict[str, str]]:
    """The cells of the first rows."""
    query = select(ImportRow.cells).where(ImportRow.run_id == run_id).order_by(ImportRow.number).limit(limit)
    return list(session.scalars(query))


def list_rows(session: Session, run: ImportRun, part: Part, *, page: int) -> RowsPage:
    """A page of rows in the order of the file; a page beyond the last is the last."""
    return _page(session, run, select(ImportRow).where(ImportRow.run_id == run.id, *_conditions(part)), page)


def list_made(session: Session, run: ImportRun, *, page: int) -> RowsPage:
    """A page of the rows of which something came that is there now."""
    made = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.made_id.is_not(None))
    return _page(session, run, made, page)


def _page(session: Session, run: ImportRun, chosen: Select[ImportRow], page: int) -> RowsPage:
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = max(1, -(-total // ROWS_PER_PAGE))
    page = min(max(1, page), pages)
    ordered = chosen.order_by(ImportRow.number).limit(ROWS_PER_PAGE).offset((page - 1) * ROWS_PER_PAGE)
    return RowsPage(_shown(session, run, ordered), total, page, pages)


def list_wrong(session: Session, run: ImportRun) -> list[tuple[int, dict[str, str], list[Finding]]]:
    """All rows with which something is wrong: number, cells, and what."""
    rows = session.execute(
        select(ImportRow.number, ImportRow.cells, ImportRow.errors)
        .where(ImportRow.run_id == run.id, _is_wrong())
        .order_by(ImportRow.number)
    )
    return [
        (number, cells, [each for each in map(Finding.from_json, findings) if each.is_error])
        for number, cells, findings in rows
    ]


def _conditions(part: Part) -> tuple[ColumnElement[bool], ...]:
    return {
        Part.EVERYTHING: (),
        Part.GOOD: (and_(~_is_wrong(), ImportRow.choice == ""),),
        Part.WRONG: (_is_wrong(),),
        Part.ALIKE: (ImportRow.choice != "",),
    }[part]


def _is_wrong() -> ColumnElement[bool]:
    """Condition on `ImportRow`: a code among its findings is more than a note."""
    path = "$[*].code ? (" + " && ".join(f'@ != "{code}"' for code in sorted(NOTES)) + ")"
    found: ColumnElement[bool] = func.jsonb_path_exists(ImportRow.errors, cast(path, JSONPATH))
    return found


def _shown(session: Session, run: ImportRun, chosen: Select[ImportRow]) -> tuple[RowShown, ...]:
    rows = session.scalars(chosen).all()
    ids = {each for row in rows for each in (row.lookalike_id, row.made_id) if each is not None}
    names = name_all(session, run.subject, ids)
    return tuple(
        RowShown(
            number=row.number,
            cells=row.cells,
            findings=tuple(map(Finding.from_json, row.errors)),
            choice=row.choice,
            like=names.get(row.lookalike_id or 0),
            made=names.get(row.made_id or 0),
        )
        for row in rows
    )


def name_all(session: Session, subject: ImportSubject, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Address and name of initiatives or partners, by id."""
    if not ids:
        return {}
    if subject == ImportSubject.PARTNERS:
        partners = select(Partner.id, Partner.slug, Partner.name).where(Partner.id.in_(sorted(ids)))
        return {number: (slug, name) for number, slug, name in session.execute(partners)}
    newest = (
        select(InitiativeRevision.content["title"].astext)
        .where(InitiativeRevision.initiative_id == Initiative.id, InitiativeRevision.state != RevisionState.WITHDRAWN)
        .order_by(InitiativeRevision.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    title = func.coalesce(Listing.title, newest, Initiative.slug)
    query = (
        select(Initiative.id, Initiative.slug, title)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .where(Initiative.id.in_(sorted(ids)))
    )
    return {number: (slug, name) for number, slug, name in session.execute(query)}


def list_row_values(session: Session, run_id: int) -> Sequence[tuple[int, dict[str, str], str, int | None]]:
    """Of every row its number, cells, choice, and what it looked like when that was chosen."""
    rows = session.execute(
        select(ImportRow.number, ImportRow.cells, ImportRow.choice, ImportRow.lookalike_id)
        .where(ImportRow.run_id == run_id)
        .order_by(ImportRow.number)
    )
    return [(number, cells, choice, like) for number, cells, choice, like in rows]
