"""The page of one initiative: what it tells, to whom, and what became of those that are no more."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from tests.web.conftest import SignIn, Visitor
from tests.web.statements import counted
from webapp.initiatives.actions import confirm, merge_into, set_state
from webapp.initiatives.content import Effect, Link
from webapp.models import Initiative, Picture
from webapp.vocabulary import EffectDirection, InitiativeLayer, InitiativeState, Provenance, Reach, Role

WEEKLY = {
    "starts_on": TODAY + timedelta(days=2),
    "starts_at": time(18),
    "minutes": 90,
    "rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
}


def put(session: Session, title: str = "Soep", **changes: object) -> Initiative:
    made = make_initiative(session, make_content(title, **changes), on=TODAY)
    session.commit()
    return made


def test_page_tells_everything_that_was_said(records: Session, visitor: Visitor) -> None:
    put(
        records,
        **WEEKLY,
        themes=("maaltijd", "eenzaamheid"),
        effects=(
            Effect("eenzaamheid", EffectDirection.LESS),
            Effect("groen-in-de-wijk", EffectDirection.MORE),
        ),
        partners=("humanitas",),
        links=(Link("https://example.org/soep", "Onze site"),),
        tasks=(make_task("koken", needed=2),),
    )
    page = visitor.visit("/initiatieven/soep")

    for words in (
        "begint nog",
        "Elke dinsdag van 18.00 tot 19.30, tot en met 30 juni 2027",
        "We koken en eten samen",
        "Voor iedereen uit de buurt",
        "Buren van de Eikenlaan",
        "minder eenzaamheid, meer groen in de wijk",
        "Helpen met koken",
        "Nog 2 plekken",
        "Op de site sinds zo 22 november 2026",
    ):
        assert words in page.text, words
    for place in ("/wijken/selwerd", "/partners/humanitas", "/initiatieven?thema=maaltijd"):
        assert page.soup.select_one(f'a[href="{place}"]') is not None, place
    times = [each.get_text(strip=True) for each in page.soup.select(".initiative-times li")]
    assert len(times) == 5
    assert times[0] == "di 24 november 2026 van 18.00 tot 19.30"


def test_ways_on_lead_somewhere(records: Session, visitor: Visitor) -> None:
    put(records, **WEEKLY)
    links = {str(each["href"]) for each in visitor.visit("/initiatieven/soep").soup.select(".initiative-ways a")}

    assert links == {
        "/initiatieven/soep.ics",
        "/wijken/selwerd/bericht?initiatief=soep",
        "/volgen?wijk=selwerd",
        "/volgen?thema=samen-eten",
        "/initiatieven/soep?druk=1",
    }
    for path in links:
        assert visitor.client.get(path).status_code == 200, path
    assert "Ik heb een vraag over: Soep." in visitor.visit("/wijken/selwerd/bericht?initiatief=soep").text


def test_links_elsewhere_give_nothing_away(records: Session, visitor: Visitor) -> None:
    put(records, links=(Link("https://example.org/?a=%22%3E", ""),))
    link = visitor.visit("/initiatieven/soep").soup.select_one('a[href^="https://example.org"]')

    assert link is not None
    assert link["rel"] == ["nofollow", "noopener"]
    assert link["target"] == "_blank"


def test_link_to_it_gets_a_card_with_its_own_picture(records: Session, visitor: Visitor) -> None:
    records.add(Picture(key="sleutel", content=b"x", media_type="image/webp", width=10, height=10))
    records.flush()
    put(records, description="Lekker warm.", picture_key="sleutel", picture_alt="Een pan soep")
    page = visitor.visit("/initiatieven/soep")

    def card(name: str) -> str:
        return str(page.soup.select_one(f'meta[property="og:{name}"]')["content"])  # type: ignore[index]  # it is there

    assert card("title") == "Soep"
    assert card("description") == "Lekker warm."
    assert card("url") == "http://127.0.0.1:8050/initiatieven/soep"
    assert card("image") == "http://127.0.0.1:8050/initiatieven/foto/sleutel"
    assert card("image:alt") == "Een pan soep"
    assert page.soup.select_one('img[alt="Een pan soep"]') is not None


def test_search_engines_read_when_it_is(records: Session, visitor: Visitor) -> None:
    put(records, "Soep</script><b>", **WEEKLY)
    page = visitor.visit("/initiatieven/soep-script-b")
    told = page.soup.select_one('script[type="application/ld+json"]')

    assert told is not None
    read = json.loads(told.get_text())
    assert (read["name"], read["startDate"]) == ("Soep</script><b>", "2026-11-24T18:00:00+01:00")


def test_what_ended_says_so_and_takes_no_help(records: Session, visitor: Visitor) -> None:
    ended = put(records, **WEEKLY, tasks=(make_task(),))
    set_state(records, ended, InitiativeState.ENDED, by=None, today=TODAY, now=ended.changed_at)
    records.commit()
    page = visitor.visit("/initiatieven/soep")

    assert "Dit initiatief is afgelopen. Het stopte op zo 22 november 2026." in page.text
    assert page.soup.select_one(".task-list") is None
    assert page.soup.select_one('a[href$=".ics"]') is None


def test_what_rests_says_so(records: Session, visitor: Visitor) -> None:
    rests = put(records, **WEEKLY)
    set_state(records, rests, InitiativeState.PAUSED, by=None, today=TODAY, now=rests.changed_at)
    records.commit()
    page = visitor.visit("/initiatieven/soep")

    assert "Dit initiatief ligt even stil" in page.text
    assert page.soup.select_one(".initiative-times") is None


def test_what_nobody_confirmed_says_so_and_is_found_by_no_search_engine(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Vergeten"), on=TODAY - timedelta(days=500))
    put(records, "Vers")
    page = visitor.visit("/initiatieven/vergeten")

    assert "Daarom staat het niet meer op de kaart" in page.text
    assert page.soup.select_one('meta[name="robots"][content="noindex"]') is not None
    assert visitor.visit("/initiatieven/vers").soup.select_one('meta[name="robots"]') is None


def test_merged_one_leads_to_the_one_that_was_kept(records: Session, visitor: Visitor) -> None:
    kept, other = put(records, "Soep"), put(records, "Dubbele soep")
    merge_into(records, other, kept, by=make_account(records).id, now=other.changed_at)
    records.commit()
    answer = visitor.client.get("/initiatieven/dubbele-soep")

    assert (answer.status_code, answer.headers["Location"]) == (308, "/initiatieven/soep")


def test_address_in_capitals_leads_to_the_one_that_is_right(records: Session, visitor: Visitor) -> None:
    put(records)
    answer = visitor.client.get("/initiatieven/SOEP")

    assert (answer.status_code, answer.headers["Location"]) == (308, "/initiatieven/soep")


def test_what_waits_for_approval_is_nowhere(records: Session, visitor: Visitor) -> None:
    make_waiting(records, make_content("Wacht nog"))
    records.commit()

    visitor.visit("/initiatieven/wacht-nog", status=404)
    visitor.visit("/initiatieven/bestaat-niet", status=404)
    assert visitor.client.get("/initiatieven/wacht-nog.ics").status_code == 404


def test_what_is_of_churches_is_for_who_has_an_account_and_never_for_the_municipality(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    put(records, "Alpha", layer=InitiativeLayer.MISSIONARY, faith="KANARIE", themes=("zingeving",), **WEEKLY)
    put(records, "Beide", layer=InitiativeLayer.BOTH, faith="KANARIE")
    volunteer, municipality = make_account(records), make_account(records)
    make_grant(records, municipality.id, Role.MUNICIPALITY_VIEWER)
    records.commit()

    for path in ("/initiatieven/alpha", "/initiatieven/beide"):
        seen = sign_in(volunteer.id).visit(path)
        assert "KANARIE" in seen.text
        assert seen.response.headers["Cache-Control"] == "no-store"
    for somebody in (visitor, sign_in(municipality.id)):
        somebody.visit("/initiatieven/alpha", status=404)
        assert "KANARIE" not in somebody.visit("/initiatieven/beide").text
        assert somebody.client.get("/initiatieven/alpha.ics").status_code == 404
    page = sign_in(volunteer.id).visit("/initiatieven/alpha")
    assert page.soup.select_one("[data-map]") is None
    assert page.soup.select_one('a[href$=".ics"]') is None
    assert sign_in(volunteer.id).client.get("/initiatieven/alpha.ics").status_code == 404


def test_map_stands_at_its_pin_and_there_is_none_without(records: Session, visitor: Visitor) -> None:
    put(records, "Hier")
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None)

    assert visitor.visit("/initiatieven/hier").soup.select_one('[data-points-chosen="hier"]') is not None
    assert visitor.visit("/initiatieven/hier?druk=1").soup.select_one("[data-map]") is None
    page = visitor.visit("/initiatieven/overal")
    assert page.soup.select_one("[data-map]") is None
    assert "Heel Groningen" in page.text


def test_made_up_one_says_so(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Verzonnen"), on=TODAY, provenance=Provenance.DEMO)
    records.commit()

    assert "voorbeeld" in visitor.visit("/initiatieven/verzonnen").text


def test_htmx_gets_it_in_short(records: Session, visitor: Visitor) -> None:
    put(records)
    answer = visitor.client.get("/initiatieven/soep", headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith('<div class="chosen__head">')
    assert "Lees meer" in answer.text


def test_number_of_statements_does_not_grow(records: Session, app: Flask, visitor: Visitor) -> None:
    def sent() -> int:
        with counted(app) as statements:
            visitor.visit("/initiatieven/soep")
        return len([each for each in statements if each.startswith("SELECT")])

    put(records, **WEEKLY, tasks=(make_task(),))
    sent()
    small = sent()
    put(
        records,
        "Stamppot",
        **WEEKLY,
        tasks=tuple(make_task(f"taak {number}", each_time=True) for number in range(10)),
        themes=("maaltijd", "tuin", "taal", "huiswerk", "klussen"),
    )

    def larger() -> int:
        with counted(app) as statements:
            visitor.visit("/initiatieven/stamppot")
        return len([each for each in statements if each.startswith("SELECT")])

    larger()
    assert larger() == small <= 4


@pytest.mark.parametrize("name", ["description", "for_whom", "organiser", "address"])
def test_hostile_words_are_shown_as_they_are(records: Session, visitor: Visitor, name: str) -> None:
    hostile = "<img src=x onerror=alert(1)> ${alert(1)} `a` \"b\" 'c'"
    put(records, "Soep", **{name: hostile}, tasks=(make_task(),))
    page = visitor.visit("/initiatieven/soep")

    assert hostile in page.text
    assert page.soup.select("main img") == []


def test_confirmed_is_said_only_when_an_organiser_did(records: Session, visitor: Visitor) -> None:
    made = make_initiative(records, make_content("Soep"), on=TODAY - timedelta(days=30))
    records.commit()
    path = f"/initiatieven/{made.slug}"
    assert "Op de site sinds vr 23 oktober 2026." in visitor.visit(path).text
    confirm(records, made, by=None, today=TODAY, now=datetime(2026, 11, 22, 11, tzinfo=UTC))
    records.commit()
    assert "Voor het laatst bevestigd op zo 22 november 2026." in visitor.visit(path).text
