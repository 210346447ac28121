"""What people ask, what coordinators note, and what a neighbourhood lacks."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

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
from webapp.needs.actions import ask, change, change_public, close_need, note_public, read_words
from webapp.needs.actions import reopen as reopen_need
from webapp.needs.closing import list_ended, list_ending
from webapp.needs.figures import list_figures
from webapp.needs.forms import ChangeForm, ChangePublicForm, EndForm, NoteForm, PublicForm, WishForm, kept_data
from webapp.needs.guards import (
    get_need_or_404,
    get_own_or_404,
    get_public_or_404,
    get_workplace_or_404,
    open_own_words,
    open_words,
)
from webapp.needs.queries import (
    find_line,
    find_worked,
    list_counts,
    list_known,
    list_own,
    list_public,
    list_worked,
)
from webapp.people.queries import find_own_person, find_person, has_live_consent
from webapp.privacy.small_count_words import told_count, told_sum
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.talents.queries import list_themes_for_people
from webapp.talents.words import language_name, requirement_name
from webapp.themes.queries import get_theme, list_themes
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import ConsentPurpose, NeedKind, NeedState
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


bp.add_app_template_global(told_count)
bp.add_app_template_global(told_sum)


@bp.get("/mijn/vragen")
@requires(Permission.KEEP_OWN_NEEDS)
def own() -> ResponseReturnValue:
    found = list_own(db.session, current_actor(), own_language, today=today())
    return render_template("needs/own.html", needs=found, words_of=open_own_words(), said=request.args.get("gedaan"))


@bp.route("/mijn/vragen/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_NEEDS)
def add() -> ResponseReturnValue:
    person, form = find_own_person(db.session, current_actor()), _wish_form()
    lives_somewhere = person is not None and person.neighbourhood_id is not None
    may_ask = form.validate_on_submit() and lives_somewhere
    if may_ask and person is not None and _ask_for(person, form):
        return redirect(url_for("needs.own", gedaan="gevraagd"), SEE_OTHER)
    page = render_template("needs/add.html", form=form, lives_somewhere=lives_somewhere, is_known=_is_known(person))
    return page, UNPROCESSABLE if request.method == "POST" else 200


@bp.route("/mijn/vragen/<key>", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_NEEDS)
def edit(key: str) -> ResponseReturnValue:
    need = get_own_or_404(key)
    form, theirs, status = _change_form(need), [], 200
    if form.validate_on_submit():
        try:
            return _keep(need, form)
        except EditConflict as conflict:
            theirs, status = form.differences(_change_form(need, fresh=True)), CONFLICT
            form.version.data = str(conflict.version)
        except DomainError as error:
            form.refuse(error)
    line = find_line(db.session, current_actor(), own_language, key, today=today())
    is_known = _is_known(find_own_person(db.session, current_actor()))
    page = render_template("needs/edit.html", form=form, need=line, theirs=theirs, is_known=is_known)
    return page, UNPROCESSABLE if form.errors else status


@bp.route("/mijn/vragen/<key>/sluiten", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_NEEDS)
def close(key: str) -> ResponseReturnValue:
    need, back = get_own_or_404(key), url_for("needs.own")
    if request.method == "POST":
        return redirect(url_for("needs.own", gedaan=_closed(need)), SEE_OTHER)
    return _ask_to_close(need, [(gettext("Vragen"), back)], back)


@bp.post("/mijn/vragen/<key>/heropenen")
@requires(Permission.KEEP_OWN_NEEDS)
def reopen_own(key: str) -> ResponseReturnValue:
    return redirect(url_for("needs.own", gedaan=_reopened(get_own_or_404(key))), SEE_OTHER)


@bp.get(PLACE)
@requires(Permission.KEEP_NEEDS)
def neighbourhood(slug: str) -> ResponseReturnValue:
    place, actor = get_workplace_or_404(slug), current_actor()
    closed, reads = request.args.get("stand") == CLOSED, request.args.get("lees")
    page = parse_number(request.args.get("pagina")) or 1
    sees_people = place.id in actor.neighbourhood_ids
    read = get_need_or_404(place, reads) if reads else None
    told = request.args.get("vraag")
    about = find_worked(db.session, actor, place.id, told) if told else None
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
        about=about.key if about else None,
        endings=list_ended(db.session, actor, about) if about else [],
    )


@bp.route(PLACE + "/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_NEEDS)
def note(slug: str) -> ResponseReturnValue:
    place = get_workplace_or_404(slug)
    sees_people = place.id in current_actor().neighbourhood_ids
    of_people = sees_people and request.args.get("voor") != "wijk"
    form: NoteForm | PublicForm = _note_form(place) if of_people else _public_form(place)
    if form.validate_on_submit() and (made := _noted(place, form)):
        return redirect(url_for("needs.neighbourhood", slug=slug, gedaan="genoteerd", vraag=made.key), SEE_OTHER)
    page = render_template("needs/note.html", place=place, form=form, of_people=of_people, sees_people=sees_people)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PLACE + "/<key>/wijzigen", methods=["GET", "POST"])
@requires(Permission.KEEP_NEEDS)
def edit_public(slug: str, key: str) -> ResponseReturnValue:
    place = get_workplace_or_404(slug)
    need = get_public_or_404(place, key)
    form, theirs, status = _change_public_form(place, need), [], 200
    if form.validate_on_submit():
        try:
            _keep_public(need, form)
            return redirect(url_for("needs.neighbourhood", slug=slug, gedaan="gewijzigd"), SEE_OTHER)
        except EditConflict as conflict:
            theirs, status = form.differences(_change_public_form(place, need, fresh=True)), CONFLICT
            form.version.data = str(conflict.version)
        except DomainError as error:
            form.refuse(error)
    line = find_line(db.session, current_actor(), own_language, key, today=today())
    page = render_template("needs/edit_public.html", place=place, form=form, need=line, theirs=theirs)
    return page, UNPROCESSABLE if form.errors else status


@bp.route(PLACE + "/<key>/beeindigen", methods=["GET", "POST"])
@requires(Permission.KEEP_NEEDS)
def end_public(slug: str, key: str) -> ResponseReturnValue:
    place = get_workplace_or_404(slug)
    need, form = get_public_or_404(place, key), EndForm()
    form.offer()
    if form.validate_on_submit():
        by, because = current_actor().account_id or 0, text_of(form.because)
        try:
            close_need(db.session, need, form.state, by=by, today=today(), because=because)
            return redirect(url_for("needs.neighbourhood", slug=slug, gedaan="beeindigd", vraag=key), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    line = find_line(db.session, current_actor(), own_language, key, today=today())
    page = render_template("needs/end_public.html", place=place, form=form, need=line)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(PLACE + "/<key>/sluiten", methods=["GET", "POST"])
@requires(Permission.KEEP_NEEDS)
def settle(slug: str, key: str) -> ResponseReturnValue:
    place = get_workplace_or_404(slug)
    need, back = get_need_or_404(place, key), url_for("needs.neighbourhood", slug=slug)
    if request.method == "POST":
        return redirect(url_for("needs.neighbourhood", slug=slug, gedaan=_closed(need), vraag=key), SEE_OTHER)
    return _ask_to_close(need, [(place.name, url_for("atlas.workspace", slug=slug)), (gettext("Vragen"), back)], back)


@bp.post(PLACE + "/<key>/heropenen")
@requires(Permission.KEEP_NEEDS)
def reopen(slug: str, key: str) -> ResponseReturnValue:
    need = get_need_or_404(get_workplace_or_404(slug), key)
    # what people asked themselves, only they open again
    if need.kind == NeedKind.PRIVATE and need.noted_by is None:
        raise NotFound("need_unknown")
    return redirect(url_for("needs.neighbourhood", slug=slug, gedaan=_reopened(need), vraag=key), SEE_OTHER)


@bp.get("/wijken/<slug>/vragen")
@requires(Permission.VIEW_PUBLIC_PAGES)
def public(slug: str) -> ResponseReturnValue:
    place = get_neighbourhood_or_404(slug)
    figures = {each.code: each for each in list_figures(db.session, place.id, today=today())}
    needs = list_public(db.session, own_language, place.id, today=today())
    return render_template("needs/public.html", place=place, needs=needs, figures=figures)


def _ask_for(person: Person, form: WishForm) -> Need | None:
    """Keep what was asked for somebody; None, with the reason in the form, when a rule refuses it."""
    by = current_actor().account_id or 0
    try:
        return ask(
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
        return None


def _noted(place: NeighbourhoodName, form: NoteForm | PublicForm) -> Need | None:
    """Keep what was noted; None, with the reason in the form, when a rule refuses it."""
    if isinstance(form, NoteForm):
        person = find_person(db.session, current_actor(), parse_number(form.person.data) or 0)
        if person is None or person.neighbourhood_id != place.id:
            form.refuse(NotFound("person_unknown"))
            return None
        return _ask_for(person, form)
    try:
        return note_public(
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
        return None


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


def _keep_public(need: Need, form: ChangePublicForm) -> None:
    change_public(
        db.session,
        need,
        form.to_wish(),
        form.to_public_words(),
        version=form.version_seen,
        by=current_actor().account_id or 0,
        today=today(),
        months=form.months_wished,
    )


def _wish_form() -> WishForm:
    form = WishForm(_sent()).look_from(today())
    form.offer(list_themes_for_people(db.session, own_language))
    return form


def _note_form(place: NeighbourhoodName) -> NoteForm:
    form = NoteForm(_sent()).look_from(today())
    form.offer(list_themes_for_people(db.session, own_language))
    form.offer_people(list_known(db.session, current_actor(), place.id))
    return form


def _public_form(place: NeighbourhoodName) -> PublicForm:
    form = PublicForm(_sent()).look_from(today())
    form.offer(list_themes(db.session, own_language))
    form.offer_figures(list_figures(db.session, place.id, today=today()))
    return form


def _change_form(need: Need, *, fresh: bool = False) -> ChangeForm:
    """The form of a need, with what was sent; `fresh` as it is kept now."""
    data = kept_data(need, read_words(need, key_ring()))
    form = ChangeForm(None if fresh else _sent(), data=data).look_from(today(), kept=need)
    form.offer(list_themes_for_people(db.session, own_language))
    form.keep_theme(get_theme(db.session, need.theme_id, own_language))
    form.offer_longer(need)
    return form


def _change_public_form(place: NeighbourhoodName, need: Need, *, fresh: bool = False) -> ChangePublicForm:
    """The form of what a neighbourhood lacks, with what was sent; `fresh` as it is kept now."""
    data = kept_data(need, need.words)
    form = ChangePublicForm(None if fresh else _sent(), data=data).look_from(today(), kept=need)
    form.offer(list_themes(db.session, own_language))
    form.keep_theme(get_theme(db.session, need.theme_id, own_language))
    form.offer_figures(list_figures(db.session, place.id, today=today()), kept=need.figure)
    form.offer_longer(need)
    return form


def _is_known(person: Person | None) -> bool:
    """Whether the coordinator sees who asks."""
    return person is not None and has_live_consent(db.session, person.id, ConsentPurpose.BE_KNOWN)


def _reopened(need: Need) -> str:
    """Open a need again; gives what to say of it."""
    try:
        reopen_need(db.session, need, by=current_actor().account_id or 0, today=today())
    except DomainError:
        return "blijft-zo"
    return "heropend"


def _ask_to_close(need: Need, trail: list[tuple[str, str]], back: str) -> ResponseReturnValue:
    """The page that asks whether to close a need, with what ends; what is closed already is only said."""
    line = find_line(db.session, current_actor(), own_language, need.key, today=today())
    outcome = request.args.get("uitkomst", "")
    if outcome not in (NeedState.MET, NeedState.WITHDRAWN):
        raise BadInput("need_outcome")
    if line is None or not line.is_open:
        return redirect(f"{back}?gedaan=was-dicht", SEE_OTHER)
    endings = list_ending(db.session, current_actor(), need.id, NeedState(outcome))
    return render_template(
        "needs/settle.html",
        need=line,
        outcome=outcome,
        endings=endings,
        trail=trail,
        back=back,
        is_work=need.person_id != current_actor().person_id,
    )


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
