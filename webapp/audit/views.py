"""Searching the audit, taking it along as a table, and checking that nobody tampered with it."""

import csv
from collections.abc import Sequence
from io import StringIO
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.audit.forms import SearchForm
from webapp.audit.queries import Event, EventPage, check_chain, count_chain, list_events
from webapp.audit.reading import account_for_reading
from webapp.audit.rules import CHECKED_ROWS, EXPORT_ROWS
from webapp.audit.words import what_was_done, when_it_was, who_did
from webapp.extensions import db
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.ui.cells import defused
from webapp.vocabulary import AuditAction

bp = Blueprint("audit", __name__)

COLUMNS = ("number", "at", "account", "action", "table", "row", "person", "fields", "request")
NOTHING = EventPage((), None)


@bp.get("/beheer/logboek")
@requires(Permission.SEARCH_AUDIT)
def events() -> ResponseReturnValue:
    form = _asked()
    found = list_events(db.session, current_actor(), form.to_filter()) if form.validate() else NOTHING
    page = render_template(
        "audit/events.html",
        form=form,
        found=found,
        asked={name: value for name, value in request.args.items() if value and name not in ("voor", "taal")},
        who_did=who_did,
        what_was_done=what_was_done,
        when_it_was=when_it_was,
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.get("/beheer/logboek.csv")
@requires(Permission.SEARCH_AUDIT)
def export() -> ResponseReturnValue:
    form = _asked()
    if not form.validate():
        return redirect(f"{url_for('audit.events')}?{urlencode(list(request.args.items()))}", SEE_OTHER)
    found = list_events(db.session, current_actor(), form.to_filter(), limit=EXPORT_ROWS)
    account_for_reading("audit_event", "", fields=(), action=AuditAction.EXPORTED)
    response = Response(_table(found.rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="logboek.csv"'
    return response


@bp.route("/beheer/logboek/keten", methods=["GET", "POST"])
@requires(Permission.SEARCH_AUDIT)
def chain() -> ResponseReturnValue:
    actor = current_actor()
    length = count_chain(db.session, actor)
    too_long = length > CHECKED_ROWS
    checked = check_chain(db.session, actor) if request.method == "POST" and not too_long else None
    return render_template("audit/chain.html", length=length, too_long=too_long, checked=checked)


def _asked() -> SearchForm:
    form = SearchForm(request.args)
    form.offer()
    return form


def _table(rows: Sequence[Event]) -> str:
    # with a byte order mark, without which spreadsheets do not see that it is UTF-8
    text = StringIO("\ufeff", newline="")
    text.seek(0, 2)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (
            row.id,
            row.at.isoformat(),
            row.account_id or "",
            row.action,
            row.subject_table,
            row.subject_id,
            row.person_id or "",
            " ".join(row.fields),
            row.request_id,
        )
        writer.writerow([defused(str(cell)) for cell in cells])
    return text.getvalue()
