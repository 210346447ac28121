"""`missie050 coverage` and `missie050 presence`."""

import json

import pytest
from sqlalchemy import URL, Engine, func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from webapp.coverage.rules import Target
from webapp.models import CoverageTarget, Neighbourhood, Presence
from webapp.vocabulary import Stage


def test_coverage_at_a_date_as_the_source_counts_it(missie050: CommandLine, city_url: URL) -> None:
    for at, present in (("2019-12-31", 0), ("2020-12-31", 2), ("2021-12-31", 4)):
        found = json.loads(missie050(city_url, "coverage", "--at", at, "--json").out)
        assert found["at"] == at
        assert (found["neighbourhoods"]["reached"], found["neighbourhoods"]["total"]) == (present, 42)
        assert sum(each["present"] for each in found["list"]) == present
        assert sum(found["by_stage"].values()) == len(found["list"]) == 42


def test_coverage_in_json_is_whole_and_consistent(missie050: CommandLine, city_url: URL) -> None:
    ended = missie050(city_url, "coverage", "--json")
    found = json.loads(ended.out)
    assert (ended.exit_code, ended.err) == (0, "")
    assert found["at"] == TODAY.isoformat()
    assert found["target"]["start_year"] == 2020
    assert found["target"]["share"] == 1.0
    assert found["demo"] is True
    present = [each for each in found["list"] if each["present"]]
    fresh = [each for each in present if not each["stale"]]
    assert found["without_stale"]["neighbourhoods"]["reached"] == len(fresh) < len(present)
    assert found["inhabitants"]["reached"] == sum(each["inhabitants"] or 0 for each in present)
    assert set(found["list"][0]) == {"slug", "name", "stage", "since", "inhabitants", "present", "stale", "demo"}


def test_coverage_in_words(missie050: CommandLine, city_url: URL) -> None:
    said = missie050(city_url, "coverage", "--at", "2021-12-31").out
    assert said.startswith("Dekking op 2021-12-31\n  4 van 42 wijken, ")
    assert "doel op deze dag: 17 van 42 wijken" in said
    assert "actief 4" in said


def test_words_say_what_is_unknown_and_what_is_made_up(
    missie050: CommandLine, scratch: Engine, scratch_url: URL
) -> None:
    assert "Let op: met voorbeeldgegevens." in missie050(scratch_url, "coverage").out
    plain = missie050(scratch_url, "coverage", "--at", "1950-01-01").out
    assert "voorbeeldgegevens" not in plain
    with Session(scratch) as session, session.begin():
        session.add(Neighbourhood(slug="zonder-cijfer", name="Zonder cijfer"))
    said = missie050(scratch_url, "coverage").out
    with Session(scratch) as session, session.begin():
        session.delete(session.scalars(select(Neighbourhood).where(Neighbourhood.slug == "zonder-cijfer")).one())
    assert "is het aantal inwoners onbekend" in said


def test_day_to_come_is_answered_with_today(missie050: CommandLine, city_url: URL) -> None:
    said = missie050(city_url, "coverage", "--at", "2027-01-01").out
    assert said.startswith("2027-01-01 ligt in de toekomst; dit is de stand van vandaag.\nDekking op 2026-11-22")
    found = json.loads(missie050(city_url, "coverage", "--at", "2027-01-01", "--json").out)
    assert found["at"] == "2026-11-22"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("gisteren", "Dit is geen datum: gisteren"),
        ("2021-02-30", "Dit is geen datum: 2021-02-30"),
        ("1899-12-31", "1899-12-31 valt daarbuiten"),
        ("2201-01-01", "2201-01-01 valt daarbuiten"),
        ("٢٠٢١-٠٦-٠١", "Dit is geen datum"),
    ],
)
def test_date_that_is_none_is_told(missie050: CommandLine, city_url: URL, at: str, said: str) -> None:
    ended = missie050(city_url, "coverage", "--at", at)
    assert (ended.exit_code, said in ended.err, ended.out) == (2, True, "")


def test_city_without_target_is_told_to_seed(missie050: CommandLine, empty_url: URL) -> None:
    ended = missie050(empty_url, "coverage")
    assert (ended.exit_code, "./dev seed" in ended.err) == (3, True)


def test_day_long_before_the_beginning_has_nothing_to_tell_but_zeros(missie050: CommandLine, city_url: URL) -> None:
    found = json.loads(missie050(city_url, "coverage", "--at", "1900-01-01", "--json").out)
    assert found["neighbourhoods"]["share"] == 0.0
    assert found["target"]["share"] == 0.0


