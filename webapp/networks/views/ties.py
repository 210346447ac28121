"""The ties that were noted: a list to look through and confirm, and each to be changed, ended or removed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.networks.actions.ties import change_tie, confirm_ties_of, remove_tie
from webapp.networks.actions.ties import confirm_tie as confirm
from webapp.networks.forms.ties import EditTieForm, kept_tie
from webapp.networks.guards import find_same_tie, get_tie_or_404
from webapp.networks.queries.ties import TieFilter, TieRow, find_node, list_ties
from webapp.networks.views.blueprint import NETWORK, TIE, bp
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.vocabulary import TieKind
from webapp.written_numbers import parse_number

KEPT = ("soort", "wie", "oud", "einde", "sorteer", "pagina")
"""What of the address of the list goes along when something in it is confirmed."""


@bp.get(NETWORK + "/relaties")
@requires(Permission.VIEW_NETWORK)
def ties(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.VIEW_NETWORK)
    wanted = _wanted()
    return render_template(
        "networks/ties.html",
        neighbourhood=neighbourhood,
        wanted=wanted,
        whose=find_node(db.session, neighbourhood.id, wanted.node_id),
        page=list_ties(db.session, neighbourhood.id, wanted, today=today()),
        kept=_kept(),
        asked={name: value for name, value in _kept().items() if name not in ("sorteer", "pagina")},
        today=today(),
        done=request.args.get("gedaan"),
        count=parse_number(request.args.get("aantal")) or 0,
        kinds=list(TieKind),
    )


@bp.post(TIE + "/bevestigen")
@requires(Permission.KEEP_NETWORK)
def confirm_tie(slug: str, tie_id: int) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    is_done = confirm(db.session, neighbourhood.id, tie_id, by=current_actor().account_id, today=today())
    done = "bevestigd" if is_done else "voorbij"
    return redirect(url_for("networks.ties", slug=slug, gedaan=done, aantal=1, **_kept()), SEE_OTHER)


@bp.post(NETWORK + "/relaties/bevestigen")
@requires(Permission.KEEP_NETWORK)
def confirm_ties(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    whose = find_node(db.session, neighbourhood.id, parse_number(request.args.get("wie")))
    if whose is None:
        raise NotFound("person_unknown")
    count = confirm_ties_of(db.session, neighbourhood.id, whose.id, by=current_actor().account_id, today=today())
    return redirect(url_for("networks.ties", slug=slug, gedaan="bevestigd", aantal=count, **_kept()), SEE_OTHER)


@bp.route(TIE, methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def edit_tie(slug: str, tie_id: int) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    row = get_tie_or_404(neighbourhood, tie_id)
    form = EditTieForm(data=kept_tie(row))
    form.offer(row)
    if request.form.get("doe") == "weg":
        return _remove(neighbourhood, row, form)
    theirs, status, error = list[tuple[str, str, str]](), 200, None
    if form.is_submitted() and form.validate():
        try:
            _change(neighbourhood, row, form)
            return redirect(url_for("networks.ties", slug=slug, gedaan="gewijzigd"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
            theirs = form.differences(get_tie_or_404(neighbourhood, tie_id))
        except DomainError as refused:
            form.refuse(refused)
            error = refused
    status = UNPROCESSABLE if form.errors else status
    return _show_tie(neighbourhood, row, form, status, theirs=theirs, error=error)


def _wanted() -> TieFilter:
    kind = request.args.get("soort", "")
    return TieFilter(
        kind=TieKind(kind) if kind in set(TieKind) else None,
        node_id=parse_number(request.args.get("wie")),
        only_stale=request.args.get("oud") == "1",
        with_ended=request.args.get("einde") == "1",
        order=request.args.get("sorteer", "bevestigd"),
        page=parse_number(request.args.get("pagina")) or 1,
    )


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def _change(neighbourhood: NeighbourhoodName, row: TieRow, form: EditTieForm) -> None:
    change_tie(
        db.session,
        neighbourhood.id,
        row.id,
        form.to_facts(),
        is_turned=bool(form.turned.data),
        version=form.version_seen,
        by=current_actor().account_id,
        today=today(),
    )


def _remove(neighbourhood: NeighbourhoodName, row: TieRow, form: EditTieForm) -> ResponseReturnValue:
    if not request.form.get("zeker"):
        return _show_tie(neighbourhood, row, form, UNPROCESSABLE, is_unsure=True)
    try:
        remove_tie(db.session, neighbourhood.id, row.id, version=form.version_seen, by=current_actor().account_id)
    except EditConflict:
        fresh = EditTieForm(None, data=kept_tie(row))
        fresh.offer(row)
        return _show_tie(neighbourhood, row, fresh, CONFLICT, is_kept=True)
    return redirect(url_for("networks.ties", slug=neighbourhood.slug, gedaan="weg"), SEE_OTHER)


def _show_tie(
    neighbourhood: NeighbourhoodName,
    row: TieRow,
    form: EditTieForm,
    status: int,
    *,
    theirs: list[tuple[str, str, str]] | None = None,
    error: DomainError | None = None,
    is_unsure: bool = False,
    is_kept: bool = False,
) -> ResponseReturnValue:
    """The page of a tie; `is_unsure` when it was not ticked that it goes, `is_kept` when somebody just changed it."""
    page = render_template(
        "networks/edit_tie.html",
        neighbourhood=neighbourhood,
        tie=row,
        form=form,
        theirs=theirs or [],
        same=find_same_tie(neighbourhood, error),
        is_unsure=is_unsure,
        is_kept=is_kept,
    )
    return page, status
