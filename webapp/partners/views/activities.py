"""All that a partner does in one table: filtered, changed in its rows, confirmed, and taken along as a file.

A row is changed on the page itself. Without script that page comes anew with the row as a form; with it only the row.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Partner, PartnerActivity
from webapp.partners.actions.activities import add_activity as note_activity
from webapp.partners.actions.activities import change_activity, confirm_activities, facts_of
from webapp.partners.actions.activities import remove_activity as drop_activity
from webapp.partners.forms import ActivityForm
from webapp.partners.guards import account_id, get_partner, get_partner_for, may
from webapp.partners.queries import list_neighbourhoods
from webapp.partners.queries.activities import ActivityRow, find_activity, list_activities
from webapp.partners.queries.faith import list_themes_for
from webapp.partners.rules import CITY_ROW, QUERY_LENGTH, ActivityFilter
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.partners.views.pages import word_of
from webapp.partners.words import answer_name
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.downloads import send_table
from webapp.ui.tables import TableFormat
from webapp.vocabulary import ActivityAnswer
from webapp.written_numbers import parse_number

ACTIVITIES = PARTNER + "/activiteiten"
ASKED = ("zoek", "thema", "wijk", "antwoord", "voorbij", "oud")
"""The words of the address that tell which rows are shown."""


@dataclass(frozen=True)
class RowEdit:
    """The row that is being changed, its form, and what somebody else made of it meanwhile."""

    activity_id: int
    form: ActivityForm
    theirs: list[tuple[str, str, str]] = field(default_factory=list)


@bp.get(ACTIVITIES)
@requires(Permission.VIEW_PARTNERS)
def activities(slug: str) -> ResponseReturnValue:
    partner = get_partner(slug)
    chosen = parse_number(request.args.get("bewerk"))
    found = (
        find_activity(db.session, current_actor(), partner.id, chosen)
        if chosen and may(Permission.EDIT_PARTNER, partner)
        else None
    )
    return _table(partner, RowEdit(found.id, _form(found)) if found else None)


@bp.route(ACTIVITIES + "/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def add_activity(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    form = _form(None)
    if form.validate_on_submit():
        try:
            made = note_activity(db.session, partner.id, form.to_facts(), by=account_id(), today=today())
            there = url_for("partners.activities", slug=slug, bewaard="ja", _anchor=f"rij-{made.id}")
            return redirect(there, SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    page = render_template("partners/add_activity.html", form=form, partner=partner)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route(ACTIVITIES + "/<int(max=2147483647):activity_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def edit_activity(slug: str, activity_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    found = find_activity(db.session, current_actor(), partner.id, activity_id)
    if found is None:
        raise NotFound("activity_unknown")
    form, status, theirs = _form(found), 200, []
    if form.validate_on_submit():
        try:
            version = form.version_seen
            change_activity(db.session, found, form.to_facts(), version=version, by=account_id(), today=today())
            return _kept(partner, activity_id)
        except EditConflict as conflict:
            theirs, status, form.version.data = form.differences(facts_of(found)), CONFLICT, str(conflict.version)
        except DomainError as error:
            form.refuse(error)
    return _editing(partner, RowEdit(activity_id, form, theirs), UNPROCESSABLE if form.errors else status)


@bp.route(ACTIVITIES + "/<int(max=2147483647):activity_id>/verwijderen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNER)
def remove_activity(slug: str, activity_id: int) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    everything = ActivityFilter(with_ended=True)
    rows = list_activities(db.session, current_actor(), partner.id, everything, own_language, today=today())
    row = next((each for each in rows if each.id == activity_id), None)
    found = find_activity(db.session, current_actor(), partner.id, activity_id)
    if row is None or found is None:
        raise NotFound("activity_unknown")
    if request.method == "GET":
        return render_template("partners/remove_activity.html", partner=partner, row=row)
    drop_activity(db.session, found, by=account_id())
    return redirect(url_for("partners.activities", slug=slug, bewaard="weg"), SEE_OTHER)


@bp.post(ACTIVITIES + "/bevestig")
@requires(Permission.EDIT_PARTNER)
def confirm_activity(slug: str) -> ResponseReturnValue:
    partner = get_partner_for(slug, Permission.EDIT_PARTNER)
    one = parse_number(request.form.get("alleen"))
    if "alles" in request.form:
        ids = [row.id for row in _rows(partner)]
    elif one is not None:
        ids = [one]
    else:
        ids = [number for text in request.form.getlist("rij") if (number := parse_number(text)) is not None]
    count = confirm_activities(db.session, partner.id, ids, by=account_id(), today=today())
    anchor = f"rij-{one}" if one is not None else None
    return redirect(url_for("partners.activities", slug=slug, bevestigd=count, _anchor=anchor, **_asked()), SEE_OTHER)


@bp.get(ACTIVITIES + ".csv", defaults={"shape": "csv"}, endpoint="export")
@bp.get(ACTIVITIES + ".xlsx", defaults={"shape": "xlsx"}, endpoint="export")
@requires(Permission.VIEW_PARTNERS)
def export(slug: str, shape: str) -> ResponseReturnValue:
    partner = get_partner(slug)
    headings = (
        gettext("Thema"),
        gettext("Wijk"),
        gettext("Antwoord"),
        gettext("Wat"),
        gettext("Vanaf"),
        gettext("Tot en met"),
        gettext("Bevestigd op"),
    )
    rows = [
        (
            row.theme,
            row.place or gettext("Hele stad"),
            answer_name(row.answer),
            row.what,
            row.since,
            row.last_day,
            row.confirmed_on,
        )
        for row in _rows(partner)
    ]
    return send_table(f"{slug}-activiteiten", headings, rows, TableFormat(shape))


def _wanted() -> ActivityFilter:
    return ActivityFilter(
        words=request.args.get("zoek", "").strip()[:QUERY_LENGTH],
        theme=request.args.get("thema") or None,
        place=request.args.get("wijk") or None,
        answer=word_of(ActivityAnswer, request.args.get("antwoord")),
        with_ended=request.args.get("voorbij") == "ja",
        stale_only=request.args.get("oud") == "ja",
    )


def _asked() -> dict[str, Any]:
    return {name: value for name in ASKED if (value := request.args.get(name))}


def _rows(partner: Partner) -> list[ActivityRow]:
    return list_activities(db.session, current_actor(), partner.id, _wanted(), own_language, today=today())


def _table(partner: Partner, edit: RowEdit | None) -> str:
    return render_template(
        "partners/activities.html",
        partner=partner,
        rows=_rows(partner),
        edit=edit,
        wanted=_wanted(),
        asked=_asked(),
        themes=list_themes_for(db.session, current_actor(), own_language),
        neighbourhoods=list_neighbourhoods(db.session),
        answers=list(ActivityAnswer),
        may_edit=may(Permission.EDIT_PARTNER, partner),
    )


def _row(partner: Partner, activity_id: int, edit: RowEdit | None, *, is_kept: bool = False) -> str:
    """One row of the table, for who has script."""
    everything = ActivityFilter(with_ended=True)
    rows = list_activities(db.session, current_actor(), partner.id, everything, own_language, today=today())
    row = next(each for each in rows if each.id == activity_id)
    return render_template(
        "partners/activity_row.html", partner=partner, row=row, edit=edit, asked=_asked(), is_kept=is_kept
    )


def _is_part() -> bool:
    return request.headers.get("HX-Request") == "true"


def _kept(partner: Partner, activity_id: int) -> ResponseReturnValue:
    if _is_part():
        return _row(partner, activity_id, None, is_kept=True)
    anchor = f"rij-{activity_id}"
    return redirect(
        url_for("partners.activities", slug=partner.slug, bewaard="ja", _anchor=anchor, **_asked()), SEE_OTHER
    )


def _editing(partner: Partner, edit: RowEdit, status: int) -> ResponseReturnValue:
    if _is_part():
        is_read = "lees" in request.args and request.method == "GET"
        return _row(partner, edit.activity_id, None if is_read else edit), status
    return _table(partner, edit), status


def _form(found: PartnerActivity | None) -> ActivityForm:
    kept = {}
    if found is not None:
        facts = facts_of(found)
        place = str(facts.neighbourhood_id or CITY_ROW)
        kept = {**vars(facts), "theme": str(facts.theme_id), "place": place, "version": str(found.version)}
    form = ActivityForm(request.form, data=kept)
    form.offer(list_themes_for(db.session, current_actor(), own_language), list_neighbourhoods(db.session))
    if found is not None:
        # several rows can be forms at once
        for each in form:
            each.id = f"rij-{found.id}-{each.id}"
    return form
