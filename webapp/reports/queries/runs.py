"""Reads of the reports that somebody asked for, and of who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor, Holding
from webapp.models import Account, Neighbourhood, Person, ReportFile, ReportRun, RoleGrant
from webapp.models.personal import Retention
from webapp.privacy.queries import list_periods
from webapp.vocabulary import ReportKind, ReportState

MOST_SHOWN = 30
OPEN = (ReportState.QUEUED, ReportState.RUNNING)


@dataclass(frozen=True, slots=True)
class Run:
    """A report that somebody asked for. `place` and `place_slug` are the neighbourhood that it is about, or None.

    `trouble` is the code of what went wrong; `pages` is known once it is done.
    """

    id: int
    key: str
    asked_by: int
    kind: ReportKind
    neighbourhood_id: int | None
    place: str | None
    place_slug: str | None
    year: int | None
    language: str
    leaves_house: bool
    on_day: date
    state: ReportState
    progress: int
    trouble: str
    pages: int | None
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has begun with it."""
        return self.state == ReportState.QUEUED

    @property
    def is_done(self) -> bool:
        """Whether there is a file."""
        return self.state == ReportState.DONE


def list_runs(session: Session, viewer: Actor, *, kinds: tuple[ReportKind, ...]) -> tuple[Run, ...]:
    """What somebody asked for of these kinds, the newest first."""
    chosen = _runs(viewer).where(ReportRun.kind.in_(kinds)).order_by(ReportRun.id.desc()).limit(MOST_SHOWN)
    return tuple(_run(*row) for row in session.execute(chosen))


def find_run(session: Session, viewer: Actor, key: str) -> Run | None:
    """One report that somebody asked for, by its key."""
    row = session.execute(_runs(viewer).where(ReportRun.key == key)).one_or_none()
    return None if row is None else _run(*row)


def find_file(session: Session, run_id: int) -> bytes | None:
    """The file of a report that is done; None for who may no longer have it."""
    return session.scalar(select(ReportFile.pdf).where(ReportFile.run_id == run_id))


def kept_days(session: Session) -> int:
    """For how many days a report is kept."""
    return list_periods(session)[Retention.REPORT]


def find_actor(session: Session, account_id: int, *, today: date) -> Actor | None:
    """Somebody by their account, with the roles that they hold today; None when it is gone."""
    row = session.execute(
        select(Account.email, Person.id, Person.name)
        .outerjoin(Person, Person.account_id == Account.id)
        .where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        return None
    grants = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.in_force(today)))
    holdings = tuple(Holding(each.role, each.neighbourhood_id, each.partner_id, each.group_id) for each in grants)
    return Actor(account_id, row.id, row.name or "", row.email, holdings)


def list_places(session: Session) -> Mapping[str, tuple[int, str]]:
    """All neighbourhoods by name: id and name by slug."""
    rows = session.execute(
        select(Neighbourhood.slug, Neighbourhood.id, Neighbourhood.name).order_by(Neighbourhood.name, Neighbourhood.id)
    )
    return {row.slug: (row.id, row.name) for row in rows}


def _runs(viewer: Actor) -> Select[ReportRun, str, str]:
    return (
        select(ReportRun, Neighbourhood.name, Neighbourhood.slug)
        .outerjoin(Neighbourhood, Neighbourhood.id == ReportRun.neighbourhood_id)
        .where(ReportRun.asked_by == viewer.account_id)
        .execution_options(populate_existing=True)
    )


def _run(run: ReportRun, place: str | None, place_slug: str | None) -> Run:
    return Run(
        id=run.id,
        key=run.key,
        asked_by=run.asked_by,
        kind=run.kind,
        neighbourhood_id=run.neighbourhood_id,
        place=place,
        place_slug=place_slug,
        year=run.year,
        language=run.language,
        leaves_house=run.leaves_house,
        on_day=run.on_day,
        state=run.state,
        progress=run.progress,
        trouble=run.trouble,
        pages=run.pages,
        asked_at=run.created_at,
        finished_at=run.finished_at,
    )
