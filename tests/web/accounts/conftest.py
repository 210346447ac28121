"""A site that commits."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL, NullPool, create_engine

from tests.web.accounts.signing_in import Site
from tests.web.conftest import MakeApp


@pytest.fixture
def site(make_app: MakeApp, city_clone: URL) -> Iterator[Site]:
    """A site on a city of this test's own, with real connections: for threads, and for work apart from the request."""
    engine = create_engine(city_clone, poolclass=NullPool)
    yield Site(make_app(city_clone), engine)
    engine.dispose()
