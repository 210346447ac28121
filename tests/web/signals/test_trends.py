from datetime import timedelta

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_signal
from tests.web.conftest import Page, Visitor

PATH = "/signalen/trends"


def counts(page: Page, label: str) -> dict[str, str]:
    return {
        row.select_one("th").text.strip(): row.select_one("td").text.strip()
        for row in page.soup.select(f"[aria-label='{label}'] tbody tr")
    }


def raise_some(records: Session) -> None:
    for number in range(7):
        make_signal(records, raised_on=TODAY - timedelta(days=100 * (number % 2)))
    make_signal(records, slug="selwerd", theme="vervoer")
    make_signal(records, slug="selwerd", raised_on=TODAY - timedelta(days=3000))
    records.commit()


def test_who_handles_signals_sees_every_one_counted(records: Session, city: Visitor) -> None:
    raise_some(records)
    page = city.visit(PATH)
    assert "Sinds 1 januari 2025: 8." in page.text
    assert counts(page, "Wijk") == {"Vinkhuizen": "7", "Selwerd": "1"}
    assert counts(page, "Thema") == {"Schulden": "7", "Vervoer": "1"}
    assert page.soup.select_one("svg[role=img]") is not None
    one = city.visit(f"{PATH}?thema=vervoer&wijk=selwerd&jaren=1")
    assert "Signalen over Vervoer in Selwerd" in one.text


def test_others_are_told_fives_and_nothing_below(records: Session, seer: Visitor) -> None:
    raise_some(records)
    page = seer.visit(PATH)
    assert "Sinds 1 januari 2025: 10." in page.text
    assert counts(page, "Wijk") == {"Vinkhuizen": "5"}
    assert "Selwerd" not in "".join(each.text for each in page.soup.select("td, th"))
    small = seer.visit(f"{PATH}?wijk=selwerd")
    assert "minder dan 5" in small.text
    # a place without any looks the same
    empty = seer.visit(f"{PATH}?wijk=haren")
    assert [each.text for each in small.soup.select(".lead")] == [each.text for each in empty.soup.select(".lead")]
    assert small.soup.select_one("svg[role=img]") is None


def test_coordinator_sees_their_own_neighbourhood_exactly(records: Session, local: Visitor) -> None:
    raise_some(records)
    assert "Sinds 1 januari 2025: 7." in local.visit(f"{PATH}?wijk=vinkhuizen").text
    assert counts(local.visit(PATH), "Wijk") == {"Vinkhuizen": "7"}
    assert "minder dan 5" in local.visit(f"{PATH}?wijk=selwerd").text


def test_choice_that_is_none_shows_all(seer: Visitor) -> None:
    assert "Signalen door de tijd" in seer.visit(f"{PATH}?wijk=atlantis&thema=onzin&jaren=999").text
