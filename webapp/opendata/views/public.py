"""Open data for everyone: releases and their files; and asking for one, for who coordinates the city."""

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.config import Settings
from webapp.extensions import db
from webapp.opendata.actions.asking import ask_for_release, take_back_request
from webapp.opendata.pages.open_data import making_page, open_data_page, release_file, release_page
from webapp.opendata.views.blueprint import bp
from webapp.statuses import SEE_OTHER
from webapp.ui.answers import NOT_MODIFIED
from webapp.ui.headers import open_to_others

KEEP = "public, max-age=3600"
"""A release does not change, but one of the demonstration can be taken away."""


@bp.get("/open-data")
@requires(Permission.VIEW_OPEN_DATA)
def index() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    return render_template("opendata/index.html", page=open_data_page(settings.public_url))


@bp.get("/open-data/<version>")
@requires(Permission.VIEW_OPEN_DATA)
def release(version: str) -> ResponseReturnValue:
    return render_template("opendata/release.html", page=release_page(version))


@bp.get("/open-data/<version>/<name>")
@requires(Permission.VIEW_OPEN_DATA)
@open_to_others
def download(version: str, name: str) -> ResponseReturnValue:
    head, content = release_file(version, name)
    if request.if_none_match.contains_weak(head.sha256):
        response = Response(status=NOT_MODIFIED)
    else:
        response = Response(content, mimetype=head.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="missie050-{version}-{head.name}"'
    response.set_etag(head.sha256)
    response.headers["Cache-Control"] = KEEP
    return response


@bp.route("/open-data/maken", methods=["GET", "POST"])
@requires(Permission.MAKE_RELEASES)
def make() -> ResponseReturnValue:
    if request.method == "POST":
        by = current_actor().account_id
        if "terug" in request.form:
            take_back_request(db.session, by=by)
        else:
            ask_for_release(db.session, by=by)
        return redirect(url_for("opendata.make"), SEE_OTHER)
    return render_template("opendata/make.html", page=making_page())
