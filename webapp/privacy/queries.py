"""Reads of somebody's own data, of consents, of who looked, and of how old things are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    column,
    exists,
    func,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session, aliased

from webapp.clock import CITY_TIMEZONE
from webapp.encryption import KeyRing, SealBroken
from webapp.models import (
    Account,
    Base,
    Consent,
    ConsentWithdrawal,
    Initiative,
    Listing,
    Match,
    Need,
    Neighbourhood,
    Partner,
    Person,
    RetentionPeriod,
    RoleGrant,
    Talent,
    Theme,
)
from webapp.models.personal import Retention, Subject
from webapp.people.queries import find_buurt_name
from webapp.privacy.register import ALSO_BY_ACCOUNT, RegisteredColumn, RegisteredTable, registered_tables
from webapp.privacy.rules import PERIODS, is_live
from webapp.vocabulary import AuditAction, Channel, ConsentPurpose, ConsentScope, MatchState, NeedState, Role

LIVE_CONSENT = table("live_consent", column("id", Integer), column("person_id", Integer), column("purpose", String))
KEPT_SINCE = table(
    "kept_since", column("kind", String), column("table_name", String), column("row_id", String), column("since")
)
LOOKS = text("SELECT at, by_account, roles, action, subject_table, fields FROM looks_at_me() LIMIT :most")


class Unreadable:
    """What stands for a sealed value that does not open."""

    def __str__(self) -> str:
        """How it stands in a file."""
        return "?"


UNREADABLE = Unreadable()


@dataclass(frozen=True)
class Who:
    """By what somebody's rows are found; an account without a person has no `person_id`, and the other way round."""

    account_id: int | None
    person_id: int | None
    email: str | None


@dataclass(frozen=True)
class OwnTable:
    """Somebody's rows of one table: the columns that are exported, and the names of others that hold something."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    not_shown: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """That somebody did something with one's data: their roles of that moment; no account for visitors and commands."""

    at: datetime
    by_account: bool
    roles: tuple[Role, ...]
    action: AuditAction
    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Ending:
    """What ends with an erasure: open matches with others, talents, and open questions for help."""

    matches: int = 0
    talents: int = 0
    needs: int = 0


class ConsentEnd(StrEnum):
    """How a consent ended."""

    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class GivenConsent:
    """A consent that somebody gave; `end` is None while it works, and `ended_on` the day that it stopped."""

    id: int
    purpose: ConsentPurpose
    scope: ConsentScope
    text_version: int
    given_on: date
    expires_on: date
    channel: Channel
    end: ConsentEnd | None
    ended_on: date | None


def find_who(session: Session, account_id: int) -> Who:
    """By what the rows of an account's owner are found."""
    row = session.execute(
        select(Account.id, Person.id, Account.email)
        .join(Person, Person.account_id == Account.id, isouter=True)
        .where(Account.id == account_id)
    ).one()
    return Who(*row)


def list_own_tables(session: Session, who: Who, ring: Callable[[], KeyRing]) -> list[OwnTable]:
    """Everything that is held about somebody, per table of the register, oldest rows first; sealed values opened.

    `ring` is asked for when there is something to open.
    """
    return [_own_table(session, each, who, ring) for each in registered_tables() if each.subject != Subject.NOBODY]


def names_of_places(session: Session, tables: Iterable[OwnTable]) -> dict[str, dict[int | str, str]]:
    """The names of the neighbourhoods, partners and buurten that these rows point to, by column and id or code."""
    rows = [row for each in tables for row in each.rows]
    pointing = {
        "neighbourhood_id": select(Neighbourhood.id, Neighbourhood.name),
        "partner_id": select(Partner.id, Partner.name),
        "theme_id": select(Theme.id, Theme.name),
        "initiative_id": select(Initiative.id, func.coalesce(Listing.title, Initiative.slug).label("name")).outerjoin(
            Listing, Listing.initiative_id == Initiative.id
        ),
    }
    names: dict[str, dict[int | str, str]] = {}
    for key, named in pointing.items():
        ids = {row[key] for row in rows if row.get(key) is not None}
        found = session.execute(named.where(named.selected_columns.id.in_(ids))).all() if ids else []
        names[key] = {row.id: row.name for row in found}
    # one that is not shown yet has a title only in what one wrote about it, the latest last
    names["initiative_id"] |= {
        row["initiative_id"]: row["content"]["title"]
        for row in rows
        if row.get("initiative_id") is not None and isinstance(row.get("content"), dict) and row["content"].get("title")
    }
    codes = {str(row["buurt_code"]) for row in rows if row.get("buurt_code")}
    names["buurt_code"] = {code: name for code in codes if (name := find_buurt_name(session, code)) is not None}
    return names


