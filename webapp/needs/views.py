"""What people ask, what coordinators note, and what a neighbourhood lacks."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.calendar.week_words import week_words
from webapp.clock import today
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Need, Person
from webapp.needs import words
from webapp.needs.actions import ask, change, close_need, note_public, read_words
from webapp.needs.figures import list_figures
from webapp.needs.forms import ChangeForm, NoteForm, PublicForm, WishForm, kept_data
from webapp.needs.guards import get_need_or_404, get_own_or_404, get_workplace_or_404, open_words
from webapp.needs.queries import (
    find_line,
    list_counts,
    list_known,
    list_own,
    list_public,
    list_worked,
)
from webapp.people.queries import find_own_person, find_person, has_live_consent
from webapp.privacy.free_text import Reason
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.talents.queries import list_themes_for_people
from webapp.talents.words import language_name, requirement_name
from webapp.themes.queries import get_theme, list_themes
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import ConsentPurpose, NeedState
from webapp.written_numbers import parse_number

bp = Blueprint("needs", __name__)

PLACE = "/werkplek/<slug>/vragen"
CLOSED = "gesloten"

TOLD: tuple[Callable[..., str], ...] = (
    words.figure_name,
    words.figure_value,
    words.matches_under_way,
    words.people_wanted,
    words.recurrence_name,
    words.state_name,
    words.urgency_name,
    words.wanted_change,
    words.wanted_level_name,
    week_words,
    language_name,
    requirement_name,
)
for _each in TOLD:
    bp.add_app_template_global(_each, f"need_{_each.__name__}")


@bp.get("/mijn/vragen")
@requires(Permission.KEEP_OWN_NEEDS)
def own() -> ResponseReturnValue:
    found = list_own(db.session, current_actor(), own_language, today=today())
    return render_template("needs/own.html", needs=found, said=request.args.get("gedaan"))


@bp.route("/mijn/vragen/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_NEEDS)
def add() -> ResponseReturnValue:
    person, form = find_own_person(db.session, current_actor()), _wish_form()
    hints: Sequence[Reason] = ()
    lives_somewhere = person is not None and person.neighbourhood_id is not None
    if form.validate_on_submit() and person is not None and lives_somewhere:
        hints = form.hints()
        if not hints and _ask_for(person, form):
            return redirect(url_for("needs.own", gedaan="gevraagd"), SEE_OTHER)
    page = render_template(
        "needs/add.html", form=form, hints=hints, lives_somewhere=lives_somewhere, is_known=_is_known(person)
    )
    return page, UNPROCESSABLE if request.method == "POST" else 200


@bp.route("/mijn/vragen/<key>", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_NEEDS)
def edit(key: str) -> ResponseReturnValue:
    need = get_own_or_404(key)
    form, theirs, status = _change_form(need), [], 200
    hints: Sequence[Reason] = ()
    if form.validate_on_submit():
        hints = form.hints()
        try:
            if not hints:
                return _keep(need, form)
        except EditConflict as conflict:
            theirs, status = form.differences(_change_form(need, fresh=True)), CONFLICT
            form.version.data = str(conflict.version)
        except DomainError as error:
            form.refuse(error)
    line = find_line(db.session, current_actor(), own_language, key, today=today())
    page = render_template(
        "needs/edit.html", form=form, need=line, hints=hints, theirs=theirs, is_known=_is_known_asker()
    )
    return page, UNPROCESSABLE if form.errors or hints else status


@bp.post("/mijn/vragen/<key>/sluiten")
@requires(Permission.KEEP_OWN_NEEDS)
def close(key: str) -> ResponseReturnValue:
    return redirect(url_for("needs.own", gedaan=_closed(get_own_or_404(key))), SEE_OTHER)


@bp.get(PLACE)
@requires(Permission.KEEP_NEEDS)
def neighbourhood(slug: str) -> ResponseReturnValue:
    place, actor = get_workplace_or_404(slug), current_actor()
    closed, reads = request.args.get("stand") == CLOSED, request.args.get("lees")
    page = parse_number(request.args.get("pagina")) or 1
    sees_people = place.id in actor.neighbourhood_ids
    read = get_need_or_404(place, reads) if reads else None
    return render_template(
        "needs/neighbourhood.html",
        place=place,
        found=list_worked(db.session, actor, own_language, place.id, today=today(), closed=closed, page=page),
        closed=closed,
        read_key=read.key if read else None,
        read_words=open_words(read) if read else "",
        sees_people=sees_people,
        counts=[] if sees_people else list_counts(db.session, own_language, place.id),
        said=request.args.get("gedaan"),
    )


@bp.route(PLACE + "/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_NEEDS)
def note(slug: str) -> ResponseReturnValue:
    place = get_workplace_or_404(slug)
    sees_people = place.id in current_actor().neighbourhood_ids
    of_people = sees_people and request.args.get("voor") != "wijk"
    form: NoteForm | PublicForm = _note_form(place) if of_people else _public_form(place)
    hints = form.hints() if form.validate_on_submit() else ()
    if form.is_submitted() and not form.errors and not hints and _noted(place, form):
        return redirect(url_for("needs.neighbourhood", slug=slug, gedaan="genoteerd"), SEE_OTHER)
    page = render_template(
        "needs/note.html", place=place, form=form, hints=hints, of_people=of_people, sees_people=sees_people
    )
    return page, UNPROCESSABLE if form.errors or hints else 200


@bp.post(PLACE + "/<key>/sluiten")
@requires(Permission.KEEP_NEEDS)
def settle(slug: str, key: str) -> ResponseReturnValue:
    need = get_need_or_404(get_workplace_or_404(slug), key)
    return redirect(url_for("needs.neighbourhood", slug=slug, gedaan=_closed(need)), SEE_OTHER)


@bp.get("/wijken/<slug>/vragen")
@requires(Permission.VIEW_PUBLIC_PAGES)
def public(slug: str) -> ResponseReturnValue:
    place = get_neighbourhood_or_404(slug)
    figures = {each.code: each for each in list_figures(db.session, place.id, today=today())}
    needs = list_public(db.session, own_language, place.id, today=today())
    return render_template("needs/public.html", place=place, needs=needs, figures=figures)


def _ask_for(person: Person, form: WishForm) -> bool:
    """Keep what was asked for somebody; False, with the reason in the form, when a rule refuses it."""
    by = current_actor().account_id or 0
    try:
        ask(
            db.session,
            person,
            form.to_wish(),
            text_of(form.words),
            by=by,
            today=today(),
            ring=key_ring(),
            months=form.months_wished,
        )
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _noted(place: NeighbourhoodName, form: NoteForm | PublicForm) -> bool:
    """Keep what was noted; False, with the reason in the form, when a rule refuses it."""
    if isinstance(form, NoteForm):
        person = find_person(db.session, current_actor(), parse_number(form.person.data) or 0)
        if person is None or person.neighbourhood_id != place.id:
            form.refuse(NotFound("person_unknown"))
            return False
        return _ask_for(person, form)
    try:
        note_public(
            db.session,
            place.id,
            form.to_wish(),
            form.to_public_words(),
            by=current_actor().account_id or 0,
            today=today(),
            months=form.months_wished,
        )
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _keep(need: Need, form: ChangeForm) -> ResponseReturnValue:
    change(
        db.session,
        need,
        form.to_wish(),
        text_of(form.words),
        version=form.version_seen,
        by=current_actor().account_id or 0,
        today=today(),
        ring=key_ring(),
        months=form.months_wished,
    )
    return redirect(url_for("needs.own", gedaan="gewijzigd"), SEE_OTHER)


def _wish_form() -> WishForm:
    form = WishForm(_sent())
    form.offer(list_themes_for_people(db.session, own_language))
    return form


def _note_form(place: NeighbourhoodName) -> NoteForm:
    form = NoteForm(_sent())
    form.offer(list_themes_for_people(db.session, own_language))
    form.offer_people(list_known(db.session, current_actor(), place.id))
    return form


def _public_form(place: NeighbourhoodName) -> PublicForm:
    form = PublicForm(_sent())
    form.offer(list_themes(db.session, own_language))
    form.offer_figures(list_figures(db.session, place.id, today=today()))
    return form


def _change_form(need: Need, *, fresh: bool = False) -> ChangeForm:
    """The form of a need, with what was sent; `fresh` as it is kept now."""
    form = ChangeForm(None if fresh else _sent(), data=kept_data(need, read_words(need, key_ring())))
    form.offer(list_themes_for_people(db.session, own_language))
    form.keep_theme(get_theme(db.session, need.theme_id, own_language))
    form.offer_longer(need)
    return form


def _is_known_asker() -> bool:
    return _is_known(find_own_person(db.session, current_actor()))


def _is_known(person: Person | None) -> bool:
    """Whether the coordinator sees who asks."""
    return person is not None and has_live_consent(db.session, person.id, ConsentPurpose.BE_KNOWN)


def _closed(need: Need) -> str:
    """Close a need as was chosen on a button; gives what to say of it. Raises `BadInput` code `need_outcome`."""
    sent = request.form.get("uitkomst", "")
    if sent not in list(NeedState):
        raise BadInput("need_outcome")
    try:
        close_need(db.session, need, NeedState(sent), by=current_actor().account_id or 0, today=today())
    except DomainError as error:
        if error.code != "need_is_closed":
            raise
        return "was-dicht"
    return sent


def _sent() -> Mapping[str, str] | None:
    """What was sent; None for a page that is opened, on which boxes stand as they are kept."""
    return request.form if request.method == "POST" else None
