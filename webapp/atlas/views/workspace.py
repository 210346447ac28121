"""Workspaces of coordinators: what waits in a neighbourhood, on one page."""

from datetime import UTC, datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.atlas.views.blueprint import bp
from webapp.atlas.workspace_queries import get_workspace, list_workspaces
from webapp.clock import today
from webapp.discovery.guards import get_worked_in_or_404
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.signals.guards import handles
from webapp.signals.queries.waiting import count_city
from webapp.statuses import SEE_OTHER


@bp.get("/werkplek")
@requires(Permission.OPEN_WORKSPACE)
def own_workspaces() -> ResponseReturnValue:
    lines = list_workspaces(db.session, current_actor(), today=today())
    if len(lines) == 1:
        return redirect(url_for("atlas.workspace", slug=lines[0].slug), SEE_OTHER)
    waiting = count_city(db.session, today=today()) if handles() else None
    return render_template("atlas/own_workspaces.html", lines=lines, waiting=waiting)


@bp.get("/werkplek/<slug>")
@requires(Permission.OPEN_WORKSPACE)
def workspace(slug: str) -> ResponseReturnValue:
    page = get_workspace(
        db.session,
        current_actor(),
        get_worked_in_or_404(slug, Permission.OPEN_WORKSPACE),
        today=today(),
        now=datetime.now(UTC),
        own_language=own_language,
    )
    return render_template("atlas/workspace.html", page=page)
