"""The talents of a neighbourhood, as its coordinator sees them."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_person
from tests.talent_making import allow_asking, make_step
from tests.web.conftest import SignIn
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from tests.web.talents.neighbours import World, a_talent
from webapp.models import Consent, ConsentWithdrawal, Talent
from webapp.vocabulary import Channel, ConsentScope


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
