"""What tests of the pages of coordinators share."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant, make_person
from tests.initiative_making import make_initiative
from tests.web.conftest import Page, SignIn, Visitor
from webapp.initiatives.actions import propose
from webapp.initiatives.content import Content
from webapp.models import Account, Initiative, InitiativeOrganiser, Neighbourhood, OutboxMail
from webapp.vocabulary import Role

QUEUE = "/wachtrij"
BEIJUM: dict[str, Any] = {"lon": 6.5860, "lat": 53.2490}


def place(session: Session, slug: str) -> int:
    return session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def account_for(session: Session, *slugs: str, name: str = "Noor") -> Account:
    """Somebody who coordinates these neighbourhoods, or the city when there are none."""
    account = make_account(session)
    make_person(session, name, account_id=account.id)
    for slug in slugs:
        make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place(session, slug))
    if not slugs:
        make_grant(session, account.id, Role.CITY_COORDINATOR)
    return account


def coordinator(session: Session, sign_in: SignIn, *slugs: str, name: str = "Noor") -> Visitor:
    """The browser of such a person."""
    return sign_in(account_for(session, *slugs, name=name).id)


def organiser_of(session: Session, initiative: Initiative) -> Account:
    return session.scalars(
        select(Account)
        .join(InitiativeOrganiser, InitiativeOrganiser.account_id == Account.id)
        .where(InitiativeOrganiser.initiative_id == initiative.id)
    ).one()


def make_changed(session: Session, old: Content, new: Content, **more: Any) -> Initiative:
    """One that is shown, of which a change waits."""
    initiative = make_initiative(session, old, **more)
    author = organiser_of(session, initiative).id
    now = initiative.changed_at
    propose(session, initiative, new, by=author, version=initiative.version, now=now, note="Even bijgewerkt")
    session.commit()
    return initiative


def approve(browser: Visitor, slug: str, number: int = 1, *, status: int = 303) -> Page:
    return browser.submit(f"{QUEUE}/{slug}/goedkeuren", {"versie": str(number)}, status=status)


def give_back(browser: Visitor, slug: str, reason: str, number: int = 1, *, status: int = 303) -> Page:
    return browser.submit(f"{QUEUE}/{slug}/terugsturen", {"versie": str(number), "reason": reason}, status=status)


def mails_to(session: Session, account: Account) -> list[str]:
    return list(
        session.scalars(select(OutboxMail.subject).where(OutboxMail.recipient == account.email).order_by(OutboxMail.id))
    )
