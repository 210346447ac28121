"""The lists of initiatives and partners as files: what the page shows for the same words in its address."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.calendar.words import rhythm_in_words
from webapp.clock import today
from webapp.exchange.limits import export_limit
from webapp.exchange.queries.exports import (
    InitiativeLine,
    PartnerLine,
    initiatives_geojson,
    list_initiatives,
    list_partner_lines,
    partners_geojson,
)
from webapp.exchange.views.blueprint import bp
from webapp.exchange.words import field_name
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.initiatives.rules import progress
from webapp.listings.composing import choices_of, known, settings
from webapp.listings.queries import find_versions
from webapp.listings.rules import Filters, parse_filters
from webapp.listings.words import listing_state
from webapp.partners.queries.search import PartnerFilter
from webapp.partners.rules import QUERY_LENGTH
from webapp.partners.words import partner_kind_name, tradition_name
from webapp.ui.answers import GEOJSON
from webapp.ui.downloads import send_table
from webapp.ui.headers import open_to_others
from webapp.ui.tables import Cell, TableFormat
from webapp.vocabulary import ChurchTradition, ImportSubject, PartnerKind, Provenance, Reach

Word = TypeVar("Word", bound=StrEnum)
Line = TypeVar("Line")


@bp.get("/initiatieven.csv", defaults={"shape": "csv"})
@bp.get("/initiatieven.xlsx", defaults={"shape": "xlsx"})
@requires(Permission.VIEW_INITIATIVES)
@export_limit
def initiatives(shape: str) -> ResponseReturnValue:
    rows = list_initiatives(db.session, _filters(), own_language, today=today())
    return send_columns(gettext("Initiatieven"), _initiative_columns(), rows, shape)


@bp.get("/initiatieven.geojson")
@requires(Permission.VIEW_INITIATIVES)
@open_to_others
@export_limit
def initiatives_map() -> Response:
    address = site_address() + url_for("listings.index")
    body = initiatives_geojson(db.session, _filters(), today=today(), address=address, credit=credit_line())
    return send_geojson(body, "initiatieven")


@bp.get("/partners.csv", defaults={"shape": "csv"})
@bp.get("/partners.xlsx", defaults={"shape": "xlsx"})
@requires(Permission.VIEW_PARTNERS)
@export_limit
def partners(shape: str) -> ResponseReturnValue:
    rows = list_partner_lines(db.session, current_actor(), _partner_filter(), own_language, today=today())
    return send_columns(gettext("Partners"), _partner_columns(), rows, shape)


@bp.get("/partners.geojson")
@requires(Permission.VIEW_PARTNERS)
@open_to_others
@export_limit
def partners_map() -> Response:
    address = site_address() + url_for("partners.index")
    viewer, wanted = current_actor(), _partner_filter()
    body = partners_geojson(
        db.session, viewer, wanted, own_language, today=today(), address=address, credit=credit_line()
    )
    return send_geojson(body, "partners")


def _initiative_columns() -> list[tuple[str, Callable[[InitiativeLine], Cell]]]:
    """The columns in the order of an import, which reads such a file again; then what only a file that goes out has."""
    day, address, credit = today(), site_address() + url_for("listings.index"), credit_line()
    reaches = {
        Reach.PLACE: gettext("plek"),
        Reach.NEIGHBOURHOODS: gettext("wijken"),
        Reach.CITY: gettext("hele stad"),
    }
    fields: dict[str, Callable[[InitiativeLine], Cell]] = {
        "title": lambda row: row.title,
        "description": lambda row: row.description,
        "for_whom": lambda row: row.for_whom,
        "organiser": lambda row: row.organiser,
        "themes": lambda row: "; ".join(row.themes),
        "reach": lambda row: reaches[row.reach],
        "neighbourhoods": lambda row: "; ".join(row.neighbourhoods),
        "address": lambda row: row.address,
        "lon": lambda row: None if row.lon is None else round(row.lon, 6),
        "lat": lambda row: None if row.lat is None else round(row.lat, 6),
        "starts_on": lambda row: row.starts_on,
        "starts_at": lambda row: f"{row.starts_at:%H:%M}" if row.starts_at else None,
        "minutes": lambda row: row.minutes,
        "rhythm": lambda row: row.rrule,
        "until": lambda row: row.ends_on if row.rrule else None,
        "website": lambda row: row.links[0] if row.links else None,
        "partner": lambda row: "; ".join(row.partners),
    }
    only_here: list[tuple[str, Callable[[InitiativeLine], Cell]]] = [
        (gettext("Wanneer in woorden"), lambda row: rhythm_in_words(row.rhythm) if row.rhythm else None),
        (gettext("Stand"), lambda row: listing_state(progress(row.state, row.starts_on, today=day))),
        (gettext("Hulp welkom tot en met"), lambda row: row.help_until),
        (gettext("Klopt volgens de organisator op"), lambda row: row.confirmed_on),
        (gettext("Pagina"), lambda row: f"{address}/{row.slug}"),
        (gettext("Herkomst"), lambda row: provenance_name(row.provenance)),
        (gettext("Bron"), lambda _: credit),
    ]
    return [(field_name(ImportSubject.INITIATIVES, name), tell) for name, tell in fields.items()] + only_here


def _partner_columns() -> list[tuple[str, Callable[[PartnerLine], Cell]]]:
    address, credit = site_address() + url_for("partners.index"), credit_line()
    fields: dict[str, Callable[[PartnerLine], Cell]] = {
        "name": lambda row: row.name,
        "kind": lambda row: partner_kind_name(row.kind),
        "tradition": lambda row: tradition_name(row.tradition) if row.tradition else None,
        "description": lambda row: row.description,
        "description_en": lambda row: row.description_en,
        "website": lambda row: row.website,
        "email": lambda row: row.email,
        "phone": lambda row: row.phone,
        "places": lambda row: "; ".join(row.places),
    }
    only_here: list[tuple[str, Callable[[PartnerLine], Cell]]] = [
        (gettext("Klopt volgens de partner op"), lambda row: row.confirmed_on),
        (gettext("Gestopt op"), lambda row: row.ended_on),
        (gettext("Pagina"), lambda row: f"{address}/{row.slug}"),
        (gettext("Herkomst"), lambda row: provenance_name(row.provenance)),
        (gettext("Bron"), lambda _: credit),
    ]
    return [(field_name(ImportSubject.PARTNERS, name), tell) for name, tell in fields.items()] + only_here


def _filters() -> Filters:
    return known(parse_filters(request.args, today=today()), choices_of(find_versions(db.session)))


def _partner_filter() -> PartnerFilter:
    """As the list of partners reads its address: what is none of our words is as if it was not there."""
    return PartnerFilter(
        words=request.args.get("zoek", "").strip()[:QUERY_LENGTH],
        kind=_word_of(PartnerKind, request.args.get("soort")),
        tradition=_word_of(ChurchTradition, request.args.get("stroming")),
        theme=request.args.get("thema") or None,
        neighbourhood=request.args.get("wijk") or None,
        with_ended=request.args.get("voorbij") == "ja",
    )


def _word_of(words: type[Word], text: str | None) -> Word | None:
    return words(text) if text in {each.value for each in words} else None


def provenance_name(provenance: Provenance) -> str:
    """Where something came from, as a cell tells it."""
    names = {
        Provenance.DEMO: gettext("voorbeeldgegevens"),
        Provenance.ENTERED: gettext("ingevoerd"),
        Provenance.SOURCE: gettext("uit de bronnen"),
    }
    return str(names[provenance])


def site_address() -> str:
    """What goes before a path of ours."""
    address: str = settings().public_url
    return address


def credit_line() -> str:
    """Whose data a file holds, and of which day."""
    return str(gettext("Missie050, %(address)s, %(day)s", address=site_address(), day=today().isoformat()))


def send_columns(
    title: str, columns: Sequence[tuple[str, Callable[[Line], Cell]]], rows: Iterable[Line], shape: str
) -> ResponseReturnValue:
    """A table as a file to keep, `csv` or `xlsx`: each column by its name and what it tells of a row."""
    cells = ([tell(row) for _, tell in columns] for row in rows)
    return send_table(title, [name for name, _ in columns], cells, TableFormat(shape))


def send_geojson(body: bytes, name: str) -> Response:
    """GeoJSON as a file to keep, called `name`."""
    response = Response(body, mimetype=GEOJSON)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return response
