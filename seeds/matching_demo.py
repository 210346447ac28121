"""Demonstration data of talents, assets, needs, matches and discovery: invented, marked, removable without a trace."""

from datetime import date

from sqlalchemy.orm import Session

from seeds.assets import remove_demo_assets, seed_demo_assets
from seeds.discoveries import remove_demo_discoveries, seed_demo_discoveries
from seeds.matches import remove_demo_reserve, seed_demo_matches, seed_demo_reserve
from seeds.needs import remove_demo_needs, seed_demo_needs
from seeds.talents import seed_demo_talents
from webapp.encryption import KeyRing


def seed_demo_matching(session: Session, *, today: date, ring: KeyRing) -> int:
    """Add what is not there yet, for demonstration people and themes that are; gives how many records are new.

    To be called after the people and their partners, and for who sees all rows.
    """
    new = seed_demo_assets(session, today=today)
    new += seed_demo_talents(session, today=today)
    new += seed_demo_needs(session, today=today, ring=ring)
    new += seed_demo_matches(session, today=today, ring=ring)
    seed_demo_reserve(session)
    return new + seed_demo_discoveries(session, today=today)


def remove_demo_matching(session: Session) -> int:
    """Remove all of it but the talents, which go with their people; gives how many rows went.

    To be called before the people go.
    """
    return (
        remove_demo_needs(session)
        + remove_demo_assets(session)
        + remove_demo_reserve(session)
        + remove_demo_discoveries(session)
    )
