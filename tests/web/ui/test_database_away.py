"""Pages while the database is away, or stands at an older migration."""

from collections.abc import Callable

import psycopg
import pytest
from flask import Flask, Response
from sqlalchemy import URL, NullPool, create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from tests.web.conftest import MakeApp, Visitor
from tests.web.contact.messages import FILLED, PATH
from tests.web.health.test_livez import NOWHERE
from webapp import migrating
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.extensions import RequestSession, csrf, db
from webapp.models import ContactMessage, OutboxMail

PAGES = ["/", "/wijken/selwerd", "/zoek?q=selwerd", "/wijken/selwerd/bericht", "/wijken/selwerd/bericht/verstuurd"]
DATA = ["/kaart/wijken.geojson", "/zoek/suggesties?q=a", "/zoek/punt?plek=6.5,53.2"]


class Waiting:
    """Notes how long the site would have waited, in seconds, and does not wait."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.then: Callable[[], object] = lambda: None

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.then()


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def cut_off(make_app: MakeApp, waiting: Waiting) -> Flask:
    app = make_app(NOWHERE)
    app.wait = waiting
    return app


def end_connections(url: URL) -> None:
    """What a restart of the database does to all who are connected."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def count(url: URL, model: type) -> int:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        number = connection.scalar(select(func.count()).select_from(model)) or 0
    engine.dispose()
    return number


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


def test_lost_connections_are_made_anew(make_app: MakeApp, city_clone: URL, waiting: Waiting) -> None:
    app = make_app(city_clone)
    app.wait = waiting
    visitor = Visitor(app.test_client())
    visitor.visit("/")
    end_connections(city_clone)

    visitor.visit("/")
    assert len(waiting.pauses) == 1


@pytest.mark.parametrize("path", [*PAGES, *DATA])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_waits_two_seconds_in_all(cut_off: Flask, waiting: Waiting, method: str, path: str) -> None:
    assert cut_off.test_client().open(path, method=method).status_code == 503
    assert sum(waiting.pauses) == pytest.approx(2.0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_writing_does_not_wait(cut_off: Flask, waiting: Waiting, method: str) -> None:
    assert cut_off.test_client().open(PATH, method=method, data=FILLED).status_code in (405, 503)
    assert waiting.pauses == []


def test_reader_gets_the_page_when_the_database_comes_back(
    make_app: MakeApp, city_clone: URL, waiting: Waiting
) -> None:
    app = make_app(city_clone)
    app.wait = waiting
    with app.app_context():
        engine = db.get_engine("read")

    def refuse(*_: object) -> None:
        raise psycopg.OperationalError("connection refused")

    def come_back() -> None:
        if len(waiting.pauses) == 3:
            event.remove(engine, "do_connect", refuse)

    event.listen(engine, "do_connect", refuse)
    waiting.then = come_back
    Visitor(app.test_client()).visit("/wijken/selwerd")
    assert len(waiting.pauses) == 3
    assert sum(waiting.pauses) < 2


def test_write_that_meets_a_lost_connection_is_done_once(make_app: MakeApp, city_clone: URL, waiting: Waiting) -> None:
    app = make_app(city_clone)
    app.wait = waiting
    before = count(city_clone, ContactMessage), count(city_clone, OutboxMail)
    visitor = Visitor(app.test_client())
    visitor.submit(PATH, FILLED, status=303)
    end_connections(city_clone)

    visitor.submit(PATH, FILLED | {"message": "Een ander bericht, van daarna."}, status=303)
    assert (count(city_clone, ContactMessage), count(city_clone, OutboxMail)) == (before[0] + 2, before[1] + 2)
    assert waiting.pauses == []


def test_commit_that_breaks_off_is_not_tried_again_but_told_with_the_form_kept(
    make_app: MakeApp, city_clone: URL
) -> None:
    app = make_app(city_clone)
    commits: list[str] = []
    before = count(city_clone, ContactMessage)

    def break_off(_session: object) -> None:
        commits.append("commit")
        raise OperationalError("COMMIT", {}, psycopg.OperationalError("lost"), connection_invalidated=True)

    event.listen(RequestSession, "before_commit", break_off)
    try:
        page = Visitor(app.test_client()).submit(PATH, FILLED, status=503)
    finally:
        event.remove(RequestSession, "before_commit", break_off)
    assert commits == ["commit"]
    assert count(city_clone, ContactMessage) == before
    assert page.soup.select_one(".typed [name=message]")["value"] == FILLED["message"]


def test_database_that_goes_after_the_view_is_no_mistake_of_ours(make_app: MakeApp, city_clone: URL) -> None:
    app = make_app(city_clone)

    @app.after_request
    def fail(response: Response) -> Response:
        if response.status_code < 500:
            raise OperationalError("SELECT", {}, psycopg.errors.AdminShutdown("57P01"))
        return response

    page = Visitor(app.test_client()).visit("/over", status=503)
    assert page.response.headers["Retry-After"] == "5"


def test_write_that_gets_in_the_way_of_another_may_be_sent_again(make_app: MakeApp, city_clone: URL) -> None:
    app = make_app(city_clone)

    @app.post("/proef")
    @csrf.exempt
    @requires(Permission.SEND_CONTACT_MESSAGE)
    def wait_for_a_lock() -> str:
        db.session.execute(text("SET LOCAL lock_timeout = 10; SELECT pg_advisory_xact_lock(1)"))
        return "done"

    engine = create_engine(city_clone, poolclass=NullPool)
    with engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(1)"))
        page = Visitor(app.test_client()).submit("/proef", {"woorden": "van mij"}, status=503)
    engine.dispose()

    assert "erg druk" in page.text
    assert page.soup.select_one(".typed [name=woorden]")["value"] == "van mij"
    assert app.test_client().post("/proef").text == "done"
