"""Talents, needs, matches, assets and a discovery process, with texts that not everyone may see."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY, TODAY
from tests.match_making import NOON, make_asker, make_match, make_need
from tests.need_making import make_public_need
from tests.talent_making import allow_asking, find_theme, make_offerer, make_offering, make_step, make_talent
from tests.web.access.network_world import Objects
from webapp.matching.links import Answering, make_token
from webapp.models import Asset, AssetTheme, Discovery, DiscoveryEvent, Person
from webapp.vocabulary import AssetKind, DiscoveryEventKind, DiscoveryStart, MatchSide, MatchState, Provenance

MATCHING_CANARIES = {
    "b": "kanarie-vraag van de buurman",
    "d": "kanarie-vraag uit Vinkhuizen",
    "g": "Kanarie-kunde van de buurman",
    "h": "Kanarie-kunde van ver",
    "s": "Kanarieplein 7",
}
"""By letter: words of a need here and there, a talent here and there, the place of a match of the neighbour's."""


def make_matching(session: Session, *, neighbour: int, here: int, there: int) -> Objects:
    """A talent, a need and a match of the neighbour and of somebody elsewhere; gives the addresses of their rows."""
    near = session.scalars(select(Person).where(Person.account_id == neighbour)).one()
    allow_asking(session, near.id)
    make_offering(session, near.id)
    far = make_offerer(session, there, "Kan Arie Ver")
    objects: Objects = {}
    for thing, slug, person, words, what in (
        ("here", "selwerd", near, MATCHING_CANARIES["b"], MATCHING_CANARIES["g"]),
        ("there", "vinkhuizen", far, MATCHING_CANARIES["d"], MATCHING_CANARIES["h"]),
    ):
        place = here if thing == "here" else there
        talent = make_talent(session, person.id, theme_id=find_theme(session), what=what)
        step = make_step(session, talent)
        need = make_need(session, place, person.id, theme="tuin", words=words)
        asker = make_asker(session, place, f"Vraagt {thing}", with_account=False)
        asked = make_need(session, place, asker.id, words="iets anders")
        match = make_match(
            session,
            MatchState.ACCEPTED,
            talent=talent,
            need=asked,
            task_at=_in_hours(3),
            place=MATCHING_CANARIES["s"] if thing == "here" else "elders",
        ).match
        event = _discovery(session, place)
        row = {
            "slug": slug,
            "key": need.key,
            "talent_id": str(talent.id),
            "step_id": str(step.id),
            "person_id": str(person.id),
            "event_id": str(event.id),
        }
        lacking = make_public_need(session, place)
        for endpoint in ("needs.edit_public", "needs.end_public"):
            objects[endpoint, thing] = {"slug": slug, "key": lacking.key}
        for endpoint in WORKSPACE_PAGES:
            objects[endpoint, thing] = {**row, "key": match.key} if endpoint == "matching.follow" else row
        for endpoint in OWN_PAGES:
            own = "own" if thing == "here" else "others"
            objects[endpoint, own] = {**row, "key": match.key} if endpoint == "matching.task" else row
    proposed = make_match(session, neighbourhood_id=there).match
    objects["matching.answer", "live"] = make_token(SECRET_KEY, Answering(proposed.key, MatchSide.HELPER))
    objects["needs.public", "here"] = "selwerd"
    _asset(session, there, objects)
    return objects


WORKSPACE_PAGES = (
    "atlas.workspace",
    "discovery.board",
    "discovery.event",
    "discovery.remove",
    "matching.allocation",
    "matching.candidates",
    "matching.follow",
    "matching.needs_of_person",
    "matching.neighbourhood",
    "matching.propose",
    "matching.spare",
    "needs.neighbourhood",
    "needs.note",
    "needs.reopen",
    "needs.settle",
    "talents.change_stage",
    "talents.detail",
    "talents.drop_step",
    "talents.edit_step",
    "talents.finish_step",
    "talents.neighbourhood",
    "talents.plan_step",
    "talents.scout",
    "talents.see_requirement",
    "talents.speak",
)
OWN_PAGES = ("matching.task", "needs.close", "needs.edit", "needs.reopen_own", "talents.edit", "talents.remove")


def _in_hours(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


def _discovery(session: Session, place: int) -> DiscoveryEvent:
    process = Discovery(
        neighbourhood_id=place, start=DiscoveryStart.STARTED, started_on=TODAY, provenance=Provenance.ENTERED
    )
    session.add(process)
    session.flush()
    event = DiscoveryEvent(
        discovery_id=process.id,
        kind=DiscoveryEventKind.GATHERING,
        on_day=TODAY,
        words="Soep op het plein",
        provenance=Provenance.ENTERED,
    )
    session.add(event)
    session.flush()
    return event


def _asset(session: Session, place: int, objects: Objects) -> None:
    asset = Asset(
        slug="kanarietuin",
        kind=AssetKind.PLACES,
        name="Kanarietuin",
        neighbourhood_id=place,
        confirmed_on=TODAY,
        provenance=Provenance.ENTERED,
    )
    session.add(asset)
    session.flush()
    session.add(AssetTheme(asset_id=asset.id, theme_id=find_theme(session, "tuin")))
    session.flush()
    for endpoint in ("assets.page", "assets.edit", "assets.confirm", "assets.end"):
        objects[endpoint, "there"] = "kanarietuin"
    objects["themes.edit", "kept"] = "tuin"
    objects["themes.remove", "kept"] = "tuin"
