"""Asking, changing what is asked, noting it for somebody or for a neighbourhood, and closing it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.calendar.week_ranges import to_multirange
from webapp.database import affected_rows
from webapp.encryption import KeyRing
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.models import Need, Person, Theme
from webapp.needs.queries import count_under_way
from webapp.needs.rules import (
    OWN_WORDS_LENGTH,
    PUBLIC_WORDS_LENGTH,
    USUAL_MONTHS,
    Wish,
    check_closing,
    check_reason,
    check_wish,
    check_words,
    expires_on,
    is_open,
    may_reopen,
    prolonged,
)
from webapp.partners.actions import refusing
from webapp.vocabulary import (
    AuditAction,
    EffectDirection,
    LocationLevel,
    NeedKind,
    NeedState,
    Provenance,
)

KEY_BYTES = 12
SEALED = "sealed_words"
NOT_FOR_PEOPLE = {"theme_for_people": "theme_not_for_people"}


@dataclass(frozen=True)
class PublicWords:
    """What a neighbourhood lacks, for everyone to read; `figure` is the code of a figure of CBS that shows it."""

    words: str
    direction: EffectDirection | None = None
    figure: str | None = None


def ask(
    session: Session,
    person: Person,
    wish: Wish,
    words: str,
    *,
    by: int,
    today: date,
    ring: KeyRing,
    months: int = USUAL_MONTHS,
) -> Need:
    """Keep what somebody asks, their words sealed; by themselves, or by the coordinator whom they told.

    It is where the person lives, by buurt unless they hide that. Raises `DomainError` `need_without_neighbourhood`
    when they live nowhere, `BadInput` as the rules do, `theme_unknown` or `theme_not_for_people`.
    """
    if person.neighbourhood_id is None:
        raise DomainError("need_without_neighbourhood")
    until = expires_on(today, months)
    check_wish(wish, until=until, today=today)
    check_words(words, longest=OWN_WORDS_LENGTH, needed=False)
    _check_theme(session, wish.theme_id, for_people=True)
    need = _made(wish, NeedKind.PRIVATE, person.neighbourhood_id, today=today, until=until)
    need.person_id = person.id
    need.buurt_code = None if person.location_level == LocationLevel.HIDDEN else person.buurt_code
    need.noted_by = None if person.account_id == by else by
    with refusing(session, NOT_FOR_PEOPLE):
        session.add(need)
        session.flush()
    _seal(need, words, ring)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="need", row=need.id, person_id=person.id)
    return need


def note_public(
    session: Session,
    neighbourhood_id: int,
    wish: Wish,
    told: PublicWords,
    *,
    by: int,
    today: date,
    months: int = USUAL_MONTHS,
) -> Need:
    """Keep what a neighbourhood lacks. Raises `BadInput` as the rules do, or `theme_unknown`."""
    until = expires_on(today, months)
    check_wish(wish, until=until, today=today)
    check_words(told.words, longest=PUBLIC_WORDS_LENGTH, needed=True)
    _check_theme(session, wish.theme_id, for_people=False)
    need = _made(wish, NeedKind.PUBLIC, neighbourhood_id, today=today, until=until)
    need.words, need.direction, need.figure, need.noted_by = told.words, told.direction, told.figure, by
    session.add(need)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="need", row=need.id)
    return need


def change(
    session: Session,
    need: Need,
    wish: Wish,
    words: str,
    *,
    version: int,
    by: int,
    today: date,
    ring: KeyRing,
    months: int = 0,
) -> tuple[str, ...]:
    """Keep what is different in what somebody asks; gives the names of those fields.

    With `months` it stands that much longer from today, at most a year in all. Raises `EditConflict` code
    `changed_meanwhile`, `DomainError` `need_is_closed`, `need_theme_matched` when another theme would leave matches
    without their reason, and what `ask` raises.
    """
    _check_open(need, today=today)
    check_words(words, longest=OWN_WORDS_LENGTH, needed=False)
    changes = _changes(need, wish, months=months, today=today)
    if words != read_words(need, ring):
        changes[SEALED] = ring.seal(words, table="need", column=SEALED, row=need.id) if words else None
    return _keep_changes(session, need, changes, version=version, by=by)


def change_public(
    session: Session,
    need: Need,
    wish: Wish,
    told: PublicWords,
    *,
    version: int,
    by: int,
    today: date,
    months: int = 0,
) -> tuple[str, ...]:
    """Keep what is different in what a neighbourhood lacks, its matches as they are; gives the names of those fields.

    Raises what `change` does.
    """
    _check_open(need, today=today)
    check_words(told.words, longest=PUBLIC_WORDS_LENGTH, needed=True)
    changes = _changes(need, wish, months=months, today=today)
    changes |= {name: value for name, value in vars(told).items() if value != getattr(need, name)}
    return _keep_changes(session, need, changes, version=version, by=by)


def close_need(session: Session, need: Need, to: NeedState, *, by: int, today: date, because: str = "") -> None:
    """Close a need: helped with (`met`), or `withdrawn`; in the same transaction the database closes its matches.

    What waits for an answer is withdrawn; a match that was accepted only when the need is withdrawn. `because` is why
    a neighbourhood asks no more; of what people ask no reason is kept. Raises `DomainError` `need_is_closed` when it
    was closed meanwhile, `BadInput` `need_outcome` for another state, and `need_reason_missing` or `need_reason_long`.
    """
    check_closing(need.state, to)
    is_public = need.kind == NeedKind.PUBLIC
    if is_public:
        check_reason(because)
    need_id, person_id = need.id, need.person_id
    closed = session.execute(
        update(Need)
        .where(Need.id == need_id, Need.state == NeedState.OPEN)
        .values(
            state=to,
            closed_on=today,
            closed_because=because if is_public else "",
            version=Need.version + 1,
            changed_at=datetime.now(UTC),
        )
        .execution_options(synchronize_session=False)
    )
    session.expire(need)
    if not affected_rows(closed):
        raise DomainError("need_is_closed")
    fields = ("state", "closed_because") if is_public else ("state",)
    record(session, AuditAction.CHANGED, by=by, table="need", row=need_id, person_id=person_id, fields=fields)


def reopen(session: Session, need: Need, *, by: int, today: date) -> None:
    """Open a need again that was closed by mistake; its matches stay ended, and may be proposed anew.

    Raises `DomainError` `need_stays_closed` when it is open, or its time has come.
    """
    if not may_reopen(need.state, need.expires_on, today=today):
        raise DomainError("need_stays_closed")
    need_id, person_id = need.id, need.person_id
    opened = session.execute(
        update(Need)
        .where(Need.id == need_id, Need.state == need.state)
        .values(
            state=NeedState.OPEN,
            closed_on=None,
            closed_because="",
            version=Need.version + 1,
            changed_at=datetime.now(UTC),
        )
        .execution_options(synchronize_session=False)
    )
    session.expire(need)
    if not affected_rows(opened):
        raise DomainError("need_stays_closed")
    record(session, AuditAction.CHANGED, by=by, table="need", row=need_id, person_id=person_id, fields=("state",))


def expire(session: Session, *, today: date) -> int:
    """Close what nobody closed in time; gives how many. For an account that row-level security does not bind."""
    over = (
        update(Need)
        .where(Need.state == NeedState.OPEN, Need.expires_on <= today)
        .values(state=NeedState.EXPIRED, closed_on=Need.expires_on, version=Need.version + 1)
        .execution_options(synchronize_session=False)
    )
    return affected_rows(session.execute(over))


def read_words(need: Need, ring: KeyRing) -> str:
    """The words of a need, readable; empty when there are none. Account for it first when they are somebody else's."""
    if need.kind == NeedKind.PUBLIC:
        return need.words
    if need.sealed_words is None:
        return ""
    return ring.open_sealed(need.sealed_words, table="need", column=SEALED, row=need.id)


