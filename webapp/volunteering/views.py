"""Take a task and give it back, see who helps, and one's own calendar."""

from datetime import UTC, date, datetime
from functools import partial

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.row_security import apart, look_as
from webapp.access.sessions import current_actor
from webapp.audit.actions import record
from webapp.calendar.feeds import CONTENT_TYPE
from webapp.config import Settings
from webapp.errors import DomainError, NotFound
from webapp.extensions import db, limiter
from webapp.i18n import locale_code
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.tokens import hash_of
from webapp.ui.fields import text_of
from webapp.vocabulary import AuditAction, SignupState
from webapp.volunteering.actions import give_back as give_task_back
from webapp.volunteering.actions import renew_feed, revoke_feed
from webapp.volunteering.actions import take as take_task
from webapp.volunteering.feed import own_feed
from webapp.volunteering.forms import TakeForm
from webapp.volunteering.letters import Letter, post_letter
from webapp.volunteering.queries import (
    KeptTask,
    OpenTask,
    Where,
    find_feed,
    find_feed_owner,
    find_kept_initiative,
    find_kept_signup,
    find_open_task,
    find_own_signup,
    find_own_task,
    has_waiting,
    list_kept_tasks,
)
from webapp.volunteering.words import duration_in_words, own_time, places_in_words, time_of

bp = Blueprint("volunteering", __name__)

TASK = "/initiatieven/<slug>/taken/<int(max=2147483647):task_id>/meedoen"
SIGNUP = "<int(max=2147483647):signup_id>"
FIRST_FAILURE = 400
GUESS_LIMIT = "60 per hour"
"""For who asks for calendars that are not there."""


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {
        "task_duration": duration_in_words,
        "task_places": places_in_words,
        "task_time": time_of,
        "own_task_time": own_time,
    }


@bp.route(TASK, methods=["GET", "POST"])
@requires(Permission.TAKE_TASKS)
def take(slug: str, task_id: int) -> ResponseReturnValue:
    found = find_open_task(db.session, current_actor(), slug, task_id, now=datetime.now(UTC))
    if found is None:
        raise NotFound("task_unknown")
    form = TakeForm(request.form, name=current_actor().name)
    form.offer(found)
    if not found.choices:
        return _closed(found)
    chosen = form.chosen(found) if form.validate_on_submit() else None
    if chosen is None:
        return render_template("volunteering/take.html", task=found, form=form), UNPROCESSABLE if form.errors else 200
    return _take(found, chosen.on_day, text_of(form.name))


@bp.route(f"/mijn/taken/{SIGNUP}/teruggeven", methods=["GET", "POST"])
@requires(Permission.TAKE_TASKS)
def give_back(signup_id: int) -> ResponseReturnValue:
    actor, now = current_actor(), datetime.now(UTC)
    own = find_own_task(db.session, actor, signup_id, now=now)
    if own is None:
        raise NotFound("signup_unknown")
    found = find_own_signup(db.session, actor, signup_id)
    if found is None or request.method == "GET":
        waits = found is not None and has_waiting(db.session, found[0])
        return render_template("volunteering/give_back.html", own=own, waits=waits, told=request.args.get("wachtte"))
    passed_on = give_task_back(db.session, *found, by=actor.account_id or 0, now=now, own_url=_own_url())
    if own.state == SignupState.TAKEN:
        _mail_me(Letter.GAVE_BACK, own.where)
    return redirect(
        url_for("volunteering.give_back", signup_id=signup_id, wachtte="ja" if passed_on else "nee"), SEE_OTHER
    )


@bp.get("/mijn/initiatieven/<slug>/helpers")
@requires(Permission.KEEP_OWN_INITIATIVES)
def who_helps(slug: str) -> ResponseReturnValue:
    where = _get_kept(slug)
    tasks = list_kept_tasks(db.session, current_actor(), where, now=datetime.now(UTC))
    _account_for_helpers(tasks)
    return render_template("volunteering/who_helps.html", where=where, tasks=tasks, said=request.args.get("gedaan"))


