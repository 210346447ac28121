"""How counts are said of which some are too small to tell."""

from flask_babel import gettext

from webapp.i18n import number
from webapp.privacy.small_counts import FEWEST_TOLD, ToldSum


def told_count(count: int | None) -> str:
    """A count, or that it is too small to tell: "12", "minder dan 5"."""
    return number(count) if count is not None else str(gettext("minder dan %(fewest)s", fewest=FEWEST_TOLD))


def told_sum(told: ToldSum) -> str:
    """A sum, or what it is at least: "12", "ten minste 12", "een paar"."""
    if not told.leaves_out:
        return number(told.count)
    return str(gettext("ten minste %(count)s", count=number(told.count)) if told.count else gettext("een paar"))