def stage_of(engine: Engine, slug: str) -> Stage | None:
    with Session(engine) as session:
        return session.scalar(
            select(Presence.stage)
            .join(Neighbourhood, Neighbourhood.id == Presence.neighbourhood_id)
            .where(Neighbourhood.slug == slug, func.upper_inf(Presence.period))
        )


def test_evidence_and_then_a_stage_are_noted(missie050: CommandLine, scratch: Engine, scratch_url: URL) -> None:
    noted = missie050(scratch_url, "presence", "evidence", "glimmen-onnen-noordlaren", "network", "--on", "2026-11-01")
    assert (noted.exit_code, noted.out.strip().endswith("bewijs genoteerd op 2026-11-01.")) == (0, True)
    begun = missie050(scratch_url, "presence", "set", "glimmen-onnen-noordlaren", "starting", "--note", "begin")
    assert begun.exit_code == 0, begun.err
    assert begun.out.strip().endswith(f"starten sinds {TODAY}.")
    assert stage_of(scratch, "glimmen-onnen-noordlaren") is Stage.STARTING


@pytest.mark.parametrize(
    "refusal",
    [
        (("set", "nergens", "exploring"), 1, "geen wijk met de naam nergens"),
        (("set", "selwerd", "exploring", "--on", "2026-11-23"), 1, "niet in de toekomst"),
        (("set", "selwerd", "exploring", "--on", "2020-01-01"), 1, "na het begin van de huidige"),
        (("set", "selwerd", "exploring", "--on", "31-12-2024"), 2, "geen datum"),
        (("set", "selwerd", "klaar"), 2, "klaar"),
        (("evidence", "selwerd", "network", "--on", "2027-01-01"), 1, "niet in de toekomst"),
        (("evidence", "nergens", "network"), 1, "geen wijk met de naam nergens"),
        (("evidence", "selwerd", "gerucht"), 2, "gerucht"),
    ],
)
def test_change_that_the_rules_refuse_is_told_and_not_made(
    missie050: CommandLine, scratch: Engine, scratch_url: URL, refusal: tuple[tuple[str, ...], int, str]
) -> None:
    arguments, exit_code, said = refusal
    before = stage_of(scratch, "selwerd")
    ended = missie050(scratch_url, "presence", *arguments)
    assert (ended.exit_code, said in ended.err) == (exit_code, True), ended.err
    assert stage_of(scratch, "selwerd") == before


def test_stage_without_its_evidence_says_what_is_missing(
    missie050: CommandLine, scratch: Engine, scratch_url: URL
) -> None:
    with Session(scratch) as session, session.begin():
        session.add(Neighbourhood(slug="zonder-bewijs", name="Zonder bewijs"))
    ended = missie050(scratch_url, "presence", "set", "zonder-bewijs", "active")
    assert ended.exit_code == 1
    assert "fase active vraagt 2 of meer soorten bewijs" in ended.err
    assert missie050(scratch_url, "presence", "set", "zonder-bewijs", "exploring").exit_code == 0
    again = missie050(scratch_url, "presence", "set", "zonder-bewijs", "exploring")
    assert (again.exit_code, "al in de fase exploring" in again.err) == (1, True)
    with Session(scratch) as session, session.begin():
        session.delete(session.scalars(select(Neighbourhood).where(Neighbourhood.slug == "zonder-bewijs")).one())


def test_target_is_changed_with_a_reason_and_the_earlier_one_is_kept(
    missie050: CommandLine, scratch: Engine, scratch_url: URL
) -> None:
    backwards = missie050(scratch_url, "coverage", "target", "2025", "2020", "--reason", "x")
    assert (backwards.exit_code, "moet na het startjaar" in backwards.err) == (1, True)
    assert missie050(scratch_url, "coverage", "target", "2020", "2030").exit_code == 2
    blank = missie050(scratch_url, "coverage", "target", "2020", "2030", "--reason", "  ")
    assert (blank.exit_code, "waarom" in blank.err) == (1, True)
    changed = missie050(scratch_url, "coverage", "target", "2020", "2030", "--reason", "meer tijd")
    assert changed.out.strip() == "Doel: van 2020 tot 2030 in alle wijken."
    with Session(scratch) as session:
        rows = session.execute(
            select(CoverageTarget.start_year, CoverageTarget.target_year).order_by(CoverageTarget.id)
        ).all()
    assert [Target(*row) for row in rows] == [Target(2020, 2025), Target(2020, 2030)]
