"""A list of ties is looked through and taken in."""

from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from tests.network_making import make_group, make_linked, node_id_of
from tests.web.conftest import Page, SignIn
from tests.web.networks.noting import Kept, a_network, signs_in, ties_in
from tests.web.people.browsing import make_coordinator, problems
from webapp.exchange.rules import plain
from webapp.i18n import LOCALES
from webapp.networks.rules.importing import KINDS, STRENGTHS
from webapp.networks.words.network import tie_kind_name, tie_strength_name
from webapp.vocabulary import TieKind, TieSource, TieStrength

LIST = "van;relatie;naar;sterkte;sinds\nAisha Proef;helpt;truus proef;vaak;1-3-2025\n"


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


def look(kept: Kept, text: str, chosen: dict[str, str] | None = None, *, doe: str = "kijk", status: int = 200) -> Page:
    return kept.coordinator.submit(
        kept.url + "/importeren", {"text": text, "doe": doe, **(chosen or {})}, status=status
    )


def verdicts(page: Page) -> list[str]:
    return [" ".join(row.select("td")[-1].get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_a_list_is_looked_through_first_and_then_taken_in(records: Session, kept: Kept) -> None:
    page = look(kept, LIST)
    assert verdicts(page) == ["nieuw"]
    assert [cell.text for cell in page.soup.select("tbody td")][3:5] == ["vaak en goed", "1 maart 2025"]
    assert ties_in(records, kept.place) == []
    text = page.soup.select_one("#text")
    assert text is not None
    done = look(kept, text.text, doe="neem")
    assert "1 relatie opgenomen" in done.text
    [tie] = ties_in(records, kept.place)
    assert (tie.from_node_id, tie.to_node_id, tie.kind) == (kept.aisha, kept.truus, TieKind.HELPS)
    assert (tie.strength, tie.source, tie.noted_by) == (TieStrength.CLOSE, TieSource.IMPORTED, kept.account_id)
    assert str(tie.period.lower) == "2025-03-01"
    assert signs_in(records, kept.place) == 1
    again = look(kept, LIST.replace("vaak;1-3-2025", "soms;2-4-2026"))
    assert verdicts(again) == ["staat er al: sinds 1 maart 2025, vaak en goed"]


@pytest.mark.parametrize(
    "text",
    [
        "from,relation,to\nAisha Proef,knows,Truus Proef\n",
        "Van\tRelatie\tNaar\nAisha Proef\tkent\tTruus Proef\n",
        "\ufeffnaar;van;relatie\r\nTruus Proef;Aisha Proef;kent\r\n",
    ],
)
def test_commas_semicolons_tabs_and_english_are_read(kept: Kept, text: str) -> None:
    assert verdicts(look(kept, text)) == ["nieuw"]


def test_each_row_tells_what_becomes_of_it(records: Session, kept: Kept) -> None:
    make_linked(records, "Bob Proef", kept.place.id)
    make_linked(records, "Bob Proef", kept.place.id)
    records.commit()
    rows = [
        ("Aisha Proef;kent;Truus Proef", "nieuw"),
        ("Truus Proef;kent;Aisha Proef", "staat al eerder in deze lijst"),
        ("Aisha Proef;kent;Bob Proef", "kies wie je bedoelt"),
        ("Aisha Proef;kent;Wie Dan Ook", "naam niet bekend"),
        ("Aisha Proef;kent;Aisha Proef", "kan niet:"),
        ("Aisha Proef;haat;Truus Proef", "kan niet:"),
        ("Aisha Proef;komt samen in;Truus Proef", "kan niet:"),
        ("Aisha Proef;kent;", "kan niet:"),
    ]
    page = look(kept, "van;relatie;naar\n" + "\n".join(row for row, _ in rows))
    for told, (_, wanted) in zip(verdicts(page), rows, strict=True):
        assert told.startswith(wanted)
    assert "1 van 8 rijen kunnen mee" in page.text


def test_who_is_meant_can_be_chosen_and_a_name_that_is_almost_right_too(records: Session, kept: Kept) -> None:
    bob = node_id_of(records, make_linked(records, "Bob Proef", kept.place.id))
    make_linked(records, "Bob Proef", kept.place.id)
    records.commit()
    text = "van;relatie;naar\nAisha Proef;kent;Bob Proef\nAisha Proef;kent;Trus Proef\n"
    page = look(kept, text)
    options = {option["value"] for option in page.soup.select(".network-names option")}
    assert {f"n{bob}", f"n{kept.truus}"} <= options
    chosen = {"naam-1": "Bob Proef", "keuze-1": f"n{bob}", "naam-2": "Trus Proef", "keuze-2": f"n{kept.truus}"}
    assert verdicts(look(kept, text, chosen)) == ["nieuw", "nieuw"]
    look(kept, text, chosen, doe="neem")
    assert len(ties_in(records, kept.place)) == 2


def test_the_good_ones_are_taken_in_and_the_others_stay_on_the_page(records: Session, kept: Kept) -> None:
    page = look(kept, LIST + "Aisha Proef;kent;Wie Dan Ook\n", doe="neem")
    assert len(ties_in(records, kept.place)) == 1
    assert verdicts(page) == ["naam niet bekend"]
    text = page.soup.select_one("#text")
    assert text is not None
    assert "Wie Dan Ook" in text.text
    assert "truus proef" not in text.text


def test_what_stays_behind_can_be_taken_along_without_formulas(kept: Kept) -> None:
    sent = {"text": LIST + "=HYPERLINK(1);kent;Truus Proef\n", "doe": "download"}
    answer = kept.coordinator.client.post(kept.url + "/importeren", data=sent)
    assert answer.mimetype == "text/csv"
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1),kent,Truus Proef")


def test_a_file_goes_before_what_was_pasted(kept: Kept) -> None:
    sent = {"text": "", "file": (BytesIO(LIST.encode()), "relaties.csv")}
    page = kept.coordinator.submit(kept.url + "/importeren", sent)
    assert verdicts(page) == ["nieuw"]


@pytest.mark.parametrize("language", LOCALES)
def test_what_a_list_looks_like_stands_on_the_page_and_can_be_taken_along(
    records: Session, kept: Kept, language: str
) -> None:
    for name in ("Aisha Jansen", "Truus de Boer"):
        make_linked(records, name, kept.place.id)
    make_group(records, "Wandelclub", kept.place.id)
    records.commit()
    page = kept.coordinator.visit(kept.url + f"/importeren?taal={language}")
    example = page.soup.select_one(".network-example")
    way = page.soup.select_one("a[download]")
    assert example is not None
    assert way is not None
    answer = kept.coordinator.client.get(str(way["href"]))
    text = answer.get_data(as_text=True)
    answer.close()
    assert text.strip() == example.text.strip()
    assert len(verdicts(look(kept, text))) == 2
    look(kept, text, doe="neem")
    assert len(ties_in(records, kept.place)) == 2


@pytest.mark.parametrize("language", LOCALES)
def test_every_word_of_the_site_can_stand_in_a_list(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert {KINDS.get(plain(tie_kind_name(kind))) for kind in TieKind} == set(TieKind)
        assert {STRENGTHS.get(plain(tie_strength_name(each))) for each in TieStrength} == set(TieStrength)


def test_a_line_that_is_no_list_is_told_what_a_list_is(kept: Kept) -> None:
    told = problems(look(kept, "hallo dit is geen lijst", status=422))
    assert "van;relatie;naar" in told["text"]


@pytest.mark.parametrize(
    "text",
    ["", "van;relatie\na;b\n", "van;relatie;naar\n", 'van;relatie;naar\n"open;kent;dicht\n', "x" * 200_001],
)
def test_what_is_no_list_is_told_and_stays(kept: Kept, text: str) -> None:
    page = look(kept, text, status=422)
    assert list(problems(page)) == ["text"]


def test_five_hundred_rows_are_looked_through_and_one_more_is_not(kept: Kept) -> None:
    rows = [f"Naam {number};kent;Truus Proef" for number in range(500)]
    assert "0 van 500 rijen" in look(kept, "van;relatie;naar\n" + "\n".join(rows)).text
    look(kept, "van;relatie;naar\n" + "\n".join([*rows, "Nog een;kent;Truus Proef"]), status=422)


def test_names_of_elsewhere_are_not_given_away(records: Session, kept: Kept, sign_in: SignIn) -> None:
    make_linked(records, "Ella Elders", kept.place.id + 1)
    records.commit()
    page = look(kept, "van;relatie;naar\nAisha Proef;kent;Ella Elders\n")
    assert verdicts(page) == ["naam niet bekend"]
    assert "Ella" not in "".join(option.text for option in page.soup.select(".network-names option"))
    sign_in(make_coordinator(records, kept.place.id + 1).id).visit(kept.url + "/importeren", status=404)
