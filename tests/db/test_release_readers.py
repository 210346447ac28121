"""The roles that read releases can read nothing else: every table, view, sequence and function of ours is refused."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tests.release_making import made_release
from webapp.database import SITE_ROLE
from webapp.models import Base
from webapp.vocabulary import Reader

READERS = [each.value for each in Reader]

# but for those of extensions: the list of projections, which functions of PostGIS look into, and the like
OURS = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
RELATIONS = text(f"""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND {OURS} ORDER BY 1
""")
READABLE = text(f"""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pub') AND {OURS}
      AND CASE c.relkind
          WHEN 'S' THEN has_sequence_privilege(:role, c.oid, 'USAGE') OR has_sequence_privilege(:role, c.oid, 'SELECT')
          WHEN 'i' THEN false
          ELSE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND (
              has_table_privilege(:role, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
              OR has_any_column_privilege(:role, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
      END
""")
WRITABLE = text("""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'pub' AND c.relkind IN ('r', 'v', 'm')
      AND (has_table_privilege(:role, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
           OR has_any_column_privilege(:role, c.oid, 'INSERT, UPDATE'))
""")
# what works as its owner, but for triggers, which nobody can call
CALLABLE = text(f"""
    SELECT c.proname FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace
    WHERE n.nspname IN ('public', 'pub') AND c.prosecdef AND c.prorettype <> 'trigger'::regtype AND {OURS}
      AND has_function_privilege(:role, c.oid, 'EXECUTE')
""")
MEMBERSHIPS = text("""
    SELECT g.rolname FROM pg_auth_members m
    JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = :role
""")


@pytest.mark.parametrize("role", READERS)
def test_reader_reads_releases_and_no_table_of_the_site(session: Session, role: str) -> None:
    made_release(session)
    names = session.scalars(RELATIONS).all()
    assert {table.name for table in Base.metadata.sorted_tables if table.schema is None} <= set(names)
    session.execute(text(f"SET LOCAL ROLE {role}"))
    for name in names:
        with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
            session.execute(text(f'SELECT count(*) FROM public."{name}"'))
    # the control: what is in `pub` it does read, and so would this have found a table that is open
    for name in ("release", "release_area", "release_file"):
        assert session.scalar(text(f"SELECT count(*) FROM pub.{name}"))


@pytest.mark.parametrize("role", READERS)
def test_reader_has_no_privilege_beyond_the_open_schema(session: Session, role: str) -> None:
    for asked in (READABLE, WRITABLE, CALLABLE, MEMBERSHIPS):
        assert session.scalars(asked, {"role": role}).all() == []
    powers = text("SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = :role")
    assert tuple(session.execute(powers, {"role": role}).one()) == (False, False, False, False)


def test_privileges_that_are_given_away_are_found(session: Session) -> None:
    role = Reader.PUBLIC.value
    session.execute(text(f"GRANT SELECT (email) ON account TO {role}"))
    session.execute(text(f"GRANT USAGE ON SEQUENCE person_id_seq TO {role}"))
    session.execute(text(f"GRANT INSERT ON pub.release_area TO {role}"))
    session.execute(text(f"GRANT EXECUTE ON FUNCTION app_visible_people() TO {role}"))
    found = [set(session.scalars(asked, {"role": role})) for asked in (READABLE, WRITABLE, CALLABLE)]
    assert found == [{"account", "person_id_seq"}, {"release_area"}, {"app_visible_people"}]


def test_the_site_itself_reads_no_release_but_through_its_readers(session: Session) -> None:
    made_release(session)
    session.execute(text(f"SET LOCAL ROLE {SITE_ROLE}"))
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text("SELECT * FROM pub.release"))
