"""A person with rows in every table of the register, each with a word in it by which it is found again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from geoalchemy2 import WKTElement
from sqlalchemy import Connection, func, insert, inspect, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.campaign_round_making import add_delivery_rows
from tests.signal_making import add_signal_rows
from webapp.database import SITE_ROLE
from webapp.encryption import KeyRing
from webapp.models import (
    Account,
    AccountSession,
    AuditEvent,
    CalendarFeed,
    Consent,
    ConsentReminder,
    ConsentWithdrawal,
    ContactMessage,
    EmailLink,
    FollowUp,
    ImportRun,
    Initiative,
    InitiativeDraft,
    InitiativeOrganiser,
    InitiativeRevision,
    InitiativeTask,
    MaskedPlace,
    Match,
    Need,
    NetworkNode,
    Offering,
    OutboxMail,
    PartnerContact,
    Person,
    PersonRequirement,
    RecoveryCode,
    ReportRun,
    ReviewMail,
    ReviewPresence,
    RoleGrant,
    Subscription,
    Talent,
    TalentStageChange,
    TalentStep,
    TaskSignup,
    Tie,
)
from webapp.models.personal import Subject
from webapp.privacy.queries import Who
from webapp.privacy.register import registered_tables
from webapp.vocabulary import (
    AuditAction,
    Channel,
    ConsentPurpose,
    ConsentScope,
    ContactAudience,
    DevelopmentStep,
    DigestRhythm,
    FollowKind,
    FollowUpKind,
    ImportState,
    ImportSubject,
    InitiativeLayer,
    InitiativeState,
    LinkPurpose,
    MatchState,
    NeedKind,
    NeedUrgency,
    Provenance,
    Recurrence,
    ReportKind,
    Requirement,
    RevisionState,
    Role,
    SignInStage,
    SignupState,
    TalentLevel,
    TalentStage,
    TieKind,
    TieSource,
    TieStrength,
    TravelReach,
)

RING = KeyRing(current="00000001", keys={"00000001": b"k" * 32}, location_key=b"l" * 32, lookup_key=b"m" * 32)
"""Keys of the tests; no key file."""


@dataclass(frozen=True)
class Somebody:
    """By what they are found, and every text of theirs that the database holds, sealed ones as they are kept."""

    who: Who
    word: str
    sealed: tuple[bytes, ...]

    @property
    def account_id(self) -> int:
        return self.who.account_id or 0

    @property
    def person_id(self) -> int:
        return self.who.person_id or 0


def make_somebody(
    session: Session, word: str, *, neighbourhood_id: int, on: date, ring: KeyRing = RING, days: int = 100
) -> Somebody:
    """A person, found by `word`, who agreed to nothing that is still live; with rows in each table of the register."""
    account = Account(email=f"{word}@example.nl", password_hash=f"hash-{word}")
    session.add(account)
    session.flush()
    account.totp_secret = ring.seal(word, table="account", column="totp_secret", row=account.id)
    person = Person(account_id=account.id, name=f"Naam {word}", neighbourhood_id=neighbourhood_id)
    session.add(person)
    session.flush()
    address = json.dumps({"street": f"Straat {word}", "number": "1"})
    sealed = {
        column: ring.seal(plain, table="person", column=column, row=person.id)
        for column, plain in (("phone", f"06 {word}"), ("address", address), ("church", f"Kerk {word}"))
    }
    for column, value in sealed.items():
        setattr(person, column, value)
    _add_rows(session, account, person, word, neighbourhood_id=neighbourhood_id, on=on, days=days)
    at = datetime(on.year, on.month, on.day, 11, tzinfo=UTC)
    told = _add_matching_rows(session, person, word, neighbourhood_id=neighbourhood_id, on=on, at=at, ring=ring)
    known = (*sealed.values(), account.totp_secret or b"", *told)
    return Somebody(Who(account.id, person.id, account.email), word, known)


def _add_rows(
    session: Session, account: Account, person: Person, word: str, *, neighbourhood_id: int, on: date, days: int
) -> None:
    moment = datetime(on.year, on.month, on.day, 11, tzinfo=UTC)
    consent = Consent(
        person_id=person.id,
        purpose=ConsentPurpose.KEEP_CHURCH,
        scope=ConsentScope.SELF,
        text_version=1,
        given_on=on - timedelta(days=days),
        expires_on=on + timedelta(days=1),
        channel=Channel.PAPER,
        recorded_by=account.id,
    )
    session.add_all(
        [
            consent,
            RecoveryCode(account_id=account.id, code_hash=f"code-{word}".encode()),
            EmailLink(
                token_hash=f"link-{word}".encode(),
                purpose=LinkPurpose.SIGN_IN,
                email=account.email,
                next_path=f"/{word}",
                expires_at=moment + timedelta(minutes=30),
            ),
            RoleGrant(
                account_id=account.id,
                role=Role.PARTNER_MEMBER,
                partner_id=_partner(session),
                period=Range(on - timedelta(days=200), on - timedelta(days=100)),
                reason=f"Want {word}",
                needs_approval=False,
                ended_at=moment - timedelta(days=100),
                end_reason=f"Klaar, {word}",
            ),
            OutboxMail(recipient=account.email.capitalize(), subject=f"Over {word}", body=f"Dag {word}"),
        ]
    )
    session.flush()
    _add_later_rows(session, account, person, consent, at=moment)
    session.execute(
        insert(ContactMessage).values(
            neighbourhood_id=neighbourhood_id,
            sender_name=f"Naam {word}",
            reply_to=account.email.upper(),
            body=f"Hier woont {word}",
            erase_on=on + timedelta(days=90),
        )
    )
    _add_initiative_rows(session, account, word, neighbourhood_id=neighbourhood_id, on=on, at=moment)
    add_signal_rows(session, account.id, neighbourhood_id=neighbourhood_id, on=on)
    add_delivery_rows(session, account, word, neighbourhood_id=neighbourhood_id, on=on)
    _add_report_rows(session, account, neighbourhood_id=neighbourhood_id, on=on)
    add_event(session, account_id=account.id, person_id=person.id, at=moment)


def _add_later_rows(session: Session, account: Account, person: Person, consent: Consent, *, at: datetime) -> None:
    """What hangs on other rows, or would be ended by them."""
    word = account.email.partition("@")[0]
    session.add_all(
        [
            ConsentWithdrawal(
                consent_id=consent.id, person_id=person.id, channel=Channel.PAPER, recorded_by=account.id
            ),
            ConsentReminder(consent_id=consent.id, person_id=person.id),
            # after the role, which ends all sessions
            AccountSession(
                token_hash=f"session-{word}".encode(),
                account_id=account.id,
                stage=SignInStage.FULL,
                browser=f"Browser {word}",
                created_at=at,
                last_seen_at=at,
                ends_at=at + timedelta(hours=12),
            ),
        ]
    )
    session.flush()


def _add_initiative_rows(
    session: Session, account: Account, word: str, *, neighbourhood_id: int, on: date, at: datetime
) -> None:
    """An initiative of theirs, a task they took, and what they follow, wrote half or were mailed."""
    run = ImportRun(
        account_id=account.id,
        subject=ImportSubject.INITIATIVES,
        file_name=f"{word}.csv",
        state=ImportState.APPLIED,
        headings=[],
        mapping={},
        created_at=at,
    )
    initiative = Initiative(
        slug=f"initiatief-{account.id}",
        state=InitiativeState.RECEIVED,
        layer=InitiativeLayer.SOCIAL,
        neighbourhood_ids=[neighbourhood_id],
        confirmed_on=on,
        provenance=Provenance.ENTERED,
    )
    session.add_all([run, initiative])
    session.flush()
    task = InitiativeTask(
        initiative_id=initiative.id, key="koken", title="Koken", minutes=60, needed=1, open_until=on + timedelta(days=9)
    )
    session.add(task)
    session.flush()
    session.add_all(
        [
            InitiativeOrganiser(initiative_id=initiative.id, account_id=account.id),
            InitiativeRevision(
                initiative_id=initiative.id,
                number=1,
                state=RevisionState.WAITING,
                content={"title": "Samen eten", "organiser": f"Naam {word}"},
                author_id=account.id,
                note=f"Bel {word}",
            ),
            InitiativeDraft(
                key_hash=f"concept-{word}".encode(), email=account.email, fields={"title": word}, saved_at=at
            ),
            TaskSignup(task_id=task.id, account_id=account.id, name=f"Naam {word}", state=SignupState.TAKEN, slot=1),
            CalendarFeed(account_id=account.id, token_hash=f"agenda-{word}".encode()),
            Subscription(
                email=account.email,
                kind=FollowKind.NEIGHBOURHOOD,
                neighbourhood_id=neighbourhood_id,
                rhythm=DigestRhythm.DAILY,
                created_at=at,
            ),
            ReviewPresence(account_id=account.id, initiative_id=initiative.id, name=f"Naam {word}", seen_at=at),
            ReviewMail(account_id=account.id, mailed_on=on),
            PartnerContact(
                partner_id=_partner(session),
                name=f"Naam {word}",
                position="Diaken",
                email=account.email,
                audience=ContactAudience.COORDINATORS,
                given_on=on - timedelta(days=100),
                expires_on=on + timedelta(days=1),
                channel=Channel.PAPER,
            ),
        ]
    )
    session.flush()


def _add_matching_rows(
    session: Session, person: Person, word: str, *, neighbourhood_id: int, on: date, at: datetime, ring: KeyRing
) -> tuple[bytes, ...]:
    """What they can, what they asked, and a match with the need of somebody else; gives what was sealed."""
    theme = _theme(session)
    talent = Talent(
        person_id=person.id,
        theme_id=theme,
        what=f"Koken, zegt {word}",
        level=TalentLevel.ABLE,
        stage=TalentStage.SCOUTED,
        scouted_on=on,
    )
    asker = Person(name="Iemand anders", neighbourhood_id=neighbourhood_id)
    session.add_all([talent, asker])
    session.flush()
    needs = [_need(each, theme, neighbourhood_id=neighbourhood_id, on=on) for each in (person.id, asker.id)]
    session.add_all(
        [
            *needs,
            Offering(person_id=person.id, reach=TravelReach.CITY, capacity=2, languages=["nl"]),
            PersonRequirement(person_id=person.id, kind=Requirement.VOG, valid_until=on),
            MaskedPlace(person_id=person.id, geom=WKTElement("POINT(233000 582000)", srid=28992)),
            TalentStageChange(talent_id=talent.id, person_id=person.id, stage=TalentStage.SCOUTED, on_day=on),
            TalentStep(
                talent_id=talent.id, person_id=person.id, kind=DevelopmentStep.COURSE, words=f"Cursus {word}", due_on=on
            ),
        ]
    )
    session.flush()
    words = ring.seal(f"Hulp voor {word}", table="need", column="sealed_words", row=needs[0].id)
    needs[0].sealed_words = words
    match = Match(
        key=f"koppeling-{person.id}",
        need_id=needs[1].id,
        talent_id=talent.id,
        helper_id=person.id,
        asker_id=asker.id,
        neighbourhood_id=neighbourhood_id,
        state=MatchState.PROPOSED,
        score=0.5,
        reasons=[],
        proposed_at=at,
        answer_until=on + timedelta(days=7),
    )
    session.add(match)
    session.flush()
    told = ring.seal(f"Fijn, zegt {word}", table="match", column="helper_words", row=match.id)
    match.helper_words = told
    # who agreed to nothing is in no index: a row as it would be
    offer = {"talent": talent.id, "person": person.id, "neighbourhood": neighbourhood_id, "theme": theme}
    session.flush()
    session.execute(text(OFFER), offer)
    _add_network_rows(session, person, asker, neighbourhood_id=neighbourhood_id, on=on)
    return words, told


def _add_network_rows(session: Session, person: Person, other: Person, *, neighbourhood_id: int, on: date) -> None:
    """A tie with somebody else, and what a coordinator is going to do about it; nodes come by themselves."""
    one, two = session.scalars(
        select(NetworkNode.id).where(NetworkNode.person_id.in_([person.id, other.id])).order_by(NetworkNode.id)
    )
    session.add_all(
        [
            Tie(
                neighbourhood_id=neighbourhood_id,
                from_node_id=one,
                to_node_id=two,
                kind=TieKind.KNOWS,
                strength=TieStrength.REGULAR,
                period=Range(on, None),
                confirmed_on=on,
                source=TieSource.NOTED,
            ),
            FollowUp(neighbourhood_id=neighbourhood_id, kind=FollowUpKind.VISIT, node_id=one, due_on=on),
        ]
    )
    session.flush()


def _add_report_rows(session: Session, account: Account, *, neighbourhood_id: int, on: date) -> None:
    """A report that they asked for."""
    session.add(
        ReportRun(
            key=f"{account.id:022}",
            asked_by=account.id,
            kind=ReportKind.NEIGHBOURHOOD,
            neighbourhood_id=neighbourhood_id,
            on_day=on,
        )
    )
    session.flush()


OFFER = """
    INSERT INTO offer (talent_id, person_id, neighbourhood_id, theme_id, level, fit_key, geom, goes_beyond, capacity)
    VALUES (:talent, :person, :neighbourhood, :theme, 1, :theme * 8 + 1,
            ST_SetSRID(ST_MakePoint(233000, 582000), 28992), false, 2)
