"""Signals, bundles and agenda items, past every rule, and people in the roles that deal with them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import NOON, TODAY
from tests.factories import make_account, make_grant, make_partner, make_person
from tests.match_making import find_place
from tests.talent_making import find_theme
from webapp.access.policy import SCOPES
from webapp.models import AgendaItem, Bundle, BundleStep, Lesson, Partner, Signal, SignalRaiser
from webapp.vocabulary import BodyAnswer, BundleState, PartnerKind, Provenance, Role, ScopeKind

WORDS = "Op het spreekuur wachten mensen drie maanden op hulp."
LONG_AGO = NOON - timedelta(days=2)
"""Changed so long ago that it may be mailed."""


def make_role(session: Session, role: Role, name: str = "Iemand", *, slug: str = "vinkhuizen") -> int:
    """The account of somebody with a role."""
    account = make_account(session)
    make_person(session, name, account_id=account.id)
    scope: dict[str, Any] = {}
    match SCOPES[role]:
        case ScopeKind.NEIGHBOURHOOD:
            scope = {"neighbourhood_id": find_place(session, slug)}
        case ScopeKind.PARTNER:
            scope = {"partner_id": make_partner(session, f"partner-{account.id}").id}
        case ScopeKind.GROUP:
            scope = {"group_id": 1}
    make_grant(session, account.id, role, **scope)
    return account.id


def make_signal(
    session: Session,
    *,
    by: int | None = None,
    slug: str = "vinkhuizen",
    theme: str = "schulden",
    words: str = WORDS,
    raised_on: date = TODAY,
    bundle: Bundle | None = None,
    **changes: Any,
) -> Signal:
    """A signal; `by` is the account that raised it."""
    made = Signal(
        key=f"signaal-{session.scalar(select(Signal.id).order_by(Signal.id.desc()).limit(1)) or 0}",
        theme_id=find_theme(session, theme),
        neighbourhood_id=find_place(session, slug),
        words=words,
        seen_on=raised_on,
        raised_on=raised_on,
        bundle_id=bundle.id if bundle else None,
        changed_at=LONG_AGO,
        provenance=Provenance.ENTERED,
        **changes,
    )
    session.add(made)
    session.flush()
    if by is not None:
        session.add(SignalRaiser(signal_id=made.id, account_id=by))
        session.flush()
    return made


def make_bundle(
    session: Session,
    *,
    signals: int = 2,
    by: int | None = None,
    title: str = "Wachten op hulp",
    state: BundleState = BundleState.BUNDLED,
    slugs: tuple[str, ...] = ("vinkhuizen", "selwerd"),
    **changes: Any,
) -> Bundle:
    """A bundle with signals in it, over neighbourhoods."""
    made = Bundle(
        key=f"bundel-{session.scalar(select(Bundle.id).order_by(Bundle.id.desc()).limit(1)) or 0}",
        title=title,
        theme_id=find_theme(session, "schulden"),
        state=state,
        made_on=TODAY - timedelta(days=20),
        changed_at=LONG_AGO,
        provenance=Provenance.ENTERED,
        **changes,
    )
    session.add(made)
    session.flush()
    for number in range(signals):
        make_signal(session, by=by, slug=slugs[number % len(slugs)], bundle=made, words=f"{WORDS} Nummer {number}.")
    return made


def find_body(session: Session, slug: str = "proefoverleg") -> Partner:
    """A partner that can be asked."""
    found = session.scalar(select(Partner).where(Partner.slug == slug))
    return found or make_partner(session, slug, kind=PartnerKind.NETWORK)


def make_item(
    session: Session,
    bundle: Bundle,
    *,
    meeting_on: date = TODAY + timedelta(days=7),
    outcome: BodyAnswer | None = None,
    answer: str = "We pakken dit samen op.",
    slug: str = "proefoverleg",
) -> AgendaItem:
    """A bundle on the agenda of a body, perhaps answered."""
    body = find_body(session, slug)
    made = AgendaItem(
        bundle_id=bundle.id,
        partner_id=body.id,
        body_name=body.name,
        question="Wat kunnen jullie doen?",
        put_on=min(meeting_on, TODAY) - timedelta(days=3),
        meeting_on=meeting_on,
        outcome=outcome,
        answer=answer if outcome else "",
        answered_on=TODAY - timedelta(days=1) if outcome else None,
    )
    session.add(made)
    if outcome is None:
        bundle.state = BundleState.PUT
    elif outcome != BodyAnswer.ASKED_AGAIN:
        bundle.state, bundle.answered_on = BundleState.ANSWERED, made.answered_on
    session.flush()
    return made


def make_lesson(session: Session, title: str = "Vaste tijden werken", **changes: Any) -> Lesson:
    """A lesson."""
    values = {
        "what_was_done": "We zaten elke week op dezelfde plek.",
        "what_came_of_it": "Mensen durfden eerder te komen.",
        "theme_id": find_theme(session, "schulden"),
        "learned_on": TODAY,
        "provenance": Provenance.ENTERED,
    }
    made = Lesson(title=title, **(values | changes))
    session.add(made)
    session.flush()
    return made


def add_signal_rows(session: Session, account_id: int, *, neighbourhood_id: int, on: date) -> None:
    """For who has rows in every table: a signal that they raised, and a next step that is theirs."""
    theme = find_theme(session, "proefthema")
    shared = {"theme_id": theme, "provenance": Provenance.ENTERED}
    bundle = Bundle(key=f"bundel-van-{account_id}", title="Wachten", made_on=on, **shared)
    session.add(bundle)
    session.flush()
    signal = Signal(
        key=f"signaal-van-{account_id}",
        neighbourhood_id=neighbourhood_id,
        words="Het spreekuur is weg",
        seen_on=on,
        raised_on=on,
        bundle_id=bundle.id,
        **shared,
    )
    session.add(signal)
    session.flush()
    session.add(SignalRaiser(signal_id=signal.id, account_id=account_id))
    session.add(BundleStep(bundle_id=bundle.id, words="Bel het spreekuur", owner_id=account_id, due_on=on))
    session.flush()
