"""Keeping what worked where, changing it, and letting go of it."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import BadInput, EditConflict, NotFound
from webapp.models import Bundle, Campaign, Initiative, Lesson, Neighbourhood, Theme
from webapp.signals.rules.lessons import LessonWords, check_lesson
from webapp.vocabulary import AuditAction, Provenance


def keep_lesson(
    session: Session,
    lesson: LessonWords,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> Lesson:
    """Keep a lesson, for everyone who may raise signals.

    Raises `BadInput` as `check_lesson` does, or `theme_unknown`, `neighbourhood_unknown`, `lesson_source_unknown`.
    """
    check_lesson(lesson, today=today)
    _check_known(session, lesson)
    row = Lesson(**vars(lesson), provenance=provenance)
    session.add(row)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="lesson", row=row.id)
    return row


def change_lesson(
    session: Session, row: Lesson, lesson: LessonWords, *, version: int, by: int, today: date
) -> tuple[str, ...]:
    """Keep what is different in a lesson; gives the names of those fields.

    Raises what `keep_lesson` does, `EditConflict` `changed_meanwhile` and `NotFound` `lesson_unknown`.
    """
    check_lesson(lesson, today=today)
    changes = {name: value for name, value in vars(lesson).items() if value != getattr(row, name)}
    if not changes:
        return ()
    _check_known(session, lesson, kept_theme_id=row.theme_id)
    lesson_id = row.id
    kept = session.scalar(
        update(Lesson)
        .where(Lesson.id == lesson_id, Lesson.version == version)
        .values(**changes, version=Lesson.version + 1, changed_at=datetime.now(UTC))
        .returning(Lesson.version)
        .execution_options(synchronize_session=False)
    )
    session.expire(row)
    if kept is None:
        now = session.scalar(select(Lesson.version).where(Lesson.id == lesson_id))
        if now is None:
            raise NotFound("lesson_unknown")
        raise EditConflict("changed_meanwhile", version=now)
    record(session, AuditAction.CHANGED, by=by, table="lesson", row=lesson_id, fields=tuple(changes))
    return tuple(changes)


def remove_lesson(session: Session, row: Lesson, *, version: int, by: int) -> None:
    """Let go of a lesson. Raises `EditConflict` `changed_meanwhile`."""
    if row.version != version:
        raise EditConflict("changed_meanwhile", version=row.version)
    record(session, AuditAction.DELETED, by=by, table="lesson", row=row.id)
    session.delete(row)
    session.flush()


def _check_known(session: Session, lesson: LessonWords, *, kept_theme_id: int | None = None) -> None:
    theme = session.get(Theme, lesson.theme_id)
    if theme is None or not (theme.is_offered or theme.id == kept_theme_id):
        raise BadInput("theme_unknown")
    if lesson.neighbourhood_id is not None and session.get(Neighbourhood, lesson.neighbourhood_id) is None:
        raise BadInput("neighbourhood_unknown")
    sources = (
        (Bundle.id, lesson.bundle_id),
        (Campaign.id, lesson.campaign_id),
        (Initiative.id, lesson.initiative_id),
    )
    for key, wanted in sources:
        if wanted is not None and session.scalar(select(key).where(key == wanted)) is None:
            raise BadInput("lesson_source_unknown")
