"""The list of initiatives: what is in it, in which order, what can be asked, and who sees what is of churches."""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.initiative_making import make_content, make_initiative, make_initiatives, make_task
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.statements import counted
from webapp.initiatives.actions import set_state
from webapp.listings.composing import answers, pieces
from webapp.models import Initiative
from webapp.vocabulary import InitiativeLayer, InitiativeState, Provenance, Reach, Role

PATH = "/initiatieven"


def put(session: Session, title: str, **changes: object) -> Initiative:
    made = make_initiative(session, make_content(title, **changes), on=TODAY)
    session.commit()
    return made


def titles(page: Page) -> list[str]:
    return [each.get_text(strip=True) for each in page.soup.select(".listing__title")]


def test_row_tells_what_where_and_when(records: Session, visitor: Visitor) -> None:
    put(
        records,
        "Soep",
        starts_on=TODAY + timedelta(days=2),
        starts_at=time(18),
        minutes=90,
        rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
        tasks=(make_task(),),
    )
    row = visitor.visit(PATH).soup.select_one(".listing")

    assert row is not None
    text = " ".join(row.get_text(" ").split())
    assert "di 24 november 2026 · Elke dinsdag van 18.00 tot 19.30" in text
    assert "Eikenlaan, Selwerd" in text
    assert "hulp welkom" in text
    assert row.select_one('use[href="#sign-samen-eten"]') is not None


def test_what_comes_first_stands_first_then_what_is_always_there_then_what_rests(
    records: Session, visitor: Visitor
) -> None:
    put(records, "Altijd")
    put(records, "Later", starts_on=TODAY + timedelta(days=5))
    put(records, "Straks", starts_on=TODAY)
    rests = put(records, "Rust", starts_on=TODAY)
    set_state(records, rests, InitiativeState.PAUSED, by=None, today=TODAY, now=rests.changed_at)
    records.commit()

    assert titles(visitor.visit(PATH)) == ["Straks", "Later", "Altijd", "Rust"]
    assert titles(visitor.visit(f"{PATH}?sorteer=naam")) == ["Altijd", "Later", "Rust", "Straks"]


def test_newest_first(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Oud"), on=TODAY - timedelta(days=9))
    put(records, "Vers")

    assert titles(visitor.visit(f"{PATH}?sorteer=nieuw")) == ["Vers", "Oud"]


def test_city_wide_and_of_several_neighbourhoods_are_in_the_list_of_a_neighbourhood(
    records: Session, visitor: Visitor
) -> None:
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None)
    put(records, "Twee wijken", reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("selwerd", "beijum"))
    put(records, "In Selwerd")

    assert sorted(titles(visitor.visit(f"{PATH}?wijk=beijum"))) == ["Overal", "Twee wijken"]
    assert "Beijum, Selwerd" in visitor.visit(f"{PATH}?wijk=beijum").text


def test_days_choose_what_takes_place_and_what_is_always_there(records: Session, visitor: Visitor) -> None:
    put(records, "Vandaag", starts_on=TODAY)
    put(records, "Volgende week", starts_on=TODAY + timedelta(days=7))
    put(records, "Altijd")

    assert titles(visitor.visit(f"{PATH}?wanneer=vandaag")) == ["Vandaag", "Altijd"]
    assert titles(visitor.visit(f"{PATH}?dag={TODAY + timedelta(days=7)}")) == ["Volgende week", "Altijd"]


@pytest.mark.parametrize("words", ["koffie", "KÓFFIE", "kofie", "buren+koffie", "eikenln"])
def test_words_are_found_with_accents_typing_errors_and_abbreviations(
    records: Session, visitor: Visitor, words: str
) -> None:
    put(records, "Koffie met de buren", address="Eikenlaan 3")
    put(records, "Moestuin", address="Asterstraat", description="Wij wieden.", organiser="Groen", for_whom="Allen")
    expected = ["Koffie met de buren"]

    assert titles(visitor.visit(f"{PATH}?zoek={words}")) == expected


