"""What people ask, what coordinators note, and what a neighbourhood lacks."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Need, Person
from webapp.needs.actions import ask, change, change_public, close_need, note_public, read_words
from webapp.needs.closing import list_ended
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
from webapp.needs.views.blueprint import PLACE, bp
from webapp.people.queries import find_own_person, find_person, has_live_consent
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.talents.queries import list_themes_for_people
from webapp.themes.queries import get_theme, list_themes
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import ConsentPurpose
from webapp.written_numbers import parse_number

CLOSED = "gesloten"


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


def _sent() -> Mapping[str, str] | None:
    """What was sent; None for a page that is opened, on which boxes stand as they are kept."""
    return request.form if request.method == "POST" else None
