"""Makes many partners at once, and adds what a row knows to one that is there."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.errors import DomainError
from webapp.exchange.actions.publishing import numbered
from webapp.exchange.partner_reading import PartnerRow
from webapp.exchange.queries.lookups import locate
from webapp.models import Partner
from webapp.partners.actions import refusing
from webapp.partners.actions.partners import PartnerFacts, change_partner, facts_of
from webapp.partners.rules import slug_of
from webapp.vocabulary import PartnerKind

FILLABLE = ("tradition", "description", "description_en", "website", "email", "phone")
"""What can be empty in a partner that is there, and then comes from a row that is merged into it."""

IDS = text("SELECT nextval('partner_id_seq')::int FROM generate_series(1, :many)")
PARTNERS = text("""
    INSERT INTO partner (id, slug, name, kind, tradition, description, description_en, website, email, phone,
                         confirmed_on, import_id, provenance)
    SELECT r.id, r.slug, r.name, r.kind, r.tradition, r.description, r.description_en, r.website, r.email, r.phone,
           :today, :run, 'entered'
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id int, slug text, name text, kind text, tradition text, description text, description_en text, website text,
        email text, phone text
    )
""")
PLACES = text("""
    INSERT INTO partner_place (partner_id, label, address, geom, neighbourhood_id)
    SELECT r.partner_id, r.label, r.address,
           ST_Transform(ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326), 28992), r.neighbourhood_id
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        partner_id int, label text, address text, lon float8, lat float8, neighbourhood_id int
    )
""")
TAKEN = {"uq_partner_name": "import_crowded", "uq_partner_slug": "import_crowded"}


def make_partners(session: Session, rows: Sequence[PartnerRow], *, run_id: int, today: date) -> list[int]:
    """Make these partners with their places; gives their ids in the same order.

    Raises `DomainError` code `import_crowded` when somebody else took a name at the same moment.
    """
    facts = [row.facts for row in rows if row.facts is not None]
    ids = list(session.scalars(IDS, {"many": len(facts)})) if facts else []
    slugs = _free_slugs(session, [slug_of(each.name) for each in facts])
    sent = [{"id": number, "slug": slug, **asdict(each)} for number, slug, each in zip(ids, slugs, facts, strict=True)]
    with refusing(session, TAKEN):
        session.execute(PARTNERS, {"today": today, "run": run_id, "rows": json.dumps(sent)})
    places = [
        {"partner_id": number, **asdict(place)} for number, row in zip(ids, rows, strict=True) for place in row.places
    ]
    pins = {at: (place["lon"], place["lat"]) for at, place in enumerate(places) if place["lon"] is not None}
    located = locate(session, pins)
    for at, place in enumerate(places):
        place["neighbourhood_id"] = located[at].neighbourhood_id if at in located else None
    if places:
        session.execute(PLACES, {"rows": json.dumps(places)})
    return ids


def fill_partner(
    session: Session, partner_id: int, facts: PartnerFacts, *, by: int, today: date
) -> tuple[tuple[str, ...], int]:
    """Add to a partner what it did not say yet; gives the names of what was filled, and its version then."""
    partner = session.scalar(select(Partner).where(Partner.id == partner_id).with_for_update())
    if partner is None:
        raise DomainError("import_crowded")
    kept = facts_of(partner)
    values = {name: getattr(facts, name) for name in FILLABLE if not getattr(kept, name) and getattr(facts, name)}
    if kept.kind != PartnerKind.CHURCH:
        values.pop("tradition", None)
    if values:
        change_partner(session, partner, replace(kept, **values), version=partner.version, by=by, today=today)
    return tuple(values), partner.version


def _free_slugs(session: Session, wanted: Sequence[str]) -> list[str]:
    bases = sorted(set(wanted))
    base = func.regexp_replace(Partner.slug, "-[0-9]+$", "")
    taken = set(session.scalars(select(Partner.slug).where(Partner.slug.in_(bases) | base.in_(bases))))
    return list(numbered(wanted, taken))
