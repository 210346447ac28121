"""Boundaries to start with: official ones when PDOK can be reached, schematic ones otherwise."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from seeds.facts import read_buurten, read_outline
from webapp.areas.queries import find_release_in_force
from webapp.areas.schematic import build_schematic_areas
from webapp.config import MUNICIPALITY

SCHEMATIC_YEAR = 2024
PDOK_YEAR = 2025
PDOK_SECONDS = 10.0
LOAD_COMMAND = f"./dev cli areas import pdok:{PDOK_YEAR}"


def seed_areas(session: Session, *, today: date, with_pdok: bool) -> Iterator[str]:
    """Load boundaries unless official ones are in force; gives, line by line, what was done.

    PDOK is asked first, for ten seconds at most.
    """
    release = find_release_in_force(session)
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
