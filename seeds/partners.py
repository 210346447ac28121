"""Partners: those that the source names, with what it says of them; and invented ones that show how it works."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from geo.sql import rd_point
from geo.values import Point
from seeds.facts import read_toml
from seeds.themes import seed_themes
from webapp.areas.queries import find_neighbourhood_near
from webapp.database import affected_rows
from webapp.encryption import KeyRing
from webapp.models import (
    Neighbourhood,
    Partner,
    PartnerActivity,
    PartnerAgreement,
    PartnerContact,
    PartnerPlace,
    PartnerRelation,
    RoleGrant,
    Theme,
)
from webapp.privacy.rules import expiry
from webapp.vocabulary import (
    ActivityAnswer,
    Channel,
    ChurchTradition,
    ContactAudience,
    PartnerKind,
    Provenance,
    RelationKind,
)

FACTS = ("description", "description_en", "website", "email", "phone", "ended_on")


def seed_partners(session: Session) -> int:
    """Add the partners that the source names and that are not there yet; gives how many.

    What the source says that they do comes along with a partner that is new.
    """
    facts = read_toml("partners.toml")
    seed_themes(session)
    fresh = _add_partners(session, facts["partner"], Provenance.SOURCE)
    themes, places = _ids(session, Theme), _ids(session, Neighbourhood)
    for each in facts["activity"]:
        if each["partner"] in fresh and each["neighbourhood"] in places:
            session.add(
                PartnerActivity(
                    partner_id=fresh[each["partner"]],
                    theme_id=themes[each["theme"]],
                    neighbourhood_id=places[each["neighbourhood"]],
                    answer=ActivityAnswer.DOES,
                    what=each["what"],
                    confirmed_on=each["confirmed_on"],
                    provenance=Provenance.SOURCE,
                )
            )
    session.flush()
    return len(fresh)


def seed_demo_partners(session: Session, *, today: date, ring: KeyRing) -> int:
    """Add the invented partners that are not there yet, with all that is theirs; gives how many."""
    records = read_toml("demo/partners.toml")["partner"]
    seed_themes(session)
    fresh = _add_partners(session, records, Provenance.DEMO, today=today)
    themes, places, partners = _ids(session, Theme), _ids(session, Neighbourhood), _ids(session, Partner)
    for record in records:
        partner_id = fresh.get(record["slug"])
        if partner_id is None:
            continue
        _add_places(session, partner_id, record.get("places", ()))
        _add_relations(session, partner_id, record.get("relations", ()), partners)
        _add_work(session, partner_id, record["work"], themes, places, today=today)
        _add_contacts(session, partner_id, record.get("contacts", ()), ring=ring, today=today)
        _add_agreements(session, partner_id, record.get("agreements", ()))
    session.flush()
    return len(fresh)


def remove_demo_partners(session: Session) -> int:
    """Remove all that is invented about partners; gives how many rows went.

    An invented partner itself stays as long as somebody real has a role in it.
    """
    invented = select(Partner.id).where(Partner.provenance == Provenance.DEMO)
    removed = affected_rows(session.execute(delete(PartnerContact).where(PartnerContact.partner_id.in_(invented))))
    for model in (PartnerActivity, PartnerAgreement, PartnerRelation):
        removed += affected_rows(session.execute(delete(model).where(model.provenance == Provenance.DEMO)))
    held = select(RoleGrant.partner_id).where(RoleGrant.partner_id.is_not(None))
    unused = delete(Partner).where(Partner.provenance == Provenance.DEMO, Partner.id.not_in(held))
    return removed + affected_rows(session.execute(unused))


def _add_partners(
    session: Session, records: Iterable[dict[str, Any]], provenance: Provenance, *, today: date | None = None
) -> dict[str, int]:
    """Those of which neither address nor name is there; gives their ids by address."""
    known = set(session.scalars(select(Partner.slug))) | set(session.scalars(select(Partner.name)))
    fresh = {}
    for record in records:
        if known & {record["slug"], record["name"]}:
            continue
        made = Partner(
            slug=record["slug"],
            name=record["name"],
            kind=PartnerKind(record["kind"]),
            tradition=ChurchTradition(record["tradition"]) if "tradition" in record else None,
            confirmed_on=_months_before(today, record["months_ago"]) if today else None,
            provenance=provenance,
            **{name: record[name] for name in FACTS if name in record},
        )
        session.add(made)
        session.flush()
        fresh[made.slug] = made.id
    return fresh


def _add_places(session: Session, partner_id: int, records: Iterable[dict[str, Any]]) -> None:
    for each in records:
        here = find_neighbourhood_near(session, Point(each["lon"], each["lat"]))
        session.add(
            PartnerPlace(
                partner_id=partner_id,
                label=each["label"],
                address=each["address"],
                geom=rd_point(each["lon"], each["lat"]),
                neighbourhood_id=here.id if here else None,
            )
        )


def _add_relations(
    session: Session, partner_id: int, records: Iterable[dict[str, Any]], partners: dict[str, int]
) -> None:
    session.add_all(
        PartnerRelation(
            member_id=partner_id,
            whole_id=partners[each["whole"]],
            kind=RelationKind(each["kind"]),
            period=Range(each.get("since"), _day_after(each.get("last_day"))),
            provenance=Provenance.DEMO,
        )
        for each in records
        if each["whole"] in partners
    )


def _add_work(
    session: Session,
    partner_id: int,
    records: Iterable[dict[str, Any]],
    themes: dict[str, int],
    places: dict[str, int],
    *,
    today: date,
) -> None:
    for each in records:
        chosen = [places[slug] for slug in each.get("neighbourhoods", ()) if slug in places]
        session.add_all(
            PartnerActivity(
                partner_id=partner_id,
                theme_id=themes[each["theme"]],
                neighbourhood_id=place,
                answer=ActivityAnswer(each["answer"]),
                what=each["what"],
                confirmed_on=_months_before(today, each["months_ago"]),
                provenance=Provenance.DEMO,
            )
            for place in (chosen if "neighbourhoods" in each else [None])
        )


def _add_contacts(
    session: Session, partner_id: int, records: Iterable[dict[str, Any]], *, ring: KeyRing, today: date
) -> None:
    for each in records:
        given = today - timedelta(days=each["days_ago"])
        made = PartnerContact(
            partner_id=partner_id,
            name=each["name"],
            position=each["position"],
            email=each["email"],
            audience=ContactAudience(each["audience"]),
            given_on=given,
            expires_on=expiry(given, each["months"]),
            channel=Channel.SPOKEN,
        )
        session.add(made)
        session.flush()
        if "phone" in each:
            made.phone = ring.seal(each["phone"], table="partner_contact", column="phone", row=made.id)


def _add_agreements(session: Session, partner_id: int, records: Iterable[dict[str, Any]]) -> None:
    session.add_all(
        PartnerAgreement(
            partner_id=partner_id,
            our_promise=each["ours"],
            their_promise=each["theirs"],
            period=Range(each["since"], _day_after(each.get("last_day"))),
            provenance=Provenance.DEMO,
            proposed_on=each["since"],
            agreed_on=each["since"],
        )
        for each in records
    )


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


def _ids(session: Session, model: type[Theme] | type[Neighbourhood] | type[Partner]) -> dict[str, int]:
    return {row.slug: row.id for row in session.execute(select(model.slug, model.id).order_by(model.id))}


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 - months, 12)
    return expiry(date(day.year + years, month + 1, 1), 0) + timedelta(days=min(day.day, 28) - 1)
