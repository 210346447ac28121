"""Steps that several people take in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from webapp.errors import DomainError

Step = Callable[[Session], str]
"""Does one thing in a transaction, and tells what came of it."""

LONGEST_WAIT = 20.0
"""Seconds until who waits for the others gives up, since one of them failed to connect."""


def at_once(engine: Engine, *steps: Step) -> list[str]:
    """Take the steps at the same moment, each in a transaction of its own; gives what came of each, sorted.

    What came of a step that is refused is the code of its error; what it did is taken back, as on the site.
    """
    together = Barrier(len(steps), timeout=LONGEST_WAIT)

    def take(step: Step) -> str:
        try:
            with Session(engine) as session, session.begin():
                # so that nobody is still connecting when the others begin
                session.connection()
                together.wait()
                return step(session)
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(len(steps)) as threads:
        return sorted(threads.map(take, steps))
