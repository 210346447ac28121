"""`missie050 keys`: the keys that personal data is sealed with, and sealing it again under a new one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
import structlog
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    bindparam,
    column,
    func,
    select,
    table,
    text,
    update,
)

from webapp.config import read_settings
from webapp.database import command_engine, translated_errors
from webapp.encryption import KeyRing, RowId, SealBroken, add_key, make_key_file, read_key_ring, retire_keys
from webapp.errors import DomainError
from webapp.logging import configure_logging
from webapp.migrating import check_up_to_date
from webapp.models import Base

log = structlog.get_logger(__name__)

SealedColumn = Column[Any]
KEY_WORK_LOCK = 5_050_003
"""Number of the advisory lock under which one command at a time changes keys."""
BATCH_ROWS = 500
SHOWN_PLACES = 5


@dataclass(frozen=True)
class Batch:
    """What one transaction did in one column: how many values have the new key, and which rows do not open."""

    column: SealedColumn
    resealed: int
    broken: tuple[RowId, ...]


def sealed_columns(metadata: MetaData = Base.metadata) -> list[SealedColumn]:
    """All columns that are declared sealed (`info["personal"].sealed`), by table and name.

    Raises `TypeError` for one that cannot be: not binary, or in a table without a primary key of one column. A column
    that was passed over in silence would lose its values when old keys are dropped.
    """
    found = []
    for each in (one for owner in metadata.sorted_tables for one in owner.columns):
        if not getattr(each.info.get("personal"), "sealed", False):
            continue
        if not isinstance(each.type, LargeBinary) or len(each.table.primary_key.columns) != 1:
            raise TypeError("cannot be sealed", str(each))
        found.append(each)
    return sorted(found, key=str)


def count_by_key(connection: Connection, columns: Sequence[SealedColumn]) -> dict[SealedColumn, Counter[str]]:
    """How many values each column has under each key id, of keys that are not in the file too."""
    return {each: _count_column(connection, each) for each in columns}


def reseal_batches(
    engine: Engine, ring: KeyRing, columns: Sequence[SealedColumn], *, rows: int = BATCH_ROWS
) -> Iterator[Batch]:
    """Seal all that is not under the current key again, in transactions of at most `rows` values.

    Each batch is committed before it is given, so whoever stops half-way loses nothing and can begin again. A value
    that does not open is left as it is. Rows are locked while they are rewritten: no edit is lost.
    """
    for each in columns:
        after: RowId | None = None
        while True:
            with _all_rows(engine) as connection:
                batch, after = _reseal_batch(connection, ring, each, after=after, rows=rows)
            if batch.resealed or batch.broken:
                yield batch
            if after is None:
                break


@click.group()
def keys() -> None:
    """Sleutels van versleutelde gegevens; de sleutels zelf worden nooit getoond."""


@keys.command()
@click.option("--if-missing", is_flag=True, help="Geen fout als het bestand er al is.")
def create(*, if_missing: bool) -> None:
    """Maak het sleutelbestand. Bewaar een kopie apart van de reservekopieën van de database."""
    path = read_settings().key_file
    try:
        ring = make_key_file(path)
    except DomainError as error:
        if not if_missing or error.code != "key_file_exists":
            raise
        read_key_ring(path)
        return
    click.echo(f"Sleutel {ring.current} staat in {path}. Bewaar daarvan een kopie, apart van de database.")


@keys.command()
def show() -> None:
    """Toon welke sleutels er zijn, welke in gebruik is en hoeveel waarden elk nog heeft."""
    settings = read_settings()
    ring = read_key_ring(settings.key_file)
    with _key_work(settings.database_url, alone=False) as engine, _all_rows(engine) as connection:
        counts = _by_key(count_by_key(connection, sealed_columns()))
    for key_id in ring.keys:
        click.echo(f"{key_id}  {'in gebruik' if key_id == ring.current else 'oud':<10}  {_values(counts[key_id])}")
    for key_id in sorted(set(counts) - set(ring.keys)):
        click.echo(f"{key_id or '-':<8}  {'ONBEKEND':<10}  {_values(counts[key_id])}: niet in {settings.key_file}")


@keys.command()
@click.option("--batch", "rows", type=click.IntRange(1, 10_000), default=BATCH_ROWS, help="Waarden per transactie.")
def rotate(*, rows: int) -> None:
    """Maak een nieuwe sleutel en versleutel alles daarmee opnieuw; of maak dat af, als het eerder afgebroken is.

    De site kan doorgaan. Oude sleutels blijven staan tot missie050 keys retire.
    """
    settings = read_settings()
    configure_logging(settings.log_level)
    columns = sealed_columns()
    with _key_work(settings.database_url) as engine:
        ring = read_key_ring(settings.key_file)
        done = _reseal_all(engine, ring, columns, rows=rows)
        if any(batch.resealed for batch in done):
            click.echo(f"Een eerdere wissel was niet af. Die naar sleutel {ring.current} is nu afgemaakt.")
        else:
            ring = add_key(settings.key_file)
            log.info("key_added", key=ring.current)
            click.echo(f"Nieuwe sleutel: {ring.current}. Maak een nieuwe kopie van {settings.key_file}.")
            done = _reseal_all(engine, ring, columns, rows=rows)
    _report(done, columns)


@keys.command()
def retire() -> None:
    """Verwijder oude sleutels waar niets meer mee versleuteld is.

    Reservekopieën van voor de wissel gaan daarna alleen nog open met een oude kopie van het sleutelbestand.
    """
    settings = read_settings()
    configure_logging(settings.log_level)
    columns = sealed_columns()
    with _key_work(settings.database_url) as engine, _all_rows(engine) as connection:
        ring = read_key_ring(settings.key_file)
        _hold_writers(connection, columns)
        counts = _by_key(count_by_key(connection, columns))
        in_use = [f"{key_id} ({_values(counts[key_id])})" for key_id in ring.old if counts[key_id]]
        if in_use:
            raise DomainError("keys_in_use", values=", ".join(in_use))
        dropped = retire_keys(settings.key_file, keep=ring.current)
    for key_id in dropped:
        log.info("key_retired", key=key_id)
        click.echo(f"Sleutel {key_id} is verwijderd.")
    if not dropped:
        click.echo("Er zijn geen oude sleutels.")


@contextmanager
def _key_work(url: str, *, alone: bool = True) -> Iterator[Engine]:
    """An engine on a database that is ready; `alone` keeps other commands that change keys out meanwhile."""
    engine = command_engine(url)
    try:
        with translated_errors(), engine.connect() as connection:
            check_up_to_date(connection)
            if alone and not connection.scalar(select(func.pg_try_advisory_lock(KEY_WORK_LOCK))):
                raise DomainError("key_work_running")
            # the lock is the connection's and stays; the transaction would hold back vacuum all the while
            connection.commit()
            yield engine
    finally:
        engine.dispose()


@contextmanager
def _all_rows(engine: Engine) -> Iterator[Connection]:
    """A transaction that fails rather than miss rows: a count that row-level security cut short would lose keys."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL row_security = off"))
        yield connection


