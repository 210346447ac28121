"""Reads of imports and their rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from webapp.exchange.rules import DOUBTS, NOTES, ROWS_PER_PAGE, Choice, Finding
from webapp.models import ImportRow, ImportRun, Initiative, InitiativeRevision, Listing, Partner
from webapp.vocabulary import ImportState, ImportSubject, RevisionState

MOST_RUNS = 50


class Part(StrEnum):
    """Which rows of a file somebody looks at; the values stand in addresses."""

    EVERYTHING = "alles"
    GOOD = "goed"
    DOUBTFUL = "kijk-na"
    ALIKE = "lijkt-op"
    WRONG = "fout"


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
    """How many rows a file has: each is wrong, doubtful, alike or else good, the first that fits.

    Of those that are not wrong `skipped` are left out and `merged` are meant to fill what is there. Of `made` rows
    something came, of which `filled` filled what was there already.
    """

    rows: int
    wrong: int
    doubtful: int
    alike: int
    skipped: int
    merged: int
    made: int
    filled: int

    @property
    def good(self) -> int:
        """Rows of which there is nothing to say."""
        return self.rows - self.wrong - self.doubtful - self.alike

    @property
    def taken(self) -> int:
        """Rows that come in, as things stand."""
        return self.rows - self.wrong - self.skipped

    @property
    def new(self) -> int:
        """Rows of which something came that was not there."""
        return self.made - self.filled

    @property
    def without_news(self) -> int:
        """Rows that were meant to fill what is there, and held nothing that was missing."""
        return self.merged - self.filled


@dataclass(frozen=True)
class RowValues:
    """A row as it was kept: its cells by heading, what was chosen for it, and what was known of it then."""

    number: int
    cells: dict[str, str]
    choice: str
    lookalike_id: int | None
    findings: tuple[Finding, ...]


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

    @property
    def doubts(self) -> list[Finding]:
        """What somebody has to say of that it is right."""
        return [finding for finding in self.findings if finding.is_doubt]

    @property
    def likenesses(self) -> list[Finding]:
        """What it looks like."""
        return [finding for finding in self.findings if finding.code in ("alike_existing", "alike_row")]


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
    good, merges = ~_is_wrong(), ImportRow.choice == Choice.MERGE
    doubtful, alike = (and_(*_conditions(part)) for part in (Part.DOUBTFUL, Part.ALIKE))
    row = session.execute(
        select(
            func.count(),
            func.count().filter(_is_wrong()),
            func.count().filter(doubtful),
            func.count().filter(alike),
            func.count().filter(good, ImportRow.choice == Choice.SKIP),
            func.count().filter(good, merges),
            func.count().filter(ImportRow.made_id.is_not(None)),
            func.count().filter(ImportRow.made_id.is_not(None), merges),
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
        Part.DOUBTFUL: (and_(~_is_wrong(), is_doubtful()),),
        Part.ALIKE: (and_(~_is_wrong(), ~is_doubtful(), ImportRow.choice != ""),),
        Part.WRONG: (_is_wrong(),),
    }[part]


def _is_wrong() -> ColumnElement[bool]:
    """Condition on `ImportRow`: a code among its findings is more than a note."""
    return _has_code(" && ".join(f'@ != "{code}"' for code in sorted(NOTES)))


def is_doubtful() -> ColumnElement[bool]:
    """Condition on `ImportRow`: there is something in it that has to be accepted row by row."""
    return _has_code(" || ".join(f'@ == "{code}"' for code in sorted(DOUBTS)))


def _has_code(condition: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.jsonb_path_exists(ImportRow.errors, cast(f"$[*].code ? ({condition})", JSONPATH))
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


def list_row_values(session: Session, run_id: int) -> Sequence[RowValues]:
    """Of every row what it holds, and what was known when something was chosen for it."""
    rows = session.execute(
        select(ImportRow.number, ImportRow.cells, ImportRow.choice, ImportRow.lookalike_id, ImportRow.errors)
        .where(ImportRow.run_id == run_id)
        .order_by(ImportRow.number)
    )
    return [
        RowValues(number, cells, choice, like, tuple(map(Finding.from_json, findings)))
        for number, cells, choice, like, findings in rows
    ]