def test_signs_that_mean_something_to_the_database_find_nothing_special(records: Session, visitor: Visitor) -> None:
    put(records, "Soep")

    assert titles(visitor.visit(f"{PATH}?zoek=so_p")) == []
    assert titles(visitor.visit(f"{PATH}?zoek=zz%25")) == []


def test_form_shows_what_was_asked_and_says_it(records: Session, visitor: Visitor) -> None:
    put(records, "Soep")
    page = visitor.visit(f"{PATH}?thema=maaltijd&wijk=selwerd&wanneer=week&hulp=1&zoek=soep&sorteer=naam")

    assert page.soup.select_one("#zoek-thema option[selected]")["value"] == "maaltijd"  # type: ignore[index]  # it is there
    assert page.soup.select_one("#zoek-in-wijk option[selected]")["value"] == "selwerd"  # type: ignore[index]  # it is there
    assert page.soup.select_one("#zoek-hulp[checked]") is not None
    assert "Maaltijd · Selwerd · Deze week · hulp welkom · “soep”" in page.text
    assert "Geen initiatieven gevonden" in page.text


def test_pages_of_25_do_not_overlap(records: Session, visitor: Visitor) -> None:
    make_initiatives(records, [f"Soep {number:02}" for number in range(30)])
    records.commit()
    first, second = visitor.visit(PATH), visitor.visit(f"{PATH}?pagina=2")

    assert "30 initiatieven" in first.text
    assert titles(first) + titles(second) == [f"Soep {number:02}" for number in range(30)]
    assert "Pagina 2 van 2" in second.text
    visitor.visit(f"{PATH}?pagina=3", status=404)


def test_list_says_how_many_are_not_on_the_map(records: Session, visitor: Visitor) -> None:
    put(records, "Met speld")
    assert "zonder vaste plek" not in visitor.visit(PATH).text
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None)
    assert "1 zonder vaste plek: die staat alleen in deze lijst." in visitor.visit(PATH).text
    put(records, "Twee wijken", reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("selwerd", "beijum"))
    assert "2 zonder vaste plek: die staan alleen in deze lijst." in visitor.visit(PATH).text
    assert "zonder vaste plek" not in visitor.visit(f"{PATH}?zoek=speld").text


def test_empty_list_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.visit(PATH)

    assert "Er is hier nog niets gemeld" in page.text
    assert page.soup.select_one('a[href="/initiatieven/nieuw"]') is not None


@pytest.mark.parametrize("query", ["thema=niets", "wijk=niets", "sorteer=afstand", "wanneer=ooit", "dag=x", "kies=A B"])
def test_what_cannot_be_read_is_refused(visitor: Visitor, query: str) -> None:
    assert visitor.visit(f"{PATH}?{query}", status=400).soup.select_one("h1") is not None


def test_a_day_without_saying_which_is_told_what_to_do(records: Session, visitor: Visitor) -> None:
    put(records, "Vandaag", starts_on=TODAY)

    assert "Vul ook in welke dag" in visitor.visit(f"{PATH}?wanneer=dag&dag=", status=400).text
    assert titles(visitor.visit(f"{PATH}?wanneer=dag&dag={TODAY}")) == ["Vandaag"]


