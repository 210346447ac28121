"""What holds for lessons: how long their words are, and that each has one source at most."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.errors import BadInput

SHORTEST_TITLE, TITLE_LENGTH = 3, 120
WORDS_LENGTH = 2000
PAGE_SIZE = 20


class LessonSource(StrEnum):
    """What a lesson was made from."""

    BUNDLE = "bundle"
    CAMPAIGN = "campaign"
    INITIATIVE = "initiative"
    HAND = "hand"


@dataclass(frozen=True)
class LessonWords:
    """What a lesson says; its words name nobody.

    Without `neighbourhood_id` it goes for the whole city. At most one of the last three says what it came from.
    """

    title: str
    what_was_done: str
    what_came_of_it: str
    theme_id: int
    learned_on: date
    neighbourhood_id: int | None = None
    bundle_id: int | None = None
    campaign_id: int | None = None
    initiative_id: int | None = None


def source_of(bundle_id: int | None, campaign_id: int | None, initiative_id: int | None) -> LessonSource:
    """What a lesson was made from."""
    if bundle_id is not None:
        return LessonSource.BUNDLE
    if campaign_id is not None:
        return LessonSource.CAMPAIGN
    return LessonSource.HAND if initiative_id is None else LessonSource.INITIATIVE


def check_lesson(lesson: LessonWords, *, today: date) -> None:
    """Refuse a lesson without words or with too many, of a day to come, or from two things at once.

    Raises `BadInput` `lesson_title`, `lesson_done_missing`, `lesson_result_missing`, `lesson_words_long`,
    `lesson_not_yet`, `lesson_sources`.
    """
    if not SHORTEST_TITLE <= len(lesson.title) <= TITLE_LENGTH:
        raise BadInput("lesson_title", least=SHORTEST_TITLE, most=TITLE_LENGTH)
    if not lesson.what_was_done:
        raise BadInput("lesson_done_missing")
    if not lesson.what_came_of_it:
        raise BadInput("lesson_result_missing")
    if max(len(lesson.what_was_done), len(lesson.what_came_of_it)) > WORDS_LENGTH:
        raise BadInput("lesson_words_long", most=WORDS_LENGTH)
    if lesson.learned_on > today:
        raise BadInput("lesson_not_yet")
    if sum(each is not None for each in (lesson.bundle_id, lesson.campaign_id, lesson.initiative_id)) > 1:
        raise BadInput("lesson_sources")
