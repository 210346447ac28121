from datetime import date, timedelta
from itertools import pairwise

import pytest
from bs4 import Tag
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account
from tests.network_making import make_group, make_linked, make_tie, node_id_of
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.networks.looking import person_of
from tests.web.networks.noting import Kept, a_network
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from tests.web.talents.neighbours import a_place
from webapp.models import Tie
from webapp.vocabulary import TieKind

OWN = "soort=person&soort=group"
"""Leaves out the organisations that the seeded city has there."""

HTMX = {"HX-Request": "true"}
AGO = TODAY - timedelta(days=20)
LONG = TODAY - timedelta(days=500)


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


@pytest.fixture
def drawn(records: Session, kept: Kept) -> dict[str, int]:
    """Aisha knows Kees and goes to the garden, Truus stands alone; gives the tie's and the nodes' ids."""
    kees = make_linked(records, "Kees Proef", kept.place.id, buurt_code=kept.place.buurt)
    bart = make_linked(records, "Bart Proef", kept.place.id)
    garden = make_group(records, "De moestuin", kept.place.id)
    known = make_tie(records, kees, bart, since=AGO)
    make_tie(records, kees, garden, kind=TieKind.MEMBER_OF, since=LONG, confirmed_on=LONG)
    ids = {"kees": node_id_of(records, kees), "bart": node_id_of(records, bart), "garden": node_id_of(records, garden)}
    tie = known.id
    records.commit()
    return {**ids, "tie": tie}


