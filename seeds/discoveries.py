"""Discovery processes of the demonstration, with what happened in them and the signs of life that this gives."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.initiatives import nothing_in_the_log
from webapp.discovery.actions import Beginning, Happening, end_discovery, note_event, start_discovery
from webapp.discovery.rules import sign_of_event, sign_of_start
from webapp.models import Discovery, DiscoveryEvent, Evidence, Neighbourhood, Partner
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart, EvidenceKind, Provenance


def seed_demo_discoveries(session: Session, *, today: date) -> int:
    """Add the invented processes in neighbourhoods that never had any; gives how many."""
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    partners = dict(session.execute(select(Partner.slug, Partner.id)).all())
    had = set(session.scalars(select(Discovery.neighbourhood_id)))
    added = 0
    with nothing_in_the_log(session):
        for record in read_toml("demo/matches.toml")["discovery"]:
            place = neighbourhoods.get(record["neighbourhood"])
            partner_id = partners.get(record.get("partner", ""))
            if place is None or place in had or ("partner" in record and partner_id is None):
                continue
            _add(session, place, record, partner_id, today=today)
            added += 1
    return added


def remove_demo_discoveries(session: Session) -> int:
    """Remove the invented processes with what was noted in them, and their signs of life; gives how many rows."""
    signs = list(_signs(session))
    sign = tuple_(Evidence.neighbourhood_id, Evidence.observed_on, Evidence.note)
    gone = delete(Evidence).where(
        Evidence.provenance == Provenance.DEMO, Evidence.kind == EvidenceKind.DISCOVERY_PROCESS, sign.in_(signs)
    )
    removed = len(session.scalars(gone.returning(Evidence.id)).all())
    processes = delete(Discovery).where(Discovery.provenance == Provenance.DEMO).returning(Discovery.id)
    return removed + len(session.scalars(processes).all())


def _add(session: Session, place: int, record: dict[str, Any], partner_id: int | None, *, today: date) -> None:
    def day(days_ago: int) -> date:
        return today - timedelta(days=days_ago)

    began = Beginning(DiscoveryStart(record["start"]), day(record["days_ago"]), partner_id, aim=record["aim"])
    start_discovery(session, place, began, by=None, today=today, provenance=Provenance.DEMO)
    for event in record["event"]:
        noted = Happening(
            DiscoveryEventKind(event["kind"]), day(event["days_ago"]), event["words"], event.get("people")
        )
        note_event(session, place, noted, by=None, today=today, provenance=Provenance.DEMO)
    if "ended_days_ago" in record:
        ended_on = day(record["ended_days_ago"])
        end_discovery(session, place, ended_on=ended_on, outcome=record["outcome"], by=None, today=today)


def _signs(session: Session) -> Iterator[tuple[int, date, str]]:
    """Which signs of life the invented processes gave: where, when, in which words."""
    invented = Discovery.provenance == Provenance.DEMO
    for process in session.scalars(select(Discovery).where(invented)):
        yield process.neighbourhood_id, process.started_on, sign_of_start(process.start)[0]
    rows = session.execute(
        select(DiscoveryEvent, Discovery.neighbourhood_id)
        .join(Discovery, Discovery.id == DiscoveryEvent.discovery_id)
        .where(invented)
    )
    for event, place in rows:
        yield place, event.on_day, sign_of_event(event.kind, event.people)[0]
