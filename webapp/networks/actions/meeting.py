"""Somebody who comes into a network: newly met, or known already; each with the yes that they said aloud."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.encryption import KeyRing
from webapp.errors import NotFound
from webapp.models import Consent, FollowUp, NetworkNode, Person, live_consent
from webapp.networks.actions.ties import TieFacts, give_sign, note_tie, take_turns
from webapp.networks.rules.network import Side
from webapp.outbox.actions import post_mail
from webapp.people.actions import change_person, read_profile
from webapp.privacy.consent_texts import current_text
from webapp.privacy.rules import expiry
from webapp.talents.rules import SPOKEN_MONTHS
from webapp.vocabulary import (
    AuditAction,
    ConsentPurpose,
    FollowUpKind,
    NodeKind,
    TieKind,
    TieSource,
    TieStrength,
)

ASK_AGAIN_AFTER = timedelta(weeks=4)
"""When somebody who said yes at a first meeting is asked whether that still holds."""

LETTER = (
    "Je staat in het burennetwerk van je wijk",
    """Hallo,

Je zei tegen een coördinator van Missie050 dat die mag noteren wie je in de buurt kent. Vanaf nu sta je in het
burennetwerk van je wijk. Alleen coördinatoren zien dat.

Kijk wat er staat, of haal het weg als je dit niet wilt:

{url}

You told a coordinator of Missie050 that they may note whom you know in the neighbourhood. From now on you are in
the network of neighbours. Only coordinators see that. See what is noted, or remove it if you do not want this:

{url}?taal=en

Groet,
Missie050
""",
)
"""Subject and body; in both languages, since only its reader knows which of them they read. It names nobody."""


@dataclass(frozen=True)
class Met:
    """Who was met: somebody new, or with `known_person_id` somebody who is known here; and who introduced them."""

    name: str
    phone: str = ""
    known_person_id: int | None = None
    introduced_by: Side | None = None


@dataclass(frozen=True)
class Meeting:
    """Who was noted, and which node of the network they are."""

    person_id: int
    node_id: int


def meet(
    session: Session, neighbourhood_id: int, met: Met, *, ring: KeyRing, own_url: str, by: int, today: date
) -> Meeting:
    """Take somebody into the network of a neighbourhood with the yes that they said aloud, for half a year.

    Who introduced them knows them from today on. In four weeks account `by` asks whether the yes still holds. Raises
    `NotFound` `neighbourhood_unknown` when `by` does not coordinate there, `person_unknown`, and as `note_tie` does.
    """
    person_id = met.known_person_id or _note_person(session, neighbourhood_id, met.name, by=by, today=today)
    speak_linked(session, person_id, own_url=own_url, by=by, today=today)
    if met.phone:
        _note_phone(session, person_id, met.phone, ring=ring, by=by)
    node_id = session.scalars(select(NetworkNode.id).where(NetworkNode.person_id == person_id)).one()
    if met.introduced_by is not None:
        new = Side(node_id, NodeKind.PERSON)
        facts = TieFacts(TieKind.KNOWS, TieStrength.REGULAR, today)
        note_tie(session, neighbourhood_id, met.introduced_by, new, facts, source=TieSource.MET, by=by, today=today)
    else:
        take_turns(session, neighbourhood_id)
        give_sign(session, neighbourhood_id, today=today)
    _ask_again(session, neighbourhood_id, person_id, node_id, by=by, today=today)
    return Meeting(person_id, node_id)


def speak_linked(session: Session, person_id: int, *, own_url: str, by: int | None, today: date) -> None:
    """Note that somebody who is known said aloud that their ties may be noted, for half a year.

    Does nothing for who said so before. Who has an account is mailed, with `own_url`, where they see and take back
    what is noted. Raises `NotFound` `person_unknown` for who is not known to the viewer of this session.
    """
    agreed = live_consent.c.purpose == ConsentPurpose.BE_LINKED
    if session.scalar(select(exists().where(live_consent.c.person_id == person_id, agreed))):
        return
    until, version = expiry(today, SPOKEN_MONTHS), current_text(ConsentPurpose.BE_LINKED).version
    consent_id = session.scalar(select(func.speak_linked(person_id, until, version)))
    if consent_id is None:
        raise NotFound("person_unknown")
    _account_for_consent(session, person_id, consent_id, ConsentPurpose.BE_LINKED, by=by)
    email = session.scalar(select(func.reachable_email(person_id)))
    if email is not None:
        subject, body = LETTER
        post_mail(session, recipient=email, subject=subject, body=body.format(url=own_url))


def _note_person(session: Session, neighbourhood_id: int, name: str, *, by: int, today: date) -> int:
    until, version = expiry(today, SPOKEN_MONTHS), current_text(ConsentPurpose.BE_KNOWN).version
    person_id = session.scalar(select(func.meet_person(name, neighbourhood_id, until, version)))
    if person_id is None:
        raise NotFound("neighbourhood_unknown")
    record(session, AuditAction.CREATED, by=by, table="person", row=person_id, person_id=person_id)
    for consent_id in session.scalars(select(Consent.id).where(Consent.person_id == person_id)):
        _account_for_consent(session, person_id, consent_id, ConsentPurpose.BE_KNOWN, by=by)
    return int(person_id)


def _note_phone(session: Session, person_id: int, phone: str, *, ring: KeyRing, by: int) -> None:
    """Keep a number, sealed, of who gave none before."""
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    if person.phone is not None:
        return
    kept = read_profile(person, ring, opened=())
    change_person(session, person, replace(kept, phone=phone), version=person.version, by=by, ring=ring)


def _ask_again(session: Session, neighbourhood_id: int, person_id: int, node_id: int, *, by: int, today: date) -> None:
    waiting = exists().where(
        FollowUp.node_id == node_id, FollowUp.kind == FollowUpKind.CONFIRM_PERSON, FollowUp.done_on.is_(None)
    )
    if session.scalar(select(waiting)):
        return
    asking = FollowUp(
        neighbourhood_id=neighbourhood_id,
        kind=FollowUpKind.CONFIRM_PERSON,
        node_id=node_id,
        owner_id=by,
        due_on=today + ASK_AGAIN_AFTER,
    )
    session.add(asking)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="follow_up", row=asking.id, person_id=person_id)


def _account_for_consent(
    session: Session, person_id: int, consent_id: int, purpose: ConsentPurpose, *, by: int | None
) -> None:
    record(
        session,
        AuditAction.CONSENT_GIVEN,
        by=by,
        table="consent",
        row=consent_id,
        person_id=person_id,
        fields=(purpose.value,),
    )
