"""The list of partners, and the page of each."""

from enum import StrEnum
from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.partners.guards import get_partner, may
from webapp.partners.queries import list_names, list_neighbourhoods
from webapp.partners.queries.details import list_bonds
from webapp.partners.queries.faith import list_themes_for
from webapp.partners.queries.page import get_partner_page
from webapp.partners.queries.search import PartnerFilter, list_partners
from webapp.partners.rules import QUERY_LENGTH, grow_tree
from webapp.partners.views.blueprint import PARTNER, bp
from webapp.vocabulary import ChurchTradition, PartnerKind
from webapp.written_numbers import parse_number

Word = TypeVar("Word", bound=StrEnum)


@bp.get("/partners")
@requires(Permission.VIEW_PARTNERS)
def index() -> ResponseReturnValue:
    wanted, actor = asked_for(), current_actor()
    as_tree = request.args.get("weergave") == "verbanden"
    names = list_names(db.session, today=today()) if as_tree else []
    own = list_names(db.session, today=today(), ids=sorted(actor.partner_ids)) if actor.partner_ids else []
    page = parse_number(request.args.get("pagina")) or 1
    return render_template(
        "partners/index.html",
        found=None if as_tree else list_partners(db.session, actor, wanted, own_language, today=today(), page=page),
        tree=grow_tree([each.id for each in names], list_bonds(db.session, today=today())) if as_tree else (),
        names={each.id: each for each in names},
        own=own,
        wanted=wanted,
        themes=list_themes_for(db.session, actor, own_language),
        neighbourhoods=list_neighbourhoods(db.session),
        kinds=list(PartnerKind),
        traditions=list(ChurchTradition),
    )


@bp.get(PARTNER)
@requires(Permission.VIEW_PARTNERS)
def page(slug: str) -> ResponseReturnValue:
    partner = get_partner(slug)
    return render_template(
        "partners/page.html",
        page=get_partner_page(db.session, current_actor(), partner, own_language, today=today()),
        description=own_language(partner.description, partner.description_en),
        may_edit=may(Permission.EDIT_PARTNER, partner),
        may_end=may(Permission.ADD_PARTNERS, partner),
        may_see_agreements=may(Permission.VIEW_AGREEMENTS, partner),
        done=request.args.get("bewaard"),
    )


def asked_for() -> PartnerFilter:
    """Which partners the address asks for; what is none of our words is as if it was not there."""
    return PartnerFilter(
        words=request.args.get("zoek", "").strip()[:QUERY_LENGTH],
        kind=word_of(PartnerKind, request.args.get("soort")),
        tradition=word_of(ChurchTradition, request.args.get("stroming")),
        theme=request.args.get("thema") or None,
        neighbourhood=request.args.get("wijk") or None,
        with_ended=request.args.get("voorbij") == "ja",
    )


def word_of(words: type[Word], text: str | None) -> Word | None:
    """The word of a closed list; None for what is none."""
    return words(text) if text in {each.value for each in words} else None
