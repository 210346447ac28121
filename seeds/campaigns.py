"""Demonstration data of city-wide actions: invented, and marked so."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.initiatives import nothing_in_the_log
from webapp.campaigns.actions.allocation import divide_campaign
from webapp.campaigns.actions.campaigns import add_campaign, add_line
from webapp.campaigns.actions.demand import keep_demand
from webapp.campaigns.actions.life import answer_for_place, close_campaign, start_campaign
from webapp.campaigns.actions.pledges import keep_pledges, set_supply
from webapp.campaigns.rules.campaigns import CampaignFacts, CarryOn, LineFacts
from webapp.campaigns.rules.grid import TypedCell
from webapp.models import Campaign, CampaignAllocation, Lesson, Neighbourhood, Partner, Theme
from webapp.signals.actions.lessons import keep_lesson
from webapp.signals.rules.lessons import LessonWords
from webapp.vocabulary import CampaignLineKind, CarriedOnBy, Provenance

UNSAID = -1


def seed_demo_campaigns(session: Session, *, today: date) -> int:
    """Add the actions that are not there yet, after partners and themes; gives how many are new."""
    records = read_toml("demo/campaigns.toml")["campaign"]
    with nothing_in_the_log(session):
        return sum(_add(session, record, today=today) for record in records)


def remove_demo_campaigns(session: Session) -> int:
    """Remove the invented actions with all that belongs to them; gives how many there were."""
    ids = session.scalars(select(Campaign.id).where(Campaign.provenance == Provenance.DEMO)).all()
    session.execute(delete(Lesson).where(Lesson.campaign_id.in_(ids), Lesson.provenance == Provenance.DEMO))
    session.execute(delete(Campaign).where(Campaign.id.in_(ids)))
    session.expire_all()
    return len(ids)


def _add(session: Session, record: Mapping[str, Any], *, today: date) -> int:
    if session.scalar(select(Campaign.id).where(Campaign.name == record["name"])) is not None:
        return 0
    facts = CampaignFacts(
        name=record["name"],
        starts_on=record["starts_on"],
        ends_on=record["ends_on"],
        summary=record["summary"],
        story=record["story"].strip(),
        how_to_help=record.get("how_to_help", "").strip(),
        is_public=True,
    )
    campaign = add_campaign(session, facts, by=None, provenance=Provenance.DEMO)
    lines = [add_line(session, campaign, _line(line), by=None).id for line in record["line"]]
    places = {slug: number for number, slug in session.execute(select(Neighbourhood.id, Neighbourhood.slug))}
    partners = {slug: number for number, slug in session.execute(select(Partner.id, Partner.slug))}
    told = [place for place in record["place"] if place["slug"] in places]
    _tell(session, campaign, lines, {places[place["slug"]]: place for place in told})
    for pledge in record["pledge"]:
        if pledge["partner"] in partners:
            _pledge(session, campaign, lines, partners[pledge["partner"]], pledge)
    divide_campaign(session, campaign, by=None)
    if record["state"] == "closed":
        _deliver(session, lines, {places[place["slug"]]: place["reached"] for place in told})
        _close(session, campaign, record, lines, places=places, partners=partners)
        _learn(session, campaign, record, places, today=today)
    session.flush()
    return 1


def _line(record: Mapping[str, Any]) -> LineFacts:
    return LineFacts(CampaignLineKind(record["kind"]), record["name"], record["unit"], record["ends_on"])


def _tell(session: Session, campaign: Campaign, lines: Sequence[int], places: Mapping[int, Mapping[str, Any]]) -> None:
    typed = {
        (line_id, place_id): TypedCell(str(asked))
        for place_id, place in places.items()
        for line_id, asked in zip(lines, place["asked"], strict=True)
        if asked != UNSAID
    }
    keep_demand(session, campaign, list(places), typed, by=None)
    for place_id, place in places.items():
        for line_id, own in zip(lines, place["own"], strict=True):
            if own != UNSAID:
                set_supply(session, line_id, place_id=place_id, amount=own)


def _pledge(
    session: Session, campaign: Campaign, lines: Sequence[int], partner_id: int, record: Mapping[str, Any]
) -> None:
    typed = {
        (line_id, partner_id): TypedCell(str(amount))
        for line_id, amount in zip(lines, record["amounts"], strict=True)
        if amount != UNSAID
    }
    keep_pledges(
        session,
        campaign,
        [partner_id],
        typed,
        hoped={partner_id: record.get("hoped", False)},
        notes={partner_id: record.get("note", "")},
        by=None,
    )


def _deliver(session: Session, lines: Sequence[int], shares: Mapping[int, float]) -> None:
    parts = session.scalars(select(CampaignAllocation).where(CampaignAllocation.line_id.in_(lines)))
    for part in parts:
        part.delivered = round(part.amount * shares[part.neighbourhood_id])
    session.flush()


def _close(
    session: Session,
    campaign: Campaign,
    record: Mapping[str, Any],
    lines: Sequence[int],
    *,
    places: Mapping[str, int],
    partners: Mapping[str, int],
) -> None:
    start_campaign(session, campaign, by=None)
    for place in record["place"]:
        answers = {line_id: CarryOn(CarriedOnBy(by)) for line_id, by in zip(lines, place["carry"], strict=True) if by}
        if answers and place["slug"] in places:
            answer_for_place(session, campaign, places[place["slug"]], answers, by=None)
    carried = {
        line_id: CarryOn(CarriedOnBy(line["carried_on_by"]), partners.get(line.get("partner", "")), line["words"])
        for line_id, line in zip(lines, record["line"], strict=True)
    }
    closed_on = record["closed_on"]
    close_campaign(session, campaign, carried, outcome=record["outcome"].strip(), by=None, today=closed_on)


def _learn(
    session: Session, campaign: Campaign, record: Mapping[str, Any], places: Mapping[str, int], *, today: date
) -> None:
    for lesson in record.get("lesson", ()):
        theme_id = session.scalar(select(Theme.id).where(Theme.slug == lesson["theme"]))
        if theme_id is None:
            continue
        words = LessonWords(
            title=lesson["title"],
            what_was_done=lesson["what_was_done"],
            what_came_of_it=lesson["what_came_of_it"],
            theme_id=theme_id,
            learned_on=lesson["learned_on"],
            neighbourhood_id=places.get(lesson.get("neighbourhood", "")),
            campaign_id=campaign.id,
        )
        keep_lesson(session, words, by=None, today=today, provenance=Provenance.DEMO)
