"""The names of all abilities."""

from enum import StrEnum


class Permission(StrEnum):
    """One name per ability; each route declares the one it needs."""

    VIEW_PUBLIC_PAGES = "view_public_pages"
    VIEW_CITY_MAP = "view_city_map"
    SEARCH_PLACES = "search_places"
    SEND_CONTACT_MESSAGE = "send_contact_message"
    PROBE_HEALTH = "probe_health"
