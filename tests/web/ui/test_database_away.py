"""Pages while the database is away, or stands at an older migration."""

import pytest
from flask import Flask
from sqlalchemy import URL, NullPool, create_engine, text

from tests.web.conftest import MakeApp, Visitor
from tests.web.contact.messages import FILLED, PATH
from tests.web.health.test_livez import NOWHERE
from webapp import migrating

PAGES = ["/", "/wijken/selwerd", "/zoek?q=selwerd", "/wijken/selwerd/bericht", "/wijken/selwerd/bericht/verstuurd"]
DATA = ["/kaart/wijken.geojson", "/zoek/suggesties?q=a", "/zoek/punt?plek=6.5,53.2"]


@pytest.fixture
def cut_off(make_app: MakeApp) -> Flask:
    return make_app(NOWHERE)


@pytest.mark.parametrize("path", PAGES)
def test_page_says_that_it_will_be_back(cut_off: Flask, path: str) -> None:
    page = Visitor(cut_off.test_client()).visit(path, status=503)

    assert page.soup.h1.text == "We zijn zo terug"
    assert "De database is nu niet bereikbaar." in page.text
    assert page.response.headers["Retry-After"] == "5"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "nobody" not in page.text
    assert "psycopg" not in str(page.soup)


@pytest.mark.parametrize("path", DATA)
def test_data_says_so_too(cut_off: Flask, path: str) -> None:
    response = cut_off.test_client().get(path, headers={"Accept": "application/json"})

    assert response.status_code == 503
    assert response.json["status"] == 503
    assert response.headers["Retry-After"] == "5"


def test_message_is_not_taken_in(cut_off: Flask) -> None:
    page = Visitor(cut_off.test_client()).submit(PATH, FILLED, status=503)

    assert "Wat je had ingevuld is niet verstuurd." in page.text


@pytest.mark.parametrize("path", ["/over", "/toegankelijkheid", "/privacy", "/zoek"])
def test_page_that_needs_no_data_is_shown(cut_off: Flask, path: str) -> None:
    Visitor(cut_off.test_client()).visit(path)


@pytest.mark.parametrize(("path", "status"), [("/bestaat-niet", 404), ("/?op=gisteren", 400)])
def test_mistake_in_the_address_is_still_told(cut_off: Flask, path: str, status: int) -> None:
    Visitor(cut_off.test_client()).visit(path, status=status)


@pytest.mark.parametrize("revision", ["0004", "0002", "base"])
def test_older_migration_is_named_with_the_command_that_helps(
    make_app: MakeApp, empty_clone: URL, revision: str
) -> None:
    engine = create_engine(empty_clone, poolclass=NullPool)
    migrating.downgrade(engine, revision)
    engine.dispose()
    page = Visitor(make_app(empty_clone).test_client()).visit("/", status=503)

    assert "./dev cli db upgrade" in page.text
    assert "UndefinedTable" not in str(page.soup)


def test_database_without_data_names_the_command_that_helps(make_app: MakeApp, empty_clone: URL) -> None:
    page = Visitor(make_app(empty_clone).test_client()).visit("/", status=503)

    assert "./dev seed" in page.text


def test_lost_connections_are_made_anew(make_app: MakeApp, city_clone: URL) -> None:
    visitor = Visitor(make_app(city_clone).test_client())
    visitor.visit("/")
    engine = create_engine(city_clone, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()

    visitor.visit("/")
