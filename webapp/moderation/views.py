"""The queue of coordinators: look at what waits, decide, merge, take an earlier version up again, look after."""

from datetime import UTC, datetime
from typing import TypeVar

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.policy import can
from webapp.access.row_security import apart
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.config import Settings
from webapp.errors import BadInput, DomainError, NotFound
from webapp.extensions import csrf, db
from webapp.i18n import error_message
from webapp.initiatives.letters import post_approved, post_returned
from webapp.moderation import words
from webapp.moderation.actions import (
    FollowUp,
    Wish,
    approve_waiting,
    end_look,
    follow_up,
    give_back_waiting,
    merge_two,
    note_look,
    take_up_again,
)
from webapp.moderation.alike import count_alike, search
from webapp.moderation.forms import SUGGESTIONS, ReturnForm, parse_choices
from webapp.moderation.letters import post_merged
from webapp.moderation.pages import ReviewPage, get_moderated, merge_page, pair_of, review_page, versions_page
from webapp.moderation.queries import (
    CITY_WIDE,
    Queue,
    UnconfirmedPage,
    count_waiting,
    list_handled,
    list_lookers,
    list_neighbourhoods,
    list_unconfirmed,
    list_waiting,
)
from webapp.moderation.rules import LATE_AFTER, SEARCH_LENGTH, is_late
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.vocabulary import Role
from webapp.written_numbers import parse_number

Found = TypeVar("Found", Queue, UnconfirmedPage)

bp = Blueprint("moderation", __name__, url_prefix="/wachtrij")


@bp.get("")
@requires(Permission.MODERATE_INITIATIVES)
def queue() -> ResponseReturnValue:
    actor, now = current_actor(), datetime.now(UTC)
    found = list_waiting(db.session, actor, place=_chosen_place(), page=_page())
    ids = [row.initiative_id for row in found.rows]
    return render_template(
        "moderation/queue.html",
        found=_existing(found),
        lookers=list_lookers(db.session, ids, actor, now=now),
        lookalikes=count_alike(db.session, [row.revision_id for row in found.rows]),
        handled=list_handled(db.session, actor),
        decision_name=words.decision_name,
        is_late=lambda row: is_late(row.waits_since, now=now),
        late_days=LATE_AFTER.days,
        waited=lambda row: words.waited(now - row.waits_since),
        lookers_sentence=words.lookers_sentence,
        **_places(),
        **_done(),
    )


@bp.get("/niet-bevestigd")
@requires(Permission.MODERATE_INITIATIVES)
def unconfirmed() -> ResponseReturnValue:
    found = list_unconfirmed(db.session, current_actor(), place=_chosen_place(), today=today(), page=_page())
    return render_template(
        "moderation/unconfirmed.html",
        found=_existing(found),
        freshness_name=words.freshness_name,
        **_places(),
        **_done(),
    )


@bp.post("/niet-bevestigd/<slug>")
@requires(Permission.MODERATE_INITIATIVES)
def look_after(slug: str) -> ResponseReturnValue:
    wanted = request.form.get("doe")
    if wanted not in set(FollowUp):
        raise BadInput("text_not_allowed")
    follow_up(db.session, current_actor(), slug, FollowUp(wanted), today=today(), now=datetime.now(UTC))
    wijk, pagina = request.form.get("wijk") or None, request.form.get("pagina") or None
    back = url_for("moderation.unconfirmed", gedaan=wanted, wat=slug, wijk=wijk, pagina=pagina)
    return redirect(back, SEE_OTHER)


@bp.get("/<slug>")
@requires(Permission.MODERATE_INITIATIVES)
def review(slug: str) -> ResponseReturnValue:
    actor, now = current_actor(), datetime.now(UTC)
    page = review_page(db.session, actor, slug, now=now)
    if page.waiting is not None:
        initiative_id = page.initiative.id
        apart(lambda own: note_look(own, actor, initiative_id, now=now))
    return _show(page, ReturnForm(formdata=None))


