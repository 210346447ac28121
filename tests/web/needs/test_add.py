from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_person
from tests.match_making import find_place
from tests.need_making import opened_words
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.needs.asking import CANARY, Asker, add_asker, filled, needs_of, theme_id
from tests.web.people.browsing import events, problems, whole_audit
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.vocabulary import AuditAction, NeedKind, NeedUrgency, Recurrence, Requirement

PATH = "/mijn/vragen/nieuw"


@pytest.fixture
def asker(records: Session) -> Asker:
    return add_asker(records)


@pytest.fixture
def neighbour(sign_in: SignIn, asker: Asker) -> Visitor:
    return sign_in(asker.account_id)


def sent(records: Session, page: Page, **changes: str | list[str] | None) -> dict[str, str | list[str]]:
    return filled(page, theme=str(theme_id(records)), **changes)


def test_theme_is_enough_to_ask(records: Session, neighbour: Visitor, asker: Asker) -> None:
    answer = neighbour.submit(PATH, sent(records, neighbour.visit(PATH)), status=303)
    assert answer.response.location == "/mijn/vragen?gedaan=gevraagd"
    (need,) = needs_of(records, asker.person_id)
    assert (need.kind, need.quantity, need.recurrence) == (NeedKind.PRIVATE, 1, Recurrence.ONCE)
    assert (need.expires_on, need.weekly, need.sealed_words) == (date(2027, 5, 22), None, None)
    assert events(records, "need", need.id) == [(AuditAction.CREATED, asker.account_id, asker.person_id, [])]


def test_everything_that_is_told_is_kept_and_the_words_are_sealed(
    records: Session, neighbour: Visitor, asker: Asker
) -> None:
    told = sent(
        records,
        neighbour.visit(PATH),
        words=CANARY,
        urgency="now",
        recurrence="weekly",
        quantity="2",
        weekly=["0-morning", "4-evening"],
        starts_on=TODAY.isoformat(),
        ends_on="2026-12-31",
        language="ar",
        level="skilled",
        requirements=["vog", "driving_licence"],
        months="3",
    )
    neighbour.submit(PATH, told, status=303)
    (need,) = needs_of(records, asker.person_id)
    assert (need.urgency, need.recurrence, need.quantity) == (NeedUrgency.NOW, Recurrence.WEEKLY, 2)
    assert from_multirange(need.weekly) == (WeekPart(0, 540, 720), WeekPart(4, 1020, 1320))
    assert (need.starts_on, need.ends_on, need.expires_on) == (TODAY, date(2026, 12, 31), date(2027, 2, 22))
    assert (need.language, need.level) == ("ar", "skilled")
    assert need.requirements == [Requirement.VOG, Requirement.DRIVING_LICENCE]
    assert opened_words(need) == CANARY
    assert "kanarie" not in whole_audit(records)


def test_only_themes_that_label_nobody_can_be_asked(records: Session, neighbour: Visitor, asker: Asker) -> None:
    page = neighbour.visit(PATH)
    labels = {each.text.strip() for each in page.soup.select(".chip label")}
    assert {"Maaltijd", "Formulieren en post"} <= labels
    assert not labels & {"Armoede", "Eenzaamheid", "Schulden", "Nieuwkomers", "Geloven en zingeving"}
    forced = filled(page, theme=str(theme_id(records, "eenzaamheid")))
    assert set(problems(neighbour.submit(PATH, forced, status=422))) == {"theme"}
    assert needs_of(records, asker.person_id) == []


def test_page_says_who_reads_it_and_for_how_long(neighbour: Visitor) -> None:
    text = neighbour.visit(PATH).text
    assert "Jij, en de coördinatoren van jouw wijk" in text
    assert "als jullie allebei ja zeiden" in text
    assert "hooguit een jaar" in text
    assert "maar nog niet je naam" not in text


def test_who_is_not_known_is_told_that_the_name_stays_hidden(records: Session, sign_in: SignIn) -> None:
    account = make_account(records).id
    make_person(records, account_id=account, neighbourhood_id=find_place(records))
    records.commit()
    assert "maar nog niet je naam" in sign_in(account).visit(PATH).text


def test_what_tells_of_a_person_is_kept_once_the_writer_says_so(
    records: Session, neighbour: Visitor, asker: Asker
) -> None:
    told = sent(records, neighbour.visit(PATH), words="Bel mij op 06 12345678, ik heb een depressie")
    page = neighbour.submit(PATH, told, status=422)
    assert "een telefoonnummer" in page.text
    assert "iets over iemands gezondheid" in page.text
    assert needs_of(records, asker.person_id) == []
    again = filled(page)
    assert again["words"] == told["words"]
    assert "sure" in problems(neighbour.submit(PATH, again, status=422))
    assert needs_of(records, asker.person_id) == []
    neighbour.submit(PATH, again | {"sure": "y"}, status=303)
    assert len(needs_of(records, asker.person_id)) == 1


