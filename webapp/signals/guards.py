"""Loads signals, bundles and lessons for a view, or refuses: what is not the viewer's is not there."""

from webapp.access.permissions import Permission
from webapp.access.policy import can
from webapp.access.sessions import current_actor
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Bundle, Lesson, Signal
from webapp.signals.queries.bundles import find_bundle
from webapp.signals.queries.lessons import find_lesson
from webapp.signals.queries.signals import find_own, find_worked


def handles() -> bool:
    """Whether the viewer bundles signals and puts them to bodies."""
    return can(current_actor(), Permission.HANDLE_SIGNALS)


def coordinates() -> bool:
    """Whether the viewer coordinates the city or a neighbourhood."""
    return can(current_actor(), Permission.OPEN_WORKSPACE)


def get_own_or_404(key: str) -> Signal:
    """A signal that the viewer raised; raises `NotFound`."""
    found = find_own(db.session, current_actor(), key)
    if found is None:
        raise NotFound("signal_unknown")
    return found


def get_signal_or_404(key: str) -> Signal:
    """A signal that the viewer may read as a coordinator; raises `NotFound`."""
    found = find_worked(db.session, current_actor(), key)
    if found is None:
        raise NotFound("signal_unknown")
    return found


def get_bundle_or_404(key: str) -> Bundle:
    """A bundle, for who handles signals; raises `NotFound`."""
    found = find_bundle(db.session, key) if handles() else None
    if found is None:
        raise NotFound("bundle_unknown")
    return found


def get_lesson_or_404(lesson_id: int) -> Lesson:
    """A lesson; raises `NotFound`."""
    found = find_lesson(db.session, lesson_id)
    if found is None:
        raise NotFound("lesson_unknown")
    return found
