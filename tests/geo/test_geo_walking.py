"""One pace for every walk that the product tells of."""

from geo.walking import METRES_A_MINUTE, walking_metres, walking_minutes


def test_walk_takes_whole_minutes_and_at_least_one() -> None:
    assert [walking_minutes(each) for each in (0, 10, 350, 1200, 1500)] == [1, 1, 4, 15, 19]


def test_distance_of_a_walk_takes_that_many_minutes() -> None:
    assert walking_metres(1) == METRES_A_MINUTE
    assert [walking_minutes(walking_metres(each)) for each in (1, 5, 15, 60)] == [1, 5, 15, 60]
