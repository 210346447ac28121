from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from tests.initiative_making import make_content, make_waiting
from tests.match_making import NOON, SECRET_WORDS, find_place, make_asker, make_match, make_need
from tests.talent_making import make_offerer
from tests.talent_making import make_talent as make_offered_talent
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from webapp.atlas.workspace_rules import is_due, urgency_rank
from webapp.models import Asset, AuditEvent, ContactMessage, Discovery, Evidence, TalentStep
from webapp.vocabulary import (
    AssetKind,
    ConsentPurpose,
    ConsentScope,
    DevelopmentStep,
    DiscoveryStart,
    MatchState,
    NeedUrgency,
    Provenance,
    Reach,
)

SLUG = "lewenborg"
PATH = f"/werkplek/{SLUG}"


@pytest.fixture
def place(records: Session) -> int:
    return find_place(records, SLUG)


@pytest.fixture
def coordinator(records: Session, sign_in: SignIn, place: int) -> Visitor:
    """Who coordinates Lewenborg."""
    return sign_in(make_coordinator(records, place).id)


@pytest.fixture
def city(records: Session, sign_in: SignIn) -> Visitor:
    """Who coordinates the city."""
    return sign_in(make_coordinator(records).id)


def block(page: Page, name: str) -> str:
    """The words of one block; empty when it is not there."""
    found = page.soup.find("section", attrs={"aria-labelledby": f"{name}-kop"})
    return " ".join(found.get_text(" ").split()) if found else ""


def waiting(page: Page) -> list[str]:
    return [" ".join(each.text.split()) for each in page.soup.select(".workspace__waiting a")]


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_somebody_elses_workspace_is_not_there(coordinator: Visitor) -> None:
    coordinator.visit("/werkplek/selwerd", status=404)
    coordinator.visit("/werkplek/nergens", status=404)
    coordinator.visit(PATH)


def test_empty_workspace_says_so_and_begins_with_scouting(coordinator: Visitor) -> None:
    page = coordinator.visit(PATH)
    first = page.soup.select_one("main .button")
    assert (first.text, first["href"]) == ("Scout een talent", f"{PATH}/scouten")
    assert waiting(page) == []
    assert "Alles is bij" in page.text
    for name in ("vragen", "koppelingen", "stappen"):
        assert block(page, name)
    assert block(page, "gesprek") == ""
    links = {str(link["href"]) for link in page.soup.select(".workspace__links a")}
    assert {f"/assets?wijk={SLUG}", f"/assets/witte-vlekken?wijk={SLUG}", f"/wijken/{SLUG}"} <= links


def test_every_link_of_the_workspace_leads_somewhere(records: Session, coordinator: Visitor, place: int) -> None:
    make_match(records, neighbourhood_id=place)
    make_need(records, place, make_asker(records, place).id)
    records.commit()
    page = coordinator.visit(PATH)
    targets = {str(link["href"]) for link in page.soup.select("main a")}
    assert len(targets) > 12
    for target in targets - {f"{PATH}/scouten", "/werkplek"}:
        coordinator.visit(target)


def test_open_needs_stand_most_pressing_first_with_how_many_could_be_asked(
    records: Session, coordinator: Visitor, place: int
) -> None:
    for name in ("Anna", "Bert"):
        make_offered_talent(records, make_offerer(records, place, name).id, theme="aardewerk")
    asker = make_asker(records, place)
    make_need(records, place, asker.id, theme="zeilen").urgency = NeedUrgency.WHEN_POSSIBLE
    make_need(records, place, asker.id, theme="aardewerk").urgency = NeedUrgency.NOW
    records.commit()
    needs = block(coordinator.visit(PATH), "vragen")
    assert needs.index("Aardewerk nu nodig van een huishouden, gevraagd op") < needs.index("Zeilen")
    assert "één keer, zo snel mogelijk · 2 passen op dit thema" in needs
    assert "één keer, wanneer het uitkomt · nog geen kandidaat" in needs


def test_words_of_a_need_are_not_in_the_workspace_and_nothing_is_opened(
    records: Session, coordinator: Visitor, place: int
) -> None:
    make_need(records, place, make_asker(records, place).id)
    records.commit()
    assert SECRET_WORDS not in coordinator.visit(PATH).text
    assert records.scalars(select(AuditEvent.subject_table)).all() == []


