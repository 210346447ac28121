"""The one family of errors that `geo` raises on its own account."""

from collections.abc import Mapping


class GeoError(ValueError):
    """A value that geography cannot accept.

    Attributes
    ----------
    code
        Machine name of what is wrong, such as `out_of_range`; the words for a person belong to the caller.
    detail
        Facts that go with the code, JSON-serialisable.
    """

    def __init__(self, code: str, **detail: object) -> None:
        self.code = code
        self.detail: Mapping[str, object] = detail
        facts = ", ".join(f"{name}={value!r}" for name, value in detail.items())
        super().__init__(f"{code}: {facts}" if facts else code)
