"""Ours without a memory, as gunicorn serves it: what is asked of the open layers is made anew each time."""

from webapp.app import create_app
from webapp.opendata.ogc import answering
from webapp.ui.answers import ValueCache

answering.answers = answering.tiles = answering.seen = ValueCache(0)

app = create_app()
