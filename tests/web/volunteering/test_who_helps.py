"""Who helps, for who keeps or moderates an initiative; each reading is accounted for."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_grant, make_partner
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from tests.web.conftest import SignIn
from tests.web.statements import counted
from webapp.models import AuditEvent, InitiativeOrganiser, Neighbourhood, Person
from webapp.vocabulary import AuditAction, Role, SignupState


def page_of(slug: str) -> str:
    return f"/mijn/initiatieven/{slug}/helpers"


def test_organiser_sees_who_helps_per_task_and_day(records: Session, sign_in: SignIn) -> None:
    boss, helper = make_helper(records, "Baas"), make_helper(records, email="hilda@helpt.nl")
    initiative, task = make_helped(records, needed=1, each_time=True, rhythm=every_monday(), by=boss.id)
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY, name="Hilda van Hier")
    sign_up(records, task, make_helper(records).id, on_day=FIRST_MONDAY, state=SignupState.WAITING, name="Wim Wacht")
    sign_up(records, task, make_helper(records).id, on_day=FIRST_MONDAY, state=SignupState.CANCELLED, name="Af Gemeld")

    page = sign_in(boss.id).visit(page_of(initiative.slug))

    first, second = page.soup.select(".task-shift")[:2]
    assert "vol, 1 wacht" in first.text
    people = [" ".join(person.text.split()) for person in first.select(".task-shift__person")]
    assert people[0].startswith("Hilda van Hier hilda@helpt.nl")
    assert people[1].startswith("Wim Wacht wacht op een plek")
    assert "Nog niemand." in second.text
    assert "nog 1 plek" in second.text
    assert "Af Gemeld" not in page.text


def test_reading_who_helps_is_accounted_for_with_each_helper(records: Session, sign_in: SignIn) -> None:
    boss, helper = make_helper(records), make_helper(records)
    initiative, task = make_helped(records, by=boss.id)
    signup = sign_up(records, task, helper.id)
    browser = sign_in(boss.id)
    before = len(records.scalars(select(AuditEvent.id)).all())
    records.commit()

    browser.visit(page_of(initiative.slug))

    events = records.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[before:]
    person_id = records.scalars(select(Person.id).where(Person.account_id == helper.id)).one()
    assert [(each.action, each.account_id, each.person_id, each.subject_id, each.fields) for each in events] == [
        (AuditAction.READ, boss.id, person_id, str(signup.id), ["email", "name"])
    ]


def test_coordinators_of_the_place_and_members_of_the_partner_see_who_helps(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records)
    sign_up(records, task, make_helper(records).id, name="Hilda van Hier")
    (own,) = initiative.neighbourhood_ids
    other = records.scalars(select(Neighbourhood.id).where(Neighbourhood.id != own).limit(1)).one()
    partner = make_partner(records)
    records.add(InitiativeOrganiser(initiative_id=initiative.id, partner_id=partner.id))
    who = {name: make_helper(records).id for name in ("own", "other", "city", "member", "stranger")}
    make_grant(records, who["own"], Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=own)
    make_grant(records, who["other"], Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=other)
    make_grant(records, who["city"], Role.CITY_COORDINATOR)
    make_grant(records, who["member"], Role.PARTNER_MEMBER, partner_id=partner.id)

    for name in ("own", "city", "member"):
        assert "Hilda van Hier" in sign_in(who[name]).visit(page_of(initiative.slug)).text, name
    for name in ("other", "stranger"):
        assert "Hilda" not in sign_in(who[name]).visit(page_of(initiative.slug), status=404).text


def test_nothing_to_show_says_what_to_do(records: Session, sign_in: SignIn) -> None:
    boss = make_helper(records)
    initiative, task = make_helped(records, by=boss.id)
    task.closed_at = task.closed_at or initiative.created_at
    records.flush()

    assert "Voeg een taak toe" in sign_in(boss.id).visit(page_of(initiative.slug)).text


def test_page_asks_as_much_for_one_helper_as_for_many(app: Flask, records: Session, sign_in: SignIn) -> None:
    boss = make_helper(records)
    initiative, task = make_helped(records, needed=9, by=boss.id)
    browser = sign_in(boss.id)
    counts = []
    for slot in range(1, 5):
        sign_up(records, task, make_helper(records).id, slot=slot)
        records.commit()
        with counted(app) as seen:
            browser.visit(page_of(initiative.slug))
        # an event for each helper is written, in one transaction
        counts.append(len([each for each in seen if each.startswith("SELECT") and "audit" not in each]))
    assert len(set(counts)) == 1, counts
