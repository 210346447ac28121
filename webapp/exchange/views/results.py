"""What an import made, how it is taken back, its rows that are wrong as a file, and templates to start from."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import NotFound
from webapp.exchange.actions.undoing import undo_import
from webapp.exchange.queries import count_rows, find_run, list_made, list_wrong
from webapp.exchange.views.blueprint import bp, in_step
from webapp.exchange.views.imports import RUN
from webapp.exchange.words import finding_line, subject_name, template_rows
from webapp.extensions import db
from webapp.models import ImportRun
from webapp.statuses import SEE_OTHER
from webapp.ui.downloads import send_table
from webapp.ui.tables import Cell, TableFormat
from webapp.vocabulary import ImportState, ImportSubject
from webapp.written_numbers import parse_number

EXAMPLE = "/importeren/voorbeeld"


@bp.get(RUN + "/resultaat")
@requires(Permission.IMPORT_FILES)
def result(run_id: int) -> ResponseReturnValue:
    run = _get_run(run_id)
    if run.state == ImportState.PREVIEWED:
        return redirect(url_for("exchange.columns", run_id=run_id), SEE_OTHER)
    page = parse_number(request.args.get("pagina")) or 1
    return render_template(
        "exchange/result.html",
        run=run,
        counts=count_rows(db.session, run_id),
        found=list_made(db.session, run, page=page),
        is_undone=run.state == ImportState.UNDONE,
    )


@bp.post(RUN + "/terugdraaien")
@requires(Permission.IMPORT_FILES)
@in_step
def undo(run_id: int) -> ResponseReturnValue:
    undo_import(db.session, run_id, by=current_actor().account_id or 0, today=today(), now=datetime.now(UTC))
    return redirect(url_for("exchange.result", run_id=run_id), SEE_OTHER)


@bp.get(RUN + "/fouten.csv", defaults={"shape": "csv"})
@bp.get(RUN + "/fouten.xlsx", defaults={"shape": "xlsx"})
@requires(Permission.IMPORT_FILES)
def report(run_id: int, shape: str) -> ResponseReturnValue:
    run = _get_run(run_id)
    wrong = list_wrong(db.session, run)
    beyond = sorted({heading for _, cells, _ in wrong for heading in cells} - {*run.headings})
    headings = [*run.headings, *beyond]
    rows: list[list[Cell]] = [
        [
            *(cells.get(heading, "") for heading in headings),
            number,
            " ".join(finding_line(run.subject, each) for each in errors),
        ]
        for number, cells, errors in wrong
    ]
    name = gettext("fouten import %(number)s", number=run_id)
    return send_table(name, [*headings, gettext("Rij"), gettext("Fout")], rows, TableFormat(shape))


@bp.get(f"{EXAMPLE}/initiatieven.csv", defaults={"subject": "initiatives", "shape": "csv"})
@bp.get(f"{EXAMPLE}/initiatieven.xlsx", defaults={"subject": "initiatives", "shape": "xlsx"})
@bp.get(f"{EXAMPLE}/partners.csv", defaults={"subject": "partners", "shape": "csv"})
@bp.get(f"{EXAMPLE}/partners.xlsx", defaults={"subject": "partners", "shape": "xlsx"})
@requires(Permission.IMPORT_FILES)
def template(subject: str, shape: str) -> ResponseReturnValue:
    wanted = ImportSubject(subject)
    headings, rows = template_rows(wanted)
    name = gettext("voorbeeld %(what)s", what=subject_name(wanted))
    return send_table(name, headings, rows, TableFormat(shape))


def _get_run(run_id: int) -> ImportRun:
    run = find_run(db.session, run_id)
    if run is None:
        raise NotFound("import_unknown")
    return run
