"""Two to four areas beside each other, with figures of CBS."""

from sqlalchemy.orm import Session

from tests.release_making import made_release
from tests.web.conftest import SignIn
from tests.web.opendata.released import cells, municipality


def address(*codes: str) -> str:
    return "/gemeente/vergelijken?" + "&".join(f"gebied={code}" for code in codes)


def test_areas_stand_beside_each_other(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    page = municipality(records, sign_in).visit(address("selwerd", "vinkhuizen", "beijum"))
    assert cells(page, "Inwoners") == ["6.455", "10.930", "12.640"]
    assert cells(page, "Hulpvragen") == ["minder dan 5"] * 3
    assert [each["value"] for each in page.soup.select("input[checked]")] == ["beijum", "selwerd", "vinkhuizen"]


def test_too_few_or_too_many_are_told_beside_the_choice(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    for codes in (("selwerd",), ("selwerd", "beijum", "vinkhuizen", "lewenborg", "paddepoel")):
        page = browser.visit(address(*codes), status=400)
        assert f"Je koos er {len(codes)}." in page.soup.select(".field__error")[0].get_text()
        assert len(page.soup.select("input[checked]")) == len(codes)


def test_nothing_chosen_is_the_beginning_and_no_mistake(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    page = municipality(records, sign_in).visit("/gemeente/vergelijken?niveau=wijken")
    assert page.soup.select(".field__error") == []
    assert page.soup.select("input[value=WK001408]")


def test_an_area_that_is_not_there_is_a_404(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    browser = municipality(records, sign_in)
    browser.visit(address("selwerd", "atlantis"), status=404)
    browser.visit("/gemeente/vergelijken?niveau=x", status=400)
