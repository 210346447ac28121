"""Splitting a bundle in two, and putting two together."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError, EditConflict
from webapp.extensions import db
from webapp.i18n import error_message, own_language
from webapp.models import Bundle
from webapp.signals.actions.bundling import merge as merge_bundles
from webapp.signals.actions.bundling import split as split_bundle
from webapp.signals.forms.bundles import GatherForm, MergeForm
from webapp.signals.guards import get_bundle_or_404
from webapp.signals.queries.bundles import BundleLine, list_bundles
from webapp.signals.queries.signals import list_of_bundle
from webapp.signals.views.blueprint import BUNDLE, bp, places, sent, themes, viewer
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.vocabulary import BundleState


@bp.route(BUNDLE + "/splitsen", methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def split(key: str) -> ResponseReturnValue:
    found, conflict = get_bundle_or_404(key), ""
    lines = list_of_bundle(db.session, current_actor(), own_language, found.id)
    form = GatherForm(sent(), data={"theme": str(found.theme_id), "version": str(found.version)})
    form.offer(themes(kept=found.theme_id), [each.name for each in places()])
    form.offer_signals(lines)
    if form.validate_on_submit():
        words, chosen, seen = form.to_words(), form.chosen(lines), form.version_seen
        try:
            made = split_bundle(db.session, found, words, chosen, version=seen, by=viewer(), today=today())
            return redirect(url_for("signals.bundle", key=made.key, gedaan="gesplitst"), SEE_OTHER)
        except EditConflict as error:
            conflict, form.version.data = error_message(error), str(error.version)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/split.html", bundle=found, form=form, lines=lines, conflict=conflict)
    return page, CONFLICT if conflict else UNPROCESSABLE if form.errors else 200


@bp.route(BUNDLE + "/samenvoegen", methods=["GET", "POST"])
@requires(Permission.HANDLE_SIGNALS)
def merge(key: str) -> ResponseReturnValue:
    found, conflict = get_bundle_or_404(key), ""
    others = _others(found)
    form = MergeForm(sent(), data={"version": str(found.version)})
    form.offer(others)
    if form.validate_on_submit():
        into = get_bundle_or_404(text_of(form.into))
        try:
            merge_bundles(db.session, found, into, version=form.version_seen, by=viewer(), today=today())
            return redirect(url_for("signals.bundle", key=into.key, gedaan="samengevoegd"), SEE_OTHER)
        except EditConflict as error:
            conflict, form.version.data = error_message(error), str(error.version)
        except DomainError as error:
            form.refuse(error)
    page = render_template("signals/merge.html", bundle=found, form=form, others=others, conflict=conflict)
    return page, CONFLICT if conflict else UNPROCESSABLE if form.errors else 200


def _others(found: Bundle) -> list[BundleLine]:
    """The open bundles but this one, those on its theme first."""
    others = [
        each
        for each in list_bundles(db.session, own_language)
        if each.id != found.id and each.state != BundleState.CLOSED
    ]
    return sorted(others, key=lambda each: each.theme_id != found.theme_id)
