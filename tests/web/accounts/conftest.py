"""A site that commits; and passwords that are hashed quickly, since each takes a quarter of a second else."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import URL, NullPool, create_engine

from tests.web.accounts.signing_in import Site
from tests.web.conftest import MakeApp
from webapp.accounts import credentials


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def site(make_app: MakeApp, city_clone: URL) -> Iterator[Site]:
    """A site on a city of this test's own, with real connections: for threads, and for work apart from the request."""
    engine = create_engine(city_clone, poolclass=NullPool)
    yield Site(make_app(city_clone), engine)
    engine.dispose()