def _made(wish: Wish, kind: NeedKind, neighbourhood_id: int, *, today: date, until: date) -> Need:
    return Need(
        key=secrets.token_urlsafe(KEY_BYTES),
        kind=kind,
        neighbourhood_id=neighbourhood_id,
        created_on=today,
        expires_on=until,
        provenance=Provenance.ENTERED,
        **_columns(wish),
    )


def _columns(wish: Wish) -> dict[str, object]:
    """A wish as the columns of a need."""
    return {
        **{name: value for name, value in vars(wish).items() if name not in ("weekly", "requirements")},
        "weekly": to_multirange(wish.weekly),
        "requirements": [each.value for each in wish.requirements],
    }


def _seal(need: Need, words: str, ring: KeyRing) -> None:
    need.sealed_words = ring.seal(words, table="need", column=SEALED, row=need.id) if words else None


def _check_theme(session: Session, theme_id: int, *, for_people: bool) -> None:
    theme = session.get(Theme, theme_id)
    if theme is None or not theme.is_offered:
        raise BadInput("theme_unknown")
    if for_people and not theme.for_people:
        raise BadInput("theme_not_for_people")


def _check_open(need: Need, *, today: date) -> None:
    if not is_open(need.state, need.expires_on, today=today):
        raise DomainError("need_is_closed")


def _changes(need: Need, wish: Wish, *, months: int, today: date) -> dict[str, object]:
    """The columns in which a wish differs from what is kept. Raises `BadInput` as `check_wish` does."""
    until = prolonged(need.expires_on, asked_on=need.created_on, months=months, today=today)
    check_wish(wish, until=until, today=today, is_new=wish.starts_on != need.starts_on)
    changes = {name: value for name, value in _columns(wish).items() if value != getattr(need, name)}
    return changes | ({"expires_on": until} if until != need.expires_on else {})


def _keep_changes(
    session: Session, need: Need, changes: dict[str, object], *, version: int, by: int
) -> tuple[str, ...]:
    """Keep changes of what was looked at in this version, and account for them; gives the names of the fields."""
    if not changes:
        return ()
    if need.version != version:
        raise EditConflict("changed_meanwhile", version=need.version)
    if "theme_id" in changes:
        _check_theme(session, cast("int", changes["theme_id"]), for_people=need.kind == NeedKind.PRIVATE)
        if count_under_way(session, need.id):
            raise DomainError("need_theme_matched")
    need_id, person_id, fields = need.id, need.person_id, tuple(changes)
    _keep(session, need, version, changes)
    record(session, AuditAction.CHANGED, by=by, table="need", row=need_id, person_id=person_id, fields=fields)
    return fields


def _keep(session: Session, need: Need, version: int, changes: dict[str, object]) -> None:
    need_id = need.id
    with refusing(session, NOT_FOR_PEOPLE):
        kept = session.scalar(
            update(Need)
            .where(Need.id == need_id, Need.version == version, Need.state == NeedState.OPEN)
            .values(**changes, version=Need.version + 1, changed_at=datetime.now(UTC))
            .returning(Need.version)
            .execution_options(synchronize_session=False)
        )
    session.expire(need)
    if kept is not None:
        return
    now = session.execute(select(Need.version, Need.state).where(Need.id == need_id)).one_or_none()
    if now is None:
        raise NotFound("need_unknown")
    if now.state != NeedState.OPEN:
        raise DomainError("need_is_closed")
    raise EditConflict("changed_meanwhile", version=now.version)
