from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant, make_partner
from tests.initiative_making import make_content, make_initiative, make_waiting
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.moderation.coordinators import BEIJUM, QUEUE, account_for, approve, coordinator, make_changed, place
from tests.web.statements import counted
from webapp.vocabulary import InitiativeLayer, Provenance, Reach, Role


def rows(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.soup.select(".review-queue__link")]


def tags(page: Page) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in page.soup.select(".review-queue .tag")]


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(QUEUE, status=303).response.location == "/inloggen?verder=/wachtrij"


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.NEIGHBOURHOOD_COORDINATOR, Role.CITY_COORDINATOR})])
def test_for_other_roles_there_is_no_such_page(records: Session, sign_in: SignIn, role: Role | None) -> None:
    account = make_account(records)
    if role is not None:
        over = {Role.PARTNER_MEMBER: "partner_id", Role.TRACK_COUNSELLOR: "partner_id"}.get(role)
        scope: dict[str, Any] = {over: make_partner(records).id} if over else {}
        if role.startswith("group_"):
            scope = {"group_id": 1}
        make_grant(records, account.id, role, **scope)
    sign_in(account.id).visit(QUEUE, status=404)


def test_coordinator_sees_what_waits_in_their_neighbourhood_longest_first(records: Session, sign_in: SignIn) -> None:
    make_waiting(records, make_content("Nieuwste"), on=TODAY)
    make_waiting(records, make_content("Oudste"), on=TODAY - timedelta(days=5))
    make_waiting(records, make_content("In Beijum", **BEIJUM))
    make_waiting(records, make_content("Overal", reach=Reach.CITY, lon=None, lat=None), on=TODAY - timedelta(days=1))
    records.commit()
    assert rows(coordinator(records, sign_in, "selwerd").visit(QUEUE)) == ["Oudste", "Nieuwste"]
    assert rows(coordinator(records, sign_in).visit(QUEUE)) == ["Oudste", "Overal", "Nieuwste", "In Beijum"]


def test_city_coordinator_filters_by_neighbourhood(records: Session, sign_in: SignIn) -> None:
    make_waiting(records, make_content("In Selwerd"))
    make_waiting(records, make_content("In Beijum", **BEIJUM))
    make_waiting(records, make_content("Overal", reach=Reach.CITY, lon=None, lat=None))
    records.commit()
    city = coordinator(records, sign_in)
    assert rows(city.visit(f"{QUEUE}?wijk={place(records, 'beijum')}")) == ["In Beijum"]
    assert rows(city.visit(f"{QUEUE}?wijk=stad")) == ["Overal"]
    empty = city.visit(f"{QUEUE}?wijk={place(records, 'vinkhuizen')}")
    assert rows(empty) == []
    assert "In deze wijk wacht niets." in empty.text
    assert len(rows(city.visit(f"{QUEUE}?wijk=%27onzin"))) == 3


def test_filter_reaches_no_farther_than_the_role(records: Session, sign_in: SignIn) -> None:
    make_waiting(records, make_content("In Beijum", **BEIJUM))
    records.commit()
    path = f"{QUEUE}?wijk={place(records, 'beijum')}"
    assert rows(coordinator(records, sign_in, "selwerd").visit(path)) == []
    assert rows(coordinator(records, sign_in, "beijum").visit(path)) == ["In Beijum"]


def test_row_tells_what_sort_it_is_how_long_it_waits_and_whether_it_looks_like_another(
    records: Session, sign_in: SignIn
) -> None:
    make_initiative(records, make_content("Samen eten in Selwerd"))
    both = make_content("Samen eten Selwerd", layer=InitiativeLayer.BOTH)
    make_waiting(records, both, on=TODAY - timedelta(days=5), provenance=Provenance.DEMO)
    make_changed(records, make_content("Breien"), make_content("Haken"))
    records.commit()
    page = coordinator(records, sign_in, "selwerd").visit(QUEUE)
    assert tags(page) == ["nieuw", "missionair", "voorbeeld", "lijkt op 1 andere", "gewijzigd"]
    assert "wacht 5 dagen" in page.text
    assert len(page.soup.select(".review-queue__since--late")) == 1
    assert "Selwerd · Buren van de Eikenlaan" in page.text


