import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_waiting
from tests.web.conftest import SignIn, Visitor
from tests.web.moderation.coordinators import QUEUE, coordinator
from webapp.models import ReviewPresence


def look(browser: Visitor, slug: str, *, status: int = 200, **more: str) -> str:
    answer = browser.client.post(f"{QUEUE}/{slug}/kijkt", data=more)
    assert answer.status_code == status
    return str(answer.get_json()["told"]) if status == 200 else ""


def test_others_who_look_are_told(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    eva = coordinator(records, sign_in, "selwerd", name="Eva")
    assert look(noor, waiting.slug) == ""
    assert look(bo, waiting.slug) == "Noor kijkt hier nu ook naar."
    assert look(eva, waiting.slug) == "Bo en Noor kijken hier nu ook naar."


def test_who_leaves_is_gone(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    look(noor, waiting.slug)
    assert look(noor, waiting.slug, weg="1") == ""
    assert look(bo, waiting.slug) == ""


def test_look_is_old_after_two_minutes(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    look(noor, waiting.slug)
    with time_machine.travel(f"{TODAY}T12:01:55+01:00"):
        assert look(bo, waiting.slug) == "Noor kijkt hier nu ook naar."
    with time_machine.travel(f"{TODAY}T12:02:05+01:00"):
        assert look(bo, waiting.slug) == ""


def test_somebody_without_a_name_is_a_colleague(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    nameless, bo = coordinator(records, sign_in, "selwerd", name=" "), coordinator(records, sign_in, name="Bo")
    look(nameless, waiting.slug)
    assert look(bo, waiting.slug).endswith("kijkt hier nu ook naar.")


def test_coordinator_elsewhere_leaves_no_trace(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    look(coordinator(records, sign_in, "beijum"), waiting.slug, status=404)
    assert records.scalars(select(ReviewPresence.account_id)).all() == []