def test_htmx_gets_the_list_only(records: Session, visitor: Visitor) -> None:
    put(records, "Soep")
    answer = visitor.client.get(f"{PATH}?thema=samen-eten&hulp=0", headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith('<div class="results"')
    assert "Soep" in answer.text
    assert 'data-url="/initiatieven?thema=samen-eten"' in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_chosen_one_is_told_in_short_and_marked_in_the_list(records: Session, visitor: Visitor) -> None:
    put(records, "Soep")
    page = visitor.visit(f"{PATH}?kies=soep")

    assert page.soup.select_one("#gekozen-naam").get_text() == "Soep"  # type: ignore[union-attr]  # it is there
    assert page.soup.select_one(".listing--chosen [aria-current]") is not None
    assert page.soup.select_one('[data-points][data-points-chosen="soep"]') is not None
    assert visitor.visit(f"{PATH}?kies=weg").soup.select_one("[data-listing-card][hidden]") is not None


def test_made_up_and_unsure_ones_say_so(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Voorbeeld"), on=TODAY, provenance=Provenance.DEMO)
    make_initiative(records, make_content("Verbleekt"), on=TODAY - timedelta(days=400))
    records.commit()
    text = visitor.visit(f"{PATH}?sorteer=naam").text

    assert "voorbeeld" in text
    assert "lang niet bevestigd" in text


def test_what_is_of_churches_is_for_who_has_an_account_and_never_for_the_municipality(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    put(records, "KANARIE-Alpha", layer=InitiativeLayer.MISSIONARY, faith="KANARIE", themes=("zingeving",))
    put(records, "Eten en praten", layer=InitiativeLayer.BOTH, faith="KANARIE")
    volunteer, municipality = make_account(records), make_account(records)
    make_grant(records, municipality.id, Role.MUNICIPALITY_VIEWER)
    records.commit()
    seen = sign_in(volunteer.id).visit(PATH)

    assert "KANARIE-Alpha" in seen.text
    assert seen.response.headers["Cache-Control"] == "no-store"
    assert "KANARIE" not in visitor.visit(PATH).text
    assert "KANARIE" not in sign_in(municipality.id).visit(PATH).text
    assert "KANARIE-Alpha" in sign_in(volunteer.id).visit(f"{PATH}?thema=zingeving&wijk=selwerd&zoek=alpha").text
    for elsewhere in ("thema=tuin", "wijk=beijum", "zoek=moestuin", "hulp=1"):
        assert "KANARIE" not in sign_in(volunteer.id).visit(f"{PATH}?{elsewhere}").text


def test_what_is_of_churches_keeps_to_its_days(records: Session, sign_in: SignIn) -> None:
    put(
        records,
        "Alpha",
        layer=InitiativeLayer.MISSIONARY,
        faith="Kanarie",
        starts_on=TODAY + timedelta(days=3),
        tasks=(make_task(),),
    )
    who = sign_in(make_account(records).id)

    assert "Alpha" in who.visit(f"{PATH}?dag={TODAY + timedelta(days=3)}&hulp=1").text
    assert "Alpha" not in who.visit(f"{PATH}?wanneer=vandaag").text


def test_number_of_statements_does_not_grow_with_the_list(records: Session, app: Flask, visitor: Visitor) -> None:
    def sent(path: str, *, cold: bool) -> int:
        if cold:
            answers.clear()
            pieces.clear()
        with counted(app) as statements:
            visitor.visit(path)
        return len([each for each in statements if each.startswith("SELECT")])

    paths = (PATH, f"{PATH}?thema=samen-eten&wijk=selwerd&wanneer=week&hulp=1", f"{PATH}?zoek=soep")
    put(records, "Soep", starts_on=TODAY)
    small = [sent(path, cold=True) for path in paths]
    make_initiatives(records, [f"Soep {number}" for number in range(40)], starts_on=TODAY, tasks=(make_task(),))
    records.commit()

    assert [sent(path, cold=True) for path in paths] == small
    assert max(small) <= 7
    for path in paths:
        visitor.visit(path)
    assert [sent(path, cold=False) for path in paths] == [1, 1, 3]


def test_page_to_print_has_no_map_and_the_whole_list(records: Session, visitor: Visitor) -> None:
    put(records, "Soep")
    page = visitor.visit(f"{PATH}?druk=1")

    assert titles(page) == ["Soep"]
    assert page.soup.select_one("[data-map]") is None
    assert page.soup.select("script[src*=leaflet]") == []


def test_hostile_words_are_shown_as_they_are(records: Session, visitor: Visitor) -> None:
    hostile = "<img src=x onerror=alert(1)> ${alert(1)} `a` \"b\" 'c'"
    put(records, hostile[:100], address=hostile, organiser=hostile, for_whom=hostile, description=hostile)
    page = visitor.visit(PATH)

    assert titles(page) == [hostile]
    assert page.soup.select("img") == []


def test_link_elsewhere_gets_a_card(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    picture = page.soup.select_one('meta[property="og:image"]')

    assert picture is not None
    assert str(picture["content"]).startswith("http://127.0.0.1:8050/static/")