def test_city_sees_how_much_households_ask_and_not_what(records: Session, city: Visitor, place: int) -> None:
    make_need(records, place, make_asker(records, place).id, quantity=2)
    make_need(records, place, None, theme="groen", words="Meer bomen")
    records.commit()
    page = city.visit(PATH)
    assert "Je kijkt mee vanuit de stad" in page.text
    assert "Helpers die huishoudens in deze wijk vragen: een paar." in page.text
    assert block(page, "vragen").startswith("Open vragen 1 Groen van de wijk")


def test_matches_that_ask_for_something_come_first(records: Session, coordinator: Visitor, place: int) -> None:
    make_match(records, neighbourhood_id=place)
    make_match(records, MatchState.ACCEPTED, neighbourhood_id=place, task_at=NOON - timedelta(days=1))
    make_match(records, MatchState.DECLINED, neighbourhood_id=place, closed_at=NOON)
    make_match(records, MatchState.DONE, neighbourhood_id=place, closed_at=NOON, follow_up_on=TODAY)
    records.commit()
    shown = block(coordinator.visit(PATH), "koppelingen")
    assert shown.startswith("Koppelingen 3 2 vragen nu iets van jou.")
    assert shown.count("nu aan jou") == 2
    assert shown.rindex("nu aan jou") < shown.index("wacht op antwoord van allebei")


def test_steps_of_talents_that_are_due_stand_there(records: Session, coordinator: Visitor, place: int) -> None:
    talent = make_offered_talent(records, make_offerer(records, place, "Hanna Helpt").id)
    for words, due, done in (
        ("Meelopen", TODAY - timedelta(days=2), None),
        ("Cursus", TODAY + timedelta(days=6), None),
        ("Later", TODAY + timedelta(days=30), None),
        ("Klaar", TODAY - timedelta(days=9), TODAY),
    ):
        records.add(
            TalentStep(
                talent_id=talent.id, person_id=talent.person_id, kind=DevelopmentStep.BUDDY, words=words, due_on=due,
                done_on=done,
            )
        )  # fmt: skip
    records.commit()
    steps = block(coordinator.visit(PATH), "stappen")
    assert steps.startswith("Stappen van talenten 2 Hanna Helpt: Meelopen te laat")
    assert "Cursus" in steps
    assert "Later" not in steps
    assert "Klaar" not in steps


def test_who_only_asked_for_half_a_year_is_somebody_to_talk_with(
    records: Session, coordinator: Visitor, city: Visitor, place: int
) -> None:
    asked_long_ago = make_asker(records, place, "Lang Geleden")
    make_need(records, place, asked_long_ago.id, created_on=date(2026, 3, 1), expires_on=date(2026, 12, 1))
    asked_lately = make_asker(records, place, "Net Gevraagd")
    make_need(records, place, asked_lately.id)
    make_consent(records, asked_long_ago.id, ConsentPurpose.BE_KNOWN, on=TODAY, scope=ConsentScope.CITY)
    records.commit()
    talks = block(coordinator.visit(PATH), "gesprek")
    assert "Lang Geleden" in talks
    assert "Net Gevraagd" not in talks
    assert block(city.visit(PATH), "gesprek") == ""


def test_who_only_asked_carries_no_label_on_their_own_page(records: Session, coordinator: Visitor, place: int) -> None:
    asker = make_asker(records, place, "Lang Geleden")
    make_need(records, place, asker.id, created_on=date(2026, 3, 1), expires_on=date(2026, 12, 1))
    path = f"/mensen/{asker.id}"
    records.commit()
    assert "Lang Geleden" in block(coordinator.visit(PATH), "gesprek")
    page = coordinator.visit(path).text
    assert "Lang Geleden" in page
    assert "talentgesprek" not in page
    assert "half jaar" not in page


