"""A match as its two sides see it: answer by a link, one's own tasks, yes or no, how it went. And proposing one."""

from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.audit.reading import account_for_reading
from webapp.clock import today
from webapp.errors import BadInput, DomainError, NotFound
from webapp.extensions import READING, db, limiter
from webapp.i18n import error_message, own_language
from webapp.matching.actions.answering import COLUMNS, Reply
from webapp.matching.actions.answering import answer as answer_match
from webapp.matching.actions.life import Proposal, cancel, tell
from webapp.matching.actions.life import propose as propose_match
from webapp.matching.forms.matches import AnswerForm, TellForm
from webapp.matching.links import ANSWER_PATH, TASK_PATH, Links, read_token
from webapp.matching.queries.life import (
    Asked,
    OwnMatch,
    find_asked,
    find_held,
    find_helped_words,
    find_names,
    find_own,
    find_own_row,
    list_own,
)
from webapp.matching.queries.nearness import tell_nearness
from webapp.matching.queries.ranking import AskedNeed, find_candidate, find_need
from webapp.matching.queries.weights import find_weights
from webapp.matching.rules.life import answer_until, standing_of
from webapp.matching.views.blueprint import bp
from webapp.matching.views.places import get_workspace, site_links
from webapp.matching.words import life as life_words
from webapp.models import Match
from webapp.statuses import CONFLICT, NOT_FOUND, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import MatchOutcome, MatchSide, MatchState, NeedKind
from webapp.volunteering.queries import list_own as list_own_tasks
from webapp.volunteering.words import duration_in_words
from webapp.written_numbers import parse_number

GONE = 410
FIRST_FAILURE = 400
GUESS_LIMIT = "60 per hour"
"""For who tries addresses that are none of ours."""

for _each in (
    life_words.match_asker_name,
    life_words.match_helper_name,
    life_words.match_how_often,
    life_words.match_how_soon,
    life_words.match_language,
    life_words.match_outcome_name,
    life_words.match_reasons,
    life_words.match_side_name,
    life_words.match_state_name,
    life_words.match_task_time,
    life_words.match_when,
):
    bp.add_app_template_global(_each)
# also for components that are imported without a page's context
bp.add_app_template_global(duration_in_words, "task_duration")


@bp.app_template_global()
def match_standing(asked: Asked) -> str:
    """How a match stands for one side, as a code."""
    return standing_of(asked.state, said=asked.said, answer_until=asked.answer_until, today=today()).value


@bp.app_template_global()
def matches_that_wait() -> list[OwnMatch]:
    """The viewer's own matches that wait for them: to say yes or no, or to tell how it went."""
    own = list_own(db.session, current_actor(), own_language, now=datetime.now(UTC))
    return [each for each in own if match_standing(each.asked) == "asked" or (each.may_tell and not each.outcome)]


@bp.post("/werkplek/<slug>/vragen/<key>/voorstellen")
@requires(Permission.MAKE_MATCHES)
def propose(slug: str, key: str) -> ResponseReturnValue:
    place = get_workspace(slug, Permission.MAKE_MATCHES)
    need = find_need(db.session, current_actor(), key, neighbourhood_id=place.id, today=today())
    if need is None:
        raise NotFound("need_unknown")
    try:
        made = _propose(need)
    except DomainError as error:
        page = render_template("matching/propose.html", place=place, need=need, why=error_message(error))
        return page, CONFLICT
    return redirect(url_for("matching.follow", slug=slug, key=made, gedaan="voorgesteld"), SEE_OTHER)


@bp.route(f"{ANSWER_PATH}/<token>", methods=["GET", "POST"])
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(GUESS_LIMIT, deduct_when=lambda response: response.status_code >= FIRST_FAILURE)
def answer(token: str) -> ResponseReturnValue:
    known = read_token(str(current_app.secret_key), token)
    asked = find_asked(db.session, known.key, known.side, own_language) if known else None
    if asked is None:
        return render_template("matching/answer.html", asked=None, was_ours=known is not None), GONE
    form = AnswerForm(request.form)
    if form.validate_on_submit():
        _answer(asked, form, by=None)
        return redirect(url_for("matching.answer", token=token), SEE_OTHER)
    page = render_template("matching/answer.html", asked=asked, form=form, token=token)
    return page, UNPROCESSABLE if form.errors else 200


@bp.get("/mijn/taken")
@requires(Permission.KEEP_OWN_MATCHES)
def tasks() -> ResponseReturnValue:
    actor, now = current_actor(), datetime.now(UTC)
    return render_template(
        "matching/tasks.html",
        matches=list_own(db.session, actor, own_language, now=now),
        tasks=list_own_tasks(db.session, actor, now=now),
        said=request.args.get("gedaan"),
    )


