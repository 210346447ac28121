"""Writing addresses down: one, many, nonsense, and too many; nothing is lost."""

import pytest
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses, make_delivery, stops_of
from tests.web.conftest import SignIn


def test_lines_are_taken_in_and_what_is_not_found_stands_apart(
    records: Session, sign_in: SignIn, delivery: Delivery
) -> None:
    add_addresses(records, delivery, CANARY)
    browser, path = sign_in(delivery.account), f"{delivery.home}/adressen/nieuw"
    assert "Elk adres op een eigen regel" in browser.visit(path).text
    typed = f"{CANARY}; 9\nRoodborststraat 4; 2; bel achterom\nNergenslaan 1"
    answer = browser.submit(path, {"line": str(delivery.line_id), "addresses": typed}, status=303)
    page = browser.visit(str(answer.response.location))
    assert "Er zijn 2 adressen bij. 1 stond er al, en is niet nog eens opgeschreven." in page.text
    assert "1 is niet gevonden: zoek het hieronder uit." in page.text
    assert [(stop.parcels, stop.geom is not None) for stop in stops_of(records, delivery)] == [
        (1, True),
        (2, True),
        (1, False),
    ]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Schrijf minstens één adres op"),
        ("Eikenlaan 1; veel", "Regel 1 (Eikenlaan 1; veel): het aantal is geen getal van 1 tot en met 100."),
        ("Eikenlaan 1\nEikenlaan 1", "Regel 2 (Eikenlaan 1): dit adres staat er twee keer"),
        ("\n".join(f"Eikenlaan {n}" for n in range(2000)), "hooguit 250 adressen"),
        ("😀😀;;;;\t", "hier staat geen adres"),
    ],
)
def test_nonsense_is_refused_whole_and_stays_in_the_field(
    records: Session, sign_in: SignIn, delivery: Delivery, typed: str, complaint: str
) -> None:
    sent = {"line": str(delivery.line_id), "addresses": typed}
    page = sign_in(delivery.account).submit(f"{delivery.home}/adressen/nieuw", sent, status=422)
    assert complaint in page.text
    field = page.soup.select_one("textarea[name=addresses]")
    assert field is not None
    assert field.text.strip() == typed.strip()
    assert stops_of(records, delivery) == []


def test_a_line_of_another_campaign_is_refused(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    other = make_delivery(records, name="Andere")
    sent = {"line": str(other.line_id), "addresses": CANARY}
    page = sign_in(delivery.account).submit(f"{delivery.home}/adressen/nieuw", sent, status=422)
    assert stops_of(records, delivery) == stops_of(records, other) == []
    assert page.status == 422


def test_neighbourhood_holds_no_more_than_it_can(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    add_addresses(records, delivery, *[f"Kanariestraat {number}" for number in range(1, 250)])
    sent = {"line": str(delivery.line_id), "addresses": "Roodborststraat 1\nRoodborststraat 2"}
    page = sign_in(delivery.account).submit(f"{delivery.home}/adressen/nieuw", sent, status=422)
    assert "Per wijk en onderdeel kunnen er hooguit 250 adressen in." in page.text