@bp.post("/<slug>/goedkeuren")
@requires(Permission.MODERATE_INITIATIVES)
def approve(slug: str) -> ResponseReturnValue:
    actor, now = current_actor(), datetime.now(UTC)
    try:
        initiative = approve_waiting(db.session, actor, slug, number=_number("versie"), today=today(), now=now)
    except DomainError as error:
        return _refused(slug, error)
    post_approved(db.session, initiative, public_url=_public_url())
    return redirect(url_for("moderation.queue", gedaan="goedgekeurd", wat=slug), SEE_OTHER)


@bp.post("/<slug>/terugsturen")
@requires(Permission.MODERATE_INITIATIVES)
def give_back(slug: str) -> ResponseReturnValue:
    actor, now, form = current_actor(), datetime.now(UTC), ReturnForm(request.form)
    if not form.validate_on_submit():
        return _show(review_page(db.session, actor, slug, now=now), form), UNPROCESSABLE
    reason = text_of(form.reason)
    try:
        initiative = give_back_waiting(db.session, actor, slug, number=_number("versie"), reason=reason, now=now)
    except DomainError as error:
        return _refused(slug, error, form)
    post_returned(db.session, initiative, public_url=_public_url())
    return redirect(url_for("moderation.queue", gedaan="teruggestuurd", wat=slug), SEE_OTHER)


# the form checks its token itself, and so keeps what was typed when that is too old
csrf.exempt(give_back)


@bp.post("/<slug>/kijkt")
@requires(Permission.MODERATE_INITIATIVES)
def looking(slug: str) -> ResponseReturnValue:
    actor, now = current_actor(), datetime.now(UTC)
    initiative = get_moderated(db.session, actor, slug)
    if request.form.get("weg"):
        end_look(db.session, actor, initiative.id)
        return {"told": ""}
    note_look(db.session, actor, initiative.id, now=now)
    others = list_lookers(db.session, (initiative.id,), actor, now=now).get(initiative.id, ())
    return {"told": words.lookers_sentence(others)}


@bp.route("/<slug>/samenvoegen", methods=["GET", "POST"])
@requires(Permission.MODERATE_INITIATIVES)
def merge(slug: str) -> ResponseReturnValue:
    actor, typed = current_actor(), request.args.get("zoek", "").strip()[:SEARCH_LENGTH]
    chosen = _chosen_pair(slug)
    if chosen is not None:
        return _merge(slug, chosen) if request.method == "POST" else _beside(slug, chosen)
    page = review_page(db.session, actor, slug, now=datetime.now(UTC))
    return render_template(
        "moderation/merge.html",
        slug=slug,
        title=page.content.title,
        typed=typed,
        lookalikes=[each for each in page.lookalikes if each.is_own],
        found=search(db.session, actor, typed, without=page.initiative.id) if typed else None,
        state_name=words.state_name,
        distance=words.distance,
    )


@bp.get("/<slug>/versies")
@requires(Permission.MODERATE_INITIATIVES)
def versions(slug: str) -> ResponseReturnValue:
    return _history(slug)


@bp.post("/<slug>/versies")
@requires(Permission.MODERATE_INITIATIVES)
def take_up(slug: str) -> ResponseReturnValue:
    number = _number("nummer")
    note = words.taken_up_note(number)
    try:
        shown = take_up_again(
            db.session,
            current_actor(),
            slug,
            number=number,
            version=_number("versie"),
            note=note,
            today=today(),
            now=datetime.now(UTC),
        )
    except NotFound:
        raise
    except DomainError as error:
        db.session.rollback()
        return _history(slug, problem=error_message(error)), CONFLICT
    return redirect(
        url_for("moderation.versions", slug=slug, gedaan="teruggezet" if shown else "voorgesteld"), SEE_OTHER
    )


@bp.app_context_processor
def _menu() -> dict[str, object]:
    """For menus: how much waits for the viewer, counted when a page asks."""

    def waiting_for_review() -> int:
        if "waiting_for_review" not in g:
            actor = current_actor()
            allowed = can(actor, Permission.MODERATE_INITIATIVES)
            g.waiting_for_review = count_waiting(db.session, actor) if allowed else 0
        count: int = g.waiting_for_review
        return count

    return {"waiting_for_review": waiting_for_review}


