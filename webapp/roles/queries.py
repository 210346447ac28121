"""Reads of roles, through one filter: who may manage roles sees all of them, anybody else none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.accounts.rules import LINK_LASTS
from webapp.errors import NotFound
from webapp.models import Account, EmailLink, Neighbourhood, Partner, Person, RoleGrant
from webapp.roles.rules import ALL_STATES, PAGE_ROWS, GrantFilter, GrantState, parse_scope
from webapp.vocabulary import LinkPurpose, PartnerKind, Role, ScopeKind
from webapp.written_numbers import LARGEST_NUMBER

_BY = {
    name: (aliased(Account, name=f"{name}_account"), aliased(Person, name=f"{name}_person"))
    for name in ("granted", "approved", "ended")
}


@dataclass(frozen=True)
class Somebody:
    """An account as administrators know it; the name is empty until it was given."""

    account_id: int
    name: str
    email: str


@dataclass(frozen=True)
class Grant:
    """A role that somebody has, had or waits for; `where` is None for the whole city, `last_day` for no end.

    Who granted it is None when that was done at the command line, or when that account is gone.
    """

    id: int
    holder: Somebody
    role: Role
    where: str | None
    since: date
    last_day: date | None
    state: GrantState
    reason: str
    needs_approval: bool
    granted_by: Somebody | None
    granted_at: datetime
    approved_by: Somebody | None
    approved_at: datetime | None
    ended_by: Somebody | None
    ended_at: datetime | None
    end_reason: str | None
    is_accepted: bool


@dataclass(frozen=True)
class GrantPage:
    """One page of a list of roles, and how many there are in all."""

    rows: Sequence[Grant]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; one when there is nothing."""
        return max(1, -(-self.total // PAGE_ROWS))


@dataclass(frozen=True)
class Invitation:
    """The roles of somebody who has no password yet, and until when the newest link works or worked."""

    holder: Somebody
    grants: Sequence[Grant]
    link_expires_at: datetime | None

    @property
    def mailable(self) -> Grant | None:
        """A role for which an invitation can be mailed; None when all of them wait for approval."""
        return next((grant for grant in self.grants if grant.state != GrantState.WAITING), None)


@dataclass(frozen=True)
class Waiting:
    """What waits for an administrator."""

    approvals: int
    own_approvals: int
    invitations: int
    dead_mail: int


@dataclass(frozen=True)
class DemoAccount:
    """A demonstration account, and its roles of today with where they reach (None: the whole city)."""

    email: str
    name: str
    has_password: bool
    roles: Sequence[tuple[Role, str | None]]


@dataclass(frozen=True)
class Choice:
    """Something that a role can reach over."""

    id: int
    slug: str
    name: str
    kind: PartnerKind | None = None


def visible_to(viewer: Actor | None) -> ColumnElement[bool]:
    """Which roles somebody sees; None is whoever works at the command line."""
    return true() if viewer is None or can(viewer, Permission.MANAGE_ROLES) else false()


def list_grants(session: Session, viewer: Actor | None, wanted: GrantFilter, *, today: date) -> GrantPage:
    """A page of the roles that fit; raises `NotFound` code `page_unknown` beyond the last one."""
    fitting = _grants(viewer, today).where(*_conditions(wanted, today)).add_columns(func.count().over())
    rows = session.execute(
        fitting.order_by(*_order(wanted.sort, today)).limit(PAGE_ROWS).offset((wanted.page - 1) * PAGE_ROWS)
    ).all()
    if not rows and wanted.page > 1:
        raise NotFound("page_unknown")
    return GrantPage([_grant(row) for row in rows], rows[0][-1] if rows else 0, wanted.page)


def list_grants_of(session: Session, viewer: Actor | None, account_id: int, *, today: date) -> list[Grant]:
    """All roles that an account has, had or waits for, the newest first."""
    chosen = _grants(viewer, today).where(RoleGrant.account_id == account_id)
    return [_grant(row) for row in session.execute(chosen.order_by(RoleGrant.granted_at.desc(), RoleGrant.id.desc()))]


def list_all_grants(session: Session, viewer: Actor | None, *, today: date, ended_too: bool) -> list[Grant]:
    """All roles, by address of who has them."""
    state = ALL_STATES if ended_too else ""
    chosen = _grants(viewer, today).where(*_conditions(GrantFilter(state=state), today))
    return [_grant(row) for row in session.execute(chosen.order_by(Account.email, RoleGrant.id))]


def get_grant(session: Session, viewer: Actor | None, grant_id: int, *, today: date) -> Grant:
    """One role; raises `NotFound` code `grant_unknown`."""
    row = session.execute(_grants(viewer, today).where(_is(grant_id))).one_or_none()
    if row is None:
        raise NotFound("grant_unknown", id=grant_id)
    return _grant(row)


def list_invitations(session: Session, viewer: Actor | None, *, today: date) -> list[Invitation]:
    """Who has a role and no password yet, each once, with the newest role first."""
    link = (
        select(func.max(EmailLink.expires_at))
        .where(EmailLink.email == Account.email, EmailLink.purpose == LinkPurpose.INVITATION)
        .correlate(Account)
        .scalar_subquery()
    )
    chosen = _grants(viewer, today).where(*_open_invitation(today)).add_columns(link)
    rows = session.execute(chosen.order_by(RoleGrant.granted_at.desc(), RoleGrant.id.desc()))
    invited: dict[int, tuple[list[Grant], datetime | None]] = {}
    for row in rows:
        grant = _grant(row)
        invited.setdefault(grant.holder.account_id, ([], row[-1]))[0].append(grant)
    return [Invitation(grants[0].holder, grants, expires_at) for grants, expires_at in invited.values()]


def last_invited_at(session: Session, email: str) -> datetime | None:
    """When the newest invitation to an address was mailed."""
    newest = select(func.max(EmailLink.expires_at))
    expires = session.scalar(newest.where(EmailLink.email == email, EmailLink.purpose == LinkPurpose.INVITATION))
    return None if expires is None else expires - LINK_LASTS[LinkPurpose.INVITATION]


def list_administrators(session: Session, *, today: date, without: Sequence[int | None] = ()) -> Sequence[Account]:
    """The accounts that administer today and have a password, leaving some out."""
    holds = exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role == Role.ADMINISTRATOR,
        RoleGrant.in_force(today),
    )
    left_out = [each for each in without if each is not None]
    chosen = select(Account).where(holds, Account.password_hash.is_not(None), Account.id.not_in(left_out))
    return session.scalars(chosen.order_by(Account.id)).all()


def get_invitation(session: Session, viewer: Actor | None, grant_id: int, *, today: date) -> Grant:
    """The role of an invitation that is open; raises `NotFound` code `grant_unknown`."""
    found = session.execute(_grants(viewer, today).where(*_open_invitation(today), _is(grant_id))).one_or_none()
    if found is None:
        raise NotFound("grant_unknown", id=grant_id)
    return _grant(found)


def get_waiting(session: Session, viewer: Actor, *, today: date) -> Waiting:
    """What waits for this administrator."""
    waiting = _state(today) == GrantState.WAITING
    own = and_(
        waiting,
        RoleGrant.account_id != viewer.account_id,
        func.coalesce(RoleGrant.granted_by, 0) != viewer.account_id,
    )
    row = session.execute(
        select(
            func.count().filter(waiting),
            func.count().filter(own),
            func.count(RoleGrant.account_id.distinct()).filter(and_(*_open_invitation(today))),
            func.dead_mail_count(),
        )
        .select_from(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(visible_to(viewer))
    ).one()
    return Waiting(*row)


def lock_grant(session: Session, viewer: Actor | None, grant_id: int) -> RoleGrant:
    """The row of a role, for this transaction to change; raises `NotFound` code `grant_unknown`."""
    chosen = select(RoleGrant).where(_is(grant_id), visible_to(viewer)).with_for_update()
    grant = session.scalar(chosen.execution_options(populate_existing=True))
    if grant is None:
        raise NotFound("grant_unknown", id=grant_id)
    return grant


def count_administrators(session: Session, *, today: date, without_grant: int = 0, without_account: int = 0) -> int:
    """How many accounts administer today, leaving out a grant or an account."""
    return (
        session.scalar(
            select(func.count(RoleGrant.account_id.distinct())).where(
                RoleGrant.role == Role.ADMINISTRATOR,
                RoleGrant.in_force(today),
                RoleGrant.id != without_grant,
                RoleGrant.account_id != without_account,
            )
        )
        or 0
    )


def has_open_grant(session: Session, account_id: int, *, today: date) -> bool:
    """Whether an account has a role that did not end."""
    chosen = exists().where(RoleGrant.account_id == account_id, not_(RoleGrant.is_over(today)))
    return bool(session.scalar(select(chosen)))


def state_now(session: Session, grant_id: int, *, today: date) -> GrantState:
    """How it stands with a role."""
    return GrantState(session.scalars(select(_state(today)).where(RoleGrant.id == grant_id)).one())


def list_demo_accounts(session: Session, *, today: date) -> list[DemoAccount]:
    """The accounts of the demonstration, by address."""
    rows = session.execute(
        select(Account.email, func.coalesce(Person.name, ""), Account.password_hash.is_not(None), Account.id)
        .outerjoin(Person, Person.account_id == Account.id)
        .where(Account.is_demo)
        .order_by(Account.email)
    ).all()
    running = list_all_grants(session, None, today=today, ended_too=False)
    return [
        DemoAccount(
            email, name, has_password, [(each.role, each.where) for each in running if each.holder.account_id == key]
        )
        for email, name, has_password, key in rows
    ]


def list_neighbourhoods(session: Session) -> list[Choice]:
    """The neighbourhoods, by name."""
    rows = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.name)
    )
    return [Choice(*row) for row in rows]


