"""Alembic's entry: migrations run on a connection that the caller hands over, with timeouts."""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, NullPool, create_engine, text

from webapp.config import psycopg_url
from webapp.models import Base

EXTENSION_TABLES = {"spatial_ref_sys"}
OTHER_SCHEMAS = {"pub"}
"""Where we have tables besides the default schema."""


def _include_object(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    if kind == "table" and name in EXTENSION_TABLES:
        return False
    return bool(alembic_helpers.include_object(thing, name, kind, reflected, compare_to))


def _include_name(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name is None or name in OTHER_SCHEMAS


def _run(connection: Connection) -> None:
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.execute(text("SET statement_timeout = '120s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_include_object,
        include_schemas=True,
        include_name=_include_name,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = create_engine(psycopg_url(context.config.get_main_option("sqlalchemy.url") or ""), poolclass=NullPool)
    with engine.connect() as connection:
        _run(connection)