def _show(page: ReviewPage, form: ReturnForm, *, problem: str | None = None) -> str:
    return render_template(
        "moderation/review.html",
        page=page,
        form=form,
        problem=problem,
        suggestions=SUGGESTIONS,
        told=words.lookers_sentence(page.lookers),
        layer_name=words.layer_name,
        reason_name=words.reason_name,
        state_name=words.state_name,
        decision_name=words.decision_name,
        distance=words.distance,
    )


def _refused(slug: str, error: DomainError, form: ReturnForm | None = None) -> ResponseReturnValue:
    """The review again with what stood in the way, as things are now; what was typed stays."""
    if isinstance(error, NotFound):
        raise error
    db.session.rollback()
    page = review_page(db.session, current_actor(), slug, now=datetime.now(UTC))
    return _show(page, form or ReturnForm(formdata=None), problem=error_message(error)), CONFLICT


def _chosen_pair(slug: str) -> tuple[str, str] | None:
    """The two to merge, the one that stays first; None until the second was chosen."""
    other, stays = request.args.get("met", ""), request.args.get("blijft", "")
    if not other:
        return None
    if stays in (slug, other):
        return (slug, other) if stays == slug else (other, slug)
    return pair_of(db.session, current_actor(), slug, other)


def _beside(slug: str, pair: tuple[str, str], *, problem: str | None = None, is_unsure: bool = False) -> str:
    page = merge_page(db.session, current_actor(), pair, parse_choices(request.form), today=today())
    return render_template(
        "moderation/beside.html",
        slug=slug,
        met=request.args["met"],
        page=page,
        problem=problem or (error_message(page.problem) if page.problem else None),
        is_unsure=is_unsure,
        state_name=words.state_name,
        take_name=words.take_name,
    )


def _merge(slug: str, pair: tuple[str, str]) -> ResponseReturnValue:
    actor, choices = current_actor(), parse_choices(request.form)
    if request.form.get("zeker") != "ja":
        return _beside(slug, pair, is_unsure=True), UNPROCESSABLE
    wish = Wish(pair[0], _number("versie-blijft"), pair[1], _number("versie-ander"), choices)
    try:
        note = words.merged_note(pair[1])
        kept, _ = merge_two(db.session, actor, wish, note=note, today=today(), now=datetime.now(UTC))
    except NotFound:
        raise
    except DomainError as error:
        db.session.rollback()
        return _beside(slug, pair, problem=error_message(error)), CONFLICT
    post_merged(db.session, kept, public_url=_public_url())
    return redirect(url_for("moderation.versions", slug=kept.slug, gedaan="samengevoegd"), SEE_OTHER)


def _history(slug: str, *, problem: str | None = None) -> str:
    older, newer = parse_number(request.args.get("van")), parse_number(request.args.get("naar"))
    return render_template(
        "moderation/versions.html",
        page=versions_page(db.session, current_actor(), slug, older=older, newer=newer),
        problem=problem,
        decision_name=words.decision_name,
        state_name=words.state_name,
        **_done(),
    )


def _page() -> int:
    return parse_number(request.args.get("pagina")) or 1


def _number(name: str) -> int:
    """A number that one of our own forms carries; 0, which is none, for anything else."""
    return parse_number(request.form.get(name)) or 0


def _existing(found: Found) -> Found:
    """The page of a list; raises `NotFound` code `page_unknown` for one behind the last."""
    if found.page > found.pages:
        raise NotFound("page_unknown")
    return found


def _places() -> dict[str, object]:
    """Neighbourhoods by name and id, those to filter by, and what was chosen."""
    actor, every = current_actor(), list_neighbourhoods(db.session)
    has_city = actor.holds(Role.CITY_COORDINATOR)
    return {
        "place_names": {each.id: each.name for each in every},
        "places": [each for each in every if has_city or each.id in actor.neighbourhood_ids],
        "has_city": has_city,
        "place": request.args.get("wijk", ""),
    }


def _chosen_place() -> int | str | None:
    """The neighbourhood to filter by, as its id; what is no number chooses nothing."""
    typed = request.args.get("wijk")
    return CITY_WIDE if typed == CITY_WIDE else parse_number(typed)


def _done() -> dict[str, object]:
    return {"done": words.done_message(request.args.get("gedaan")), "done_slug": request.args.get("wat", "")}


def _public_url() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url
