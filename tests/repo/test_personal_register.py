"""The register of processing: every table and column is declared, and the page in docs says what the code does."""

import re

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.types import Text

from tests.repo.tree import read
from webapp.models import Base
from webapp.models.personal import (
    Erase,
    Purpose,
    Retention,
    Sensitivity,
    Subject,
    no_personal_data,
    personal,
    personal_table,
)
from webapp.privacy.commands import with_register
from webapp.privacy.register import RegisteredTable, markdown, registered_tables, undeclared

SUSPICIOUS = re.compile(
    r"(^|_)(name|names|email|mail|phone|address|street|postcode|note|notes|body|text|message|reason|remark|person"
    r"|account|birth|bsn|church|ip|browser|recipient|sender|description|comment|title)(_|$|\d)"
)

DECIDED = {
    "area.name": "of a buurt, wijk or gemeente",
    "asset.address": "of a place that is open to others",
    "asset.description": "of an organisation, place or story; what a person can do is a talent",
    "asset.name": "the same",
    "coverage_correction.note": "about a neighbourhood; its form warns of names",
    "coverage_correction.reason": "why a stage or a sign was taken back; its form warns of names",
    "coverage_target.reason": "why the target was changed; about the city",
    "evidence.note": "about a neighbourhood; `presence evidence --help` asks for no names",
    "evidence.note_en": "the same in English",
    "initiative_task.title": "a task",
    "listing.address": "of an initiative, made public by who keeps it",
    "listing.description": "the same",
    "release_area.name": "of a buurt, wijk or neighbourhood",
    "release_file.name": "of a file of open data",
    "listing.search_text": "made of those",
    "listing.search_title": "made of those",
    "listing.title": "the same",
    "neighbourhood.name": "of a neighbourhood",
    "partner.description": "of an organisation",
    "partner.description_en": "the same in English",
    "partner.email": "of an organisation; that of a person is in partner_contact",
    "partner.name": "of an organisation",
    "partner.phone": "of an organisation; that of a person is in partner_contact",
    "partner_place.address": "of a building of an organisation",
    "place_name.name": "of a place",
    "place_name.search_name": "of a place",
    "street.name": "of a street",
    "street.search_name": "of a street",
    "theme.name": "of a theme",
    "theme.name_en": "the same in English",
    "presence.note": "about a neighbourhood; `presence set --help` asks for no names",
    "presence.note_en": "the same in English",
    "way_to_help.text": "a task",
    "way_to_help.text_en": "a task",
    "neighbour_group.name": "a group that neighbours form, not a person",
    "agenda_item.body_name": "of an organisation",
    "campaign.name": "of an action of the city",
    "campaign.reopen_reason": "why an action goes on; its form warns for names",
    "campaign_line.name": "of what an action brings",
    "campaign_supply.note": "from which day an organisation brings something; its field asks for no names",
    "lesson.search_text": "made of its words",
    "lesson.title": "of what was learned; its form warns for names",
    "planning_scenario.name": "of a plan for neighbourhoods; its form warns for names in what it is about",
    "signal_bundle.title": "of what signals have in common; its form warns for names",
    "way_to_help.title": "a task",
    "way_to_help.title_en": "a task",
}
"""Columns of tables without data on people that look as if they had some, and what is in them."""


def suspicious(metadata: MetaData) -> set[str]:
    """Text columns of tables "without personal data" whose names suggest otherwise."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.info.get("personal", "undeclared") is None
        for column in table.columns
        if isinstance(column.type, String | Text) and SUSPICIOUS.search(column.name)
    }


def test_every_table_and_column_is_declared() -> None:
    assert undeclared() == []


def test_table_column_and_reason_that_were_forgotten_are_seen() -> None:
    metadata = MetaData()
    Table("forgotten", metadata, Column("id", Integer))
    Table("no_reason", metadata, Column("id", Integer), info=no_personal_data(""))
    Table(
        "half",
        metadata,
        Column("id", Integer, info=personal(Purpose.ROLES, Retention.ACCOUNT)),
        Column("name", String),
        info=personal_table(Subject.ACCOUNT, "id"),
    )

    assert undeclared(metadata) == ["forgotten", "half.name", "no_reason"]


def test_text_in_a_table_without_personal_data_was_looked_at() -> None:
    assert suspicious(Base.metadata) == set(DECIDED)
    assert all(len(why) > 5 for why in DECIDED.values())


def test_suspicious_column_is_seen() -> None:
    metadata = MetaData()
    Table(
        "list",
        metadata,
        Column("id", Integer),
        Column("contact_email", String),
        Column("note", Text),
        Column("kind", String),
        info=no_personal_data("for this test"),
    )

    assert suspicious(metadata) == {"list.contact_email", "list.note"}


@pytest.mark.parametrize("each", registered_tables(), ids=lambda each: each.name)
def test_declarations_of_a_table_fit_together(each: RegisteredTable) -> None:
    assert each in registered_tables()
    for one in each.columns:
        about = one.declared
        assert about.purpose in set(Purpose)
        assert about.retention in set(Retention)
        if about.sealed:
            assert about.sensitivity in (Sensitivity.CONFIDENTIAL, Sensitivity.SPECIAL)
        if about.sensitivity == Sensitivity.SPECIAL:
            assert about.sealed, "faith is never kept in plain text"
        if about.erase == Erase.EMPTY:
            assert one.column.nullable
        if one.column.name.endswith(("_hash", "secret")):
            assert not about.export, "a secret is not handed out"


def test_page_holds_the_register_of_now() -> None:
    page = read("docs/privacy.md")

    assert with_register(page) == page, "write it again: ./dev cli privacy register --write"


def test_page_that_is_behind_is_seen() -> None:
    page = read("docs/privacy.md").replace("| `email` |", "| `e_mail` |")

    assert with_register(page) != page


def test_register_names_every_column() -> None:
    page = markdown()

    for each in registered_tables():
        assert f"### `{each.name}`" in page
        for one in each.columns:
            assert f"| `{one.column.name}` | {one.declared.purpose} | " in page