@bp.post(f"/mijn/initiatieven/<slug>/helpers/{SIGNUP}/afmelden")
@requires(Permission.KEEP_OWN_INITIATIVES)
def take_off(slug: str, signup_id: int) -> ResponseReturnValue:
    found = find_kept_signup(db.session, current_actor(), slug, signup_id)
    if found is None:
        raise NotFound("signup_unknown")
    by, now = current_actor().account_id or 0, datetime.now(UTC)
    give_task_back(db.session, *found, by=by, now=now, own_url=_own_url())
    return redirect(url_for("volunteering.who_helps", slug=slug, gedaan="afgemeld"), SEE_OTHER)


@bp.route("/mijn/agenda", methods=["GET", "POST"])
@requires(Permission.TAKE_TASKS)
def calendar() -> ResponseReturnValue:
    account_id, address = current_actor().account_id or 0, None
    if request.form.get("doe") == "maken":
        token = renew_feed(db.session, account_id, now=datetime.now(UTC))
        address = _public(url_for("volunteering.feed", token=token))
    elif request.form.get("doe") == "stoppen":
        revoke_feed(db.session, account_id)
        return redirect(url_for("volunteering.calendar", gedaan="gestopt"), SEE_OTHER)
    feed = find_feed(db.session, current_actor())
    return render_template("volunteering/calendar.html", feed=feed, address=address, said=request.args.get("gedaan"))


@bp.get("/agenda/eigen/<token>.ics")
@requires(Permission.VIEW_INITIATIVES)
@limiter.limit(GUESS_LIMIT, deduct_when=lambda response: response.status_code >= FIRST_FAILURE)
def feed(token: str) -> ResponseReturnValue:
    owner_id = find_feed_owner(db.session, hash_of(token))
    if owner_id is None:
        abort(404)
    # whoever has the address sees this calendar, and nothing else of its owner
    look_as(db.session, owner_id)
    settings: Settings = current_app.extensions["settings"]
    content = own_feed(db.session, owner_id, public_url=settings.public_url, now=datetime.now(UTC))
    response = Response(content, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _take(task: OpenTask, on_day: date | None, name: str) -> ResponseReturnValue:
    by, now = current_actor().account_id or 0, datetime.now(UTC)
    try:
        taken = take_task(db.session, task.id, initiative_id=task.where.id, on_day=on_day, name=name, by=by, now=now)
    except DomainError:
        return _closed(task)
    said = "genomen" if taken.state == SignupState.TAKEN else "wacht"
    if taken.is_new:
        _mail_me(Letter.SIGNED_UP if taken.state == SignupState.TAKEN else Letter.WAITS, task.where)
    return redirect(url_for("matching.tasks", gedaan=said if taken.is_new else f"al-{said}"), SEE_OTHER)


def _mail_me(letter: Letter, where: Where) -> None:
    """Confirm to the viewer what they just did."""
    post_letter(
        db.session,
        letter,
        email=current_actor().email,
        language=locale_code(),
        link=_own_url(),
        titles=where.public_titles,
    )


def _closed(task: OpenTask) -> ResponseReturnValue:
    status = CONFLICT if request.method == "POST" else 200
    return render_template("volunteering/closed.html", task=task), status


def _get_kept(slug: str) -> Where:
    found = find_kept_initiative(db.session, current_actor(), slug)
    if found is None:
        raise NotFound("initiative_unknown")
    return found


def _account_for_helpers(tasks: list[KeptTask]) -> None:
    """Note for each helper that their name and address are read, before they are shown."""
    by = current_actor().account_id
    shown = [helper for task in tasks for shift in task.shifts for helper in shift.helpers]

    if not shown:
        return
    note = partial(record, action=AuditAction.READ, by=by, table="task_signup", fields=("name", "email"))
    apart(lambda own: [note(own, row=helper.signup_id, person_id=helper.person_id) for helper in shown])


def _own_url() -> str:
    return _public(url_for("matching.tasks"))


def _public(path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + path
