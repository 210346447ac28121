"""Ours, as gunicorn serves it: the product's application, and a layer of points made of the product's own pieces."""

from flask import Blueprint, Response, request
from geoalchemy2 import Geometry
from sqlalchemy import Integer, Text, bindparam, column, table

from geo.sql import feature_collection
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.app import create_app
from webapp.extensions import db
from webapp.ui.answers import Answer, ValueCache, send

bp = Blueprint("bench", __name__)
kept = ValueCache(48)

_id, _category, _label = column("id", Integer), column("category", Text), column("label", Text)
_geom = column("geom", Geometry("POINT", srid=4326))
_points = table("bench_point", _id, _category, _label, _geom)
_COLLECTION = (
    feature_collection(
        geometry=_geom,
        feature_id=_id,
        properties={"category": _category, "label": _label},
        order_by=(_id,),
        members={"name": "points"},
    )
    .select_from(_points)
    .where(_id <= bindparam("size"))
)


@bp.get("/bench/points.geojson")
@requires(Permission.VIEW_CITY_MAP)
def points() -> Response:
    """The first `n` points; another `op` is another version, so that nothing kept is found."""
    size = int(request.args["n"])
    etag = f"{size}-{request.args['op']}"
    answer = kept.get(etag, lambda: Answer(etag, db.session.execute(_COLLECTION, {"size": size}).scalar_one().encode()))
    return send(answer, mimetype="application/geo+json", cache_control="public, no-cache")


app = create_app()
app.register_blueprint(bp)
