"""What is planned and done for the whole city: actions, deliveries, signals, scenarios, releases, reports."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.campaign_round_making import add_addresses, add_rounds, make_delivery
from tests.conftest import SECRET_KEY, TODAY
from tests.factories import make_account, make_grant
from tests.initiative_making import make_initiative
from tests.release_making import made_release
from tests.signal_making import find_body, make_bundle, make_item, make_lesson, make_signal
from tests.web.access.network_world import Objects
from webapp.campaigns.rules.rounds_links import make_token
from webapp.models import (
    CampaignInitiative,
    Neighbourhood,
    NeighbourhoodInvitation,
    PlanningScenario,
    Presence,
    ReportFile,
    ReportRun,
)
from webapp.vocabulary import (
    BodyAnswer,
    Inviter,
    PlanMethod,
    Provenance,
    ReportKind,
    ReportState,
    Role,
)

CITY_CANARIES = {
    "D": "Roodborststraat 77",
    "E": "kanarie-signaal-selwerd dat lang genoeg is",
    "F": "kanarie-signaal-vinkhuizen dat lang genoeg is",
    "G": "Kanarie-actie in voorbereiding",
    "H": "Kanariescenario",
    "I": "kanarie-uitnodiging",
    "J": "Kanarie Bezorger",
    "K": "Kanarieles over vaste tijden",
    "L": "kanarie-verslag",
}
"""By letter: an address of a delivery and who brings it, signals here and there, an action that is not public yet, a
scenario, the words of an invitation, a lesson, a report."""

PLACED = {"slug": "proefactie", "place_slug": "vinkhuizen"}
CAMPAIGN_PAGES = (
    "campaigns.add_lesson",
    "campaigns.add_new_line",
    "campaigns.close",
    "campaigns.demand",
    "campaigns.divide",
    "campaigns.edit",
    "campaigns.map_geojson",
    "campaigns.page",
    "campaigns.reopen",
    "campaigns.report",
    "campaigns.rounds",
    "campaigns.shifts",
    "campaigns.shifts_ask",
    "campaigns.shifts_help",
    "campaigns.shifts_stop",
    "campaigns.start",
    "campaigns.supply",
)
"""Pages of one action: of one that everyone may see, and of one that is being prepared."""
PLACE_PAGES = (
    "campaigns.rounds_add_pickup",
    "campaigns.rounds_neighbourhood",
    "campaigns.rounds_plan",
    "campaigns.stops",
    "campaigns.stops_add",
)
"""Pages of what is brought in one neighbourhood of an action; here that is Vinkhuizen."""
BUNDLE_PAGES = ("signals.bundle", "signals.edit_bundle", "signals.merge", "signals.put", "signals.split")


def make_city(session: Session, *, partner_account: int, city_account: int, here: int) -> Objects:
    """One of everything; gives the addresses of their rows. The partner's member and the city raised the signals."""
    objects = _campaigns(session)
    objects.update(_signals(session, partner_account))
    objects.update(_plans(session))
    objects.update(_open_data(session))
    objects.update(_reports(session, city_account, here))
    spell = session.scalars(select(Presence).where(Presence.neighbourhood_id == here).limit(1)).one()
    for endpoint in ("coverage.change_stage", "coverage.note_sign", "coverage.why"):
        objects[endpoint, "here"] = {"slug": "selwerd"}
        objects[endpoint, "there"] = {"slug": "vinkhuizen"}
    objects["coverage.take_back", "here"] = {"slug": "selwerd", "what": "fase", "row_id": str(spell.id)}
    return objects


def _campaigns(session: Session) -> Objects:
    delivery = make_delivery(session)
    add_addresses(session, delivery, CITY_CANARIES["D"])
    (walk, *_) = add_rounds(session, delivery)
    walk.walker_name, walk.walker_email = CITY_CANARIES["J"], "kanarie.bezorger@example.nl"
    stop = add_addresses(session, delivery)[0]
    hidden, (line,) = make_campaign(session, name=CITY_CANARIES["G"], is_public=False)
    initiative = make_initiative(session)
    session.add(CampaignInitiative(campaign_id=delivery.campaign_id, initiative_id=initiative.id))
    session.flush()
    objects: Objects = {}
    for endpoint in CAMPAIGN_PAGES:
        objects[endpoint, "public"] = {"slug": delivery.slug}
        objects[endpoint, "hidden"] = {"slug": hidden.slug}
    for endpoint in PLACE_PAGES:
        objects[endpoint, "there"] = PLACED
    for endpoint in ("campaigns.edit_line", "campaigns.drop_line"):
        objects[endpoint, "public"] = {"slug": delivery.slug, "line_id": str(delivery.line_id)}
        objects[endpoint, "hidden"] = {"slug": hidden.slug, "line_id": str(line.id)}
    for thing, place in (("here", "selwerd"), ("there", "vinkhuizen")):
        objects["campaigns.neighbourhood", thing] = {"slug": delivery.slug, "place": place}
    for endpoint in ("campaigns.rounds_edit_pickup", "campaigns.rounds_remove_pickup"):
        objects[endpoint, "there"] = {**PLACED, "pickup_id": str(walk.pickup_id)}
    for endpoint in ("campaigns.rounds_round", "campaigns.rounds_dissolve", "campaigns.rounds_take_back"):
        objects[endpoint, "there"] = {**PLACED, "round_id": str(walk.id)}
    for endpoint in ("campaigns.stops_edit", "campaigns.stops_settle", "campaigns.stops_remove"):
        objects[endpoint, "there"] = {**PLACED, "key": stop.key}
    objects["campaigns.shifts_drop", "public"] = {"slug": delivery.slug, "initiative_id": str(initiative.id)}
    objects["campaigns.rounds_walk", "live"] = make_token(SECRET_KEY, walk.key)
    return objects


