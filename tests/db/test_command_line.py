"""The command line as a whole: exit codes, a sentence instead of a traceback, what it needs of the database."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from sqlalchemy import URL, NullPool, create_engine, text

from tests.db.conftest import CommandLine
from webapp import cli
from webapp.cli import GROUPS, LazyGroup
from webapp.database import not_ready_code
from webapp.errors import DomainError

ROOT = Path(__file__).resolve().parents[2]
NEED_DATABASE = [
    ("coverage",),
    ("presence", "set", "selwerd", "exploring"),
    ("areas", "list"),
    ("areas", "refresh"),
    ("contact", "list"),
    ("seed", "reference"),
]


@pytest.mark.parametrize("arguments", NEED_DATABASE, ids=" ".join)
def test_database_that_is_not_there_is_told(missie050: CommandLine, city_url: URL, arguments: tuple[str, ...]) -> None:
    ended = missie050(city_url.set(database="missie050_is_er_niet"), *arguments)
    assert (ended.exit_code, "De database is niet bereikbaar." in ended.err, ended.out) == (3, True, "")


def test_server_that_is_not_there_is_told(missie050: CommandLine, tmp_path: Path) -> None:
    ended = missie050(f"postgresql://missie050@/x?host={tmp_path}", "coverage")
    assert (ended.exit_code, "De database is niet bereikbaar." in ended.err) == (3, True)
    migrated = missie050(f"postgresql://missie050@/x?host={tmp_path}", "db", "upgrade")
    assert (migrated.exit_code, "De database is niet bereikbaar." in migrated.err) == (3, True)


def test_database_that_is_a_migration_behind_is_told_and_brought_up(missie050: CommandLine, empty_clone: URL) -> None:
    assert missie050(empty_clone, "db", "downgrade", "0005").exit_code == 0
    for arguments in NEED_DATABASE:
        behind = missie050(empty_clone, *arguments)
        assert (behind.exit_code, "./dev cli db upgrade" in behind.err) == (3, True), arguments
    assert missie050(empty_clone, "db", "current").out.startswith("0005 (nieuwste: ")
    assert missie050(empty_clone, "worker", "--once").exit_code == 3
    assert missie050(empty_clone, "db", "upgrade").exit_code == 0
    assert missie050(empty_clone, "areas", "list").exit_code == 0
    assert missie050(empty_clone, "db", "downgrade", "base").exit_code == 0
    assert missie050(empty_clone, "db", "current").out.startswith("- (nieuwste: ")
    assert missie050(empty_clone, "coverage").exit_code == 3
    unknown = missie050(empty_clone, "db", "upgrade", "9999")
    assert (unknown.exit_code, "9999" in unknown.err) == (2, True)
    assert missie050(empty_clone, "db", "downgrade", "9999").exit_code == 2


@pytest.mark.parametrize("missing", ["DATABASE_URL", "SECRET_KEY"])
def test_setting_that_is_missing_is_named(
    missie050: CommandLine, city_url: URL, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    if missing == "DATABASE_URL":
        ended = missie050("", "coverage")
    else:
        monkeypatch.setenv(missing, "")
        ended = missie050(city_url, "coverage")
    assert (ended.exit_code, f"De instelling {missing} ontbreekt." in ended.err) == (2, True)


def test_every_group_explains_itself_in_dutch(missie050: CommandLine, city_url: URL) -> None:
    shown = missie050(city_url, "--help")
    assert shown.exit_code == 0
    for name in GROUPS:
        assert name in shown.out
        assert missie050(city_url, name, "--help").exit_code == 0


def test_command_that_does_not_exist_is_refused(missie050: CommandLine, city_url: URL) -> None:
    assert missie050(city_url, "bestaatniet").exit_code == 2


def raising(error: Exception) -> click.Command:
    @click.command()
    def fail() -> None:
        raise error

    return fail


def test_refusal_by_the_database_is_one_sentence(
    missie050: CommandLine, city_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def fail() -> None:
        engine = create_engine(city_url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO neighbourhood (slug, name) VALUES ('Fout', 'x')"))

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: fail)
    ended = missie050(city_url, "fail")
    assert (ended.exit_code, ended.err.startswith("De database weigert dit: ")) == (1, True)
    assert "ck_neighbourhood_slug" in ended.err


@pytest.mark.parametrize(("error", "exit_code"), [(DomainError("message_unknown", id=1), 1), (BrokenPipeError(), 1)])
def test_error_becomes_an_exit_code(
    missie050: CommandLine, city_url: URL, monkeypatch: pytest.MonkeyPatch, error: Exception, exit_code: int
) -> None:
    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: raising(error))
    assert missie050(city_url, "fail").exit_code == exit_code


def test_pipe_that_closes_before_the_command_line_begins_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(**_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(cli, "cli", closed)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1


def test_other_error_of_the_database_is_not_mistaken_for_one_that_is_away(city_url: URL) -> None:
    engine = create_engine(city_url, poolclass=NullPool)
    codes = []
    for statement in ("SELECT 1/0", "SELECT * FROM bestaat_niet", "SELECT pg_terminate_backend(pg_backend_pid())"):
        with engine.connect() as connection:
            try:
                connection.execute(text(statement))
            except cli.DBAPIError as error:
                codes.append(not_ready_code(error))
    engine.dispose()
    assert codes == [None, "migrations_behind", "database_unreachable"]


def test_it_runs_as_a_program_of_its_own(city_url: URL, tmp_path: Path) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": city_url.render_as_string(hide_password=False),
        "SECRET_KEY": "x",
        "MISSIE050_HOME": str(tmp_path),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "webapp.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)

    good = run("coverage", "--at", "2021-12-31")
    assert (good.returncode, good.stderr) == (0, "")
    bad = run("coverage", "--at", "morgen")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == "Dit is geen datum: morgen. Schrijf hem als 2021-06-01.\n"
