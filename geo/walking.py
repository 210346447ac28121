"""Walking: how long a distance takes, the same wherever minutes are told, drawn or counted."""

METRES_A_MINUTE = 80
"""An ordinary pace, 4.8 km an hour, over metres as the crow flies.

Nothing is added for the way that streets go: how much that is differs from place to place (a canal, the railway), and
pages say that it is often farther. Who wants to count it changes this figure, in metres as the crow flies.
"""


def walking_minutes(metres: float) -> int:
    """How long the walk over this distance (metres, as the crow flies) takes, in whole minutes, at least one."""
    return max(1, round(metres / METRES_A_MINUTE))


def walking_metres(minutes: int) -> int:
    """How far (metres, as the crow flies) somebody gets in this many minutes."""
    return minutes * METRES_A_MINUTE
