"""The talents of a neighbourhood as its coordinator develops them: stages, steps, papers."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.audit.reading import account_for_reading
from webapp.clock import today
from webapp.errors import BadInput, NotFound
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.models import Person
from webapp.people.queries import has_live_consent
from webapp.privacy.leaving import EXTENSION, Leaving
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.talents.actions import add_step, change_step, close_step, move_to_stage, remove_step, see_paper
from webapp.talents.forms import DoneForm, RefusableForm, SeenForm, StageForm, StepForm
from webapp.talents.queries import (
    StepRow,
    TalentRow,
    count_stages,
    find_known_person,
    find_known_talent,
    find_known_until,
    find_terms,
    list_due_steps,
    list_known_talents,
    list_papers,
    list_stage_days,
    list_steps,
)
from webapp.talents.rules import nobody_asked, paper_state, usual_due
from webapp.talents.scouting import note_spoken
from webapp.talents.views.blueprint import TALENT, WORKSPACE, bp, get_worked_in_or_404
from webapp.ui.fields import text_of
from webapp.vocabulary import ConsentPurpose, DevelopmentStep, Requirement, TalentStage
from webapp.written_numbers import parse_number

TALENTS = WORKSPACE + "/talenten"
STEP = TALENTS + TALENT + "/stappen/<int(max=2147483647):step_id>"
READ_FIELDS = ("what", "level", "stage", "terms", "papers")


@dataclass(frozen=True)
class Looked:
    """The talent of this request: where, what, whose."""

    neighbourhood: NeighbourhoodName
    talent: TalentRow
    person: Person


@bp.get(TALENTS)
@requires(Permission.DEVELOP_TALENTS)
def neighbourhood(slug: str) -> ResponseReturnValue:
    found, actor, day = get_worked_in_or_404(slug), current_actor(), today()
    asked = request.args.get("fase", "")
    stage = TalentStage(asked) if asked in list(TalentStage) else None
    return render_template(
        "talents/neighbourhood.html",
        neighbourhood=found,
        stage=stage,
        stages=count_stages(db.session, actor, found.id),
        rows=list_known_talents(db.session, actor, found.id, own_language, stage=stage),
        due=list_due_steps(db.session, actor, found.id, until=day),
        said=request.args.get("gedaan"),
        today=day,
    )


@bp.get(TALENTS + TALENT)
@requires(Permission.DEVELOP_TALENTS)
def detail(slug: str, talent_id: int) -> ResponseReturnValue:
    return _show(_get(slug, talent_id))


@bp.post(TALENTS + TALENT + "/fase")
@requires(Permission.DEVELOP_TALENTS)
def change_stage(slug: str, talent_id: int) -> ResponseReturnValue:
    looked, form = _get(slug, talent_id), StageForm(request.form, prefix="fase-")
    form.offer()
    if form.validate_on_submit() and form.checked(
        lambda: move_to_stage(
            db.session,
            talent_id,
            looked.person.id,
            TalentStage(form.stage.data),
            on_day=form.on_day.data or today(),
            by=current_actor().account_id or 0,
            today=today(),
        )
    ):
        return _back(slug, talent_id, "fase")
    return _show(looked, stage_form=form)


@bp.post(TALENTS + TALENT + "/stappen")
@requires(Permission.DEVELOP_TALENTS)
def plan_step(slug: str, talent_id: int) -> ResponseReturnValue:
    looked, form = _get(slug, talent_id), StepForm(request.form, prefix="stap-")
    form.offer()
    if form.validate_on_submit() and form.checked(
        lambda: add_step(
            db.session,
            talent_id,
            looked.person.id,
            DevelopmentStep(form.kind.data),
            text_of(form.words),
            due_on=form.due_on.data or today(),
            by=current_actor().account_id or 0,
            today=today(),
        )
    ):
        return _back(slug, talent_id, "stap")
    return _show(looked, step_form=form)


@bp.post(STEP)
@requires(Permission.DEVELOP_TALENTS)
def finish_step(slug: str, talent_id: int, step_id: int) -> ResponseReturnValue:
    looked, form = _get(slug, talent_id), DoneForm(request.form, prefix=f"stap{step_id}-")
    if form.validate_on_submit() and form.checked(
        lambda: close_step(
            db.session,
            talent_id,
            step_id,
            done_on=form.done_on.data or today(),
            outcome=text_of(form.outcome),
            by=current_actor().account_id or 0,
            today=today(),
        )
    ):
        return _back(slug, talent_id, "afgerond")
    return _show(looked, done_form=(step_id, form))


@bp.post(STEP + "/wijzigen")
@requires(Permission.DEVELOP_TALENTS)
def edit_step(slug: str, talent_id: int, step_id: int) -> ResponseReturnValue:
    looked, form = _get(slug, talent_id), StepForm(request.form, prefix=f"wijzig{step_id}-")
    form.offer()
    if form.validate_on_submit() and form.checked(
        lambda: change_step(
            db.session,
            talent_id,
            step_id,
            DevelopmentStep(form.kind.data),
            text_of(form.words),
            due_on=form.due_on.data or today(),
            by=current_actor().account_id or 0,
            today=today(),
        )
    ):
        return _back(slug, talent_id, "stap")
    return _show(looked, edit_form=(step_id, form))


@bp.post(STEP + "/weg")
@requires(Permission.DEVELOP_TALENTS)
def drop_step(slug: str, talent_id: int, step_id: int) -> ResponseReturnValue:
    _get(slug, talent_id)
    remove_step(db.session, talent_id, step_id, by=current_actor().account_id or 0)
    return _back(slug, talent_id, "stap-weg")


@bp.post(WORKSPACE + "/mensen/<int(max=2147483647):person_id>/papieren")
@requires(Permission.DEVELOP_TALENTS)
def see_requirement(slug: str, person_id: int) -> ResponseReturnValue:
    found, form = get_worked_in_or_404(slug), SeenForm(request.form, prefix="bewijs-")
    person = find_known_person(db.session, current_actor(), found.id, person_id)
    if person is None:
        raise NotFound("person_unknown")
    talent_id = parse_number(request.form.get("talent")) or 0
    form.offer()
    if form.validate_on_submit() and form.checked(lambda: _see(person.id, form)):
        return (
            _back(slug, talent_id, "bewijs")
            if talent_id
            else redirect(url_for("talents.neighbourhood", slug=slug), SEE_OTHER)
        )
    return _show(_get(slug, talent_id), seen_form=form)


@bp.post(WORKSPACE + "/mensen/<int(max=2147483647):person_id>/toestemming")
@requires(Permission.DEVELOP_TALENTS)
def speak(slug: str, person_id: int) -> ResponseReturnValue:
    found, says = get_worked_in_or_404(slug), request.form.get("zegt")
    if find_known_person(db.session, current_actor(), found.id, person_id) is None:
        raise NotFound("person_unknown")
    if says not in {"ja", "nee"}:
        raise BadInput("text_not_allowed")
    by = current_actor().account_id or 0
    if says == "nee":
        # before: who takes back their consent is known to the coordinator no more
        _leaving().after_spoken_no(db.session, person_id, by=by, now=datetime.now(UTC))
    note_spoken(db.session, person_id, says_yes=says == "ja", by=by, today=today())
    talent_id = parse_number(request.form.get("talent"))
    if says == "ja" and talent_id:
        return _back(slug, talent_id, "ja")
    return redirect(url_for("talents.neighbourhood", slug=slug, gedaan=says), SEE_OTHER)


def _leaving() -> Leaving:
    found: Leaving = current_app.extensions[EXTENSION]
    return found


def _see(person_id: int, form: SeenForm) -> None:
    by, day = current_actor().account_id or 0, today()
    see_paper(db.session, person_id, Requirement(form.kind.data), valid_until=form.valid_until.data, by=by, today=day)


def _get(slug: str, talent_id: int) -> Looked:
    """A talent in this workspace of somebody whom the viewer knows; raises `NotFound`."""
    where = get_worked_in_or_404(slug)
    found = find_known_talent(db.session, current_actor(), where.id, talent_id, own_language)
    if found is None:
        raise NotFound("talent_unknown")
    return Looked(where, *found)


def _back(slug: str, talent_id: int, said: str) -> ResponseReturnValue:
    return redirect(url_for("talents.detail", slug=slug, talent_id=talent_id, gedaan=said), SEE_OTHER)


def _show(
    looked: Looked,
    *,
    stage_form: StageForm | None = None,
    step_form: StepForm | None = None,
    seen_form: SeenForm | None = None,
    done_form: tuple[int, DoneForm] | None = None,
    edit_form: tuple[int, StepForm] | None = None,
) -> ResponseReturnValue:
    talent, person, day = looked.talent, looked.person, today()
    account_for_reading("talent", talent.id, person_id=person.id, fields=READ_FIELDS)
    steps, terms = list_steps(db.session, talent.id), find_terms(db.session, person.id)
    of_step = (each[1] for each in (done_form, edit_form) if each)
    sent: tuple[RefusableForm | None, ...] = (stage_form, step_form, seen_form, *of_step)
    page = render_template(
        "talents/detail.html",
        neighbourhood=looked.neighbourhood,
        talent=talent,
        person=person,
        known_until=find_known_until(db.session, person.id),
        may_be_asked=has_live_consent(db.session, person.id, ConsentPurpose.BE_ASKED),
        terms=terms.terms if terms else None,
        terms_are_first=terms is not None and nobody_asked(terms.terms, version=terms.version),
        papers=[(paper, paper_state(paper, today=day)) for paper in list_papers(db.session, person.id)],
        days=list_stage_days(db.session, talent.id),
        steps=[(step, _done_form(step.id, done_form), _edit_form(step, edit_form)) for step in steps],
        stage_form=stage_form or _stage_form(),
        step_form=step_form or _step_form(),
        seen_form=seen_form or _seen_form(),
        wrong=next((form for form in sent if form is not None and form.errors), None),
        said=request.args.get("gedaan"),
        today=day,
    )
    return page, UNPROCESSABLE if any(sent) else 200


def _stage_form() -> StageForm:
    form = StageForm(formdata=None, prefix="fase-", data={"on_day": today()})
    form.offer()
    return form


def _step_form() -> StepForm:
    due_on = usual_due(DevelopmentStep.OTHER, today=today())
    form = StepForm(formdata=None, prefix="stap-", data={"kind": "", "due_on": due_on})
    form.offer()
    return form


def _seen_form() -> SeenForm:
    form = SeenForm(formdata=None, prefix="bewijs-")
    form.offer()
    return form


def _done_form(step_id: int, sent: tuple[int, DoneForm] | None) -> DoneForm:
    if sent is not None and sent[0] == step_id:
        return sent[1]
    return DoneForm(formdata=None, prefix=f"stap{step_id}-", data={"done_on": today()})


def _edit_form(step: StepRow, sent: tuple[int, StepForm] | None) -> StepForm:
    if sent is not None and sent[0] == step.id:
        return sent[1]
    kept = {"kind": step.kind.value, "words": step.words, "due_on": step.due_on}
    form = StepForm(formdata=None, prefix=f"wijzig{step.id}-", data=kept)
    form.offer()
    return form