@bp.route(f"{TASK_PATH}/<key>", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_MATCHES)
def task(key: str) -> ResponseReturnValue:
    own = find_own(db.session, current_actor(), key, own_language, now=datetime.now(UTC))
    if own is None:
        return render_template("matching/gone.html"), NOT_FOUND
    step = request.form.get("doe") if request.method not in READING else None
    answering = AnswerForm(request.form if step == "antwoorden" else None)
    telling = TellForm(request.form if step == "vertellen" else None).offer()
    done = _own_step(own, step, answering, telling) if step else None
    if done:
        return redirect(url_for("matching.task", key=key, gedaan=done), SEE_OTHER)
    page = render_template("matching/task.html", own=own, answering=answering, telling=telling, **_told(own))
    return page, UNPROCESSABLE if answering.errors or telling.errors else 200


def _propose(need: AskedNeed) -> str:
    """Freeze what the candidate scores now. The database tells why it cannot be, also when it is no candidate."""
    actor, now = current_actor(), datetime.now(UTC)
    talent_id, asset_id = parse_number(request.form.get("talent")), parse_number(request.form.get("asset"))
    if (talent_id is None) == (asset_id is None):
        raise BadInput("candidate_unknown")
    weights = find_weights(db.session)
    found = find_candidate(
        db.session, actor, need, talent_id=talent_id, asset_id=asset_id, weights=weights, today=today()
    )
    if found:
        found = tell_nearness(db.session, [(need.id, found)])[0]
    proposal = Proposal(
        need_id=need.id,
        slug=need.slug,
        talent_id=talent_id,
        asset_id=asset_id,
        score=found.score.value if found else 0.0,
        reasons=[each.to_json() for each in found.score.reasons] if found else [],
        minutes=parse_number(request.form.get("minuten")),
    )
    until = answer_until(today(), days=weights.answer_days)
    key = propose_match(db.session, proposal, links=site_links(), by=actor.account_id or 0, until=until, now=now)
    if found is None:
        # it may be, but is too far away or never has time then: what was done is taken back with the answer
        raise DomainError("candidate_gone")
    return key


def _own_step(own: OwnMatch, step: str, answering: AnswerForm, telling: TellForm) -> str | None:
    """Do what was asked of one's own match; gives what to say of it, None when something is to be mended first."""
    by = current_actor().account_id or 0
    if step == "antwoorden":
        if not answering.validate():
            return None
        _answer(own.asked, answering, by=by)
        return "ja" if answering.says else "nee"
    row, side, links, slug = _own_row(own), own.asked.side, site_links(), own.asked.place_slug
    if step == "afzeggen":
        cancel(db.session, row, side, slug=slug, links=links, by=by, now=datetime.now(UTC))
        return "afgezegd"
    if step != "vertellen":
        raise BadInput("match_step_impossible")
    if not telling.validate():
        return None
    _tell(row, own, telling, links)
    return "verteld"


def _tell(row: Match, own: OwnMatch, form: TellForm, links: Links) -> None:
    tell(
        db.session,
        row,
        own.asked.side,
        MatchOutcome(text_of(form.outcome)),
        text_of(form.words),
        slug=own.asked.place_slug,
        ring=key_ring(),
        links=links,
        by=current_actor().account_id or 0,
        now=datetime.now(UTC),
    )


def _own_row(own: OwnMatch) -> Match:
    row = find_own_row(db.session, current_actor(), own.asked.key)
    if row is None:
        raise NotFound("match_unknown")
    return row


def _answer(asked: Asked, form: AnswerForm, *, by: int | None) -> None:
    reply = Reply(asked.id, asked.key, asked.place_slug, asked.side, bool(form.says), text_of(form.reason))
    answer_match(db.session, reply, ring=key_ring(), links=site_links(), by=by, now=datetime.now(UTC))


def _told(own: OwnMatch) -> dict[str, object]:
    """What is opened for this side now, each noted in the audit before it is shown."""
    asked, ring = own.asked, key_ring
    words = place = told_words = None
    helps = asked.side == MatchSide.HELPER
    sealed = find_helped_words(db.session, current_actor(), asked.key) if helps else None
    if sealed is not None and asked.kind == NeedKind.PRIVATE:
        account_for_reading("need", own.need_id, person_id=own.asker_id, fields=("sealed_words",))
        words = ring().open_sealed(sealed, table="need", column="sealed_words", row=own.need_id)
    if own.sealed_place is not None:
        account_for_reading("match", asked.id, person_id=own.asker_id, fields=("sealed_place",))
        place = ring().open_sealed(own.sealed_place, table="match", column="sealed_place", row=asked.id)
    if own.sealed_told is not None:
        column = COLUMNS[asked.side]
        told_words = ring().open_sealed(own.sealed_told, table="match", column=column, row=asked.id)
    is_agreed = asked.state in (MatchState.ACCEPTED, MatchState.DONE)
    names = find_names(db.session, asked.id) if is_agreed else None
    return {
        "words": words,
        "where": place,
        "told_words": told_words,
        "names": names,
        "held": find_held(db.session, current_actor(), today=today()) if helps else None,
        "said": request.args.get("gedaan"),
    }