def _signals(session: Session, partner_account: int) -> Objects:
    own = make_signal(session, by=partner_account, slug="selwerd", words=CITY_CANARIES["E"])
    other = make_account(session)
    make_grant(session, other.id, Role.TRACK_COUNSELLOR, partner_id=find_body(session).id)
    foreign = make_signal(session, by=other.id, slug="vinkhuizen", words=CITY_CANARIES["F"])
    bundle = make_bundle(session)
    item = make_item(session, bundle, outcome=BodyAnswer.ASKED_AGAIN)
    lesson = make_lesson(session, CITY_CANARIES["K"])
    objects: Objects = {
        ("signals.edit", "own"): own.key,
        ("signals.edit", "others"): foreign.key,
        ("signals.detail", "here"): own.key,
        ("signals.detail", "there"): foreign.key,
        ("signals.answer", "live"): {"key": bundle.key, "item_id": str(item.id)},
        ("signals.lesson", "live"): str(lesson.id),
        ("signals.edit_lesson", "live"): str(lesson.id),
    }
    return objects | {(endpoint, "live"): bundle.key for endpoint in BUNDLE_PAGES}


def _plans(session: Session) -> Objects:
    scenario = PlanningScenario(
        name=CITY_CANARIES["H"],
        method=PlanMethod.COVERAGE,
        pace=3,
        horizon=5,
        weights={},
        outcome={},
        provenance=Provenance.ENTERED,
    )
    place = session.scalars(select(Neighbourhood).where(Neighbourhood.slug == "lewenborg")).one()
    invitation = NeighbourhoodInvitation(
        neighbourhood_id=place.id,
        inviter=Inviter.MUNICIPALITY,
        invited_on=TODAY,
        words=CITY_CANARIES["I"],
        provenance=Provenance.ENTERED,
    )
    session.add_all([scenario, invitation])
    session.flush()
    return {
        ("planning.edit_scenario", "live"): str(scenario.id),
        ("planning.remove_scenario", "live"): str(scenario.id),
        ("planning.end_invitation", "live"): str(invitation.id),
    }


def _open_data(session: Session) -> Objects:
    version = made_release(session).version
    objects: Objects = {
        ("opendata.release", "live"): version,
        ("opendata.download", "live"): {"version": version, "name": "wijken.csv"},
        ("opendata.municipality_area", "live"): {"level": "missie050-wijken", "code": "selwerd"},
        ("opendata.ogc_item", "open"): {"slug": "neighbourhoods", "key": "selwerd"},
        ("opendata.ogc_tileset", "open"): {"slug": "neighbourhoods", "key": "WebMercatorQuad"},
        ("opendata.ogc_matrix_set", "live"): "WebMercatorQuad",
        ("opendata.ogc_tile", "open"): {
            "slug": "neighbourhoods",
            "key": "WebMercatorQuad",
            "zoom": "10",
            "row": "331",
            "column": "530",
        },
    }
    for endpoint in ("opendata.ogc_collection", "opendata.ogc_items", "opendata.ogc_tilesets"):
        objects[endpoint, "open"] = {"slug": "neighbourhoods"}
    return objects


def _reports(session: Session, city_account: int, here: int) -> Objects:
    run = ReportRun(
        key="k" * 22,
        asked_by=city_account,
        kind=ReportKind.NEIGHBOURHOOD,
        neighbourhood_id=here,
        on_day=TODAY,
        state=ReportState.DONE,
        pages=1,
    )
    session.add(run)
    session.flush()
    session.add(ReportFile(run_id=run.id, pdf=f"%PDF-1.7 {CITY_CANARIES['L']}".encode()))
    session.flush()
    return {("reports.change", "live"): run.key, ("reports.download", "live"): run.key}
