"""The family of errors that the product raises on purpose.

Each has a machine `code` and the values that its sentence needs; the sentence itself is made where
it is shown (`webapp.i18n.error_message`).
"""


class DomainError(Exception):
    """A rule of the domain refuses what was asked."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        """The code and its values, for logs."""
        shown = ", ".join(f"{name}={value}" for name, value in self.detail.items())
        return f"{self.code}: {shown}" if shown else self.code


class BadInput(DomainError):
    """A value from outside cannot be read: a page answers it with 400, the command line with exit code 2."""


class NotFound(DomainError):
    """What was asked for does not exist, or is outside what the asker may see: 404."""


class SignedOut(DomainError):
    """A form came from somebody who is not, or no longer, signed in: 401, with the form kept."""


class EditConflict(DomainError):
    """Somebody else changed the record meanwhile: 409, with both versions to choose from. `version` is that of now."""

    def __init__(self, code: str, *, version: int, **detail: object) -> None:
        super().__init__(code, version=version, **detail)
        self.version = version


class DatabaseNotReady(DomainError):
    """The database is absent or its migrations are behind: 503, or exit code 3."""
