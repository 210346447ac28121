"""A coordinator's list and the page of one talent: stages, steps, papers, and what stays out of sight."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_person
from tests.talent_making import allow_asking, make_step
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import events, make_coordinator, problems
from tests.web.statements import counted
from tests.web.talents.neighbours import Neighbour, a_neighbour, a_place, a_talent, papers_of, talents_of
from webapp.models import Consent, ConsentWithdrawal, Talent, TalentStageChange, TalentStep
from webapp.vocabulary import AuditAction, Channel, ConsentScope, Requirement, TalentStage

YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True)
class World:
    """A talent of a neighbour, and who coordinates there."""

    neighbour: Neighbour
    talent_id: int
    coordinator: Visitor
    coordinator_id: int

    @property
    def listed(self) -> str:
        return f"/werkplek/{self.neighbour.place.slug}/talenten"

    @property
    def page(self) -> str:
        return f"{self.listed}/{self.talent_id}"


@pytest.fixture
def world(records: Session, sign_in: SignIn) -> World:
    neighbour = a_neighbour(records, asked=True)
    talent_id = a_talent(records, neighbour.person_id, what="Brood bakken", on=YESTERDAY)
    account = make_coordinator(records, neighbour.place.id)
    return World(neighbour, talent_id, sign_in(account.id), account.id)


def stages_of(records: Session, talent_id: int) -> list[tuple[TalentStage, date]]:
    records.commit()
    rows = records.execute(
        select(TalentStageChange.stage, TalentStageChange.on_day)
        .where(TalentStageChange.talent_id == talent_id)
        .order_by(TalentStageChange.id)
    ).all()
    records.commit()
    return [(row[0], row[1]) for row in rows]


def test_the_list_shows_who_can_do_what_by_stage(world: World) -> None:
    assert "Tamara Talent: Brood bakken" in world.coordinator.visit(world.listed).text
    assert "Brood bakken" in world.coordinator.visit(f"{world.listed}?fase=scouted").text
    assert "Brood bakken" not in world.coordinator.visit(f"{world.listed}?fase=deployed").text
    assert "Brood bakken" in world.coordinator.visit(f"{world.listed}?fase=onzin").text


def test_steps_that_are_due_stand_on_top(records: Session, world: World) -> None:
    talent = records.get_one(Talent, world.talent_id)
    make_step(records, talent, words="Meelopen bij de bakker", due_on=TODAY)
    make_step(records, talent, words="Cursus in mei", due_on=TODAY + timedelta(days=90))
    records.commit()
    due = world.coordinator.visit(world.listed).soup.select_one(".talent-due")
    assert due is not None
    assert "Meelopen bij de bakker" in due.text
    assert "Cursus in mei" not in due.text


def test_a_list_takes_as_many_statements_for_many_as_for_one(app: Flask, records: Session, world: World) -> None:
    with counted(app) as few:
        world.coordinator.visit(world.listed)
    for number in range(5):
        a_talent(records, world.neighbour.person_id, what=f"Talent {number}")
    with counted(app) as many:
        world.coordinator.visit(world.listed)
    assert len(many) == len(few)


def test_a_talent_goes_forward_and_back_with_its_days(records: Session, world: World) -> None:
    for stage in ("recognised", "scouted"):
        sent = {"fase-stage": stage, "fase-on_day": TODAY.isoformat()}
        world.coordinator.submit(world.page + "/fase", sent, status=303)
    assert stages_of(records, world.talent_id) == [
        (TalentStage.SCOUTED, YESTERDAY),
        (TalentStage.RECOGNISED, TODAY),
        (TalentStage.SCOUTED, TODAY),
    ]
    assert talents_of(records, world.neighbour.person_id)[0].stage == TalentStage.SCOUTED
    told = events(records, "talent", world.talent_id)
    assert (AuditAction.CHANGED, world.coordinator_id, world.neighbour.person_id, ["stage"]) in told


@pytest.mark.parametrize(
    ("stage", "day", "field"),
    [
        ("scouted", "2026-11-22", "fase-stage"),
        ("recognised", "2026-11-23", "fase-on_day"),
        ("recognised", "2026-11-20", "fase-on_day"),
        ("recognised", "", "fase-on_day"),
        ("beroemd", "2026-11-22", "fase-stage"),
    ],
)
def test_a_stage_that_cannot_be_is_told_beside_its_field(
    records: Session, world: World, stage: str, day: str, field: str
) -> None:
    sent = {"fase-stage": stage, "fase-on_day": day}
    page = world.coordinator.submit(world.page + "/fase", sent, status=422)
    assert list(problems(page)) == [field]
    assert len(stages_of(records, world.talent_id)) == 1


def test_a_step_is_planned_followed_up_and_closed_once(records: Session, world: World) -> None:
    sent = {"stap-kind": "course", "stap-words": "Cursus bakken in de Oosterpoort", "stap-due_on": "2027-01-10"}
    world.coordinator.submit(world.page + "/stappen", sent, status=303)
    step_id = records.scalars(select(TalentStep.id).where(TalentStep.talent_id == world.talent_id)).one()
    records.commit()
    assert "Cursus bakken in de Oosterpoort" in world.coordinator.visit(world.page).text
    address = f"{world.page}/stappen/{step_id}"
    done = {f"stap{step_id}-done_on": TODAY.isoformat(), f"stap{step_id}-outcome": "Ging heel goed"}
    world.coordinator.submit(address, done, status=303)
    assert "Ging heel goed" in world.coordinator.visit(world.page).text
    world.coordinator.submit(address, done, status=404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stap-due_on": "2026-11-21"}, "stap-due_on"),
        ({"stap-due_on": "2030-01-01"}, "stap-due_on"),
        ({"stap-words": ""}, "stap-words"),
        ({"stap-kind": "x"}, "stap-kind"),
    ],
)
def test_a_step_that_cannot_be_is_told_beside_its_field(
    records: Session, world: World, changes: dict[str, str], field: str
) -> None:
    sent = {"stap-kind": "buddy", "stap-words": "Samen met Ada", "stap-due_on": "2026-12-01"} | changes
    page = world.coordinator.submit(world.page + "/stappen", sent, status=422)
    assert list(problems(page)) == [field]
    assert "2026-12-01" in page.response.text or field == "stap-due_on"
    assert records.scalars(select(TalentStep.id).where(TalentStep.talent_id == world.talent_id)).all() == []
    records.commit()


def test_a_step_without_an_outcome_stays_open(records: Session, world: World) -> None:
    step_id = make_step(records, records.get_one(Talent, world.talent_id)).id
    records.commit()
    page = world.coordinator.submit(
        f"{world.page}/stappen/{step_id}", {f"stap{step_id}-done_on": "2026-11-23"}, status=422
    )
    assert f"stap{step_id}-outcome" in problems(page)


def test_a_paper_counts_once_a_coordinator_saw_it(records: Session, world: World) -> None:
    address = f"/werkplek/{world.neighbour.place.slug}/mensen/{world.neighbour.person_id}/papieren"
    sent = {"talent": str(world.talent_id), "bewijs-kind": "vog", "bewijs-valid_until": "2027-06-01"}
    world.coordinator.submit(address, sent, status=303)
    [paper] = papers_of(records, world.neighbour.person_id)
    assert (paper.kind, paper.seen_on, paper.seen_by) == (Requirement.VOG, TODAY, world.coordinator_id)
    assert "gezien, telt mee" in world.coordinator.visit(world.page).text
    expired = sent | {"bewijs-valid_until": "2026-11-01"}
    page = world.coordinator.submit(address, expired, status=422)
    assert "Dit bewijs is verlopen" in problems(page)["bewijs-valid_until"]


def test_that_a_page_was_read_is_noted(records: Session, world: World) -> None:
    world.coordinator.visit(world.page)
    told = events(records, "talent", world.talent_id)
    assert any(action == AuditAction.READ and by == world.coordinator_id for action, by, _, _ in told)


def test_another_coordinator_and_a_neighbour_find_nothing(records: Session, world: World, sign_in: SignIn) -> None:
    elsewhere = a_place(records, number=1)
    for visitor in (sign_in(make_coordinator(records, elsewhere.id).id), sign_in(world.neighbour.account_id)):
        visitor.visit(world.listed, status=404)
        visitor.visit(world.page, status=404)
        visitor.submit(world.page + "/fase", {"fase-stage": "recognised", "fase-on_day": "2026-11-22"}, status=404)
        visitor.submit(world.page + "/stappen", {}, status=404)
    wrong = f"/werkplek/{elsewhere.slug}/talenten/{world.talent_id}"
    sign_in(make_coordinator(records, elsewhere.id).id).visit(wrong, status=404)
    assert len(stages_of(records, world.talent_id)) == 1


def test_who_takes_the_consent_back_is_gone_from_the_list_at_once(records: Session, world: World) -> None:
    for consent in records.scalars(select(Consent).where(Consent.person_id == world.neighbour.person_id)).all():
        records.add(ConsentWithdrawal(consent_id=consent.id, person_id=consent.person_id, channel=Channel.WEB))
    records.commit()
    assert "Brood bakken" not in world.coordinator.visit(world.listed).text
    world.coordinator.visit(world.page, status=404)


def test_a_city_coordinator_sees_only_who_chose_the_city(records: Session, world: World, sign_in: SignIn) -> None:
    city = sign_in(make_coordinator(records).id)
    assert "Brood bakken" not in city.visit(world.listed).text
    city.visit(world.page, status=404)
    open_to_the_city = make_person(records, "Stien Stad", neighbourhood_id=world.neighbour.place.id).id
    allow_asking(records, open_to_the_city, scope=ConsentScope.CITY)
    a_talent(records, open_to_the_city, what="Viool spelen")
    assert "Viool spelen" in city.visit(world.listed).text
