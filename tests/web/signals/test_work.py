from sqlalchemy.orm import Session

from tests.signal_making import make_bundle, make_role, make_signal
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import Role

PATH = "/signalen/werk"


def keys(browser: Visitor, query: str = "") -> set[str]:
    page = browser.visit(f"{PATH}{query}")
    return {str(each["href"]).rsplit("/", 1)[-1] for each in page.soup.select(".signal-card__words a")}


def test_city_sees_all_and_a_neighbourhood_its_own(records: Session, city: Visitor, local: Visitor) -> None:
    here = make_signal(records).key
    there = make_signal(records, slug="selwerd").key
    records.commit()

    assert keys(city) == {here, there}
    assert keys(local) == {here}
    # the wish for another neighbourhood opens nothing
    assert keys(local, "?wijk=selwerd") == set()


def test_filters_choose_by_state_theme_place_and_words(records: Session, city: Visitor) -> None:
    bus = make_signal(records, theme="vervoer", words="De bus rijdt niet meer in de avond.").key
    soup = make_signal(records, slug="selwerd", words="Kinderen komen met honger op school.").key
    bundle = make_bundle(records, slugs=("beijum",))
    records.commit()

    assert keys(city, "?stand=raised") == {bus, soup}
    assert len(keys(city, "?stand=bundled")) == 2
    assert keys(city, "?thema=vervoer") == {bus}
    assert keys(city, "?wijk=selwerd") == {soup}
    assert keys(city, "?zoek=hongr+school") == {soup}
    assert len(keys(city, "?wijk=beijum&volgorde=oud")) == 2
    assert bundle.title in city.visit(f"{PATH}?wijk=beijum").text
    city.visit(f"{PATH}?stand=verzonnen", status=400)
    city.visit(f"{PATH}?pagina=9999999999", status=200)


def test_who_raised_it_is_not_in_the_list_and_members_have_no_list(
    records: Session, local: Visitor, sign_in: SignIn, member: int
) -> None:
    make_signal(records, by=member)
    counsellor = make_role(records, Role.TRACK_COUNSELLOR)
    records.commit()

    assert "Aafke" not in local.visit(PATH).text
    for account in (member, counsellor):
        sign_in(account).visit(PATH, status=404)