def test_own_words_are_marked_and_not_counted(records: Session, sign_in: SignIn) -> None:
    account = account_for(records, "selwerd")
    make_waiting(records, make_content("Van mij"), by=account.id)
    make_waiting(records, make_content("Van een ander"))
    records.commit()
    page = sign_in(account.id).visit(QUEUE)
    assert "van jezelf" in tags(page)
    assert page.soup.select_one(".review-count").get_text() == "1"  # type: ignore[union-attr]  # it is there


def test_who_looks_is_named_to_others(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    noor.visit(f"{QUEUE}/{waiting.slug}")
    assert "Noor kijkt hier nu ook naar." in bo.visit(QUEUE).text
    assert "kijkt hier" not in noor.visit(QUEUE).text


def test_empty_queue_says_what_to_do_next(records: Session, sign_in: SignIn) -> None:
    page = coordinator(records, sign_in, "selwerd").visit(QUEUE)
    assert "Alles is bij" in page.text
    assert page.soup.select_one('.review-empty a[href="/wachtrij/niet-bevestigd"]')


def test_page_behind_the_last_is_not_there(records: Session, sign_in: SignIn) -> None:
    coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}?pagina=2", status=404)


def test_long_queue_comes_in_pages(records: Session, sign_in: SignIn) -> None:
    for number in range(51):
        make_waiting(records, make_content(f"Nummer {number:02}"))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    first, second = local.visit(QUEUE), local.visit(f"{QUEUE}?pagina=2")
    assert (len(rows(first)), rows(second)) == (50, ["Nummer 50"])
    assert "51 wachten" in first.text


def test_own_page_and_menu_tell_coordinators_how_much_waits(records: Session, sign_in: SignIn) -> None:
    for title in ("Een", "Twee", "Drie"):
        make_waiting(records, make_content(title))
    records.commit()
    page = coordinator(records, sign_in, "selwerd").visit("/mijn")
    assert page.text.count("3 wachten") == 2
    assert "Alles is bij." in coordinator(records, sign_in, "beijum").visit("/mijn").text
    assert "Wachtrij" not in sign_in(make_account(records).id).visit("/mijn").text


def test_words_of_people_are_shown_as_they_are(records: Session, sign_in: SignIn) -> None:
    nasty = "<script>alert(1)</script> ${7*7} `x` {{ 7*7 }}"
    make_waiting(records, make_content(nasty, organiser=nasty))
    records.commit()
    page = coordinator(records, sign_in, "selwerd").visit(QUEUE)
    assert rows(page) == [nasty]
    assert "<script>alert" not in page.response.get_data(as_text=True)


def test_statements_do_not_grow_with_what_waits(app: Flask, records: Session, sign_in: SignIn) -> None:
    local = coordinator(records, sign_in, "selwerd")

    def statements() -> int:
        with counted(app) as sent:
            local.visit(QUEUE)
        return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])

    make_waiting(records)
    records.commit()
    with_one = statements()
    for number in range(20):
        make_waiting(records, make_content(f"Samen eten {number}"))
    records.commit()
    assert statements() == with_one <= 8


def test_what_was_handled_last_is_found_again(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    waiting = make_waiting(records, make_content("Samen eten"))
    elsewhere = make_waiting(records, make_content("Fietsen in Beijum", **BEIJUM))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    approve(local, waiting.slug)
    approve(coordinator(records, sign_in), elsewhere.slug)
    links = [str(each["href"]) for each in local.visit(QUEUE).soup.select(".review-handled a")]
    assert links[0] == f"{QUEUE}/{waiting.slug}/versies"
    assert f"{QUEUE}/{elsewhere.slug}/versies" not in links
    path, manage = f"/initiatieven/{waiting.slug}", f'a[href="{QUEUE}/{waiting.slug}/versies"]'
    assert local.visit(path).soup.select_one(manage) is not None
    assert visitor.visit(path).soup.select_one(manage) is None
    assert local.visit(f"/initiatieven/{elsewhere.slug}").soup.select_one('a[href$="/versies"]') is None
