"""Which signals somebody may read: the policies of the database say the same."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, false, select, true

from webapp.access.policy import Actor
from webapp.models import Signal, SignalRaiser
from webapp.vocabulary import Role

OwnLanguage = Callable[[str, str], str]
"""Chooses between the Dutch and the English name of a theme."""


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """The signals that a coordinator works with: all for the city, those of the own neighbourhood for its own."""
    if viewer.holds(Role.CITY_COORDINATOR):
        return true()
    if viewer.neighbourhood_ids:
        return Signal.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids))
    return false()


def raised_by(viewer: Actor) -> ColumnElement[bool]:
    """The signals that somebody raised, as long as that is kept."""
    return Signal.id.in_(select(SignalRaiser.signal_id).where(SignalRaiser.account_id == viewer.account_id))
