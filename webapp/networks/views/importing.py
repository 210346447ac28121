"""A list of ties: pasted or brought as a file, looked through, and taken in. Nothing is kept between."""

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.errors import BadInput, DomainError
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.networks.actions.importing import Preview, preview_list, take_in
from webapp.networks.forms.importing import EXAMPLES, ImportForm, as_text, chosen_names
from webapp.networks.rules.importing import COLUMNS, LARGEST, MOST_ROWS, Judged, TypedTie, read_list
from webapp.networks.views.blueprint import NETWORK, bp
from webapp.networks.words.network import tie_kind_name, tie_strength_name, verdict_told
from webapp.statuses import UNPROCESSABLE
from webapp.ui.downloads import send_table
from webapp.ui.tables import TableFormat
from webapp.vocabulary import TieKind, TieStrength

DOWNLOAD, TAKE_IN = "download", "neem"
"""What the buttons of a preview send; another one looks again."""


@bp.route(NETWORK + "/importeren", methods=["GET", "POST"])
@requires(Permission.KEEP_NETWORK)
def import_ties(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug, Permission.KEEP_NETWORK)
    form = ImportForm()
    if not form.validate_on_submit():
        return _show(neighbourhood, form, UNPROCESSABLE if form.errors else 200)
    try:
        rows, chosen = _read(form), chosen_names(request.form)
        if request.form.get("doe") == TAKE_IN:
            return _take_in(neighbourhood, form, rows, chosen)
        preview = preview_list(db.session, neighbourhood.id, rows, chosen, today=today())
    except DomainError as error:
        form.refuse(error)
        return _show(neighbourhood, form, UNPROCESSABLE)
    if request.form.get("doe") == DOWNLOAD:
        return _download(neighbourhood, preview.others)
    form.text.data = as_text(preview.rows)
    return _show(neighbourhood, form, 200, preview=preview)


def _read(form: ImportForm) -> tuple[TypedTie, ...]:
    if not form.content.strip():
        raise BadInput("ties_missing")
    return read_list(form.content)


def _take_in(
    neighbourhood: NeighbourhoodName, form: ImportForm, rows: Sequence[TypedTie], chosen: Mapping[str, int]
) -> ResponseReturnValue:
    """Take in what is good; what is left stays on the page, to be mended."""
    taken = take_in(db.session, neighbourhood.id, rows, chosen, by=current_actor().account_id, today=today())
    form.text.data = as_text(taken.others) if taken.others else ""
    left = preview_list(db.session, neighbourhood.id, [each.row for each in taken.others], chosen, today=today())
    return _show(neighbourhood, form, 200, preview=left if left.rows else None, taken=len(taken.good))


def _download(neighbourhood: NeighbourhoodName, rows: Sequence[Judged]) -> ResponseReturnValue:
    lines = ((*each.row.cells, verdict_told(each)) for each in rows)
    return send_table(f"relaties-{neighbourhood.slug}", (*COLUMNS, "waarom"), lines, TableFormat.CSV)


def _show(
    neighbourhood: NeighbourhoodName,
    form: ImportForm,
    status: int,
    *,
    preview: Preview | None = None,
    taken: int | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "networks/import_ties.html",
        neighbourhood=neighbourhood,
        form=form,
        preview=preview,
        taken=taken,
        chosen=chosen_names(request.form),
        most_rows=MOST_ROWS,
        largest=LARGEST // 1000,
        example=EXAMPLES[locale_code()],
        kinds=[tie_kind_name(kind) for kind in TieKind],
        strengths=[tie_strength_name(strength) for strength in TieStrength],
    )
    return page, status