def list_looks(session: Session, *, most: int) -> list[Look]:
    """What others did with the viewer's own data, the newest first."""
    return [
        Look(
            at=row.at,
            by_account=row.by_account,
            roles=tuple(Role(role) for role in row.roles),
            action=AuditAction(row.action),
            table=row.subject_table,
            fields=tuple(row.fields),
        )
        for row in session.execute(LOOKS, {"most": most})
    ]


def list_consents(session: Session, person_id: int, *, today: date) -> dict[ConsentPurpose, list[GivenConsent]]:
    """All consents of a person by purpose, those of now first and then the newest."""
    later = aliased(Consent)
    replaced = exists().where(
        later.person_id == Consent.person_id,
        later.purpose == Consent.purpose,
        # one transaction gave the one and ended the other
        later.created_at == ConsentWithdrawal.withdrawn_at,
    )
    rows = session.execute(
        select(Consent, ConsentWithdrawal.withdrawn_at, replaced.label("replaced"))
        .join(ConsentWithdrawal, ConsentWithdrawal.consent_id == Consent.id, isouter=True)
        .where(Consent.person_id == person_id)
        .order_by(Consent.given_on.desc(), Consent.id.desc())
    )
    given = [_given(consent, withdrawn_at, was_replaced, today) for consent, withdrawn_at, was_replaced in rows]
    by_purpose: dict[ConsentPurpose, list[GivenConsent]] = {purpose: [] for purpose in ConsentPurpose}
    for each in sorted(given, key=lambda one: one.end is not None):
        by_purpose[each.purpose].append(each)
    return by_purpose


def count_ending(session: Session, person_id: int | None) -> Ending:
    """What ends when somebody erases themselves; nothing for who has no profile."""
    if person_id is None:
        return Ending()
    mine = or_(Match.helper_id == person_id, Match.asker_id == person_id)
    is_open = Match.state.in_((MatchState.PROPOSED, MatchState.ACCEPTED))
    return Ending(
        matches=_count(session, Match, mine, is_open),
        talents=_count(session, Talent, Talent.person_id == person_id),
        needs=_count(session, Need, Need.person_id == person_id, Need.state == NeedState.OPEN),
    )


def lives_somewhere(session: Session, person_id: int) -> bool:
    """Whether it is known in which neighbourhood a person lives: else no coordinator of one finds them."""
    return bool(session.scalar(select(Person.neighbourhood_id.is_not(None)).where(Person.id == person_id)))


def has_password(session: Session, account_id: int) -> bool:
    """Whether the account signs in with a password."""
    return bool(session.scalar(select(Account.password_hash.is_not(None)).where(Account.id == account_id)))


def is_last_administrator(session: Session, account_id: int, *, today: date) -> bool:
    """Whether nobody would be left who can give roles; False for who is no administrator."""
    administers = (RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.in_force(today))
    holders = set(session.scalars(select(RoleGrant.account_id).where(*administers)))
    return holders == {account_id}


def list_periods(session: Session) -> dict[Retention, int]:
    """How many days each kind is kept now: as an administrator chose, or the product's own number."""
    chosen = {row.kind: row.days for row in session.execute(select(RetentionPeriod.kind, RetentionPeriod.days))}
    return {kind: chosen.get(kind, PERIODS[kind].days) for kind in Retention}


