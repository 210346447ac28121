"""The addresses of a neighbourhood: who reads them, and that reading is accounted for."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses
from tests.factories import make_account
from tests.match_making import find_place, make_coordinator
from tests.web.campaigns.browsing import city
from tests.web.conftest import SignIn, Visitor
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.models import AuditEvent
from webapp.vocabulary import AuditAction


def test_coordinator_reads_the_addresses_and_that_is_accounted_for(
    records: Session, sign_in: SignIn, delivery: Delivery
) -> None:
    add_addresses(records, delivery, TypedStop(CANARY, 2, "bel achterom"), "Nergenslaan 1")
    page = sign_in(delivery.account).visit(f"{delivery.home}/adressen")
    assert f"{CANARY} pakketten: 2, ○ nog te doen bel achterom" in page.text
    assert page.text.index("Nergenslaan 1") < page.text.index(CANARY)
    assert "Niet gevonden" in page.text
    read = records.scalars(
        select(AuditEvent).where(AuditEvent.subject_table == "delivery_stop", AuditEvent.action == AuditAction.READ)
    ).all()
    assert [(each.account_id, each.fields) for each in read] == [
        (delivery.account, ["sealed_address", "sealed_remark"])
    ]


def test_address_stands_nowhere_in_the_database_as_it_is(records: Session, delivery: Delivery) -> None:
    add_addresses(records, delivery, TypedStop(CANARY, 1, "kanarie in de gang"))
    row = records.execute(text("SELECT to_jsonb(s)::text FROM delivery_stop s WHERE line_id = :line"),
                          {"line": delivery.line_id}).scalar_one()  # fmt: skip
    told = records.execute(text("SELECT string_agg(to_jsonb(e)::text, '') FROM audit_event e")).scalar() or ""
    assert "anari" not in row.lower()
    assert "anari" not in told.lower()


def test_others_see_none_of_it(records: Session, sign_in: SignIn, visitor: Visitor, delivery: Delivery) -> None:
    add_addresses(records, delivery, CANARY)
    stranger = make_account(records)
    elsewhere = make_coordinator(records, find_place(records, "selwerd"))
    ids = stranger.id, elsewhere.id
    records.commit()
    for account in ids:
        sign_in(account).visit(f"{delivery.home}/adressen", status=404)
    assert visitor.visit(f"{delivery.home}/adressen", status=303).response.location.startswith("/inloggen")
    assert CANARY in city(records, sign_in).visit(f"{delivery.home}/adressen").text


def test_row_security_shows_the_rows_to_nobody_else(records: Session, delivery: Delivery) -> None:
    add_addresses(records, delivery, CANARY)
    for viewer, seen in ((delivery.account, 1), (0, 0)):
        records.execute(text("SET LOCAL ROLE missie050_app"))
        records.execute(text("SELECT set_config('missie050.viewer', :viewer, true)"), {"viewer": str(viewer)})
        found = records.scalar(text("SELECT count(*) FROM delivery_stop WHERE line_id = :l"), {"l": delivery.line_id})
        records.execute(text("SET LOCAL ROLE NONE"))
        assert found == seen


def test_unknown_place_is_not_there(workplace: Visitor, delivery: Delivery) -> None:
    workplace.visit(f"/acties/{delivery.slug}/bezorgen/nergens/adressen", status=404)
    workplace.visit(f"/acties/{delivery.slug}/bezorgen/vinkhuizen/adressen")
