from webapp.ui.answers import Answer, ValueCache


def test_value_is_made_once() -> None:
    made: list[int] = []
    cache = ValueCache(size=4)

    assert [cache.get("key", lambda: made.append(1) or "value") for _ in range(3)] == ["value"] * 3
    assert made == [1]


def test_only_the_most_recently_used_are_kept() -> None:
    made: list[str] = []
    cache = ValueCache(size=2)

    def get(key: str) -> None:
        cache.get(key, lambda: made.append(key))

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)

    assert made == ["a", "b", "c", "b"]


def test_failure_is_not_kept() -> None:
    cache = ValueCache(size=4)
    outcomes = iter([ZeroDivisionError(), None])

    def make() -> str:
        failure = next(outcomes)
        if failure:
            raise failure
        return "value"

    for expected in ("failed", "value"):
        try:
            assert cache.get("key", make) == expected
        except ZeroDivisionError:
            assert expected == "failed"


def test_everything_can_be_forgotten() -> None:
    cache = ValueCache(size=4)
    cache.get("key", lambda: 1)
    cache.clear()

    assert cache.get("key", lambda: 2) == 2


def test_same_body_gives_the_same_bytes() -> None:
    first, second = Answer("1", b"x" * 1000), Answer("1", b"x" * 1000)
    assert (first.gzip, first.brotli) == (second.gzip, second.brotli)