def _hold_writers(connection: Connection, columns: Sequence[SealedColumn]) -> None:
    """Wait for writers that may still be using an old key, and let none in until the keys are gone."""
    name_of = connection.dialect.identifier_preparer.format_table
    for name in sorted({name_of(each.table) for each in columns}):
        connection.execute(text(f"LOCK TABLE {name} IN SHARE MODE"))


def _count_column(connection: Connection, each: SealedColumn) -> Counter[str]:
    key_id = func.encode(func.substr(each, 2, 4), "hex")
    found = connection.execute(select(key_id, func.count()).where(each.is_not(None)).group_by(key_id))
    return Counter({str(name): int(count) for name, count in found})


def _reseal_batch(
    connection: Connection, ring: KeyRing, each: SealedColumn, *, after: RowId | None, rows: int
) -> tuple[Batch, RowId | None]:
    """Do one batch of the rows behind `after`; gives the last row that was looked at too, None when none is left."""
    (key,) = each.table.primary_key.columns
    # a bare table: the model's `onupdate` would make this look like an edit
    bare = table(each.table.name, column(key.name, key.type), column(each.name, each.type), schema=each.table.schema)
    row, value = bare.c[key.name], bare.c[each.name]
    wanted = select(row, value).where(value.is_not(None), func.substr(value, 2, 4) != bytes.fromhex(ring.current))
    if after is not None:
        wanted = wanted.where(row > after)
    found = connection.execute(wanted.order_by(row).limit(rows).with_for_update()).all()
    changes: list[dict[str, Any]] = []
    broken: list[RowId] = []
    for row_id, sealed in found:
        try:
            again = ring.reseal(sealed, table=each.table.name, column=each.name, row=row_id)
        except SealBroken:
            broken.append(row_id)
        else:
            changes.append({"which": row_id, "again": again})
    if changes:
        again_sealed = {value: bindparam("again", type_=LargeBinary)}
        connection.execute(update(bare).where(row == bindparam("which", type_=key.type)).values(again_sealed), changes)
    last = found[-1][0] if len(found) == rows else None
    return Batch(each, len(changes), tuple(broken)), last


def _reseal_all(engine: Engine, ring: KeyRing, columns: Sequence[SealedColumn], *, rows: int) -> list[Batch]:
    """Go round until a round changes nothing: somebody may have saved under the old key behind the first one's back."""
    done: list[Batch] = []
    while True:
        batches = list(reseal_batches(engine, ring, columns, rows=rows))
        if not any(batch.resealed for batch in batches):
            return [Batch(batch.column, batch.resealed, ()) for batch in done] + batches
        done += batches


def _report(done: Sequence[Batch], columns: Sequence[SealedColumn]) -> None:
    """Say how many values were sealed again; raises `DomainError` `seals_left_broken` when some did not open."""
    for each in columns:
        count = sum(batch.resealed for batch in done if batch.column is each)
        log.info("column_resealed", column=str(each), count=count)
        click.echo(f"{each}: {_values(count)} opnieuw versleuteld.")
    broken = [f"{batch.column} rij {row}" for batch in done for row in batch.broken]
    if broken:
        more = " …" if len(broken) > SHOWN_PLACES else ""
        raise DomainError("seals_left_broken", count=len(broken), places=", ".join(broken[:SHOWN_PLACES]) + more)


def _by_key(counts: Mapping[SealedColumn, Counter[str]]) -> Counter[str]:
    return sum(counts.values(), Counter[str]())


def _values(count: int) -> str:
    return "1 waarde" if count == 1 else f"{count} waarden"
