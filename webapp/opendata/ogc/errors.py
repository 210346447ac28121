"""What may be wrong with a request to the layers, so that it can be answered with words for who made it."""

from webapp.errors import BadInput, NotFound


class BadParameter(BadInput):
    """A parameter of an address that cannot be read: 400.

    `name` is the parameter, `value` what stood there, cut off; `allowed` what may stand there, when that is a short
    list.
    """

    def __init__(self, code: str, *, name: str, value: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(code, name=name, value=value[:80], allowed=allowed)
        self.name = name
        self.value = value[:80]
        self.allowed = allowed


class UnknownResource(NotFound):
    """A collection, feature, tile or tile matrix set that is not there: 404."""
