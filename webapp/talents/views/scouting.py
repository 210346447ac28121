"""Scouting at somebody's door, on a phone: one page, saved and on to the next."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.talents.forms import ScoutForm
from webapp.talents.queries import find_known_talent, list_namesakes, list_themes_for_people
from webapp.talents.rules import SPOKEN_MONTHS
from webapp.talents.scouting import scout as note_talent
from webapp.talents.views.blueprint import WORKSPACE, bp, get_worked_in_or_404
from webapp.ui.fields import text_of
from webapp.ui.keys import key_ring
from webapp.written_numbers import parse_number


@bp.route(WORKSPACE + "/scouten", methods=["GET", "POST"])
@requires(Permission.DEVELOP_TALENTS)
def scout(slug: str) -> ResponseReturnValue:
    neighbourhood = get_worked_in_or_404(slug)
    form, themes = ScoutForm(request.form), list_themes_for_people(db.session, own_language)
    form.offer(themes)
    # both, so that everything is asked at once
    if all([form.validate_on_submit(), form.is_submitted() and _knows_who(neighbourhood, form)]):
        try:
            return _note(neighbourhood, form)
        except DomainError as error:
            form.refuse(error)
    done = parse_number(request.args.get("gedaan"))
    page = render_template(
        "talents/scout.html",
        form=form,
        neighbourhood=neighbourhood,
        themes=themes,
        months=SPOKEN_MONTHS,
        noted=find_known_talent(db.session, current_actor(), neighbourhood.id, done, own_language) if done else None,
    )
    return page, UNPROCESSABLE if form.errors else 200


def _note(neighbourhood: NeighbourhoodName, form: ScoutForm) -> ResponseReturnValue:
    noted = note_talent(
        db.session,
        neighbourhood.id,
        form.to_facts(),
        name=text_of(form.name),
        phone=text_of(form.phone),
        known_person_id=form.known_person,
        ring=key_ring(),
        by=current_actor().account_id or 0,
        today=today(),
    )
    return redirect(url_for("talents.scout", slug=neighbourhood.slug, gedaan=noted.talent.id), SEE_OTHER)


def _knows_who(neighbourhood: NeighbourhoodName, form: ScoutForm) -> bool:
    """Whether it is clear whom it is about: somebody with a name like that may be known here already."""
    if not text_of(form.name):
        return True
    namesakes = list_namesakes(db.session, current_actor(), neighbourhood.id, text_of(form.name))
    if not namesakes:
        form.person.data = None
        return True
    form.ask_who(namesakes)
    if form.person.data in {value for value, *_ in form.person.iter_choices()}:
        return True
    form.person.errors = [gettext("Je kent hier al iemand met zo’n naam. Kies wie je bedoelt.")]
    return False
