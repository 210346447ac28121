"""Scouting: noting at somebody's door what they can do, with the yes that they said aloud."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.encryption import KeyRing
from webapp.errors import NotFound
from webapp.models import Consent, Offering, Person, Talent, live_consent
from webapp.people.actions import change_person, read_profile
from webapp.privacy.consent_texts import current_text
from webapp.privacy.rules import expiry
from webapp.talents.actions import TalentFacts, add_talent, keep_terms
from webapp.talents.rules import FIRST_TERMS, SPOKEN_MONTHS
from webapp.vocabulary import AuditAction, ConsentPurpose


@dataclass(frozen=True)
class Scouted:
    """What was noted, and whether that person is new."""

    talent: Talent
    is_new: bool


def scout(
    session: Session,
    neighbourhood_id: int,
    facts: TalentFacts,
    *,
    name: str,
    phone: str = "",
    known_person_id: int | None,
    ring: KeyRing,
    by: int,
    today: date,
) -> Scouted:
    """Note a talent of somebody who lives in a neighbourhood: of a person who is known there, or of a new one.

    A new person is known and may be asked for half a year, by the yes that they said aloud; who is known has said so
    before. Who had no terms gets those of the beginning, and who gave no `phone` number before gets this one. Raises
    `NotFound` `neighbourhood_unknown` when account `by` does not coordinate there, and as `add_talent` does.
    """
    person_id = known_person_id or _meet(session, neighbourhood_id, name, by=by, today=today)
    if session.scalar(select(Offering.person_id).where(Offering.person_id == person_id)) is None:
        keep_terms(session, person_id, FIRST_TERMS, version=None, by=by, today=today)
    if phone:
        _note_phone(session, person_id, phone, ring=ring, by=by)
    talent = add_talent(session, person_id, facts, by=by, today=today, scouted=True)
    return Scouted(talent, is_new=known_person_id is None)


def note_spoken(session: Session, person_id: int, *, says_yes: bool, by: int, today: date) -> None:
    """Note what somebody without an account says aloud: for half a year more, or no longer, which works at once.

    Raises `NotFound` `person_unknown` when account `by` does not know them, or when they have an account: then they say
    so themselves.
    """
    before = set(session.scalars(select(Consent.id).where(Consent.person_id == person_id)))
    live = list(session.execute(_live(person_id)))
    until = expiry(today, SPOKEN_MONTHS)
    version = current_text(ConsentPurpose.BE_ASKED).version
    if not session.scalar(select(func.speak_consent(person_id, says_yes, until, version))):
        raise NotFound("person_unknown")
    for consent_id, purpose in live:
        _account_for(session, AuditAction.CONSENT_WITHDRAWN, person_id, consent_id, purpose, by=by)
    if says_yes:
        given = select(Consent.id, Consent.purpose).where(Consent.person_id == person_id, Consent.id.not_in(before))
        for consent_id, purpose in session.execute(given.order_by(Consent.id)):
            _account_for(session, AuditAction.CONSENT_GIVEN, person_id, consent_id, purpose, by=by)


def _live(person_id: int) -> Select[int, str]:
    asked = live_consent.c.purpose.in_((ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED))
    return select(live_consent.c.id, live_consent.c.purpose).where(live_consent.c.person_id == person_id, asked)


def _account_for(
    session: Session, action: AuditAction, person_id: int, consent_id: int, purpose: str, *, by: int
) -> None:
    record(session, action, by=by, table="consent", row=consent_id, person_id=person_id, fields=(str(purpose),))


def _note_phone(session: Session, person_id: int, phone: str, *, ring: KeyRing, by: int) -> None:
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    if person.phone is not None:
        return
    kept = read_profile(person, ring, opened=())
    change_person(session, person, replace(kept, phone=phone), version=person.version, by=by, ring=ring)


def _meet(session: Session, neighbourhood_id: int, name: str, *, by: int, today: date) -> int:
    until = expiry(today, SPOKEN_MONTHS)
    version = current_text(ConsentPurpose.BE_ASKED).version
    person_id = session.scalar(select(func.scout_person(name, neighbourhood_id, None, until, version)))
    if person_id is None:
        raise NotFound("neighbourhood_unknown")
    record(session, AuditAction.CREATED, by=by, table="person", row=person_id, person_id=person_id)
    given = select(Consent.id, Consent.purpose).where(Consent.person_id == person_id).order_by(Consent.id)
    for consent_id, purpose in session.execute(given):
        _account_for(session, AuditAction.CONSENT_GIVEN, person_id, consent_id, purpose, by=by)
    return int(person_id)
