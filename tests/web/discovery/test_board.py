from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_partner
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from webapp.models import AuditEvent, Discovery, DiscoveryEvent, Evidence
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart, EvidenceKind, Provenance

PATH = "/werkplek/lewenborg/ontdekken"
BEGAN = TODAY - timedelta(days=60)


@pytest.fixture
def running(records: Session, place: int) -> int:
    """A process that runs there, in which one thing happened."""
    process = Discovery(
        neighbourhood_id=place, start=DiscoveryStart.STARTED, started_on=BEGAN, aim="Zien wat er is",
        provenance=Provenance.ENTERED,
    )  # fmt: skip
    records.add(process)
    records.flush()
    records.add(
        DiscoveryEvent(
            discovery_id=process.id, kind=DiscoveryEventKind.GATHERING, on_day=BEGAN, words="Soep in de zaal",
            people=12, provenance=Provenance.ENTERED,
        )
    )  # fmt: skip
    records.commit()
    return process.id


def started(**changes: str) -> dict[str, str]:
    return {
        "doe": "begin",
        "start": "started",
        "started_on": BEGAN.isoformat(),
        "aim": "Vragen wat mensen kunnen",
    } | changes


def event(**changes: str) -> dict[str, str]:
    told = {"kind": "conversations", "on_day": TODAY.isoformat(), "people": "8", "words": "Koffie op het plein"}
    return {"doe": "gebeurtenis"} | told | changes


def problems(page: Page) -> list[str]:
    return [link["href"] for link in page.soup.select(".error-summary a")]


def signs(records: Session, place: int, on: date) -> list[str]:
    return list(
        records.scalars(
            select(Evidence.note).where(
                Evidence.neighbourhood_id == place,
                Evidence.kind == EvidenceKind.DISCOVERY_PROCESS,
                Evidence.observed_on == on,
            )
        )
    )


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_somebody_elses_neighbourhood_is_not_there(coordinator: Visitor) -> None:
    coordinator.visit("/werkplek/selwerd/ontdekken", status=404)
    coordinator.submit("/werkplek/selwerd/ontdekken", started(), status=404)
    coordinator.visit(PATH)


def test_city_coordinator_keeps_every_board(records: Session, sign_in: SignIn, running: int) -> None:
    page = sign_in(make_coordinator(records).id).visit(PATH)
    assert "Je ziet alleen talenten van wie zich ook aan de stad bekend maakte" in page.text
    assert "Koppelingen afgerond" not in page.text


def test_beginning_gives_a_board_and_a_sign_of_life(records: Session, coordinator: Visitor, place: int) -> None:
    assert "Hier loopt nog geen ontdekkingsproces" in coordinator.visit(PATH).text
    answer = coordinator.submit(PATH, started(), status=303)
    assert answer.response.location == f"{PATH}?gedaan=begin"
    page = coordinator.visit(f"{PATH}?gedaan=begin")
    assert "Begonnen." in page.text
    assert "Vragen wat mensen kunnen" in page.text
    assert signs(records, place, BEGAN) == ["In de wijk begon een ontdekkingsproces."]
    audited = records.scalars(select(AuditEvent).where(AuditEvent.subject_table == "discovery")).all()
    assert len(audited) == 1


def test_joining_tells_whose_it_is(records: Session, coordinator: Visitor) -> None:
    refused = coordinator.submit(PATH, started(start="joined"), status=422)
    assert problems(refused) == ["#whose"]
    partner = make_partner(records, "de-brug")
    records.commit()
    coordinator.submit(PATH, started(start="joined", partner=str(partner.id)), status=303)
    assert "doen we mee met het ontdekkingsproces van De-Brug" in coordinator.visit(PATH).text


