"""What worked where: to search, to read, and for coordinators to write down."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.clock import today
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Lesson
from webapp.signals.actions.lessons import change_lesson, keep_lesson, remove_lesson
from webapp.signals.forms.lessons import LessonForm, kept_data
from webapp.signals.guards import coordinates, get_lesson_or_404, handles
from webapp.signals.queries.lessons import Source, find_lesson_line, find_source, list_lessons
from webapp.signals.rules.filters import lesson_filters
from webapp.signals.rules.lessons import LessonSource
from webapp.signals.views.blueprint import bp, places, sent, themes, viewer
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE

LESSON = "/signalen/lessen/<int(max=2147483647):lesson_id>"
REMOVES = "verwijder"


@bp.get("/signalen/lessen")
@requires(Permission.RAISE_SIGNALS)
def lessons() -> ResponseReturnValue:
    filters = lesson_filters(request.args)
    return render_template(
        "signals/lessons.html",
        filters=filters,
        found=list_lessons(db.session, own_language, filters),
        themes=themes(),
        places=places(),
        sources=list(LessonSource),
        coordinates=coordinates(),
        said=request.args.get("gedaan"),
    )


@bp.get(LESSON)
@requires(Permission.RAISE_SIGNALS)
def lesson(lesson_id: int) -> ResponseReturnValue:
    get_lesson_or_404(lesson_id)
    return render_template(
        "signals/lesson.html",
        lesson=find_lesson_line(db.session, own_language, lesson_id),
        coordinates=coordinates(),
        handles=handles(),
        said=request.args.get("gedaan"),
    )


@bp.route("/signalen/lessen/nieuw", methods=["GET", "POST"])
@requires(Permission.OPEN_WORKSPACE)
def add_lesson() -> ResponseReturnValue:
    source = _source()
    form = LessonForm(sent(), data={"learned_on": today(), "theme": str(source.theme_id or "") if source else ""})
    form.offer(themes(), places())
    if form.validate_on_submit():
        try:
            made = keep_lesson(db.session, form.to_lesson(**_ids(source)), by=viewer(), today=today())
            return redirect(url_for("signals.lesson", lesson_id=made.id, gedaan="bewaard"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/add_lesson.html", form=form, source=source, here=request.full_path.rstrip("?"))
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(LESSON + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.OPEN_WORKSPACE)
def edit_lesson(lesson_id: int) -> ResponseReturnValue:
    row = get_lesson_or_404(lesson_id)
    form, theirs, status = _change_form(row), [], 200
    try:
        if request.form.get("doe") == REMOVES:
            remove_lesson(db.session, row, version=form.version_seen, by=viewer())
            return redirect(url_for("signals.lessons", gedaan="verwijderd"), SEE_OTHER)
        if form.validate_on_submit():
            kept = form.to_lesson(bundle_id=row.bundle_id, campaign_id=row.campaign_id, initiative_id=row.initiative_id)
            change_lesson(db.session, row, kept, version=form.version_seen, by=viewer(), today=today())
            return redirect(url_for("signals.lesson", lesson_id=lesson_id, gedaan="bewaard"), SEE_OTHER)
    except EditConflict as conflict:
        theirs, status = form.differences(_change_form(row, fresh=True)), CONFLICT
        form.version.data = str(conflict.version)
    except DomainError as error:
        form.refuse(error)
    page = render_template("signals/edit_lesson.html", form=form, lesson=row, theirs=theirs)
    return page, UNPROCESSABLE if form.errors else status


def _change_form(row: Lesson, *, fresh: bool = False) -> LessonForm:
    form = LessonForm(None if fresh else sent(), data=kept_data(row))
    form.offer(themes(kept=row.theme_id), places())
    return form


def _source() -> Source | None:
    """What the lesson is made from, as the address says; None for by hand, and for what is not there."""
    wanted = (
        (LessonSource.BUNDLE, request.args.get("bundel", "")),
        (LessonSource.CAMPAIGN, request.args.get("actie", "")),
        (LessonSource.INITIATIVE, request.args.get("initiatief", "")),
    )
    kind, at = next(((kind, at) for kind, at in wanted if at), (LessonSource.HAND, ""))
    if kind == LessonSource.BUNDLE and not handles():
        return None
    return find_source(db.session, kind, at)


def _ids(source: Source | None) -> dict[str, int]:
    return {f"{source.kind.value}_id": source.id} if source else {}
