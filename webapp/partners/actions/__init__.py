"""Changes of partners, one module per subject; here what they share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.errors import DomainError


@contextmanager
def refusing(session: Session, codes: Mapping[str, str]) -> Iterator[None]:
    """Work in which a broken constraint, by its name, becomes a `DomainError` with that code; others go up as they are.

    The work is undone then, and the transaction goes on.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        code = codes.get(getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "")
        if code is None:
            raise
        raise DomainError(code) from error


def one_at_a_time(session: Session, what: str) -> None:
    """Let nobody else who asks for the same go on before this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
