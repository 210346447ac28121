"""Scouting: noting at somebody's door what they can do, with the yes that they said aloud."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import NotFound
from webapp.models import Consent, Offering, Talent
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
    known_person_id: int | None,
    by: int,
    today: date,
) -> Scouted:
    """Note a talent of somebody who lives in a neighbourhood: of a person who is known there, or of a new one.

    A new person is known and may be asked for half a year, by the yes that they said aloud; who is known has said so
    before. Who had no terms gets those of the beginning. Raises `NotFound` `neighbourhood_unknown` when account `by`
    does not coordinate there, and as `add_talent` does.
    """
    person_id = known_person_id or _meet(session, neighbourhood_id, name, by=by, today=today)
    if session.scalar(select(Offering.person_id).where(Offering.person_id == person_id)) is None:
        keep_terms(session, person_id, FIRST_TERMS, version=None, by=by, today=today)
    talent = add_talent(session, person_id, facts, by=by, today=today, scouted=True)
    return Scouted(talent, is_new=known_person_id is None)


def _meet(session: Session, neighbourhood_id: int, name: str, *, by: int, today: date) -> int:
    until = expiry(today, SPOKEN_MONTHS)
    version = current_text(ConsentPurpose.BE_ASKED).version
    person_id = session.scalar(select(func.scout_person(name, neighbourhood_id, None, until, version)))
    if person_id is None:
        raise NotFound("neighbourhood_unknown")
    record(session, AuditAction.CREATED, by=by, table="person", row=person_id, person_id=person_id)
    given = session.execute(
        select(Consent.id, Consent.purpose).where(Consent.person_id == person_id).order_by(Consent.id)
    )
    for consent_id, purpose in given:
        record(
            session,
            AuditAction.CONSENT_GIVEN,
            by=by,
            table="consent",
            row=consent_id,
            person_id=person_id,
            fields=(purpose.value,),
        )
    return int(person_id)
