"""Raising signals, handling bundles of them, and keeping what worked."""

from webapp.signals.actions.lessons import keep_lesson
from webapp.signals.rules.lessons import LessonWords

__all__ = ["LessonWords", "keep_lesson"]
