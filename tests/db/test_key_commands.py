"""`missie050 keys` on a table of its own, in a database of its own, with values that are really sealed."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import (
    URL,
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    NullPool,
    String,
    Table,
    create_engine,
    delete,
    insert,
    select,
    text,
    update,
)

from tests.conftest import clone, url_of
from tests.db.conftest import CommandLine, Ended
from webapp import key_commands
from webapp.cli import GROUPS
from webapp.encryption import KeyRing, add_key, make_key_file, read_key_ring
from webapp.key_commands import count_by_key, reseal_batches, sealed_columns

ROOT = Path(__file__).resolve().parents[2]
SEALED = {"personal": SimpleNamespace(sealed=True)}
PLAIN = {"personal": SimpleNamespace(sealed=False)}
metadata = MetaData()
letter = Table(
    "letter",
    metadata,
    Column("slug", String, primary_key=True),
    Column("body", LargeBinary, info=SEALED),
    Column("sender", LargeBinary, info=SEALED),
    Column("picture", LargeBinary, info=PLAIN),
    Column("edits", Integer, default=0, onupdate=1),
)
columns = sealed_columns(metadata)
BODY, SENDER = columns
ROWS = 25


@pytest.fixture(scope="module")
def letters_url(migrated_server: NoopExecutor) -> Iterator[URL]:
    with clone(migrated_server, "letters") as janitor:
        url = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        metadata.create_all(engine)
        engine.dispose()
        yield url


@dataclass(frozen=True)
class Letters:
    """25 letters, each with a body, every fifth with a sender too; `keys("show")` is typed at their database."""

    url: URL
    engine: Engine
    ring: KeyRing
    key_path: Path
    keys: Callable[..., Ended]

    def now(self) -> KeyRing:
        return read_key_ring(self.key_path)


@pytest.fixture
def letters(
    missie050: CommandLine, letters_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Letters]:
    monkeypatch.setitem(GROUPS, "keys", "webapp.key_commands:keys")
    monkeypatch.setattr(key_commands, "sealed_columns", lambda: columns)
    key_path = tmp_path / "keys.json"
    ring = make_key_file(key_path)
    engine = create_engine(letters_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(delete(letter))
        connection.execute(insert(letter), [sealed_row(ring, number) for number in range(ROWS)])
    yield Letters(letters_url, engine, ring, key_path, partial(missie050, letters_url, "keys"))
    engine.dispose()


def sealed_row(ring: KeyRing, number: int) -> dict[str, object]:
    slug = f"brief-{number:03}"
    body = ring.seal(f"tekst {number}", table="letter", column="body", row=slug)
    sender = None if number % 5 else ring.seal(f"van {number}", table="letter", column="sender", row=slug)
    return {"slug": slug, "body": body, "sender": sender, "picture": b"plaatje", "edits": 0}


def opened(engine: Engine, ring: KeyRing) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        rows = connection.execute(select(letter).order_by(letter.c.slug)).all()
    return [
        (
            ring.open_sealed(row.body, table="letter", column="body", row=row.slug),
            row.sender and ring.open_sealed(row.sender, table="letter", column="sender", row=row.slug),
        )
        for row in rows
    ]


def counts(engine: Engine) -> dict[str, dict[str, int]]:
    with engine.connect() as connection:
        return {one.name: dict(found) for one, found in count_by_key(connection, columns).items()}


ALL = [(f"tekst {number}", None if number % 5 else f"van {number}") for number in range(ROWS)]


def test_sealed_columns_are_found_by_what_they_declare() -> None:
    assert [str(one) for one in columns] == ["letter.body", "letter.sender"]
    assert {"person.phone", "person.address", "person.church"} <= {str(one) for one in sealed_columns()}


@pytest.mark.parametrize(
    "wrong",
    [
        [Column("id", Integer, primary_key=True), Column("body", String, info=SEALED)],
        [Column("body", LargeBinary, info=SEALED)],
        [
            Column("a", Integer, primary_key=True),
            Column("b", Integer, primary_key=True),
            Column("c", LargeBinary, info=SEALED),
        ],
    ],
    ids=["not binary", "no key", "key of two columns"],
)
def test_column_that_could_not_be_rotated_is_refused(wrong: list[Column[object]]) -> None:
    other = MetaData()
    Table("wrong", other, *wrong)
    with pytest.raises(TypeError, match="cannot be sealed"):
        sealed_columns(other)


def test_key_file_is_made_and_never_overwritten(
    missie050: CommandLine, empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_path = tmp_path / "keys.json"
    monkeypatch.setitem(GROUPS, "keys", "webapp.key_commands:keys")
    missing = missie050(empty_url, "keys", "show")
    assert (missing.exit_code, "./dev cli keys create" in missing.err) == (2, True)
    # no database is needed
    made = missie050("postgresql://nergens/x", "keys", "create", "--if-missing")
    ring = read_key_ring(key_path)
    assert (made.exit_code, ring.current in made.out, str(key_path) in made.out) == (0, True, True)
    assert missie050(empty_url, "keys", "create", "--if-missing").exit_code == 0
    again = missie050(empty_url, "keys", "create")
    assert (again.exit_code, "is er al" in again.err) == (1, True)
    assert read_key_ring(key_path) == ring
    key_path.chmod(0o644)
    for arguments in (("create", "--if-missing"), ("show",), ("rotate",), ("retire",)):
        ended = missie050(empty_url, "keys", *arguments)
        assert (ended.exit_code, "rechten 644" in ended.err) == (2, True), arguments


def test_keys_are_shown_with_their_use_and_nothing_of_themselves(letters: Letters, tmp_path: Path) -> None:
    current = add_key(letters.key_path)
    stranger = make_key_file(tmp_path / "other" / "keys.json")
    with letters.engine.begin() as connection:
        connection.execute(update(letter).where(letter.c.slug == "brief-001").values(sealed_row(stranger, 1)))
    shown = letters.keys("show")
    assert shown.exit_code == 0
    assert [line.split(":")[0].split() for line in shown.out.splitlines()] == [
        [letters.ring.current, "oud", "29", "waarden"],
        [current.current, "in", "gebruik", "0", "waarden"],
        [stranger.current, "ONBEKEND", "1", "waarde"],
    ]
    content = letters.key_path.read_text()
    for secret in re.findall(r"[\w+/]{40,}=*", content):
        assert secret not in shown.out + shown.err


def test_rotation_seals_every_value_again_and_changes_nothing_else(letters: Letters) -> None:
    ended = letters.keys("rotate", "--batch", "4")
    new = letters.now()
    assert (ended.exit_code, new.old) == (0, (letters.ring.current,))
    assert "letter.body: 25 waarden" in ended.out
    assert "letter.sender: 5 waarden" in ended.out
    assert counts(letters.engine) == {"body": {new.current: 25}, "sender": {new.current: 5}}
    assert opened(letters.engine, new) == ALL
    with letters.engine.connect() as connection:
        assert connection.execute(select(letter.c.picture, letter.c.edits).distinct()).all() == [(b"plaatje", 0)]
    second = letters.keys("rotate")
    assert (second.exit_code, len(letters.now().keys)) == (0, 3)
    assert opened(letters.engine, letters.now()) == ALL


def test_rotation_that_was_killed_goes_on_where_it_was(letters: Letters) -> None:
    """A row that is locked holds the second batch up; there the process is killed, as hard as can be."""
    program = """if True:
        import sys
        from pathlib import Path
        from sqlalchemy import create_engine
        from tests.db.test_key_commands import columns
        from webapp.encryption import add_key
        from webapp.key_commands import reseal_batches
        ring = add_key(Path(sys.argv[2]))
        for batch in reseal_batches(create_engine(sys.argv[1]), ring, columns, rows=10):
            print(batch.resealed, flush=True)
    """
    with letters.engine.begin() as holding:
        holding.execute(select(letter).where(letter.c.slug == "brief-015").with_for_update())
        process = subprocess.Popen(
            [sys.executable, "-c", program, letters.url.render_as_string(hide_password=False), str(letters.key_path)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "10\n"
            process.kill()
    half = letters.now()
    assert half.old == (letters.ring.current,)
    assert counts(letters.engine) == {
        "body": {half.current: 10, letters.ring.current: 15},
        "sender": {letters.ring.current: 5},
    }
    assert opened(letters.engine, half) == ALL
    refused = letters.keys("retire")
    assert (refused.exit_code, f"{letters.ring.current} (20 waarden)" in refused.err) == (1, True)
    assert letters.now() == half

    ended = letters.keys("rotate")
    assert (ended.exit_code, "afgemaakt" in ended.out) == (0, True)
    assert "letter.body: 15 waarden" in ended.out
    assert letters.now() == half
    assert counts(letters.engine) == {"body": {half.current: 25}, "sender": {half.current: 5}}
    assert opened(letters.engine, half) == ALL


def test_batches_can_be_given_up_between_two_of_them(letters: Letters) -> None:
    new = add_key(letters.key_path)
    batches = reseal_batches(letters.engine, new, columns, rows=ROWS)
    first = next(batches)
    assert (first.column, first.resealed, first.broken) == (BODY, 25, ())
    assert counts(letters.engine) == {"body": {new.current: 25}, "sender": {letters.ring.current: 5}}
    assert [(batch.column, batch.resealed) for batch in batches] == [(SENDER, 5)]
    assert list(reseal_batches(letters.engine, new, columns)) == []


def test_value_that_does_not_open_is_left_and_named_and_holds_nothing_up(letters: Letters) -> None:
    with letters.engine.begin() as connection:
        moved = connection.scalar(select(letter.c.body).where(letter.c.slug == "brief-001"))
        connection.execute(text("UPDATE letter SET body = :moved WHERE slug = 'brief-003'"), {"moved": moved})
        connection.execute(text("UPDATE letter SET sender = 'x' WHERE slug = 'brief-004'"))
    for _ in range(2):
        ended = letters.keys("rotate", "--batch", "1")
        assert ended.exit_code == 1
        assert "letter.body rij brief-003, letter.sender rij brief-004" in ended.err
        assert "tekst" not in ended.err + ended.out
    new = letters.now()
    assert len(new.keys) == 3
    assert counts(letters.engine) == {
        "body": {new.current: 24, letters.ring.current: 1},
        "sender": {new.current: 5, "": 1},
    }
    with letters.engine.connect() as connection:
        assert connection.scalar(select(letter.c.body).where(letter.c.slug == "brief-003")) == moved
    assert letters.keys("retire").exit_code == 1
    with letters.engine.begin() as connection:
        connection.execute(delete(letter).where(letter.c.slug == "brief-003"))
    assert letters.keys("retire").exit_code == 0
    assert "-         ONBEKEND    1 waarde" in letters.keys("show").out


def test_long_list_of_broken_values_is_cut_off(letters: Letters) -> None:
    with letters.engine.begin() as connection:
        connection.execute(text("UPDATE letter SET body = 'x'"))
    ended = letters.keys("rotate")
    assert (ended.exit_code, ended.err.count(" rij "), " …" in ended.err) == (1, 5, True)
    assert "opengaan: 25" in ended.err


def test_old_keys_are_dropped_once_nothing_needs_them(letters: Letters) -> None:
    assert letters.keys("retire").out == "Er zijn geen oude sleutels.\n"
    letters.keys("rotate")
    ended = letters.keys("retire")
    assert (ended.exit_code, ended.out) == (0, f"Sleutel {letters.ring.current} is verwijderd.\n")
    left = letters.now()
    assert (left.old, letters.ring.current in left.keys) == ((), False)
    assert (left.location_key, left.lookup_key) == (letters.ring.location_key, letters.ring.lookup_key)
    assert opened(letters.engine, left) == ALL


def test_value_that_is_being_saved_under_an_old_key_keeps_that_key(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.keys("rotate")
    monkeypatch.setattr("webapp.database.COMMAND_TIMEOUTS", {"lock_timeout": "50ms"})
    with letters.engine.begin() as saving:
        saving.execute(insert(letter).values(sealed_row(letters.ring, ROWS)))
        waiting = letters.keys("retire")
        assert (waiting.exit_code, "lock timeout" in waiting.err) == (1, True)
    refused = letters.keys("retire")
    assert (refused.exit_code, f"{letters.ring.current} (2 waarden)" in refused.err) == (1, True)
    assert letters.ring.current in letters.now().keys


def test_value_saved_under_an_old_key_behind_the_first_round_is_found_by_the_next(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []

    def and_somebody_saves(*given: object, **options: object) -> Iterator[key_commands.Batch]:
        yield from reseal_batches(*given, **options)  # type: ignore[arg-type]  # passed on as they came
        rounds.append(given)
        if len(rounds) == 2:
            with letters.engine.begin() as connection:
                connection.execute(
                    update(letter).where(letter.c.slug == "brief-002").values(sealed_row(letters.ring, 2))
                )

    monkeypatch.setattr(key_commands, "reseal_batches", and_somebody_saves)
    ended = letters.keys("rotate")
    assert (ended.exit_code, "letter.body: 26 waarden" in ended.out) == (0, True)
    assert len(rounds) == 4
    assert letters.ring.current not in counts(letters.engine)["body"]


def test_one_command_at_a_time_changes_keys(letters: Letters) -> None:
    with letters.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_lock(:number)"), {"number": key_commands.KEY_WORK_LOCK})
        for command in ("rotate", "retire"):
            ended = letters.keys(command)
            assert (ended.exit_code, "Er loopt al een opdracht" in ended.err) == (1, True)
        assert letters.keys("show").exit_code == 0
    assert letters.now() == letters.ring
    assert letters.keys("rotate").exit_code == 0


def test_account_that_cannot_see_all_rows_is_refused_rather_than_told_that_there_are_none(
    letters: Letters, missie050: CommandLine
) -> None:
    add_key(letters.key_path)
    before = letters.now()
    role = f"half_blind_{os.getpid()}"
    with letters.engine.begin() as connection:
        for statement in (
            f"CREATE ROLE {role} LOGIN",
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
            "ALTER TABLE letter ENABLE ROW LEVEL SECURITY",
        ):
            connection.execute(text(statement))
    try:
        for command in ("show", "rotate", "retire"):
            ended = missie050(letters.url.set(username=role), "keys", command)
            assert (ended.exit_code, "row-level security" in ended.err, ended.out) == (1, True, ""), command
        assert letters.now() == before
    finally:
        with letters.engine.begin() as connection:
            for statement in (
                "ALTER TABLE letter DISABLE ROW LEVEL SECURITY",
                f"DROP OWNED BY {role}",
                f"DROP ROLE {role}",
            ):
                connection.execute(text(statement))
    assert letters.keys("rotate").exit_code == 0