def words(tag: Tag | None) -> str:
    """The text of an element as it reads."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split()).replace(" ,", ",")


def names(page: Page) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in page.soup.select(".network-table tbody th")]


def test_tells_how_much_there_is_and_each_name_with_its_role(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?{OWN}")
    assert "4 mensen met 2 relaties in beeld op zo 22 november 2026" in page.text
    assert names(page) == ["Kees Proef persoon", "Bart Proef persoon", "De moestuin groep", "Aisha Proef persoon",
                           "Truus Proef persoon"]  # fmt: skip
    assert page.text.count("staat op zichzelf") == 2 + 1
    assert page.soup.select_one("#gekozen")["hidden"] == ""


def test_an_empty_network_says_what_to_do(records: Session, sign_in: SignIn) -> None:
    place = a_place(records, number=1)
    account = make_coordinator(records, place.id)
    page = sign_in(account.id).visit(f"/werkplek/{place.slug}/netwerk")
    assert "Er staat nog niemand in dit netwerk." in page.text
    assert page.soup.find("a", string="Ik ontmoette iemand") is not None
    assert page.soup.select_one("#lijst") is None


def test_who_is_chosen_is_told_in_sentences(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?wie=n{drawn['kees']}")
    card = page.soup.select_one("#gekozen")
    assert card is not None
    assert card.h2 is not None
    assert card.h2.get_text(strip=True) == "Kees Proef"
    told = [words(each) for each in card.select(".network-sentences li")]
    assert told[0].startswith("kent Bart Proef, sinds november 2026")
    assert told[1].startswith("hoort bij De moestuin, sinds juli 2025 lang niet bevestigd Klopt het nog?")
    assert card.find("a", href=f"{kept.url}/relaties/{drawn['tie']}") is not None
    assert page.soup.select_one(f"#naar-n{drawn['kees']}")["aria-current"] == "true"


def test_seen_from_the_other_side_who_does_it_still_does_it(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?wie=n{drawn['garden']}")
    told = page.soup.select_one(".network-sentences li")
    assert told is not None
    assert words(told).startswith("Kees Proef hoort bij De moestuin, sinds juli 2025")


def test_who_left_is_no_error(records: Session, kept: Kept, drawn: dict[str, int]) -> None:
    address = f"{kept.url}?{OWN}&wie=n{drawn['kees']}&lijst=relaties"
    assert "Wie je koos, staat niet" not in kept.coordinator.visit(address).text
    records.execute(delete(Tie))
    records.commit()
    assert "Geen relatie voldoet" in kept.coordinator.visit(address).text
    assert "Wie je koos, staat niet" in kept.coordinator.visit(f"{kept.url}?wie=n999999999").text


def test_the_same_as_a_list_of_ties_that_is_sorted(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&lijst=relaties&sorteer=sinds")
    rows = [words(row) for row in page.soup.select(".network-table tbody tr")]
    assert rows[0] == "Kees Proef kent Bart Proef november 2026"
    assert rows[1] == "Kees Proef hoort bij lang niet bevestigd De moestuin juli 2025"
    heading = page.soup.select_one("#sorteer-sinds")
    assert heading is not None
    assert heading["href"] == f"{kept.url}?{OWN}&lijst=relaties&sorteer=-sinds#lijst"


def test_filters_narrow_list_and_data_alike(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&ouder=verouderd&wie=n{drawn['kees']}")
    assert "1 mens met 1 relatie in beeld" in page.text
    assert names(page) == ["Kees Proef persoon", "De moestuin groep"]
    assert [cell.get_text(strip=True) for cell in page.soup.select("tbody .table__number")] == ["1", "1"]
    assert "De rol is die in het hele netwerk." in page.text
    assert "houdt delen bij elkaar (in het hele netwerk) · 1 relatie" in words(page.soup.select_one("#gekozen"))
    part = page.soup.select_one("#netwerk-deel")
    assert part is not None
    assert part["data-query"] == "op=2026-11-22&soort=person&soort=group&ouder=verouderd"
    assert page.soup.select_one("#filters")["open"] == ""
    assert page.soup.select_one("#soort-group")["checked"] == ""
    nothing = kept.coordinator.visit(f"{kept.url}?soort=place")
    assert "Niemand voldoet aan deze filters." in nothing.text
    assert "De rol is die in het hele netwerk." not in kept.coordinator.visit(kept.url).text


def test_list_and_circle_tell_the_same_number_of_ties(records: Session, kept: Kept, drawn: dict[str, int]) -> None:
    kees, bart = person_of(records, drawn["kees"]), person_of(records, drawn["bart"])
    make_tie(records, kees, bart, kind=TieKind.HELPS, since=AGO)
    records.commit()
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&wie=n{drawn['kees']}")
    row = page.soup.select_one(".network-table__row--chosen .table__number")
    assert words(row) == "3"
    assert words(page.soup.select_one("[data-chosen-words]")) == "Kees Proef: houdt delen bij elkaar, 3 relaties"
    assert len(page.soup.select(".network-sentences li")) == 3


def test_who_stands_alone_is_told_at_the_top(records: Session, kept: Kept, drawn: dict[str, int]) -> None:
    told = kept.coordinator.visit(f"{kept.url}?{OWN}").soup.select_one(".network-part__alone")
    assert words(told) == "2 mensen staan op zichzelf: Aisha Proef, Truus Proef ."
    make_tie(records, person_of(records, kept.aisha), person_of(records, drawn["bart"]))
    records.commit()
    told = kept.coordinator.visit(f"{kept.url}?{OWN}").soup.select_one(".network-part__alone")
    assert words(told) == "1 mens staat op zichzelf: Truus Proef ."
    make_group(records, "De lege groep", kept.place.id)
    for number in range(3):
        make_linked(records, f"Velen {number}", kept.place.id)
    records.commit()
    told = kept.coordinator.visit(f"{kept.url}?{OWN}").soup.select_one(".network-part__alone")
    assert words(told) == "5 namen staan op zichzelf: De lege groep, Truus Proef, Velen 0 en nog 2 ."
    assert told is not None
    more = str(told.select("#alleen-allen")[0]["href"])
    assert more == f"{kept.url}?{OWN}&sorteer=-rol#lijst"
    assert "Velen 2" in names(kept.coordinator.visit(more))[0]


def test_two_days_are_compared_in_words_and_rows(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&met=2026-10-28&lijst=relaties")
    assert "Tussen wo 28 oktober 2026 en zo 22 november 2026: 1 relatie kwam erbij en 0 verdwenen." in page.text
    assert [each.get_text() for each in page.soup.select(".network-table .tag--help")] == ["nieuw"]
    assert "Je vergelijkt een dag met zichzelf" in kept.coordinator.visit(f"{kept.url}?met=2026-11-22").text


def test_of_two_days_the_later_is_told_with_its_own_figures(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&op=2026-10-28&met=2026-11-22")
    assert "4 mensen met 2 relaties in beeld op zo 22 november 2026" in page.text
    assert "We draaiden ze om: je ziet het netwerk van die dag." in page.text
    assert page.soup.select_one("#op")["value"] == "2026-11-22"
    assert page.soup.select_one("#met")["value"] == "2026-10-28"
    slider = page.soup.select_one("#tijd-schuif")
    assert slider is not None
    assert slider["value"] == slider["max"]
    assert "We draaiden" not in kept.coordinator.visit(f"{kept.url}?{OWN}&op=2026-11-22&met=2026-10-28").text


def test_a_day_to_come_to_compare_with_is_told(kept: Kept, drawn: dict[str, int]) -> None:
    told = "Die dag is nog niet geweest; we vergelijken met vandaag."
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&op=2026-10-28&met=2027-10-28")
    assert told in page.text
    assert "in beeld op zo 22 november 2026" in page.text
    assert told not in kept.coordinator.visit(f"{kept.url}?{OWN}&met=2026-10-28").text


def test_the_slider_starts_when_two_people_stood_there(records: Session, kept: Kept) -> None:
    def start() -> str:
        bar = kept.coordinator.visit(kept.url).soup.select_one("[data-network-time]")
        assert bar is not None
        return str(bar["data-start"])

    assert start() == "2025-10-01"
    early = make_linked(records, "Vroege Proef", kept.place.id)
    make_tie(records, early, make_group(records, "De oude groep", kept.place.id), kind=TieKind.LEADS,
             since=TODAY - timedelta(days=1200))  # fmt: skip
    records.commit()
    assert start() == "2025-10-01"
    make_tie(records, early, person_of(records, kept.aisha), since=date(2024, 11, 20))
    records.commit()
    assert start() == "2024-11-01"


def test_every_page_of_a_network_has_the_same_tabs(kept: Kept) -> None:
    tabs = ["Kaart en kring", "Inzichten", "Opvolgen", "Gezondheid", "Relaties", "Groepen", "Lijst inlezen"]
    ways = kept.coordinator.visit(kept.url).soup.select(".network-pages a")
    assert [each.get_text() for each in ways] == tabs
    for way in ways:
        page = kept.coordinator.visit(str(way["href"]))
        assert [each.get_text() for each in page.soup.select(".network-pages a")] == tabs
        (here,) = page.soup.select(".network-pages [aria-current='page']")
        assert here.get_text() == way.get_text()


def test_shows_the_network_of_another_day(kept: Kept, drawn: dict[str, int]) -> None:
    page = kept.coordinator.visit(f"{kept.url}?{OWN}&op=2026-10-28")
    assert "1 relatie in beeld op wo 28 oktober 2026" in page.text
    assert "je ziet het netwerk van vandaag" in kept.coordinator.visit(f"{kept.url}?op=2190-01-01").text


@pytest.mark.parametrize("query", ["op=2026-13-40", "op=1500-01-01", "soort=kat", "thema=nergens", "sorteer=leeftijd"])
def test_what_no_page_offers_is_a_bad_request(kept: Kept, query: str) -> None:
    kept.coordinator.visit(f"{kept.url}?{query}", status=400)


def test_beyond_the_last_page_is_nothing(kept: Kept, drawn: dict[str, int]) -> None:
    kept.coordinator.visit(f"{kept.url}?pagina=1")
    kept.coordinator.visit(f"{kept.url}?pagina=2", status=404)


def test_people_elsewhere_are_counted_and_not_named(records: Session, kept: Kept, drawn: dict[str, int]) -> None:
    there = a_place(records, number=1)
    here, other = make_linked(records, "Dirk Proef", kept.place.id), make_linked(records, "Geheim Elders", there.id)
    make_tie(records, here, other, since=AGO)
    records.commit()
    page = kept.coordinator.visit(kept.url)
    assert "1 relatie gaat naar iemand in een andere wijk:" in page.text
    assert "Geheim" not in str(page.soup)
    assert "kent alleen mensen elders" in page.text
    dirk = kept.coordinator.visit(f"{kept.url}?wie=n{node_id_of(records, here)}")
    assert "Kent ook 1 mens in een andere wijk." in dirk.text


def test_htmx_gets_the_panel_and_who_is_chosen_only(kept: Kept, drawn: dict[str, int]) -> None:
    answer = kept.coordinator.client.get(f"{kept.url}?wie=n{drawn['kees']}", headers=HTMX)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in text
    assert 'id="netwerk-deel"' in text
    assert 'hx-swap-oob="true"' in text


def test_nobody_else_gets_in(records: Session, kept: Kept, visitor: Visitor, sign_in: SignIn) -> None:
    assert visitor.visit(kept.url, status=303).response.location.startswith("/inloggen")
    elsewhere = make_coordinator(records, a_place(records, number=1).id)
    somebody = make_account(records)
    records.commit()
    for account in (elsewhere, somebody):
        sign_in(account.id).visit(kept.url, status=404)
    kept.coordinator.visit(kept.url)


@pytest.mark.parametrize(
    "path", ["", "/netwerk", "/netwerk/groepen", "/talenten", "/vragen", "/koppelingen", "/ontdekken"]
)
def test_a_workspace_of_somebody_else_is_not_called_unknown(
    records: Session, kept: Kept, sign_in: SignIn, path: str
) -> None:
    elsewhere = make_coordinator(records, a_place(records, number=1).id)
    records.commit()
    page = sign_in(elsewhere.id).visit(f"/werkplek/{kept.place.slug}{path}", status=404)
    assert "Deze werkplek is er niet, of is niet van jou." in page.text
    assert "We kennen geen wijk" not in page.text
    kept.coordinator.visit(f"/werkplek/{kept.place.slug}{path}")


def test_costs_as_many_statements_however_large_it_is(records: Session, kept: Kept, drawn: dict[str, int]) -> None:
    def statements(query: str = "") -> int:
        with counted(kept.coordinator.client.application) as sent:
            kept.coordinator.visit(kept.url + query)
        return len(sent)

    kept.coordinator.visit(kept.url)
    few = statements()
    people = [make_linked(records, f"Velen {number}", kept.place.id) for number in range(12)]
    for one, other in pairwise(people):
        make_tie(records, one, other)
    records.commit()
    assert statements() == few
    assert statements(f"?wie=n{drawn['kees']}") == few
