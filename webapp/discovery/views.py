"""The discovery board of a neighbourhood."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.assets.words import asset_kind_name
from webapp.clock import today
from webapp.discovery.actions import change_event, end_discovery, note_event, remove_event, start_discovery
from webapp.discovery.forms import ChangeEventForm, EndForm, EventForm, StartForm, kept_event
from webapp.discovery.guards import get_event_or_404, get_worked_in_or_404
from webapp.discovery.queries import Event, get_board
from webapp.discovery.words import discovery_event_name, discovery_start_name
from webapp.errors import BadInput, DomainError, EditConflict
from webapp.extensions import db
from webapp.partners.queries import list_names
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.written_numbers import parse_number

bp = Blueprint("discovery", __name__)
bp.add_app_template_global(asset_kind_name)
bp.add_app_template_global(discovery_event_name)
bp.add_app_template_global(discovery_start_name)

Form = StartForm | EventForm | EndForm
BOARD = "/werkplek/<slug>/ontdekken"
EVENT = BOARD + "/<int(max=2147483647):event_id>"


@bp.route(BOARD, methods=["GET", "POST"])
@requires(Permission.KEEP_DISCOVERY)
def board(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_DISCOVERY)
    if request.method == "GET":
        return _show(neighbourhood, None, 200)
    wanted = request.form.get("doe", "")
    if wanted not in _SENT:
        raise BadInput("text_not_allowed")
    make, act = _SENT[wanted]
    form = make(bound=True)
    form.look_from(get_board(db.session, current_actor(), neighbourhood.id, today=today()).process, today=today())
    # both, so that everything is told at once
    if not all([form.validate(), not form.hints]):
        return _show(neighbourhood, form, UNPROCESSABLE)
    try:
        act(neighbourhood, form)
    except DomainError as error:
        form.refuse(error)
        return _show(neighbourhood, form, UNPROCESSABLE)
    return redirect(url_for("discovery.board", slug=slug, gedaan=wanted), SEE_OTHER)


@bp.route(EVENT, methods=["GET", "POST"])
@requires(Permission.KEEP_DISCOVERY)
def event(slug: str, event_id: int) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_DISCOVERY)
    happened = get_event_or_404(neighbourhood, event_id)
    form = _change_form(happened)
    theirs, status = list[tuple[str, str, str]](), 200
    form.look_from(None, today=today())
    if form.validate_on_submit() and not form.hints:
        try:
            _change(neighbourhood, event_id, form)
            return redirect(url_for("discovery.board", slug=slug, gedaan="gewijzigd"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
            theirs = form.differences(get_event_or_404(neighbourhood, event_id))
        except DomainError as error:
            form.refuse(error)
    is_refused = bool(form.errors) or (form.is_submitted() and bool(form.hints))
    return _show_event(neighbourhood, happened, form, UNPROCESSABLE if is_refused else status, theirs=theirs)


@bp.post(EVENT + "/weg")
@requires(Permission.KEEP_DISCOVERY)
def remove(slug: str, event_id: int) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_DISCOVERY)
    happened = get_event_or_404(neighbourhood, event_id)
    seen = parse_number(request.form.get("version")) or 0
    try:
        remove_event(db.session, neighbourhood.id, event_id, version=seen, by=current_actor().account_id)
    except EditConflict:
        form = ChangeEventForm(None, data=kept_event(happened))
        form.offer()
        return _show_event(neighbourhood, happened, form, CONFLICT, is_kept=True)
    return redirect(url_for("discovery.board", slug=slug, gedaan="weg"), SEE_OTHER)


def _show(neighbourhood: NeighbourhoodName, sent: Form | None, status: int) -> ResponseReturnValue:
    """The board, with what was sent and could not be taken in."""
    page = render_template(
        "discovery/board.html",
        neighbourhood=neighbourhood,
        board=get_board(db.session, current_actor(), neighbourhood.id, today=today()),
        sent=sent,
        start_form=sent if isinstance(sent, StartForm) else _start_form(),
        event_form=sent if isinstance(sent, EventForm) else _event_form(),
        end_form=sent if isinstance(sent, EndForm) else _end_form(),
    )
    return page, status


def _show_event(
    neighbourhood: NeighbourhoodName,
    happened: Event,
    form: ChangeEventForm,
    status: int,
    *,
    theirs: list[tuple[str, str, str]] | None = None,
    is_kept: bool = False,
) -> ResponseReturnValue:
    """The page of an event; `is_kept` says that it was not removed, since somebody changed it meanwhile."""
    page = render_template(
        "discovery/event.html",
        neighbourhood=neighbourhood,
        event=happened,
        form=form,
        theirs=theirs or [],
        is_kept=is_kept,
    )
    return page, status


def _change_form(happened: Event) -> ChangeEventForm:
    form = ChangeEventForm(data=kept_event(happened))
    form.offer()
    return form


def _change(neighbourhood: NeighbourhoodName, event_id: int, form: ChangeEventForm) -> None:
    change_event(
        db.session,
        neighbourhood.id,
        event_id,
        form.to_happening(),
        version=form.version_seen,
        by=current_actor().account_id,
        today=today(),
    )


def _start_form(*, bound: bool = False) -> StartForm:
    form = StartForm(request.form if bound else None, started_on=today())
    form.offer(list_names(db.session, today=today()))
    return form


def _event_form(*, bound: bool = False) -> EventForm:
    form = EventForm(request.form if bound else None, on_day=today())
    form.offer()
    return form


def _end_form(*, bound: bool = False) -> EndForm:
    return EndForm(request.form if bound else None, ended_on=today())


def _start(neighbourhood: NeighbourhoodName, form: StartForm) -> None:
    start_discovery(db.session, neighbourhood.id, form.to_beginning(), by=current_actor().account_id, today=today())


def _note(neighbourhood: NeighbourhoodName, form: EventForm) -> None:
    note_event(db.session, neighbourhood.id, form.to_happening(), by=current_actor().account_id, today=today())


def _end(neighbourhood: NeighbourhoodName, form: EndForm) -> None:
    end_discovery(
        db.session,
        neighbourhood.id,
        ended_on=form.last_day,
        outcome=text_of(form.outcome),
        by=current_actor().account_id,
        today=today(),
    )


_SENT: dict[str, tuple[Callable[..., Form], Callable[..., None]]] = {
    "begin": (_start_form, _start),
    "gebeurtenis": (_event_form, _note),
    "einde": (_end_form, _end),
}
"""What a form of the board can ask: how the form is read, and what is done with it."""