"""


def _need(person_id: int, theme_id: int, *, neighbourhood_id: int, on: date) -> Need:
    return Need(
        key=f"vraag-{person_id}",
        kind=NeedKind.PRIVATE,
        person_id=person_id,
        neighbourhood_id=neighbourhood_id,
        theme_id=theme_id,
        urgency=NeedUrgency.WHEN_POSSIBLE,
        recurrence=Recurrence.ONCE,
        level=TalentLevel.LEARNING,
        created_on=on,
        expires_on=on + timedelta(days=90),
        provenance=Provenance.ENTERED,
    )


def _theme(session: Session) -> int:
    found = session.scalar(text("SELECT id FROM theme WHERE slug = 'proefthema'"))
    if found is None:
        found = session.scalar(text("INSERT INTO theme (slug, name) VALUES ('proefthema', 'Proefthema') RETURNING id"))
    return int(found or 0)


def add_event(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    at: datetime,
    action: AuditAction = AuditAction.READ,
    fields: tuple[str, ...] = ("phone",),
) -> None:
    """An event in the audit, of a moment of choice."""
    values = {
        "at": at,
        "account_id": account_id,
        "action": action,
        "subject_table": "person",
        "subject_id": str(person_id or ""),
        "person_id": person_id,
        "fields": list(fields),
        "request_id": "",
    }
    session.execute(insert(AuditEvent).values(**values).inline())


def rows_of(session: Session, who: Who) -> dict[str, int]:
    """How many rows of the person each table of the register has."""
    keys = {Subject.ACCOUNT: who.account_id, Subject.PERSON: who.person_id}
    counts = {}
    for each in registered_tables():
        if each.subject_column is None:
            continue
        if each.subject == Subject.EMAIL:
            mine = func.lower(each.subject_column) == who.email
        else:
            mine = each.subject_column == keys[each.subject]
        counts[each.name] = session.scalar(select(func.count()).select_from(each.table).where(mine)) or 0
    return counts


def places_with(connection: Connection, *words: bytes) -> list[str]:
    """Every column of every table in which one of the words stands, as text or as bytes, whatever its case."""
    found = []
    inspector = inspect(connection)
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            name = column["name"]
            cell = f'lower("{name}"::text)'
            sought = {word.decode().lower() for word in words if word.isascii()} | {word.hex() for word in words}
            hits = connection.scalar(
                text(
                    f'SELECT count(*) FROM "{table}"'
                    f" WHERE EXISTS (SELECT FROM unnest(CAST(:sought AS text[])) w WHERE strpos({cell}, w) > 0)"
                ),
                {"sought": sorted(sought)},
            )
            if hits:
                found.append(f"{table}.{name}")
    return found


@contextmanager
def looking_as(session: Session, viewer: int | str, *, today: date) -> Iterator[None]:
    """Work as the site does for this viewer, without any filter of its own; whatever is done is undone."""
    with session.begin_nested() as savepoint:
        session.execute(text(f"SET LOCAL ROLE {SITE_ROLE}"))
        session.execute(
            text("SELECT set_config('missie050.viewer', :viewer, true), set_config('missie050.today', :today, true)"),
            {"viewer": str(viewer), "today": today.isoformat()},
        )
        yield
        savepoint.rollback()


def _partner(session: Session) -> int:
    found = session.scalar(text("SELECT id FROM partner WHERE slug = 'proefpartner'"))
    if found is None:
        found = session.scalar(
            text(
                "INSERT INTO partner (slug, name, kind, provenance)"
                " VALUES ('proefpartner', 'Proefpartner', 'foundation', 'entered') RETURNING id"
            )
        )
    return int(found or 0)