def list_partners(session: Session) -> list[Choice]:
    """The organisations, by name."""
    rows = session.execute(select(Partner.id, Partner.slug, Partner.name, Partner.kind).order_by(Partner.name))
    return [Choice(*row) for row in rows]


def _is(grant_id: int) -> ColumnElement[bool]:
    # beyond what the column holds PostgreSQL would raise an error
    return RoleGrant.id == grant_id if grant_id <= LARGEST_NUMBER else false()


def _state(today: date) -> ColumnElement[str]:
    """How it stands with each role, as one expression for lists, counts and filters."""
    return case(
        (RoleGrant.is_over(today), GrantState.ENDED.value),
        (RoleGrant.awaits_approval(), GrantState.WAITING.value),
        (RoleGrant.in_force(today), GrantState.RUNNING.value),
        else_=GrantState.STARTING.value,
    )


def _open_invitation(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Account.password_hash.is_(None), not_(RoleGrant.is_over(today)))


def _grants(viewer: Actor | None, today: date) -> Select[*tuple[Any, ...]]:
    chosen = (
        select(
            RoleGrant,
            Account.email,
            func.coalesce(Person.name, ""),
            func.coalesce(Neighbourhood.name, Partner.name),
            _state(today),
            Account.password_hash.is_not(None),
            *(column for account, person in _BY.values() for column in (account.email, person.name)),
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(Person, Person.account_id == Account.id)
        .outerjoin(Neighbourhood, Neighbourhood.id == RoleGrant.neighbourhood_id)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .where(visible_to(viewer))
    )
    for name, (account, person) in _BY.items():
        chosen = chosen.outerjoin(account, account.id == getattr(RoleGrant, f"{name}_by"))
        chosen = chosen.outerjoin(person, person.account_id == account.id)
    return chosen


def _grant(row: Row[*tuple[Any, ...]]) -> Grant:
    grant, email, name, where, state, is_accepted, *people = row[:12]
    granted, approved, ended = (
        None
        if by is None or people[2 * number] is None
        else Somebody(by, people[2 * number + 1] or "", people[2 * number])
        for number, by in enumerate((grant.granted_by, grant.approved_by, grant.ended_by))
    )
    return Grant(
        id=grant.id,
        holder=Somebody(grant.account_id, name, email),
        role=grant.role,
        where=where,
        since=grant.period.lower,
        last_day=grant.period.upper - timedelta(days=1) if grant.period.upper else None,
        state=GrantState(state),
        reason=grant.reason,
        needs_approval=grant.needs_approval,
        granted_by=granted,
        granted_at=grant.granted_at,
        approved_by=approved,
        approved_at=grant.approved_at,
        ended_by=ended,
        ended_at=grant.ended_at,
        end_reason=grant.end_reason,
        is_accepted=is_accepted,
    )


def _conditions(wanted: GrantFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(
            or_(
                Account.email.icontains(wanted.text, autoescape=True),
                Person.name.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.role is not None:
        conditions.append(RoleGrant.role == wanted.role)
    scope = parse_scope(wanted.scope)
    if scope is not None:
        conditions.append(_reaches(*scope))
    if wanted.state in set(GrantState):
        conditions.append(_state(today) == wanted.state)
    elif wanted.state != ALL_STATES:
        conditions.append(_state(today) != GrantState.ENDED)
    return conditions


def _reaches(kind: ScopeKind, slug: str) -> ColumnElement[bool]:
    if kind == ScopeKind.NEIGHBOURHOOD:
        return Neighbourhood.slug == slug
    if kind == ScopeKind.PARTNER:
        return Partner.slug == slug
    return and_(RoleGrant.neighbourhood_id.is_(None), RoleGrant.partner_id.is_(None), RoleGrant.group_id.is_(None))


def _order(sort: str, today: date) -> list[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "naam": func.lower(func.coalesce(Person.name, Account.email)),
        "rol": RoleGrant.role.expression,
        "bereik": func.coalesce(Neighbourhood.name, Partner.name, ""),
        "van": func.lower(RoleGrant.period),
        "tot": func.coalesce(func.upper(RoleGrant.period), func.to_date("9999", "YYYY")),
        "stand": _state(today),
    }
    column = columns[sort.removeprefix("-")]
    return [column.desc() if sort.startswith("-") else column.asc(), RoleGrant.id.asc()]
