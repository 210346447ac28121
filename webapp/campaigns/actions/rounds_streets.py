"""Loading the streets along which rounds are planned."""

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.crs import RD_NEW
from geo.routing import StreetGraph
from webapp.errors import BadInput


def load_streets(session: Session, graph: StreetGraph) -> None:
    """Replace the loaded street graph. Raises `BadInput` code `streets_none` for one without any street."""
    if not graph.edges:
        raise BadInput("streets_none")
    session.execute(text("DELETE FROM street_edge"))
    session.execute(text("DELETE FROM street_node"))
    connection = session.connection().connection.driver_connection
    wkb = shapely.to_wkb(shapely.set_srid(shapely.points(graph.nodes), RD_NEW), include_srid=True)
    with connection.cursor() as cursor:  # type: ignore[union-attr]  # psycopg's connection
        with cursor.copy("COPY street_node (id, geom) FROM STDIN") as copy:
            for number, point in enumerate(wkb):
                copy.write_row((number, point.hex()))
        with cursor.copy("COPY street_edge (from_id, to_id, metres) FROM STDIN") as copy:
            for (one, other), metres in zip(graph.edges, graph.metres, strict=True):
                copy.write_row((one, other, metres))
    session.execute(text("ANALYZE street_node"))
    session.execute(text("ANALYZE street_edge"))