def test_new_remark_is_pointed_out_after_an_old_one(records: Session, neighbour: Visitor) -> None:
    page = neighbour.submit(PATH, sent(records, neighbour.visit(PATH), words="Bel 06 12345678"), status=422)
    page = neighbour.submit(PATH, filled(page, words="Bel 06 12345678, hij is verslaafd", sure="y"), status=422)
    assert page.soup.select_one("[name='sure'][checked]") is None
    neighbour.submit(PATH, filled(page, sure="y"), status=303)


def test_words_without_the_remark_need_no_tick(records: Session, neighbour: Visitor) -> None:
    page = neighbour.submit(PATH, sent(records, neighbour.visit(PATH), words="Bel 06 12345678"), status=422)
    neighbour.submit(PATH, filled(page, words="Wie wil bellen?"), status=303)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("theme", {"theme": None}),
        ("quantity", {"quantity": "0"}),
        ("quantity", {"quantity": "-3"}),
        ("quantity", {"quantity": "veel"}),
        ("quantity", {"quantity": "9" * 400}),
        ("starts_on", {"starts_on": "2026-11-21"}),
        ("starts_on", {"starts_on": "gisteren"}),
        ("ends_on", {"starts_on": "2026-12-02", "ends_on": "2026-12-01"}),
        ("ends_on", {"ends_on": "2020-01-01"}),
        ("months", {"ends_on": "2027-11-01"}),
        ("months", {"months": "13"}),
        ("language", {"language": "klingon"}),
        ("urgency", {"urgency": "ooit"}),
        ("recurrence", {"recurrence": "hourly"}),
        ("level", {"level": "god"}),
        ("requirements", {"requirements": ["vog", "zwemdiploma"]}),
        ("words", {"words": "x" * 1001}),
        ("weekly", {"weekly": ["9-morning"]}),
        ("weekly", {"weekly-dag": "0", "weekly-van": "12:00", "weekly-tot": "9:00"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    records: Session, neighbour: Visitor, asker: Asker, field: str, changes: dict[str, str | list[str] | None]
) -> None:
    told = {**sent(records, neighbour.visit(PATH)), "words": "Mijn woorden", **changes}
    page = neighbour.submit(PATH, {name: value for name, value in told.items() if value is not None}, status=422)
    assert set(problems(page)) == {field}
    assert needs_of(records, asker.person_id) == []
    if "words" not in changes:
        assert page.soup.select_one("textarea[name=words]").text.strip() == "Mijn woorden"  # type: ignore[union-attr]  # it is there


def test_who_lives_nowhere_is_sent_to_the_profile(records: Session, sign_in: SignIn) -> None:
    without_buurt = make_account(records).id
    make_person(records, account_id=without_buurt)
    nobody = make_account(records).id
    records.commit()
    theme = str(theme_id(records))
    for account in (without_buurt, nobody):
        neighbour = sign_in(account)
        page = neighbour.visit(PATH)
        assert page.soup.select_one("a.button[href='/mijn/profiel']")
        assert page.soup.select_one("form.form") is None
        neighbour.submit(PATH, {"theme": theme, "urgency": "now", "quantity": "1"}, status=422)


def test_visitor_signs_in_first(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_everything_that_is_wrong_is_told_in_one_round(records: Session, neighbour: Visitor, asker: Asker) -> None:
    told = sent(
        records,
        neighbour.visit(PATH),
        words="Mijn buurvrouw Jansen is geopereerd",
        quantity="0",
        starts_on="2026-12-20",
        ends_on="2026-12-10",
    )
    page = neighbour.submit(PATH, told, status=422)
    assert {"quantity", "ends_on", "sure"} <= set(problems(page))
    assert page.soup.select_one(".need-more[open]")
    assert needs_of(records, asker.person_id) == []


def test_what_is_folded_away_stays_in_sight_when_something_is_filled_in(records: Session, neighbour: Visitor) -> None:
    page = neighbour.visit(PATH)
    assert page.soup.select_one(".need-more:not([open])")
    again = neighbour.submit(PATH, sent(records, page, words="Help mevrouw Visser", language="ar"), status=422)
    assert again.soup.select_one(".need-more[open]")


def test_a_citizen_number_is_refused_however_sure_the_writer_is(
    records: Session, neighbour: Visitor, asker: Asker
) -> None:
    told = sent(records, neighbour.visit(PATH), words="Formulier voor 111222333")
    page = neighbour.submit(PATH, told | {"sure": "y", "shown": "citizen_number"}, status=422)
    assert "burgerservicenummer" in problems(page)["words"]
    assert needs_of(records, asker.person_id) == []
