"""Initiatives, tasks, partners and what is followed, with texts that must not be seen by whom they are not for."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY, TODAY
from tests.factories import make_account, make_partner
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from webapp.following.links import confirm_token, stop_token
from webapp.initiatives.actions import propose
from webapp.initiatives.asking import Asking, make_token
from webapp.initiatives.content import Content
from webapp.models import (
    CalendarFeed,
    ImportRun,
    Initiative,
    InitiativeTask,
    Partner,
    PartnerActivity,
    PartnerAgreement,
    PartnerContact,
    PartnerPlace,
    PartnerRelation,
    Picture,
    Subscription,
    TaskSignup,
    Theme,
)
from webapp.tokens import hash_of
from webapp.vocabulary import (
    ActivityAnswer,
    Channel,
    ContactAudience,
    DigestRhythm,
    FollowKind,
    ImportState,
    ImportSubject,
    InitiativeLayer,
    PartnerKind,
    Provenance,
    Reach,
    RelationKind,
    SignupState,
)

NETWORK_CANARIES = {
    "i": "Kanarie-eten wacht in Selwerd",
    "j": "Kanarie-eten wacht in Vinkhuizen",
    "l": "kanarie-geloof van de maaltijd",
    "q": "Kanarie-gebed zonder sociale kant",
    "t": "Kanarie de Helper",
    "v": "Kanarie de Koster",
    "x": "kanarie-afspraak over de zaal",
    "y": "Kanarie-wijziging die nog wacht",
    "z": "kanarie-bestand.csv",
}
"""By letter: what waits here and there, church side, who helps, contact person, agreement, change, file."""

Objects = dict[tuple[str, str], str | dict[str, str]]
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def make_network(session: Session, *, neighbour: int, church: Partner) -> Objects:
    """Initiatives of the neighbour and of others, and two partners; gives the addresses of their rows."""
    objects: Objects = {}
    own = _own_initiative(session, neighbour)
    waits = make_waiting(session, make_content(NETWORK_CANARIES["i"]))
    far = make_waiting(
        session,
        make_content(
            NETWORK_CANARIES["j"], reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("vinkhuizen",)
        ),
    )
    faith = make_initiative(session, make_content(NETWORK_CANARIES["q"], layer=InitiativeLayer.MISSIONARY))
    for thing, each in {"own": own, "waits": waits, "elsewhere": far, "faith": faith}.items():
        for endpoint in INITIATIVE_PAGES:
            objects[endpoint, thing] = each.slug
    for endpoint in ("listings.agenda", "listings.agenda_ics"):
        objects[endpoint, "here"] = "selwerd"
    objects["initiatives.still_right", "live"] = make_token(SECRET_KEY, Asking(own.id, neighbour, TODAY))
    session.add(Picture(key="kanariefoto", content=b"x", media_type="image/jpeg", width=1, height=1))
    objects["initiatives.picture", "live"] = "kanariefoto"
    _helpers(session, own, objects)
    _partners(session, church, objects)
    _followers(session, objects)
    _imports(session, objects)
    return objects


INITIATIVE_PAGES = (
    "initiatives.copy",
    "initiatives.edit",
    "initiatives.set_state",
    "initiatives.status",
    "initiatives.versions",
    "listings.detail",
    "listings.initiative_ics",
    "moderation.approve",
    "moderation.give_back",
    "moderation.look_after",
    "moderation.looking",
    "moderation.merge",
    "moderation.review",
    "moderation.take_up",
    "moderation.versions",
    "volunteering.who_helps",
)


def _own_initiative(session: Session, neighbour: int) -> Initiative:
    content: Content = make_content(
        "Samen eten van de buurman",
        layer=InitiativeLayer.BOTH,
        faith=NETWORK_CANARIES["l"],
        tasks=(make_task("koken"),),
    )
    own = make_initiative(session, content, by=neighbour)
    changed = make_content(NETWORK_CANARIES["y"], layer=InitiativeLayer.BOTH, faith=NETWORK_CANARIES["l"])
    propose(session, own, changed, by=neighbour, version=own.version, now=NOW)
    return own


def _helpers(session: Session, own: Initiative, objects: Objects) -> None:
    helper = make_account(session)
    task = session.scalars(select(InitiativeTask).where(InitiativeTask.initiative_id == own.id)).one()
    signup = TaskSignup(
        task_id=task.id, account_id=helper.id, name=NETWORK_CANARIES["t"], state=SignupState.TAKEN, slot=1
    )
    session.add_all([signup, CalendarFeed(account_id=helper.id, token_hash=hash_of("agenda-van-de-helper"))])
    session.flush()
    objects["volunteering.take", "own"] = {"slug": own.slug, "task_id": str(task.id)}
    objects["volunteering.take_off", "own"] = {"slug": own.slug, "signup_id": str(signup.id)}
    objects["volunteering.give_back", "others"] = str(signup.id)
    objects["volunteering.feed", "live"] = "agenda-van-de-helper"


def _partners(session: Session, church: Partner, objects: Objects) -> None:
    other = make_partner(session, "kerk-van-een-ander", kind=PartnerKind.CHURCH)
    theme = session.scalars(select(Theme.id).order_by(Theme.id)).first()
    for thing, partner in {"own": church, "other": other}.items():
        place = PartnerPlace(partner_id=partner.id, label="Kerkzaal")
        activity = PartnerActivity(
            partner_id=partner.id,
            theme_id=theme,
            answer=ActivityAnswer.DOES,
            confirmed_on=TODAY,
            provenance=Provenance.ENTERED,
        )
        agreement = PartnerAgreement(
            partner_id=partner.id,
            our_promise=NETWORK_CANARIES["x"] if partner is church else "meedenken",
            their_promise="een zaal",
            period=Range(TODAY - timedelta(days=9), None),
            provenance=Provenance.ENTERED,
        )
        relation = PartnerRelation(
            member_id=partner.id,
            whole_id=make_partner(session, f"raad-van-{thing}", kind=PartnerKind.NETWORK).id,
            kind=RelationKind.MEMBER_OF,
            period=Range(TODAY - timedelta(days=9), None),
            provenance=Provenance.ENTERED,
        )
        contact = PartnerContact(
            partner_id=partner.id,
            name=NETWORK_CANARIES["v"] if partner is church else "Koster",
            position="Koster",
            email=f"koster-{thing}@example.nl",
            audience=ContactAudience.COORDINATORS,
            given_on=TODAY,
            expires_on=TODAY + timedelta(days=90),
            channel=Channel.PAPER,
        )
        session.add_all([place, activity, agreement, relation, contact])
        session.flush()
        rows = {
            "activity_id": activity.id,
            "agreement_id": agreement.id,
            "contact_id": contact.id,
            "place_id": place.id,
            "relation_id": relation.id,
        }
        for endpoint in PARTNER_PAGES:
            objects[endpoint, thing] = {"slug": partner.slug, **{name: str(number) for name, number in rows.items()}}


PARTNER_PAGES = (
    "partners.activities",
    "partners.add_activity",
    "partners.add_agreement",
    "partners.add_contact",
    "partners.add_place",
    "partners.add_relation",
    "partners.agree_agreement",
    "partners.agreements",
    "partners.confirm",
    "partners.confirm_activity",
    "partners.contact",
    "partners.edit",
    "partners.edit_activity",
    "partners.edit_agreement",
    "partners.edit_contact",
    "partners.edit_place",
    "partners.end",
    "partners.end_relation",
    "partners.export",
    "partners.page",
    "partners.remove_activity",
    "partners.remove_contact",
    "partners.remove_place",
    "partners.withdraw_contact",
)


def _followers(session: Session, objects: Objects) -> None:
    followed = Subscription(
        email="volger@example.nl",
        kind=FollowKind.THEME,
        theme_id=session.scalar(select(func.min(Theme.id))),
        rhythm=DigestRhythm.DAILY,
    )
    session.add(followed)
    session.flush()
    objects["following.confirm", "live"] = confirm_token(SECRET_KEY, followed.id)
    objects["following.unsubscribe", "live"] = stop_token(SECRET_KEY, [followed.id])
    objects["following.change", "others"] = str(followed.id)


def _imports(session: Session, objects: Objects) -> None:
    run = ImportRun(
        account_id=make_account(session).id,
        subject=ImportSubject.INITIATIVES,
        file_name=NETWORK_CANARIES["z"],
        state=ImportState.PREVIEWED,
        headings=["titel"],
        mapping={},
    )
    session.add(run)
    session.flush()
    objects["exchange.template", "live"] = "initiatives"
    for endpoint in IMPORT_PAGES:
        objects[endpoint, "others"] = str(run.id)


IMPORT_PAGES = (
    "exchange.apply",
    "exchange.choose",
    "exchange.columns",
    "exchange.drop",
    "exchange.preview",
    "exchange.report",
    "exchange.result",
    "exchange.undo",
)
