"""What somebody offers, and on what terms: their own page."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.i18n import error_message, own_language
from webapp.models import Person, Talent
from webapp.models.personal import Retention
from webapp.people.actions import read_profile
from webapp.people.queries import find_own_person
from webapp.people.rules import Address
from webapp.privacy.labels import duration
from webapp.privacy.queries import list_periods
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.talents.actions import (
    TalentFacts,
    add_talent,
    be_found_near,
    change_talent,
    keep_terms,
    remove_talent,
    stop_being_found_near,
    tell_papers,
)
from webapp.talents.forms import TalentForm, TermsForm
from webapp.talents.queries import (
    KeptTerms,
    find_own_talent,
    find_terms,
    has_masked_place,
    list_own_talents,
    list_papers,
    list_silences,
    list_themes_for_people,
)
from webapp.talents.rules import Paper, paper_state
from webapp.talents.views.blueprint import TALENT, bp
from webapp.talents.words import differing_terms
from webapp.ui.keys import key_ring
from webapp.vocabulary import LocationLevel

OWN = "/mijn/talenten"
TOO_COARSE = (LocationLevel.HIDDEN, LocationLevel.BUURT)
"""Who lets see no more than this of where they live, is not found nearer than that either."""


@bp.get(OWN)
@requires(Permission.KEEP_OWN_TALENTS)
def own() -> ResponseReturnValue:
    person_id, day = current_actor().person_id, today()
    if person_id is None:
        return redirect(url_for("people.profile", verder="talent"), SEE_OTHER)
    kept = find_terms(db.session, person_id)
    return render_template(
        "talents/own.html",
        talents=list_own_talents(db.session, person_id, own_language),
        terms=kept.terms if kept else None,
        silences=list_silences(db.session, person_id, kept.terms if kept else None, today=day),
        papers=[(paper, paper_state(paper, today=day)) for paper in list_papers(db.session, person_id)],
        is_near=has_masked_place(db.session, person_id),
        kept_for=duration(list_periods(db.session)[Retention.TALENT]),
        said=request.args.get("gedaan"),
    )


@bp.route(OWN + "/nieuw", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_TALENTS)
def add() -> ResponseReturnValue:
    actor = current_actor()
    if actor.person_id is None:
        return redirect(url_for("people.profile", verder="talent"), SEE_OTHER)
    form = _talent_form(None)
    if form.validate_on_submit():
        try:
            add_talent(db.session, actor.person_id, form.to_facts(), by=actor.account_id or 0, today=today())
        except DomainError as error:
            form.refuse(error)
        else:
            has_terms = find_terms(db.session, actor.person_id) is not None
            following = url_for("talents.own", gedaan="bewaard") if has_terms else url_for("talents.terms", eerst="ja")
            return redirect(following, SEE_OTHER)
    return _show_form(form, None)


@bp.route(OWN + TALENT, methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_TALENTS)
def edit(talent_id: int) -> ResponseReturnValue:
    talent = _get_own(talent_id)
    form, theirs, status = _talent_form(talent), list[tuple[str, str, str]](), 200
    if form.validate_on_submit():
        by = current_actor().account_id or 0
        try:
            change_talent(db.session, talent, form.to_facts(), version=form.version_seen, by=by)
            return redirect(url_for("talents.own", gedaan="bewaard"), SEE_OTHER)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
            theirs = form.differences(_facts(talent))
        except DomainError as error:
            form.refuse(error)
    return _show_form(form, talent, theirs=theirs, status=status)


@bp.post(OWN + TALENT + "/weg")
@requires(Permission.KEEP_OWN_TALENTS)
def remove(talent_id: int) -> ResponseReturnValue:
    talent = _get_own(talent_id)
    try:
        remove_talent(db.session, talent, by=current_actor().account_id or 0)
    except DomainError as error:
        form = TalentForm(formdata=None, data=_shown(talent))
        form.offer(list_themes_for_people(db.session, own_language))
        return _show_form(form, talent, refused=error_message(error), status=CONFLICT)
    return redirect(url_for("talents.own", gedaan="weg"), SEE_OTHER)


@bp.route(OWN + "/voorwaarden", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_TALENTS)
def terms() -> ResponseReturnValue:
    person = find_own_person(db.session, current_actor())
    if person is None:
        return redirect(url_for("people.profile", verder="talent"), SEE_OTHER)
    kept, papers = find_terms(db.session, person.id), list_papers(db.session, person.id)
    address = read_profile(person, key_ring(), opened=("address",)).address or Address()
    form, theirs, status = _terms_form(person, kept, papers, address), list[tuple[str, str, str]](), 200
    if form.validate_on_submit():
        try:
            return _keep_terms(person, address, form)
        except EditConflict as conflict:
            form.version.data, status = str(conflict.version), CONFLICT
            now = find_terms(db.session, person.id)
            theirs = differing_terms(now.terms, form.terms) if now else []
    page = render_template(
        "talents/terms.html",
        form=form,
        theirs=theirs,
        is_first=request.args.get("eerst"),
        address=address,
        too_coarse=person.location_level in TOO_COARSE,
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.post(OWN + "/pauze/stop")
@requires(Permission.KEEP_OWN_TALENTS)
def stop_pause() -> ResponseReturnValue:
    actor = current_actor()
    kept = find_terms(db.session, actor.person_id) if actor.person_id is not None else None
    if kept is None or actor.person_id is None:
        raise NotFound("person_unknown")
    working = replace(kept.terms, paused_until=None)
    by = actor.account_id or 0
    keep_terms(db.session, actor.person_id, working, version=kept.version, by=by, today=today())
    return redirect(url_for("talents.own", gedaan="pauze"), SEE_OTHER)


def _keep_terms(person: Person, address: Address, form: TermsForm) -> ResponseReturnValue:
    by, day, person_id = current_actor().account_id or 0, today(), person.id
    keep_terms(db.session, person_id, form.terms, version=form.version_seen, by=by, today=day)
    tell_papers(db.session, person_id, form.papers, today=day)
    if "is_near" in form and form.is_near.data:
        be_found_near(db.session, person, address, ring=key_ring())
    else:
        stop_being_found_near(db.session, person_id)
    return redirect(url_for("talents.own", gedaan="voorwaarden"), SEE_OTHER)


def _terms_form(person: Person, kept: KeptTerms | None, papers: list[Paper], address: Address) -> TermsForm:
    shown: dict[str, object] = {"goes_beyond": False, "languages": ["nl"], "version": ""}
    if kept is not None:
        shown = {**_shown_terms(kept), "version": str(kept.version)}
    for paper in papers:
        shown |= {f"paper_{paper.kind.value}": True, f"until_{paper.kind.value}": paper.valid_until}
    form = TermsForm(_sent(), data={**shown, "is_near": has_masked_place(db.session, person.id)})
    form.offer()
    form.look_from(today(), papers)
    if not address.has_place or address.is_empty or person.location_level in TOO_COARSE:
        del form.is_near
    return form


def _shown_terms(kept: KeptTerms) -> dict[str, object]:
    terms = kept.terms
    return {
        "weekly": terms.weekly,
        "a_month": str(terms.a_month),
        "reach": terms.reach.value,
        "reach_metres": str(terms.reach_metres or ""),
        "goes_beyond": terms.goes_beyond,
        "languages": list(terms.languages),
        "paused_until": terms.paused_until,
    }


def _sent() -> ImmutableMultiDict[str, str] | None:
    """What was sent; None for a page that is only looked at, or every box would stand open on it."""
    return request.form if request.method == "POST" else None


def _get_own(talent_id: int) -> Talent:
    """One of the viewer's talents; raises `NotFound`."""
    person_id = current_actor().person_id
    found = None if person_id is None else find_own_talent(db.session, person_id, talent_id)
    if found is None:
        raise NotFound("talent_unknown")
    return found


def _talent_form(talent: Talent | None) -> TalentForm:
    form = TalentForm(_sent(), data=_shown(talent) if talent else {"is_offered": True})
    form.offer(list_themes_for_people(db.session, own_language))
    return form


def _shown(talent: Talent) -> dict[str, object]:
    facts = _facts(talent)
    shown = {"theme": str(facts.theme_id), "level": facts.level.value, "version": str(talent.version)}
    return {**vars(facts), **shown}


def _facts(talent: Talent) -> TalentFacts:
    return TalentFacts(talent.theme_id, talent.what, talent.level, talent.wants_to_learn, talent.is_offered)


def _show_form(
    form: TalentForm,
    talent: Talent | None,
    *,
    theirs: list[tuple[str, str, str]] | None = None,
    refused: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "talents/form.html",
        form=form,
        talent=talent,
        theirs=theirs or [],
        refused=refused,
        themes=list_themes_for_people(db.session, own_language),
    )
    return page, UNPROCESSABLE if form.errors else status
