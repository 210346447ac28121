from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.moderation.coordinators import QUEUE, approve, coordinator, give_back, make_changed
from webapp.models import Initiative, Listing


def take_up(browser: Visitor, initiative: Initiative, number: int, *, status: int = 303, version: int = 0) -> Page:
    sent = {"nummer": str(number), "versie": str(version or initiative.version)}
    return browser.submit(f"{QUEUE}/{initiative.slug}/versies", sent, status=status)


def title(session: Session, initiative: Initiative) -> str:
    session.commit()
    session.refresh(initiative)
    return session.scalars(select(Listing.title).where(Listing.initiative_id == initiative.id)).one()


def test_version_that_was_approved_is_back_at_once(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    local = coordinator(records, sign_in, "selwerd")
    approve(local, changed.slug, 2)
    assert title(records, changed) == "Thee"
    done = take_up(local, changed, 1)
    assert done.response.location == f"{QUEUE}/{changed.slug}/versies?gedaan=teruggezet"
    assert title(records, changed) == "Koffie"
    page = local.visit(done.response.location or "")
    assert "Teruggezet naar versie 1" in page.text
    assert "Versie 3" in page.text


def test_version_that_was_never_approved_waits_for_another(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    local = coordinator(records, sign_in, "selwerd")
    give_back(local, changed.slug, "Liever koffie.", 2)
    assert title(records, changed) == "Koffie"
    done = take_up(local, changed, 2)
    assert done.response.location == f"{QUEUE}/{changed.slug}/versies?gedaan=voorgesteld"
    assert title(records, changed) == "Koffie"
    approve(local, changed.slug, 3, status=409)
    approve(coordinator(records, sign_in), changed.slug, 3)
    assert title(records, changed) == "Thee"


def test_what_cannot_be_taken_up_is_told_on_the_page(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Koffie"), make_content("Thee"))
    local = coordinator(records, sign_in, "selwerd")
    assert "Er wacht nog een wijziging." in take_up(local, changed, 1, status=409).text
    approve(local, changed.slug, 2)
    assert title(records, changed) == "Thee"
    assert "Dit is de versie die er nu al staat." in take_up(local, changed, 2, status=409).text
    stale = take_up(local, changed, 1, version=1, status=409)
    assert "Iemand anders heeft dit intussen gewijzigd." in stale.text
    take_up(local, changed, 9, status=404)
    take_up(coordinator(records, sign_in, "beijum"), changed, 1, status=404)
    assert title(records, changed) == "Thee"
