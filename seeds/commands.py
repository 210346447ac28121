"""`missie050 seed`: reference data, areas, demonstration data; each idempotent."""

from datetime import UTC, datetime

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seeds.areas import seed_areas, seed_streets
from seeds.assets import seed_assets
from seeds.campaigns import remove_demo_campaigns, seed_demo_campaigns
from seeds.demo import remove_demo, seed_demo
from seeds.initiatives import remove_demo_initiatives, seed_demo_initiatives
from seeds.matching_demo import remove_demo_matching, seed_demo_matching
from seeds.networks import remove_demo_networks, seed_demo_networks
from seeds.partners import seed_partners
from seeds.people import remove_demo_people, seed_demo_people
from seeds.planning import remove_demo_planning, seed_demo_planning
from seeds.reference import seed_neighbourhoods, seed_source_presence, seed_target
from seeds.releases import seed_demo_releases
from seeds.rounds import remove_demo_rounds, seed_demo_rounds
from seeds.signals import remove_demo_signals, seed_demo_signals
from seeds.themes import seed_themes
from webapp.clock import today
from webapp.config import read_settings
from webapp.database import command_session
from webapp.encryption import read_key_ring
from webapp.networks.actions.publishing import publish_months, remove_demo_months
from webapp.opendata.actions.making import remove_demo_releases

DEMO_MONTHS = 24
"""How far back the demonstration makes public how networks stood."""


@click.group()
def seed() -> None:
    """Beginvulling: gegevens van Groningen en voorbeeldgegevens."""


@seed.command("all")
@click.option("--demo/--no-demo", default=True, help="Met of zonder voorbeeldgegevens.")
def seed_all(*, demo: bool) -> None:
    """Alles: grenzen, wijken, doel, het begin volgens de bron, en voorbeeldgegevens."""
    with command_session(read_settings().database_url) as session:
        _one_at_a_time(session)
        _areas(session)
        _reference(session)
        if demo:
            _demo(session)
        elif gone := _remove_what_people_do(session) + remove_demo_people(session):
            click.echo(f"Voorbeeldmensen en wat zij doen weggehaald: {gone} rijen.")


@seed.command()
def areas() -> None:
    """Grenzen: officieel van PDOK als dat bereikbaar is, anders schematisch."""
    with command_session(read_settings().database_url) as session:
        _one_at_a_time(session)
        _areas(session)


@seed.command()
def reference() -> None:
    """Wijken, doel, en het begin volgens de bron."""
    with command_session(read_settings().database_url) as session:
        _one_at_a_time(session)
        _reference(session)


@seed.command()
@click.option("--remove", is_flag=True, help="Haal alle voorbeeldgegevens weg.")
def demo(*, remove: bool) -> None:
    """Voorbeeldgegevens: verzonnen, en overal zo gemerkt."""
    with command_session(read_settings().database_url) as session:
        _one_at_a_time(session)
        if remove:
            gone = remove_demo(session) + _remove_what_people_do(session) + remove_demo_people(session)
            click.echo(f"Voorbeeldgegevens weggehaald: {gone} rijen.")
        else:
            _demo(session)


def _areas(session: Session) -> None:
    settings = read_settings()
    for line in seed_areas(session, today=today(), pdok_url=None if settings.offline else settings.pdok_url):
        click.echo(line)


def _reference(session: Session) -> None:
    day = today()
    seed_target(session)
    new = seed_neighbourhoods(session, today=day)
    begun = seed_source_presence(session, today=day)
    themes = seed_themes(session)
    partners = seed_partners(session)
    streets = seed_streets(session)
    assets = seed_assets(session, today=day)
    if new or begun or partners or themes or streets or assets:
        click.echo(
            f"Wijken toegevoegd: {new}. Fasen volgens de bron: {begun}. Partners: {partners}. Thema's: {themes}. "
            f"Straten: {streets}. Assets: {assets}."
        )


def _demo(session: Session) -> None:
    settings = read_settings()
    added = seed_demo(session, today=today())
    ring = read_key_ring(settings.key_file)
    people = seed_demo_people(session, today=today(), ring=ring, secret_key=settings.secret_key)
    initiatives = seed_demo_initiatives(session, today=today())
    matching = seed_demo_matching(session, today=today(), ring=ring)
    networks = seed_demo_networks(session, today=today())
    publish_months(session, today=today(), months=DEMO_MONTHS)
    planning = seed_demo_planning(session, today=today())
    campaigns = seed_demo_campaigns(session, today=today())
    stops = seed_demo_rounds(session, ring=ring)
    signals = seed_demo_signals(session, today=today())
    # last of all, since it counts what is there
    releases = seed_demo_releases(session, today=today(), now=datetime.now(UTC))
    if added or people or initiatives or matching or networks or releases or planning or campaigns or signals or stops:
        click.echo(
            f"Voorbeeldgegevens toegevoegd: {added} fasen, {initiatives} initiatieven, "
            f"{matching} assets, talenten, vragen en koppelingen, "
            f"{networks} buren, groepen en relaties in netwerken, {people} mensen, "
            f"{releases} uitgaven van open data, {planning} uitnodigingen en scenario's, "
            f"{campaigns} stedelijke acties, {stops} bezorgadressen, {signals} signalen. "
            "Verzonnen, en overal zo gemerkt."
        )


def _remove_what_people_do(session: Session) -> int:
    gone = remove_demo_months(session) + remove_demo_networks(session) + remove_demo_matching(session)
    gone += remove_demo_releases(session) + remove_demo_planning(session)
    gone += remove_demo_rounds(session) + remove_demo_campaigns(session) + remove_demo_signals(session)
    return gone + remove_demo_initiatives(session, today=today(), now=datetime.now(UTC))


def _one_at_a_time(session: Session) -> None:
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("seed"))))