def count_past(
    session: Session, periods: Mapping[Retention, int], *, now: datetime
) -> dict[tuple[Retention, str], int]:
    """How many rows are older than their period, by kind and table."""
    older = or_(*(past(kind, days, now=now) for kind, days in periods.items()))
    rows = session.execute(
        select(KEPT_SINCE.c.kind, KEPT_SINCE.c.table_name, func.count())
        .where(older)
        .group_by(KEPT_SINCE.c.kind, KEPT_SINCE.c.table_name)
        .order_by(KEPT_SINCE.c.kind, KEPT_SINCE.c.table_name)
    )
    return {(Retention(kind), name): number for kind, name, number in rows}


def past(kind: Retention, days: int, *, now: datetime) -> ColumnElement[bool]:
    """Of the view `kept_since`: the rows of a kind that are older than so many days."""
    return and_(KEPT_SINCE.c.kind == kind.value, KEPT_SINCE.c.since < now - timedelta(days=days))


def _count(session: Session, rows: type[Base], *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(rows).where(*which)) or 0


def _own_table(session: Session, each: RegisteredTable, who: Who, ring: Callable[[], KeyRing]) -> OwnTable:
    shown = each.exported
    names = tuple(one.column.name for one in shown)
    # of what is not shown it is told that it is there, and nothing else of it is fetched
    hidden = [one.column for one in each.columns if not one.declared.export]
    told = [column.is_not(None).label(f"has {column.name}") for column in hidden]
    keys = list(each.table.primary_key.columns)
    query = select(*(_of_them(one, each, who) for one in shown), *told, keys[0].label("the_key")).where(
        _is_of(each, who)
    )
    found = session.execute(query.order_by(*keys)).mappings().all()
    sealed = {one.column.name for one in shown if one.declared.sealed}
    rows = tuple(
        {name: _opened(each, name, row, ring) if name in sealed else row[name] for name in names} for row in found
    )
    held = tuple(column.name for column in hidden if any(row[f"has {column.name}"] for row in found))
    return OwnTable(each.name, names, rows, held)


def _of_them(one: RegisteredColumn, each: RegisteredTable, who: Who) -> ColumnElement[Any]:
    """A column as it is taken along: of a row about two people, what is only the other's is nothing."""
    if one.declared.only_of is None:
        return one.column
    whose = each.table.c[one.declared.only_of]
    return case((_holds(whose, each.subject, who), one.column)).label(one.column.name)


def _holds(own: Column[Any], subject: Subject, who: Who) -> ColumnElement[bool]:
    match subject:
        case Subject.EMAIL:
            return func.lower(own) == who.email
        case Subject.ACCOUNT:
            return own == who.account_id
        case _:
            return own == who.person_id


def _is_of(each: RegisteredTable, who: Who) -> ColumnElement[bool]:
    """The condition that a row is this person's."""
    mine = or_(*(_holds(own, each.subject, who) for own in each.found_by))
    second = ALSO_BY_ACCOUNT.get(each.name)
    return mine if second is None else or_(mine, each.table.c[second] == who.account_id)


def _opened(each: RegisteredTable, name: str, row: Mapping[Any, Any], ring: Callable[[], KeyRing]) -> object:
    if row[name] is None:
        return None
    try:
        return ring().open_sealed(row[name], table=each.name, column=name, row=row["the_key"])
    except SealBroken:
        return UNREADABLE


def _given(consent: Consent, withdrawn_at: datetime | None, was_replaced: bool, today: date) -> GivenConsent:  # noqa: FBT001
    withdrawn_on = withdrawn_at.astimezone(CITY_TIMEZONE).date() if withdrawn_at else None
    end: ConsentEnd | None
    if withdrawn_on is not None:
        end = ConsentEnd.REPLACED if was_replaced else ConsentEnd.WITHDRAWN
    else:
        end = None if is_live(consent.expires_on, None, today=today) else ConsentEnd.LAPSED
    return GivenConsent(
        id=consent.id,
        purpose=consent.purpose,
        scope=consent.scope,
        text_version=consent.text_version,
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        channel=consent.channel,
        end=end,
        ended_on=withdrawn_on or (consent.expires_on if end else None),
    )
