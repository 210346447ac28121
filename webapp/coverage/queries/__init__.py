"""Reads of presence, coverage and need, as of any date."""

from webapp.coverage.queries.city import City, get_city
from webapp.coverage.queries.need import list_need, need_index
from webapp.coverage.queries.presence import (
    find_map_version,
    get_state,
    get_target,
    list_coverage,
    list_evidence,
    list_evidence_kinds,
    list_spells,
    list_states,
    list_ways_to_help,
    neighbourhoods_geojson,
    states_on,
)

__all__ = [
    "City",
    "find_map_version",
    "get_city",
    "get_state",
    "get_target",
    "list_coverage",
    "list_evidence",
    "list_evidence_kinds",
    "list_need",
    "list_spells",
    "list_states",
    "list_ways_to_help",
    "need_index",
    "neighbourhoods_geojson",
    "states_on",
]
