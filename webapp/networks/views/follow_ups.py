"""What coordinators are going to do about what a network shows: take it up, do it, hand it over, let it go."""

from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.extensions import READING, db
from webapp.networks.actions.follow_ups import add_follow_up, change_follow_up, finish, remove_follow_up
from webapp.networks.forms.follow_ups import ChangeForm, DoneForm, TakeUpForm
from webapp.networks.queries.follow_ups import find_follow_up, find_subjects, list_coordinators, list_done, list_open
from webapp.networks.rules.follow_ups import FollowUpRow, by_when
from webapp.networks.views.blueprint import WORKSPACE, bp
from webapp.networks.words.follow_ups import follow_up_told, follow_up_when, told_of
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.vocabulary import FollowUpKind
from webapp.written_numbers import parse_number

TAKES_UP, FINISHES, CHANGES, REMOVES = "oppakken", "klaar", "wijzig", "weg"

bp.add_app_template_global(follow_up_told)
bp.add_app_template_global(follow_up_when)


@dataclass
class Sent:
    """What was sent and could not be taken in; `error` is told above the list when it is beside no field."""

    taking: TakeUpForm | None = None
    row_id: int | None = None
    done: DoneForm | None = None
    change: ChangeForm | None = None
    error: DomainError | None = None
    coordinators: dict[int, str] = field(default_factory=dict)


@bp.route(WORKSPACE + "/opvolgen", methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def follow_ups(slug: str) -> ResponseReturnValue:
    place = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    sent = Sent(coordinators=list_coordinators(db.session, place.id))
    if request.method in READING:
        return _show(place, sent)
    try:
        done = _step(place, sent)
    except EditConflict as conflict:
        sent.error = conflict
        return _show(place, sent, CONFLICT)
    if done is None:
        return _show(place, sent, UNPROCESSABLE)
    return redirect(url_for("networks.follow_ups", slug=slug, **done), SEE_OTHER)


def _show(place: NeighbourhoodName, sent: Sent, status: int = 200) -> ResponseReturnValue:
    rows = list_open(db.session, place.id)
    page = render_template(
        "networks/follow_ups.html",
        place=place,
        open=by_when(rows, today=today()),
        forms={row.id: _forms(row, sent) for row in rows},
        done=list_done(db.session, place.id),
        finished=_just_done(place),
        sent=sent,
        wanted=_wanted(sent.taking),
        said=request.args.get("gedaan"),
        viewer=current_actor().account_id,
    )
    return page, status


def _wanted(taking: TakeUpForm | None) -> str:
    """What could not be taken up as it was sent, in words; empty for nothing, and for what is not theirs to know."""
    about = taking.about if taking else None
    if about is None:
        return ""
    kind, node_id, other_id = about
    found = find_subjects(db.session, {node_id, other_id or node_id})
    return told_of(kind, found[node_id], found.get(other_id or 0)) if node_id in found else ""


def _just_done(place: NeighbourhoodName) -> FollowUpRow | None:
    """What was noted as done a moment ago, to tell what could be next."""
    number = parse_number(request.args.get("nummer"))
    found = find_follow_up(db.session, place.id, number) if number else None
    return found if found and found.done_on else None


def _forms(row: FollowUpRow, sent: Sent) -> tuple[DoneForm, ChangeForm]:
    """The two forms of a row; what was sent stays in the one that could not be taken in."""
    is_it = sent.row_id == row.id and sent.error is None
    done = sent.done if is_it and sent.done else _done_form(row)
    return done, sent.change if is_it and sent.change else _change_form(row, sent)


def _step(place: NeighbourhoodName, sent: Sent) -> dict[str, Any] | None:
    """Do what was asked; gives what stands in the address afterwards, None when something is to be mended first."""
    step = request.form.get("doe", "")
    if step == TAKES_UP:
        return _take_up(place, sent)
    row = find_follow_up(db.session, place.id, parse_number(request.form.get("nummer")) or 0)
    if row is None or row.done_on is not None:
        raise NotFound("follow_up_unknown")
    sent.row_id = row.id
    if step == FINISHES:
        return _finish(place, row, sent)
    if step == CHANGES:
        return _change(place, row, sent)
    if step != REMOVES:
        raise BadInput("text_not_allowed")
    version = parse_number(request.form.get("version")) or 0
    remove_follow_up(db.session, place.id, row.id, version=version, by=_viewer())
    return {"gedaan": REMOVES}


def _take_up(place: NeighbourhoodName, sent: Sent) -> dict[str, Any] | None:
    form = sent.taking = TakeUpForm(request.form)
    form.offer(sent.coordinators, _viewer())
    if not form.validate():
        return None
    intent = form.to_intent()
    try:
        add_follow_up(db.session, place.id, intent, by=_viewer(), today=today())
    except NotFound:
        raise
    except DomainError as error:
        form.refuse(error)
        return None
    return {"gedaan": TAKES_UP}


def _finish(place: NeighbourhoodName, row: FollowUpRow, sent: Sent) -> dict[str, Any] | None:
    form = sent.done = _done_form(row, bound=True)
    if not form.validate():
        return None
    finish(
        db.session,
        place.id,
        row.id,
        outcome=text_of(form.outcome),
        is_still_so=form.is_still_so,
        version=form.version_seen,
        by=_viewer(),
        today=today(),
    )
    is_over = row.kind == FollowUpKind.CONFIRM_TIE and not form.is_still_so
    return {"gedaan": "voorbij" if is_over else FINISHES, "nummer": row.id}


def _change(place: NeighbourhoodName, row: FollowUpRow, sent: Sent) -> dict[str, Any] | None:
    form = sent.change = _change_form(row, sent, bound=True)
    if not form.validate():
        return None
    try:
        change_follow_up(
            db.session,
            place.id,
            row.id,
            owner_id=form.owner_id,
            due_on=form.day,
            version=form.version_seen,
            by=_viewer(),
            today=today(),
        )
    except EditConflict:
        raise
    except DomainError as error:
        form.refuse(error)
        return None
    return {"gedaan": CHANGES}


def _done_form(row: FollowUpRow, *, bound: bool = False) -> DoneForm:
    form = DoneForm(request.form if bound else None, prefix=f"klaar{row.id}-", data={"version": str(row.version)})
    form.offer(row)
    return form


def _change_form(row: FollowUpRow, sent: Sent, *, bound: bool = False) -> ChangeForm:
    kept = {"version": str(row.version), "owner": str(row.owner_id or _viewer()), "due_on": row.due_on}
    form = ChangeForm(request.form if bound else None, prefix=f"wijzig{row.id}-", data=kept)
    form.offer(sent.coordinators, _viewer(), kept=(row.owner_id, row.owner_name))
    return form


def _viewer() -> int:
    return current_actor().account_id or 0
