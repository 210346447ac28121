"""`missie050 campaigns`: the streets along which delivery rounds are planned."""

from pathlib import Path

import click
import numpy as np
import shapely

from geo.crs import RD_NEW, transform
from geo.routing import street_graph
from webapp.areas.gazetteer_files import MAX_BYTES
from webapp.areas.source_files import MEGABYTE, read_file
from webapp.campaigns.actions.rounds_streets import load_streets
from webapp.config import read_settings
from webapp.database import command_session


@click.group()
def campaigns() -> None:
    """Stedelijke acties."""


@campaigns.group()
def streets() -> None:
    """Straten waarlangs bezorgrondes worden gemaakt."""


@streets.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--max-mb", type=int, default=MAX_BYTES // MEGABYTE, show_default=True, help="Grootste bestand.")
def load(file: Path, max_mb: int) -> None:
    """Lees een stratennet uit FILE: lijnen uit OpenStreetMap of het NWB (GeoJSON, GeoPackage, zip met Shapefile).

    Vervangt het net dat er was. Zonder net gaan rondes hemelsbreed.
    """
    table = read_file(file, kind=None, max_bytes=max_mb * MEGABYTE)
    with np.errstate(invalid="ignore"):
        lines = np.asarray(shapely.from_wkb(table.wkb, on_invalid="ignore"), dtype=np.object_)
    graph = street_graph(transform(lines, table.epsg, RD_NEW))
    with command_session(read_settings().database_url) as session:
        load_streets(session, graph)
    kilometres = round(sum(graph.metres) / 1000)
    click.echo(f"{len(graph.nodes)} kruisingen en {len(graph.edges)} stukken straat geladen, samen {kilometres} km.")
