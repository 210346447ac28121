"""A bundle on the agenda of a body, and what came of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.clock import today
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import error_message
from webapp.models import Bundle
from webapp.signals.actions.agenda import move_meeting, put_on_agenda, record_answer, take_off
from webapp.signals.forms.agenda import AnswerForm, MoveForm, PutForm
from webapp.signals.forms.fields import chosen_day
from webapp.signals.guards import get_bundle_or_404
from webapp.signals.queries.bundles import Item, list_bodies, list_items
from webapp.signals.views.blueprint import BUNDLE, bp, places, sent, viewer
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE

ANSWERS, MOVES, TAKES_OFF = "antwoord", "verzet", "weg"


@bp.route(BUNDLE + "/agenda", methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def put(key: str) -> ResponseReturnValue:
    found, conflict = get_bundle_or_404(key), ""
    form = PutForm(sent(), data={"version": str(found.version)})
    form.offer(list_bodies(db.session))
    form.places += tuple(each.name for each in places())
    if form.validate_on_submit():
        try:
            put_on_agenda(db.session, found, form.to_question(), version=form.version_seen, by=viewer(), today=today())
            return redirect(url_for("signals.bundle", key=key, gedaan="voorgelegd"), SEE_OTHER)
        except EditConflict as error:
            conflict, form.version.data = error_message(error), str(error.version)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/put.html", bundle=found, form=form, conflict=conflict)
    return page, CONFLICT if conflict else UNPROCESSABLE if form.errors else 200


@bp.route(BUNDLE + "/agenda/<int(max=2147483647):item_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def answer(key: str, item_id: int) -> ResponseReturnValue:
    found = get_bundle_or_404(key)
    item, conflict = _item(found, item_id), ""
    form, moving = _answer_form(item), _move_form(item)
    if request.method == "POST":
        try:
            if done := _done(found, item, form, moving):
                return redirect(url_for("signals.bundle", key=key, gedaan=done), SEE_OTHER)
        except EditConflict as error:
            item = _item(found, item_id)
            conflict, form.version.data = error_message(error), str(item.version)
            moving.version.data = form.version.data
        except DomainError as error:
            (moving if request.form.get("doe") == MOVES else form).refuse(error)
    page = render_template(
        "signals/answer.html", bundle=found, item=item, form=form, moving=moving, conflict=conflict, today=today()
    )
    return page, CONFLICT if conflict else UNPROCESSABLE if form.errors or moving.errors else 200


def _done(found: Bundle, item: Item, form: AnswerForm, moving: MoveForm) -> str | None:
    """Do what was asked; gives what was done, None when something is to be mended first."""
    does, by, day = request.form.get("doe", ANSWERS), viewer(), today()
    if does == ANSWERS and form.validate():
        record_answer(db.session, found, item.id, form.to_given(), version=form.version_seen, by=by, today=day)
        return "beantwoord"
    if does == MOVES and moving.validate():
        to = chosen_day(moving.meeting_on)
        move_meeting(db.session, found, item.id, to, version=moving.version_seen, by=by, today=day)
        return "verzet"
    if does == TAKES_OFF:
        take_off(db.session, found, item.id, version=moving.version_seen, by=by, today=day)
        return "van-de-agenda"
    if does not in (ANSWERS, MOVES):
        raise BadInput("text_not_allowed")
    return None


def _item(found: Bundle, item_id: int) -> Item:
    item = next((each for each in list_items(db.session, [found.id]) if each.id == item_id), None)
    if item is None:
        raise NotFound("item_unknown")
    return item


def _answer_form(item: Item) -> AnswerForm:
    is_it = request.form.get("doe", ANSWERS) == ANSWERS
    form = AnswerForm(sent() if is_it else None, data={"version": str(item.version), "answered_on": today()})
    form.offer([item.body, *(each.name for each in places())])
    return form


def _move_form(item: Item) -> MoveForm:
    is_it = request.form.get("doe") in (MOVES, TAKES_OFF)
    data = {"version": str(item.version), "meeting_on": item.meeting_on}
    return MoveForm(sent() if is_it else None, prefix="verzet-", data=data)
