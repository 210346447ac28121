"""A file comes in: choose it, say what its columns mean, look at what it holds, and take it in."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import BadInput, DomainError, NotFound
from webapp.exchange.actions.applying import apply_import
from webapp.exchange.actions.starting import choose_for_all, drop_import, set_choices, set_mapping, start_import
from webapp.exchange.files import read_table
from webapp.exchange.forms import ImportForm
from webapp.exchange.limits import file_limit
from webapp.exchange.queries import Part, count_rows, find_run, list_examples, list_rows, list_runs
from webapp.exchange.rules import FIELDS, LARGEST_FILE, Choice, Which, missing_fields, read_mapping
from webapp.exchange.views.blueprint import bp, in_step
from webapp.exchange.words import file_error, merge_note
from webapp.extensions import csrf, db
from webapp.i18n import error_message
from webapp.models import ImportRun
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.uploads import takes_up_to
from webapp.vocabulary import ImportState
from webapp.written_numbers import parse_number

BODY = 20 * 1024 * 1024
"""Bytes of a whole form: a file that is too large must be read to be refused beside its field."""

RUN = "/importeren/<int(max=2147483647):run_id>"
REFUSALS = frozenset(
    {"import_has_errors", "import_nothing", "import_many_merges", "import_many_days", "import_crowded"}
)
"""Codes that are told on the page itself: something can be done about them there."""


@bp.route("/importeren", methods=["GET", "POST"])
@requires(Permission.IMPORT_FILES)
@takes_up_to(BODY)
@file_limit
def imports() -> ResponseReturnValue:
    form = ImportForm()
    form.offer()
    if form.validate_on_submit():
        try:
            return _take_in(form)
        except BadInput as error:
            form.refuse(file_error(error))
    runs = list_runs(db.session, viewer_id=current_actor().account_id)
    page = render_template("exchange/imports.html", form=form, runs=runs, dropped="weg" in request.args)
    return page, UNPROCESSABLE if form.errors else 200


# the form checks its token itself, and so keeps what was chosen when that is too old
csrf.exempt(imports)


@bp.route(RUN, methods=["GET", "POST"])
@requires(Permission.IMPORT_FILES)
@in_step
def columns(run_id: int) -> ResponseReturnValue:
    run = _get_run(run_id)
    if run.state != ImportState.PREVIEWED:
        return redirect(url_for("exchange.result", run_id=run_id), SEE_OTHER)
    errors: dict[int, str] = {}
    mapping = run.mapping
    if request.method == "POST":
        chosen = [request.form.get(f"kolom-{number}", "") for number in range(len(run.headings))]
        mapping, errors = read_mapping(run.subject, run.headings, chosen)
        if not errors and not missing_fields(run.subject, mapping):
            set_mapping(db.session, run_id, mapping, today=today())
            return redirect(url_for("exchange.preview", run_id=run_id), SEE_OTHER)
    page = render_template(
        "exchange/columns.html",
        run=run,
        fields=FIELDS[run.subject],
        chosen={heading: name for name, heading in mapping.items()},
        examples=list_examples(db.session, run_id),
        missing=missing_fields(run.subject, mapping),
        errors=errors,
        was_sent=request.method == "POST",
    )
    return page, UNPROCESSABLE if request.method == "POST" else 200


@bp.get(RUN + "/controle")
@requires(Permission.IMPORT_FILES)
def preview(run_id: int) -> ResponseReturnValue:
    run = _get_run(run_id)
    if run.state != ImportState.PREVIEWED:
        return redirect(url_for("exchange.result", run_id=run_id), SEE_OTHER)
    if missing_fields(run.subject, run.mapping):
        return redirect(url_for("exchange.columns", run_id=run_id), SEE_OTHER)
    return _preview(run)


@bp.post(RUN + "/controle")
@requires(Permission.IMPORT_FILES)
@in_step
def choose(run_id: int) -> ResponseReturnValue:
    whole = request.form.get("alles")
    if whole:
        if whole not in set(Choice) - {Choice.MERGE}:
            raise BadInput("text_not_allowed")
        choose_for_all(db.session, run_id, Choice(whole))
    else:
        set_choices(db.session, run_id, _chosen())
    part, page = _part().value, _page()
    return redirect(url_for("exchange.preview", run_id=run_id, deel=part, pagina=page, bewaard="ja"), SEE_OTHER)


@bp.post(RUN + "/verwerken")
@requires(Permission.IMPORT_FILES)
@in_step
def apply(run_id: int) -> ResponseReturnValue:
    run, which = _get_run(run_id), request.form.get("welke", "")
    if which not in set(Which):
        return _preview(run, refused="import_which"), UNPROCESSABLE
    by, note, chosen = current_actor().account_id or 0, merge_note(run.file_name), _chosen()
    try:
        set_choices(db.session, run_id, chosen)
        made = apply_import(db.session, run_id, Which(which), by=by, note=note, today=today(), now=datetime.now(UTC))
    except DomainError as error:
        if error.code not in REFUSALS:
            raise
        # what was chosen is not kept, and still stands on the page
        db.session.rollback()
        set_choices(db.session, run_id, chosen)
        return _preview(_get_run(run_id), refused=error.code), UNPROCESSABLE
    if not made:
        return redirect(url_for("exchange.preview", run_id=run_id, anders="ja"), SEE_OTHER)
    return redirect(url_for("exchange.result", run_id=run_id), SEE_OTHER)


@bp.post(RUN + "/weggooien")
@requires(Permission.IMPORT_FILES)
@in_step
def drop(run_id: int) -> ResponseReturnValue:
    drop_import(db.session, run_id, by=current_actor().account_id or 0)
    return redirect(url_for("exchange.imports", weg="ja"), SEE_OTHER)


def _take_in(form: ImportForm) -> ResponseReturnValue:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadInput("file_missing")
    table = read_table(sent.stream.read(LARGEST_FILE + 1))
    name = sent.filename.replace("\\", "/").rpartition("/")[2]
    by, now = current_actor().account_id or 0, datetime.now(UTC)
    run = start_import(db.session, table, subject=form.chosen, file_name=name, by=by, now=now)
    return redirect(url_for("exchange.columns", run_id=run.id), SEE_OTHER)


def _get_run(run_id: int) -> ImportRun:
    run = find_run(db.session, run_id)
    if run is None:
        raise NotFound("import_unknown")
    return run


def _preview(run: ImportRun, *, refused: str = "") -> str:
    part = _part()
    return render_template(
        "exchange/preview.html",
        run=run,
        counts=count_rows(db.session, run.id),
        found=list_rows(db.session, run, part, page=_page()),
        part=part,
        refused=error_message(DomainError(refused)) if refused else "",
        is_different="anders" in request.args,
        is_kept="bewaard" in request.args,
        fields=FIELDS[run.subject],
    )


def _part() -> Part:
    asked = request.values.get("deel", "")
    return Part(asked) if asked in set(Part) else Part.EVERYTHING


def _page() -> int:
    return parse_number(request.values.get("pagina")) or 1


def _chosen() -> dict[int, Choice]:
    """What was chosen for each row on the page that was sent."""
    found: dict[int, Choice] = {}
    for name, value in request.form.items():
        number = parse_number(name.removeprefix("rij-")) if name.startswith("rij-") else None
        if number is not None and value in set(Choice):
            found[number] = Choice(value)
    return found
