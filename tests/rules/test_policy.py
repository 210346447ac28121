import pytest

from webapp.access.permissions import Permission
from webapp.access.policy import PUBLIC, VISITOR, Actor, can


@pytest.mark.parametrize("permission", Permission)
def test_visitor_may_do_what_is_public_and_nothing_else(permission: Permission) -> None:
    assert can(VISITOR, permission) is (permission in PUBLIC)


@pytest.mark.parametrize("permission", Permission)
def test_unknown_actor_may_nothing(permission: Permission) -> None:
    assert not can(Actor("somebody else"), permission)


def test_public_is_exactly_what_the_site_offers_without_an_account() -> None:
    assert sorted(PUBLIC) == [
        "probe_health",
        "search_places",
        "send_contact_message",
        "view_city_map",
        "view_public_pages",
    ]
