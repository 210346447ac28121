"""Releases: what is counted, that nothing changes afterwards, and that they come out the same again."""

import csv
import io
import json
import sqlite3
from datetime import date

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import NOON, TODAY
from tests.db.conftest import CommandLine
from tests.factories import make_partner, make_present, small_city
from tests.match_making import find_place
from tests.release_making import ask, made_release
from webapp.database import affected_rows
from webapp.models import Asset, Release, ReleaseArea, ReleaseFile
from webapp.opendata.actions.asking import answer_requests, ask_for_release, find_asked, take_back_request
from webapp.opendata.actions.making import differences, make_when_due, remove_demo_releases
from webapp.opendata.queries.releases import find_file, list_areas, list_releases
from webapp.vocabulary import AssetKind, OpenAreaKind, Provenance


def told(session: Session, slug: str, release_id: int) -> ReleaseArea:
    key = (release_id, OpenAreaKind.NEIGHBOURHOOD, slug)
    return session.get_one(ReleaseArea, key, populate_existing=True)


def asset(session: Session, slug: str, **changes: object) -> None:
    values = {"kind": AssetKind.PLACES, "confirmed_on": TODAY, "provenance": Provenance.ENTERED}
    session.add(Asset(slug=slug, name=slug, neighbourhood_id=find_place(session, "selwerd"), **values, **changes))
    session.flush()


def test_release_has_buurten_wijken_and_neighbourhoods_with_presence_and_figures(session: Session) -> None:
    head = made_release(session)
    assert (head.version, head.month, head.as_of) == ("2026-11.1-demo", date(2026, 11, 1), TODAY)
    assert (head.geography_year, head.is_schematic) == (2024, True)
    by_kind = {kind: list_areas(session, head.id, kind) for kind in OpenAreaKind}
    buurten, wijken = by_kind[OpenAreaKind.BUURT], by_kind[OpenAreaKind.WIJK]
    assert len(by_kind[OpenAreaKind.NEIGHBOURHOOD]) == head.neighbourhoods
    # schematic boundaries are never told as official ones
    assert not any(row.is_official for row in buurten)
    assert sum(row.inhabitants or 0 for row in wijken) == sum(row.inhabitants or 0 for row in buurten)
    assert sum(row.buurten_present for row in wijken) == sum(bool(row.is_present) for row in buurten) > 0
    present = [row for row in by_kind[OpenAreaKind.NEIGHBOURHOOD] if row.is_present]
    assert (len(present), sum(row.inhabitants or 0 for row in present)) == (head.present, head.inhabitants_present)
    selwerd = told(session, "selwerd", head.id)
    assert (selwerd.stage, selwerd.is_present, selwerd.buurten_present) == ("self_sustaining", True, selwerd.buurten)
    assert selwerd.figures["mean_household_size"] > 1


def test_requests_are_told_in_tens_and_public_needs_are_left_out(session: Session) -> None:
    before = made_release(session, on=date(2026, 10, 5))
    ask(session, "beijum", 4)
    ask(session, "lewenborg", 13)
    ask(session, "paddepoel", 6, until=TODAY)
    head = made_release(session)
    assert [told(session, slug, head.id).needs for slug in ("beijum", "lewenborg", "paddepoel")] == [0, 10, 0]
    assert told(session, "lewenborg", before.id).needs == 0
    assert head.needs - before.needs in (10, 20)


def test_second_release_of_a_month_has_the_requests_of_the_first(session: Session) -> None:
    ask(session, "beijum", 4)
    first = made_release(session)
    ask(session, "beijum", 1)
    second = made_release(session)
    assert (second.version, second.needs) == ("2026-11.2-demo", first.needs)
    assert told(session, "beijum", second.id).needs == 0
    # the control: next month they are counted anew
    assert told(session, "beijum", made_release(session, on=date(2026, 12, 1)).id).needs == 10


def test_what_belongs_to_a_church_or_is_not_public_does_not_count(session: Session) -> None:
    church = make_partner(session, "telkerk")
    before = told(session, "selwerd", made_release(session, on=date(2026, 10, 5)).id).assets
    asset(session, "telkerk-zaal", partner_id=church.id)
    asset(session, "verborgen-plek", is_public=False)
    head = made_release(session)
    assert told(session, "selwerd", head.id).assets == before
    # the control: an asset of nobody's faith counts
    asset(session, "buurttuin-tel")
    assert told(session, "selwerd", made_release(session).id).assets == before + 1


def test_files_hold_the_same_in_each_shape_and_no_formula(session: Session) -> None:
    session.execute(text("UPDATE neighbourhood SET name = '=1+1' WHERE slug = 'selwerd'"))
    head = made_release(session)
    found = find_file(session, head.version, "missie050-wijken.csv")
    assert found is not None
    assert found[1].startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(found[1].decode("utf-8-sig"))))
    assert next(row["naam"] for row in rows if row["code"] == "selwerd") == "'=1+1"
    assert {row["geografie_jaar"] for row in rows} == {"2024"}
    package = find_file(session, head.version, "missie050.gpkg")
    assert package is not None
    database = sqlite3.connect(":memory:")
    database.deserialize(package[1])
    layer = database.execute('SELECT code, inwoners, grens_officieel FROM "missie050-wijken" ORDER BY code').fetchall()
    assert [(code, str(count or "")) for code, count, _ in layer] == [(row["code"], row["inwoners"]) for row in rows]
    assert {official for *_, official in layer} == {0}
    metadata = find_file(session, head.version, "metadata.json")
    assert metadata is not None
    described = json.loads(metadata[1])
    assert described["geography"] == {
        "crs": "EPSG:28992",
        "is_official": False,
        "source": head.geography_source,
        "year": 2024,
    }
    assert described["dct:license"] == "https://creativecommons.org/licenses/by/4.0/"
    sums = {each["dct:title"]: each["spdx:checksum"]["spdx:checksumValue"] for each in described["dcat:distribution"]}
    assert sums["missie050.gpkg"] == package[0].sha256


