"""Boundaries to start with: official ones when PDOK can be reached, schematic ones otherwise."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from seeds.facts import read_buurten, read_outline, read_street_names
from webapp.areas.actions import import_areas
from webapp.areas.gazetteer_streets import add_known_streets
from webapp.areas.queries import find_release_in_force
from webapp.areas.releases import Outcome, Promotion
from webapp.areas.schematic import build_schematic_areas
from webapp.areas.source_report import SourceError
from webapp.areas.sources import SourceAreas, read_source
from webapp.config import MUNICIPALITY

SCHEMATIC_YEAR = 2024
PDOK_YEAR = 2025
PDOK_SECONDS = 10.0
LOAD_COMMAND = f"./dev cli areas import pdok:{PDOK_YEAR}"


def seed_areas(session: Session, *, today: date, pdok_url: str | None) -> Iterator[str]:
    """Load boundaries unless official ones are in force; gives, line by line, what was done.

    PDOK is asked first, for ten seconds at most; without its answer schematic boundaries are made, once.
    """
    release = find_release_in_force(session)
    if release is not None and not release.is_schematic:
        return
    if pdok_url is not None:
        try:
            official = read_source(
                f"pdok:{PDOK_YEAR}", year=PDOK_YEAR, skip_bad=True, base_url=pdok_url, budget_seconds=PDOK_SECONDS
            )
        except SourceError as error:
            yield f"Officiële grenzen niet geladen. {error.message}"
        else:
            yield _told(official, import_areas(session, official, today=today).promotion)
            return
    if release is None:
        made = build_schematic_areas(
            session,
            read_buurten(),
            outline=read_outline(),
            year=SCHEMATIC_YEAR,
            municipality=MUNICIPALITY,
            source="seeds/data/buurten.csv",
        )
        yield f"Schematische grenzen gemaakt voor {made} buurten. Officiële laad je met: {LOAD_COMMAND}"


def seed_streets(session: Session) -> int:
    """Add the streets of which the neighbourhood is known, where none is known better; gives how many are new."""
    return add_known_streets(session, read_street_names(), source="seeds/data/streets.csv")


def _told(official: SourceAreas, promotion: Promotion) -> str:
    if promotion.outcome is not Outcome.WAITS or promotion.carry_over is None:
        return f"Officiële grenzen van {official.year} geladen: {len(official)} buurten, {official.origin}."
    missing, new = len(promotion.carry_over.vanished), len(promotion.carry_over.unassigned)
    return (
        f"Officiële grenzen van {official.year} bewaard, maar niet in gebruik: {missing} buurten van nu ontbreken, "
        f"{new} nieuwe horen nog bij geen wijk. Toch gebruiken: ./dev cli areas use {official.year} --accept-missing"
    )
