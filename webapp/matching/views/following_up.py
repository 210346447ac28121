"""The matches of a neighbourhood, for who coordinates there: note an answer, plan, call off, close, come back to it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.audit.reading import account_for_reading
from webapp.clock import CITY_TIMEZONE, today
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.extensions import READING, db
from webapp.i18n import own_language
from webapp.matching.actions.answering import COLUMNS, Reply
from webapp.matching.actions.answering import answer as answer_match
from webapp.matching.actions.life import close, follow_up, plan, withdraw
from webapp.matching.actions.planning import list_doubts
from webapp.matching.forms.matches import AnswerForm, CloseForm, FollowUpForm, PlanForm
from webapp.matching.queries.neighbourhood import (
    Followed,
    find_coordinated_row,
    find_followed,
    list_local,
    list_reciprocity,
)
from webapp.matching.rules.life import OPEN, day_of
from webapp.matching.views.blueprint import bp
from webapp.matching.views.places import get_workspace, site_links
from webapp.matching.words.ranking import reason_sentences
from webapp.models import Match
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.vocabulary import MatchSide, MatchState

ANSWERS, PLANS, CLOSES, FOLLOWS, WITHDRAWS = "antwoord", "plannen", "sluiten", "navragen", "intrekken"

bp.add_app_template_global(reason_sentences)


@dataclass(frozen=True)
class Forms:
    """The forms of one match; only that of the step that was sent holds what was typed."""

    answering: AnswerForm
    planning: PlanForm
    closing: CloseForm
    following: FollowUpForm

    @property
    def has_errors(self) -> bool:
        """Whether something is to be mended."""
        return any(each.errors for each in (self.answering, self.planning, self.closing, self.following))


@bp.get("/werkplek/<slug>/koppelingen")
@requires(Permission.MAKE_MATCHES)
def neighbourhood(slug: str) -> ResponseReturnValue:
    place = get_workspace(slug, Permission.MAKE_MATCHES)
    found = list_local(db.session, current_actor(), place.id, own_language)
    return render_template(
        "matching/neighbourhood.html",
        place=place,
        waiting=[each for each in found if each.state == MatchState.PROPOSED],
        agreed=[each for each in found if each.state == MatchState.ACCEPTED],
        closed=[each for each in found if each.state not in OPEN],
        reciprocity=list_reciprocity(db.session).get(place.id),
        day=today(),
    )


@bp.route("/werkplek/<slug>/koppelingen/<key>", methods=["GET", "POST"])
@requires(Permission.MAKE_MATCHES)
def follow(slug: str, key: str) -> ResponseReturnValue:
    place = get_workspace(slug, Permission.MAKE_MATCHES)
    found = _get_followed(place, key)
    opened = _open(found)
    step = request.form.get("doe", "") if request.method not in READING else ""
    forms, status = _forms(found, opened.get("place", ""), step), 200
    try:
        done = _step(place, found, step, forms) if step else None
    except EditConflict as conflict:
        forms.planning.version.data, status, done = str(conflict.version), CONFLICT, None
    if done:
        return redirect(url_for("matching.follow", slug=slug, key=key, gedaan=done), SEE_OTHER)
    status = UNPROCESSABLE if forms.has_errors else status
    said = request.args.get("gedaan")
    page = render_template(
        "matching/follow.html", place=place, found=found, forms=forms, opened=opened, said=said, status=status
    )
    return page, status


def _get_followed(place: NeighbourhoodName, key: str) -> Followed:
    found = find_followed(db.session, current_actor(), place.id, key, own_language)
    if found is None:
        raise NotFound("match_unknown")
    return found


def _forms(found: Followed, where: str, step: str) -> Forms:
    match = found.match
    local = match.task_at.astimezone(CITY_TIMEZONE) if match.task_at else None
    kept = {
        "version": str(match.version),
        "day": day_of(match.task_at) if match.task_at else None,
        "starts_at": local.strftime("%H:%M") if local else "",
        "minutes": match.minutes or 60,
        "place": where,
    }
    sent = request.form
    return Forms(
        AnswerForm(sent if step == ANSWERS else None),
        PlanForm(sent if step == PLANS else None, data=kept),
        CloseForm(sent if step == CLOSES else None, data={"helper": "", "asker": ""}).offer(
            helper_told=match.helper_outcome is not None,
            asker_told=match.asker_outcome is not None or match.asker_id is None,
        ),
        FollowUpForm(sent if step == FOLLOWS else None, data={"follow_up_on": match.follow_up_on}),
    )


def _step(place: NeighbourhoodName, found: Followed, step: str, forms: Forms) -> str | None:
    """Do what was asked; gives what to say of it, None when something is to be mended first."""
    if step == ANSWERS:
        return _note_answer(place, found, forms.answering)
    row = find_coordinated_row(db.session, current_actor(), place.id, found.match.key)
    if row is None:
        raise NotFound("match_unknown")
    by, now = current_actor().account_id or 0, datetime.now(UTC)
    if step == PLANS:
        return _plan(row, forms.planning, by=by, now=now)
    if step == WITHDRAWS:
        withdraw(db.session, row, links=site_links(), by=by, now=now)
        return "ingetrokken"
    if step == CLOSES:
        return _close(row, forms.closing, by=by, now=now)
    if step != FOLLOWS:
        raise BadInput("match_step_impossible")
    return _follow_up(row, forms.following, by=by)


def _note_answer(place: NeighbourhoodName, found: Followed, form: AnswerForm) -> str | None:
    """Note what somebody without an address said by phone; who has one answers themselves."""
    side = request.form.get("kant")
    if side not in [each.value for each in found.by_phone]:
        raise BadInput("match_step_impossible")
    if not form.validate():
        return None
    match = found.match
    reply = Reply(match.id, match.key, place.slug, MatchSide(side), bool(form.says), text_of(form.reason))
    by = current_actor().account_id
    answer_match(db.session, reply, ring=key_ring(), links=site_links(), by=by, now=datetime.now(UTC))
    return "genoteerd"


def _plan(row: Match, form: PlanForm, *, by: int, now: datetime) -> str | None:
    if not form.validate():
        return None
    planned = form.to_plan()
    if planned.task_at >= now and form.doubt(list_doubts(db.session, row, planned)):
        return None
    try:
        plan(
            db.session,
            row,
            planned,
            version=form.version_seen,
            ring=key_ring(),
            links=site_links(),
            by=by,
            now=now,
        )
    except EditConflict:
        raise
    except DomainError as error:
        if not form.refuse(error):
            raise
        return None
    return "gepland"


def _close(row: Match, form: CloseForm, *, by: int, now: datetime) -> str | None:
    if not form.validate() or form.refuse_past(today=today()):
        return None
    close(db.session, row, form.to_closing(), by=by, now=now)
    return "gesloten"


def _follow_up(row: Match, form: FollowUpForm, *, by: int) -> str | None:
    if not form.validate() or form.refuse_past(today=today()):
        return None
    follow_up(db.session, row, form.follow_up_on.data, by=by)
    return "nagevraagd"


def _open(found: Followed) -> dict[str, str]:
    """The place, and what each side said, noted in the audit before they are shown; by the name of what it is."""
    match = found.match
    sealed = {
        "place": ("sealed_place", found.sealed_place, match.asker_id),
        "helper": (COLUMNS[MatchSide.HELPER], found.helper_words, match.helper_id),
        "asker": (COLUMNS[MatchSide.ASKER], found.asker_words, match.asker_id),
    }
    opened = {}
    for name, (column, value, person_id) in sealed.items():
        if value is not None:
            account_for_reading("match", match.id, person_id=person_id, fields=(column,))
            opened[name] = key_ring().open_sealed(value, table="match", column=column, row=match.id)
    return opened