def test_release_comes_out_the_same_to_the_letter(session: Session) -> None:
    head = made_release(session)
    assert differences(session, head) == ()
    # the control: a row that says something else gives other files
    session.execute(text("ALTER TABLE pub.release_area DISABLE TRIGGER stays"))
    session.execute(text("UPDATE pub.release_area SET name = 'Anders' WHERE code = 'selwerd'"))
    assert differences(session, head) == ("metadata.json", "missie050-wijken.csv", "missie050.gpkg")


CHANGES = (
    "UPDATE pub.release SET present = 0",
    "UPDATE pub.release SET is_demo = true, version = version || '-demo'",
    "DELETE FROM pub.release",
    "TRUNCATE pub.release CASCADE",
    "UPDATE pub.release_area SET needs = 20",
    "DELETE FROM pub.release_area",
    "TRUNCATE pub.release_area",
    "UPDATE pub.release_file SET media_type = 'text/plain'",
    "DELETE FROM pub.release_file",
)


@pytest.mark.parametrize("pretends", ["origin", "replica"])
def test_nobody_changes_a_release_not_even_the_owner(empty_session: Session, pretends: str) -> None:
    ids = small_city(empty_session, today=TODAY)
    make_present(empty_session, ids["west"], on=date(2026, 1, 5))
    head = made_release(empty_session)
    assert (head.version, head.present, head.is_demo) == ("2026-11.1", 1, False)
    empty_session.execute(text(f"SET LOCAL session_replication_role = {pretends}"))
    for change in CHANGES:
        with pytest.raises(IntegrityError, match=r"change|emptied"), empty_session.begin_nested():
            empty_session.execute(text(change))
    assert remove_demo_releases(empty_session) == 0
    assert differences(empty_session, head) == ()


def test_parts_join_a_release_only_while_it_is_made(scratch: Engine) -> None:
    with Session(scratch) as session, session.begin():
        head = made_release(session)
    part = text("""
        INSERT INTO pub.release_file (release_id, name, media_type, content, size, sha256)
        VALUES (:id, 'later.csv', 'text/csv', '', 0, encode(sha256(''), 'hex'))
    """)
    with pytest.raises(IntegrityError, match="does not change"), scratch.begin() as connection:
        connection.execute(part, {"id": head.id})
    # a release of the demonstration goes as a whole, and nothing else
    with Session(scratch) as session, session.begin():
        assert remove_demo_releases(session) == 1
        assert session.scalars(select(ReleaseFile.name)).all() == []


def test_every_month_has_a_release_once(session: Session) -> None:
    assert make_when_due(session, now=NOON, today=TODAY) == "2026-11.1-demo"
    assert make_when_due(session, now=NOON, today=TODAY) is None
    assert [each.version for each in list_releases(session)] == ["2026-11.1-demo"]


def test_without_neighbourhoods_there_is_nothing_to_release(empty_session: Session) -> None:
    assert make_when_due(empty_session, now=NOON, today=TODAY) is None
    assert empty_session.scalars(select(Release.id)).all() == []


def test_worker_makes_what_was_asked_for_once(scratch: Engine) -> None:
    with Session(scratch) as session, session.begin():
        assert ask_for_release(session, by=None)
        assert not ask_for_release(session, by=None)
    assert answer_requests(scratch, now=NOON, today=TODAY) == 1
    assert answer_requests(scratch, now=NOON, today=TODAY) == 0
    with Session(scratch) as session, session.begin():
        asked = find_asked(session)
        assert asked is not None
        assert (asked.version, asked.is_waiting) == ("2026-11.1-demo", False)
        assert not take_back_request(session, by=None)
        assert ask_for_release(session, by=None)
        assert take_back_request(session, by=None)
        remove_demo_releases(session)
        assert affected_rows(session.execute(text("DELETE FROM release_request"))) == 1


def test_releases_are_made_listed_and_checked_at_the_command_line(missie050: CommandLine, scratch: Engine) -> None:
    url = scratch.url
    made = missie050(url, "releases", "make")
    assert (made.exit_code, made.out.split(":")[0]) == (0, "Uitgave 2026-11.1-demo gemaakt")
    listed = missie050(url, "releases", "list", "--files")
    assert "schematisch" in listed.out
    assert "missie050.gpkg" in listed.out
    assert missie050(url, "releases", "check").out == "Uitgaven nagerekend: 1. Alle bestanden zijn gelijk.\n"
    assert missie050(url, "releases", "check", "2026-11.1-demo").exit_code == 0
    assert missie050(url, "releases", "check", "2026-10.1").exit_code == 2
    assert missie050(url, "releases", "check", "gisteren").exit_code == 2
    with scratch.begin() as connection:
        connection.execute(text("ALTER TABLE pub.release_file DISABLE TRIGGER stays"))
        connection.execute(
            text("UPDATE pub.release_file SET content = 'x', size = 1, sha256 = encode(sha256('x'), 'hex')")
        )
        connection.execute(text("ALTER TABLE pub.release_file ENABLE ALWAYS TRIGGER stays"))
    wrong = missie050(url, "releases", "check")
    assert (wrong.exit_code, "wijken.csv" in wrong.err) == (1, True)
    with Session(scratch) as session, session.begin():
        remove_demo_releases(session)
