"""Assets as a file to keep: for everyone the same, whoever asks."""

from collections.abc import Callable

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.assets.composing import choices_of, known
from webapp.assets.queries import find_versions
from webapp.assets.rules import Filters, parse_filters
from webapp.assets.words import asset_kind_name, certainty_name, direction_word
from webapp.calendar.week_words import week_words
from webapp.exchange.limits import export_limit
from webapp.exchange.queries.assets import AssetLine, EffectLine, assets_geojson, list_asset_lines
from webapp.exchange.views.blueprint import bp
from webapp.exchange.views.exports import credit_line, provenance_name, send_columns, send_geojson, site_address
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.ui.headers import open_to_others
from webapp.ui.tables import Cell


@bp.get("/assets.csv", defaults={"shape": "csv"})
@bp.get("/assets.xlsx", defaults={"shape": "xlsx"})
@requires(Permission.VIEW_ASSETS)
@export_limit
def assets(shape: str) -> ResponseReturnValue:
    rows = list_asset_lines(db.session, _filters(), own_language)
    return send_columns(gettext("Assets"), _columns(), rows, shape)


@bp.get("/assets.geojson")
@requires(Permission.VIEW_ASSETS)
@open_to_others
@export_limit
def assets_map() -> Response:
    address = site_address() + url_for("assets.index")
    body = assets_geojson(db.session, _filters(), address=address, credit=credit_line())
    return send_geojson(body, "assets")


def _filters() -> Filters:
    wanted = parse_filters(request.args, request.args.getlist("soort"))
    return known(wanted, choices_of(find_versions(db.session)))


def _columns() -> list[tuple[str, Callable[[AssetLine], Cell]]]:
    address, credit = site_address() + url_for("assets.index"), credit_line()
    return [
        (gettext("Naam"), lambda row: row.name),
        (gettext("Soort"), lambda row: asset_kind_name(row.kind)),
        (gettext("Beschrijving"), lambda row: row.description),
        (gettext("Hoe je het gebruikt"), lambda row: row.how_to_use),
        (gettext("Van wie"), lambda row: row.owner),
        (gettext("Wijk"), lambda row: row.neighbourhood),
        (gettext("Adres"), lambda row: row.address),
        (gettext("Lengtegraad"), lambda row: None if row.lon is None else round(row.lon, 6)),
        (gettext("Breedtegraad"), lambda row: None if row.lat is None else round(row.lat, 6)),
        (gettext("Thema's"), lambda row: "; ".join(row.themes)),
        (gettext("Wat het doet"), lambda row: "; ".join(map(_effect, row.effects))),
        (gettext("Open"), lambda row: week_words(row.opening) if row.opening else None),
        (gettext("Open in woorden"), lambda row: row.opening_words),
        (gettext("Plaatsen"), lambda row: row.capacity),
        (gettext("Gezien dat het klopt op"), lambda row: row.confirmed_on),
        (gettext("Pagina"), lambda row: f"{address}/{row.slug}"),
        (gettext("Herkomst"), lambda row: provenance_name(row.provenance)),
        (gettext("Bron"), lambda _: credit),
    ]


def _effect(effect: EffectLine) -> str:
    return f"{direction_word(effect.direction)}: {effect.theme} ({certainty_name(effect.certainty)})"
