"""Whether somebody stands in the network of neighbours, as they are told it."""

import pytest

from webapp.networks.rules.own import Agreed, Standing, standing


@pytest.mark.parametrize("known", Agreed)
@pytest.mark.parametrize(
    ("linked", "told"),
    [
        (Agreed.NEVER, Standing.NEVER),
        (Agreed.LAPSED, Standing.EXPIRED),
        (Agreed.WITHDRAWN, Standing.WITHDRAWN),
    ],
)
def test_what_was_said_of_the_network_goes_first(known: Agreed, linked: Agreed, told: Standing) -> None:
    assert standing(known, linked, is_seen=False) == told


@pytest.mark.parametrize("known", [Agreed.NEVER, Agreed.LAPSED, Agreed.WITHDRAWN])
def test_who_is_not_to_be_found_stands_still(known: Agreed) -> None:
    assert standing(known, Agreed.LIVE, is_seen=False) == Standing.IDLE


def test_who_agreed_to_both_is_in_it_if_a_coordinator_sees_them() -> None:
    assert standing(Agreed.LIVE, Agreed.LIVE, is_seen=True) == Standing.IN_NETWORK
    assert standing(Agreed.LIVE, Agreed.LIVE, is_seen=False) == Standing.NOWHERE
