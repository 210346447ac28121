"""What was learned from a campaign, as kept in the knowledge base of signals and campaigns."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Lesson, Neighbourhood


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson; without `place` it goes for the whole city."""

    id: int
    title: str
    what_was_done: str
    what_came_of_it: str
    learned_on: date
    place: str | None


def list_lessons_of(session: Session, campaign_id: int) -> list[LessonRow]:
    """The lessons of a campaign, the newest first; the database shows them to who may raise signals."""
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.title,
            Lesson.what_was_done,
            Lesson.what_came_of_it,
            Lesson.learned_on,
            Neighbourhood.name,
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Lesson.neighbourhood_id)
        .where(Lesson.campaign_id == campaign_id)
        .order_by(Lesson.learned_on.desc(), Lesson.id.desc())
    )
    return [LessonRow(*row) for row in rows]