def test_noting_what_happened_counts_and_gives_a_sign_of_life(
    records: Session, coordinator: Visitor, place: int, running: int
) -> None:
    coordinator.submit(PATH, event(), status=303)
    page = coordinator.visit(PATH)
    figures = {each.dt.text: " ".join(each.dd.text.split()) for each in page.soup.select(".discovery-figures > div")}
    assert figures["Mensen gesproken"] == "8"
    assert figures["Bijeenkomsten"].startswith("1 met samen 12")
    assert "Koffie op het plein" in page.text
    assert signs(records, place, TODAY) == ["Er waren gesprekken met bewoners in het ontdekkingsproces: 8 mensen."]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "#kind"),
        ({"words": "  "}, "#words"),
        ({"words": "x" * 501}, "#words"),
        ({"people": "-1"}, "#people"),
        ({"people": "veel"}, "#people"),
        ({"on_day": "gisteren"}, "#on_day"),
        ({"on_day": (TODAY + timedelta(days=1)).isoformat()}, "#on_day"),
        ({"on_day": (BEGAN - timedelta(days=1)).isoformat()}, "#on_day"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept(
    records: Session, coordinator: Visitor, running: int, changes: dict[str, str], field: str
) -> None:
    page = coordinator.submit(PATH, event(**changes), status=422)
    assert problems(page) == [field]
    assert len(records.scalars(select(DiscoveryEvent)).all()) == 1


def test_words_that_seem_to_point_to_somebody_are_asked_about_once(
    records: Session, coordinator: Visitor, running: int
) -> None:
    told = event(words="Bel haar op 06 12345678")
    page = coordinator.submit(PATH, told, status=422)
    assert "een telefoonnummer" in page.text
    assert page.soup.select_one("textarea[name=words]").text.strip() == told["words"]
    coordinator.submit(PATH, told | {"sure": "y"}, status=303)
    assert len(records.scalars(select(DiscoveryEvent)).all()) == 2


def test_ending_keeps_what_came_of_it_and_makes_room_for_a_new_one(
    records: Session, coordinator: Visitor, running: int
) -> None:
    ended = {"doe": "einde", "ended_on": TODAY.isoformat(), "outcome": "Er is nu een kookgroep."}
    too_early = ended | {"ended_on": (BEGAN - timedelta(days=3)).isoformat()}
    assert problems(coordinator.submit(PATH, too_early, status=422)) == ["#ended_on"]
    assert problems(coordinator.submit(PATH, ended | {"outcome": ""}, status=422)) == ["#outcome"]
    coordinator.submit(PATH, ended, status=303)
    page = coordinator.visit(PATH)
    assert "Er is nu een kookgroep." in page.text
    assert page.soup.select_one("input[name=doe]")["value"] == "begin"
    coordinator.submit(PATH, started(started_on=TODAY.isoformat()), status=303)
    later = coordinator.visit(PATH)
    assert "Eerder" in later.text
    assert "Er is nu een kookgroep." in later.text


def test_a_second_beginning_and_a_form_for_nothing_are_refused(coordinator: Visitor, running: int) -> None:
    page = coordinator.submit(PATH, started(), status=422)
    assert "In deze wijk loopt al een ontdekkingsproces" in page.text
    coordinator.submit(PATH, {"doe": "iets"}, status=400)


def test_everyone_reads_in_one_line_that_a_process_runs(visitor: Visitor, coordinator: Visitor, running: int) -> None:
    coordinator.submit(PATH, event(), status=303)
    page = visitor.visit("/wijken/lewenborg")
    line = page.soup.select_one(".discovery-line")
    assert " ".join(line.text.split()) == (
        "Sinds september 2026 loopt hier een ontdekkingsproces. Er was 1 bijeenkomst. We spraken 8 bewoners."
    )
    assert "Koffie op het plein" not in page.text
    assert visitor.visit("/wijken/lewenborg?op=2021-06-01").soup.select_one(".discovery-line") is None
    assert visitor.visit("/wijken/selwerd").soup.select_one(".discovery-line") is None


def test_board_speaks_english(coordinator: Visitor, running: int) -> None:
    page = coordinator.visit(f"{PATH}?taal=en")
    assert page.soup.html["lang"] == "en"


def test_people_and_a_day_that_cannot_be_are_told_in_one_round(coordinator: Visitor, running: int) -> None:
    page = coordinator.submit(PATH, event(people="-3", on_day="2030-01-01"), status=422)
    assert sorted(problems(page)) == ["#on_day", "#people"]
