"""What of a count may stand in a report that leaves the house: from five on, in fives."""

from webapp.privacy.small_counts import FEWEST_TOLD

STEP = 5


def outside(count: int | None) -> int | None:
    """To the nearest five, from the middle up; None for what is too little to tell, and for nothing at all."""
    if count is None or count < FEWEST_TOLD:
        return None
    return STEP * ((2 * count + STEP) // (2 * STEP))
