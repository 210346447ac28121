import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant, make_person
from tests.need_making import find_place, opened_words
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import CANARY, PLACE, Asker, add_asker, add_coordinator, filled, needs_of, theme_id
from tests.web.people.browsing import events, problems
from webapp.models import Need
from webapp.vocabulary import AuditAction, EffectDirection, NeedKind, Role

PATH = f"{PLACE}/nieuw"
OF_PLACE = f"{PATH}?voor=wijk"
PUBLIC = "/wijken/vinkhuizen/vragen"


@pytest.fixture
def asker(records: Session) -> Asker:
    return add_asker(records)


@pytest.fixture
def coordinator(records: Session) -> int:
    return add_coordinator(records)


@pytest.fixture
def workplace(sign_in: SignIn, coordinator: int) -> Visitor:
    return sign_in(coordinator)


def test_coordinator_notes_what_somebody_asks_and_they_see_it(
    records: Session, workplace: Visitor, sign_in: SignIn, asker: Asker, coordinator: int
) -> None:
    theme = str(theme_id(records))
    told = filled(workplace.visit(PATH), person=str(asker.person_id), theme=theme, words=CANARY)
    answer = workplace.submit(PATH, told, status=303)
    assert answer.response.location.startswith(f"{PLACE}?gedaan=genoteerd&vraag=")
    assert "Kijk wie kan helpen" in workplace.visit(answer.response.location).text
    (need,) = needs_of(records, asker.person_id)
    assert (need.kind, need.noted_by, opened_words(need)) == (NeedKind.PRIVATE, coordinator, CANARY)
    assert events(records, "need", need.id) == [(AuditAction.CREATED, coordinator, asker.person_id, [])]
    assert "opgeschreven door je coördinator" in sign_in(asker.account_id).visit("/mijn/vragen").text


def test_only_who_is_known_there_can_be_chosen(records: Session, workplace: Visitor, asker: Asker) -> None:
    elsewhere = add_asker(records, "Bea Elders", "selwerd")
    unknown = make_person(records, "Onbekende Buur", neighbourhood_id=find_place(records)).id
    records.commit()
    page = workplace.visit(PATH)
    names = {each.text for each in page.soup.select("#person option")}
    assert asker.name in names
    assert not names & {"Bea Elders", "Onbekende Buur"}
    for person in (elsewhere.person_id, unknown, 2**40):
        told = filled(page, person=str(person), theme=str(theme_id(records)))
        assert set(problems(workplace.submit(PATH, told, status=422))) == {"person"}
    assert needs_of(records, unknown) == needs_of(records, elsewhere.person_id) == []


def test_coordinator_notes_what_the_neighbourhood_lacks_for_everyone(
    records: Session, workplace: Visitor, visitor: Visitor, coordinator: int
) -> None:
    page = workplace.visit(OF_PLACE)
    figures = {each["value"]: each.text for each in page.soup.select("#figure option")}
    assert "pct_one_person_households" in figures
    told = filled(
        page,
        theme=str(theme_id(records, "eenzaamheid")),
        direction="less",
        figure="pct_one_person_households",
        words="Veel mensen eten altijd alleen.",
    )
    workplace.submit(OF_PLACE, told, status=303)
    need = records.scalars(select(Need).where(Need.words == told["words"])).one()
    assert (need.kind, need.direction, need.noted_by) == (NeedKind.PUBLIC, EffectDirection.LESS, coordinator)
    number = need.id
    assert events(records, "need", number) == [(AuditAction.CREATED, coordinator, None, [])]
    text = visitor.visit(PUBLIC).text
    assert "Minder: Eenzaamheid" in text
    assert "Veel mensen eten altijd alleen." in text
    share = figures["pct_one_person_households"].rpartition(": ")[2]
    assert f"Huishoudens van één persoon: {share}" in text
    assert "Bron: CBS" in text


def test_city_coordinator_notes_for_the_neighbourhood_only(records: Session, sign_in: SignIn, asker: Asker) -> None:
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    city = sign_in(account)
    page = city.visit(PATH)
    assert page.soup.select_one("#person") is None
    told = filled(page, theme=str(theme_id(records, "groen-in-de-wijk")), direction="more", words="Meer bomen")
    city.submit(PATH, {**told, "person": str(asker.person_id)}, status=303)
    assert needs_of(records, asker.person_id) == []
    assert [each.words for each in needs_of(records, None) if each.noted_by == account] == ["Meer bomen"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("words", {"words": ""}),
        ("words", {"words": "x" * 501}),
        ("direction", {"direction": "sideways"}),
        ("figure", {"figure": "aantal_geheimen"}),
        ("quantity", {"quantity": "51"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    records: Session, workplace: Visitor, field: str, changes: dict[str, str]
) -> None:
    told = filled(workplace.visit(OF_PLACE), theme=str(theme_id(records, "tuin")), direction="more", words="Tuinen")
    assert set(problems(workplace.submit(OF_PLACE, {**told, **changes}, status=422))) == {field}


def test_name_or_cause_in_public_words_is_pointed_out_first(records: Session, workplace: Visitor) -> None:
    told = filled(
        workplace.visit(OF_PLACE), theme=str(theme_id(records, "tuin")), direction="more", words="Bel piet@example.nl"
    )
    page = workplace.submit(OF_PLACE, told, status=422)
    assert "een e-mailadres" in page.text
    workplace.submit(OF_PLACE, filled(page, sure="y"), status=303)
