"""One's own profile, and the people that a coordinator knows."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.audit.reading import account_for_reading
from webapp.clock import today
from webapp.errors import EditConflict, NotFound
from webapp.extensions import db
from webapp.models import Person
from webapp.people.actions import SEALED, Profile, change_person, make_person, read_profile
from webapp.people.forms import CorrectionForm, ProfileForm
from webapp.people.queries import (
    find_email,
    find_own_person,
    find_person,
    find_row,
    has_live_consent,
    is_changed_by,
    list_buurten,
    list_own_neighbourhoods,
    list_people,
    loses_sight,
)
from webapp.people.rules import Address, shown_place
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.ui.keys import key_ring
from webapp.vocabulary import ConsentPurpose, LocationLevel
from webapp.written_numbers import parse_number

bp = Blueprint("people", __name__)

# no larger than a key can be
PERSON = "/mensen/<int(max=2147483647):person_id>"
NOBODY = Profile(name="", phone="", buurt_code=None, location_level=LocationLevel.BUURT, address=Address(), church="")
FOR_TALENT = "talent"
"""That somebody was asked their name on the way to telling what they can."""
READ_FIELDS = ("phone", "address", "email")


@bp.route("/mijn/profiel", methods=["GET", "POST"])
@requires(Permission.MANAGE_OWN_DATA)
def profile() -> ResponseReturnValue:
    person = find_own_person(db.session, current_actor())
    kept = _kept(person)
    form, status, theirs, own = _profile_form(person, kept), 200, [], False
    if form.validate_on_submit():
        try:
            return _keep_own(person, form.to_profile(kept), form.version_seen)
        except EditConflict as conflict:
            person = find_own_person(db.session, current_actor())
            form.version.data, status, theirs = str(conflict.version), CONFLICT, form.differences(_kept(person))
            own = person is not None and is_changed_by(db.session, current_actor(), person.id)
    page = render_template(
        "people/profile.html",
        form=form,
        is_new=person is None,
        theirs=theirs,
        by_self=own,
        address=kept.address,
        said=request.args.get("bewaard"),
        to_talent=request.args.get("verder") == FOR_TALENT,
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.get("/mensen")
@requires(Permission.VIEW_PEOPLE)
def people() -> ResponseReturnValue:
    actor, words = current_actor(), request.args.get("zoek", "").strip()[:80]
    chosen = parse_number(request.args.get("wijk"))
    page = parse_number(request.args.get("pagina")) or 1
    return render_template(
        "people/people.html",
        found=list_people(db.session, actor, words=words, neighbourhood_id=chosen, page=page),
        neighbourhoods=list_own_neighbourhoods(db.session, actor),
        words=words,
        chosen=chosen,
    )


@bp.get(PERSON)
@requires(Permission.VIEW_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    found = _get_person(person_id)
    account_for_reading("person", found.id, person_id=found.id, fields=READ_FIELDS)
    kept = _kept(found, opened=("phone", "address"))
    row = find_row(db.session, current_actor(), person_id)
    return render_template(
        "people/person.html",
        person=found,
        row=row,
        phone=kept.phone,
        email=find_email(db.session, found.id),
        place=shown_place(found.location_level, buurt=row.buurt if row else None, address=kept.address),
    )


@bp.route(PERSON + "/wijzigen", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit(person_id: int) -> ResponseReturnValue:
    found = _get_person(person_id)
    kept = _kept(found, opened=("phone",))
    form, status, theirs = _edit_form(found, kept), 200, []
    if form.validate_on_submit() and _means_to_leave(found, form, kept):
        try:
            return _keep_other(found, form.to_profile(kept), form.version_seen)
        except EditConflict as conflict:
            form.version.data, status, theirs = (
                str(conflict.version),
                CONFLICT,
                form.differences(_kept(found, opened=("phone",))),
            )
    account_for_reading("person", person_id, person_id=person_id, fields=("phone",))
    status = UNPROCESSABLE if form.errors else status
    return render_template("people/edit.html", form=form, person=found, theirs=theirs), status


def _means_to_leave(person: Person, form: CorrectionForm, kept: Profile) -> bool:
    """Whether the viewer keeps sight of somebody, or said to know that they do not."""
    if not loses_sight(db.session, current_actor(), person, form.to_profile(kept).buurt_code):
        return True
    if form.leaves.data:
        form.asks_to_leave = True
        return True
    form.ask_to_leave()
    return False


def _get_person(person_id: int) -> Person:
    """Somebody whom the viewer sees; raises `NotFound`."""
    found = find_person(db.session, current_actor(), person_id)
    if found is None:
        raise NotFound("person_unknown")
    return found


def _kept(person: Person | None, opened: Sequence[str] = SEALED) -> Profile:
    return read_profile(person, key_ring(), opened=opened) if person else NOBODY


def _edit_form(person: Person, kept: Profile) -> CorrectionForm:
    form = CorrectionForm(request.form, data={**vars(kept), "version": str(person.version)})
    own = current_actor().neighbourhood_ids
    form.offer(list_buurten(db.session, today=today(), first=own), kept.buurt_code)
    if kept.location_level == LocationLevel.HIDDEN:
        # who hides where they live, hides it on this page too
        del form.buurt_code
    return form


def _profile_form(person: Person | None, kept: Profile) -> ProfileForm:
    address = kept.address or Address()
    data = {**vars(kept), **vars(address), "location_level": kept.location_level.value}
    # a record that is not there yet has no version, so that whoever begins twice is told
    form = ProfileForm(request.form, data={**data, "version": str(person.version if person else 0)})
    form.offer(list_buurten(db.session, today=today()), kept.buurt_code)
    form.offer_levels()
    if person is None or not has_live_consent(db.session, person.id, ConsentPurpose.KEEP_CHURCH):
        del form.church
    return form


def _keep_own(person: Person | None, profile: Profile, version: int) -> ResponseReturnValue:
    account_id = current_actor().account_id or 0
    if person is None:
        make_person(db.session, account_id, profile, ring=key_ring())
        after = "talents.add" if request.args.get("verder") == FOR_TALENT else "privacy.consent"
        return redirect(url_for(after), SEE_OTHER)
    changed = change_person(db.session, person, profile, version=version, by=account_id, ring=key_ring())
    address = _kept(person, opened=("address",)).address
    if not {"address", "buurt_code"}.isdisjoint(changed) and address and not (address.is_empty or address.has_place):
        # nobody would look for it on the page where one usually goes on
        return redirect(url_for("people.profile", bewaard="zonder-plek"), SEE_OTHER)
    return redirect(url_for("accounts.own_page", bewaard="profiel"), SEE_OTHER)


def _keep_other(person: Person, profile: Profile, version: int) -> ResponseReturnValue:
    person_id, actor = person.id, current_actor()
    change_person(db.session, person, profile, version=version, by=actor.account_id or 0, ring=key_ring())
    if find_person(db.session, actor, person_id) is None:
        # moved to a neighbourhood of another coordinator
        return redirect(url_for("people.people", bewaard="ja"), SEE_OTHER)
    return redirect(url_for("people.person", person_id=person_id, bewaard="ja"), SEE_OTHER)
