"""What a partner does around faith is for people with an account, and not for who looks for the municipality."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, add_work, holder_of, member_of
from webapp.models import Partner
from webapp.vocabulary import Role

SECRET = "Alpha-cursus op dinsdag"
PATHS = (
    "/partners/kerkelijk",
    "/partners/kerkelijk/activiteiten",
    "/partners/kerkelijk/activiteiten.csv",
    "/wie-doet-wat-waar?thema=zingeving&wijk=selwerd&cel=zingeving",
    "/wie-doet-wat-waar?thema=zingeving&weergave=kaart&wijk=selwerd",
)


@pytest.fixture
def church(records: Session) -> Partner:
    made = add_partner(records, "kerkelijk", name="Kerkelijk")
    add_work(records, made, theme="zingeving", what=SECRET)
    add_work(records, made, theme="maaltijd", what="Samen koken")
    return made


@pytest.fixture
def municipality(records: Session, sign_in: SignIn) -> Visitor:
    return sign_in(holder_of(records, Role.MUNICIPALITY_VIEWER).id)


@pytest.fixture
def neighbour(records: Session, sign_in: SignIn) -> Visitor:
    account = make_account(records)
    records.commit()
    return sign_in(account.id)


def text(browser: Visitor, path: str) -> str:
    return browser.client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", PATHS)
def test_only_people_with_an_account_read_it(
    church: Partner, visitor: Visitor, municipality: Visitor, neighbour: Visitor, path: str
) -> None:
    assert SECRET not in text(visitor, path)
    assert SECRET not in text(municipality, path)
    assert SECRET in text(neighbour, path)


def test_other_work_is_read_by_all(church: Partner, visitor: Visitor, municipality: Visitor) -> None:
    for browser in (visitor, municipality):
        assert "Samen koken" in text(browser, PATHS[0])


def test_member_reads_it_too(records: Session, sign_in: SignIn, church: Partner) -> None:
    assert SECRET in text(sign_in(member_of(records, church).id), PATHS[1])


@pytest.mark.parametrize("path", ["/partners", "/partners?thema=zingeving", "/wie-doet-wat-waar", PATHS[1]])
def test_theme_itself_is_not_named_to_others(
    church: Partner, visitor: Visitor, municipality: Visitor, neighbour: Visitor, path: str
) -> None:
    for browser in (visitor, municipality):
        assert "Geloven en zingeving" not in text(browser, path)
    assert "Geloven en zingeving" in text(neighbour, path)


def test_partner_is_not_found_by_it(church: Partner, visitor: Visitor, neighbour: Visitor) -> None:
    def found(browser: Visitor, path: str) -> bool:
        return "Kerkelijk" in text(browser, path)

    assert not found(visitor, "/partners?thema=zingeving")
    assert found(neighbour, "/partners?thema=zingeving")
    assert not found(visitor, "/partners.csv?thema=zingeving")
    assert found(neighbour, "/partners.csv?thema=zingeving")


def test_map_kept_for_one_is_not_given_to_the_other(church: Partner, visitor: Visitor, neighbour: Visitor) -> None:
    path = "/kaart/wie-doet-wat.geojson?thema=zingeving"
    seen = neighbour.client.get(path)
    # who is signed in leaves nothing behind for others in a cache on the way
    assert (seen.status_code, seen.headers["Cache-Control"]) == (200, "no-store")
    assert visitor.client.get(path).status_code == 404
    shared = visitor.client.get("/kaart/wie-doet-wat.geojson?thema=samen-eten")
    assert (shared.status_code, shared.headers["Cache-Control"]) == (200, "public, no-cache")


def test_page_of_a_neighbourhood_does_not_tell_it(church: Partner, neighbour: Visitor, visitor: Visitor) -> None:
    for browser in (visitor, neighbour):
        page = browser.visit("/wijken/selwerd").text
        assert "Kerkelijk" in page
        assert "Geloven en zingeving" not in page
