"""Puts answers together: in the form that is asked for, kept by version of the data, and with what went wrong."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from flask import Response, request

from webapp.clock import today
from webapp.errors import DomainError
from webapp.i18n import locale_code
from webapp.opendata.ogc import documents
from webapp.opendata.ogc.addresses import GEOJSON, JSON, PROBLEM, Site, this_site
from webapp.opendata.ogc.errors import BadParameter, UnknownResource
from webapp.opendata.ogc.links import page_links
from webapp.opendata.ogc.queries.features import Found, find_feature, get_page
from webapp.opendata.ogc.queries.tiles import get_tile
from webapp.opendata.ogc.queries.versions import find_first_days, get_version
from webapp.opendata.ogc.rules.asking import Asked
from webapp.opendata.ogc.rules.boxes import uri_of
from webapp.opendata.ogc.rules.layers import LAYERS, Layer
from webapp.opendata.ogc.rules.tiling import Tile
from webapp.opendata.ogc.words import problem_sentence
from webapp.opendata.sessions import open_as
from webapp.statuses import BAD_REQUEST, NOT_FOUND
from webapp.ui.answers import Answer, ValueCache, send
from webapp.ui.errors import error_page
from webapp.vocabulary import Reader
