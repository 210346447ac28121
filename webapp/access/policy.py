"""The policy: a pure answer to "may this actor do this?"."""

from dataclasses import dataclass

from webapp.access.permissions import Permission

PUBLIC = frozenset(
    {
        Permission.VIEW_PUBLIC_PAGES,
        Permission.VIEW_CITY_MAP,
        Permission.SEARCH_PLACES,
        Permission.SEND_CONTACT_MESSAGE,
        Permission.PROBE_HEALTH,
    }
)
"""What anyone may do without an account."""


@dataclass(frozen=True)
class Actor:
    """Whoever asks. Until people can sign in there is one: the visitor."""

    name: str = "visitor"


VISITOR = Actor()


def can(actor: Actor, permission: Permission) -> bool:
    """Whether `actor` has `permission`; what is not granted is refused."""
    return actor == VISITOR and permission in PUBLIC