def test_what_else_waits_stands_on_top(records: Session, coordinator: Visitor, place: int) -> None:
    make_waiting(
        records, make_content(reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, address="", neighbourhoods=(SLUG,))
    )
    words = {"sender_name": "A", "reply_to": "a@example.nl", "body": "Hallo allemaal", "erase_on": TODAY}
    records.add(ContactMessage(neighbourhood_id=place, **words))
    for slug, confirmed in (("oud", date(2025, 11, 22)), ("vers", date(2025, 11, 23))):
        records.add(
            Asset(
                slug=slug, kind=AssetKind.PLACES, name=slug, neighbourhood_id=place, confirmed_on=confirmed,
                provenance=Provenance.ENTERED,
            )
        )  # fmt: skip
    records.commit()
    page = coordinator.visit(PATH)
    assert waiting(page) == [
        "1 initiatief om te bekijken",
        "1 bericht van een bezoeker",
        "1 asset die lang niet is nagekeken",
    ]
    assert "Alles is bij" not in page.text
    assert "Assets op de kaart (2)" in page.text


def test_evidence_gone_stale_asks_for_a_sign_of_life(records: Session, coordinator: Visitor, place: int) -> None:
    records.query(Evidence).where(Evidence.neighbourhood_id == place).delete()
    records.commit()
    told = "Al meer dan een jaar geen teken van leven. Schrijf op wat er gebeurt"
    assert told in waiting(coordinator.visit(PATH))


def test_discovery_stands_there_in_short(records: Session, coordinator: Visitor, place: int) -> None:
    assert "Hier loopt nog geen ontdekkingsproces." in block(coordinator.visit(PATH), "ontdekken")
    records.add(
        Discovery(
            neighbourhood_id=place, start=DiscoveryStart.STARTED, started_on=date(2026, 9, 1),
            provenance=Provenance.ENTERED,
        )
    )  # fmt: skip
    records.commit()
    assert "Loopt sinds 1 september 2026." in block(coordinator.visit(PATH), "ontdekken")


def test_workspace_is_made_of_a_constant_number_of_statements(
    app: Flask, records: Session, coordinator: Visitor, place: int
) -> None:
    def fill(times: int) -> None:
        for number in range(times):
            make_match(records, neighbourhood_id=place)
            make_need(records, place, make_asker(records, place, f"Vraagt {number}").id)
            make_person(records, f"Iemand {number}", neighbourhood_id=place)
        records.commit()

    fill(1)
    coordinator.visit(PATH)
    with counted(app) as few:
        coordinator.visit(PATH)
    fill(8)
    with counted(app) as many:
        coordinator.visit(PATH)
    assert len(many) == len(few)
    assert len(few) < 24


def test_coordinators_find_their_workspace_everywhere(coordinator: Visitor, sign_in: SignIn, records: Session) -> None:
    for path in ("/mijn", "/"):
        assert coordinator.visit(path).soup.select_one('.site-header a[href="/werkplek"]')
    assert coordinator.visit("/mijn").soup.select_one('.tile a[href="/werkplek"]')
    neighbour = make_account(records)
    records.commit()
    page = sign_in(neighbour.id).visit("/mijn")
    assert page.soup.select('a[href="/werkplek"]') == []


def test_what_is_needed_now_comes_before_what_can_wait() -> None:
    assert sorted(NeedUrgency, key=urgency_rank) == [
        NeedUrgency.NOW, NeedUrgency.THIS_MONTH, NeedUrgency.WHEN_POSSIBLE,
    ]  # fmt: skip


Due = Callable[..., bool]


@pytest.mark.parametrize(
    ("state", "until", "task", "follow", "expected"),
    [
        (MatchState.PROPOSED, TODAY, None, None, False),
        (MatchState.PROPOSED, TODAY - timedelta(days=1), None, None, True),
        (MatchState.ACCEPTED, TODAY - timedelta(days=9), None, None, False),
        (MatchState.ACCEPTED, TODAY, NOON + timedelta(hours=1), None, False),
        (MatchState.ACCEPTED, TODAY, NOON - timedelta(hours=1), None, True),
        (MatchState.ACCEPTED, TODAY, NOON + timedelta(hours=1), TODAY, True),
        (MatchState.DONE, TODAY, None, TODAY + timedelta(days=1), False),
        (MatchState.DONE, TODAY, None, TODAY, True),
        (MatchState.DECLINED, TODAY - timedelta(days=9), None, TODAY, False),
    ],
)
def test_a_match_asks_for_something_when_it_is_time(
    state: MatchState, until: date, task: datetime | None, follow: date | None, expected: bool
) -> None:
    found = is_due(state, answer_until=until, task_at=task, follow_up_on=follow, today=TODAY, now=NOON)
    assert found is expected
