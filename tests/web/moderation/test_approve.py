from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_waiting
from tests.web.conftest import SignIn, Visitor
from tests.web.moderation.coordinators import (
    BEIJUM,
    QUEUE,
    account_for,
    approve,
    coordinator,
    give_back,
    mails_to,
    make_changed,
    organiser_of,
)
from webapp.models import AuditEvent, Listing
from webapp.ui.once import new_key

GEOJSON = "/kaart/initiatieven.geojson"


def on_map(browser: Visitor) -> list[str]:
    answer = browser.client.get(GEOJSON)
    assert answer.status_code == 200
    return [feature["properties"].get("title", "") for feature in answer.get_json()["features"]]


def test_second_person_approves_and_it_is_on_the_map_at_once(
    records: Session, sign_in: SignIn, visitor: Visitor
) -> None:
    waiting = make_waiting(records, make_content("Heel nieuw"))
    records.commit()
    assert "Heel nieuw" not in on_map(visitor)
    done = approve(coordinator(records, sign_in, "selwerd"), waiting.slug)
    assert done.response.location == f"{QUEUE}?gedaan=goedgekeurd&wat={waiting.slug}"
    records.commit()
    assert "Heel nieuw" in on_map(visitor)


def test_organisers_are_mailed_and_it_is_accounted_for(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    account = account_for(records, "selwerd")
    records.commit()
    approve(sign_in(account.id), waiting.slug)
    records.commit()
    assert mails_to(records, organiser_of(records, waiting)) == ["Je initiatief staat op de kaart"]
    noted = select(AuditEvent.account_id).where(
        AuditEvent.subject_table == "initiative",
        AuditEvent.subject_id == str(waiting.id),
        AuditEvent.fields.contains(["approved_on"]),
    )
    assert records.scalars(noted).all() == [account.id]


def test_mail_on_a_change_says_that_it_is_one(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Een"), make_content("Twee"))
    approve(coordinator(records, sign_in, "selwerd"), changed.slug, 2)
    records.commit()
    assert mails_to(records, organiser_of(records, changed)) == ["Je wijziging staat op de site"]


def test_after_approving_the_queue_says_so_and_leads_there(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    page = local.visit(approve(local, waiting.slug).response.location or "")
    assert "Goedgekeurd. Het staat nu op de site" in page.text
    assert page.soup.select_one(f'a[href="/initiatieven/{waiting.slug}"]')


def test_own_version_is_refused_kindly(records: Session, sign_in: SignIn) -> None:
    account = account_for(records, "selwerd")
    waiting = make_waiting(records, by=account.id)
    records.commit()
    page = approve(sign_in(account.id), waiting.slug, status=409)
    assert "Dit schreef je zelf. Iemand anders moet ernaar kijken" in page.text
    assert records.scalars(select(Listing.slug).where(Listing.slug == waiting.slug)).all() == []


def test_of_two_who_decide_the_second_is_told_what_was_decided(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    give_back(noor, waiting.slug, "Waar is het precies?")
    records.commit()
    page = approve(bo, waiting.slug, status=409)
    assert "Iemand anders heeft hier al over beslist." in page.text
    assert "Een collega: teruggestuurd" in page.text
    assert "Waar is het precies?" in page.text
    assert records.scalars(select(Listing.slug).where(Listing.slug == waiting.slug)).all() == []


def test_words_that_changed_since_somebody_looked_are_not_approved(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Een"), make_content("Twee"))
    local = coordinator(records, sign_in, "selwerd")
    page = approve(local, changed.slug, 1, status=409)
    assert "Iemand anders heeft hier al over beslist." in page.text
    approve(local, changed.slug, 99, status=404)
    approve(local, changed.slug, 2)


def test_what_moves_out_of_the_neighbourhood_is_for_others(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content(), make_content(**BEIJUM))
    page = approve(coordinator(records, sign_in, "selwerd"), changed.slug, 2, status=409)
    assert "Hierna ligt dit buiten jouw wijk." in page.text
    approve(coordinator(records, sign_in, "beijum"), changed.slug, 2)


def test_coordinator_elsewhere_and_others_find_nothing_to_approve(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    approve(coordinator(records, sign_in, "beijum"), waiting.slug, status=404)
    approve(sign_in(organiser_of(records, waiting).id), waiting.slug, status=404)
    assert records.scalars(select(Listing.slug).where(Listing.slug == waiting.slug)).all() == []


def test_form_that_is_sent_twice_approves_and_mails_once(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    local, sent = coordinator(records, sign_in, "selwerd"), {"versie": "1", "eenmalig": new_key()}
    for _ in range(2):
        page = local.submit(f"{QUEUE}/{waiting.slug}/goedkeuren", sent, status=303)
        assert "gedaan=goedgekeurd" in (page.response.location or "")
        records.commit()
    assert len(mails_to(records, organiser_of(records, waiting))) == 1
