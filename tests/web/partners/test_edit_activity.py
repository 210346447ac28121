from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.partners.partnering import add_partner, add_work, filled, fresh, holder_of, member_of, place_id
from tests.web.people.browsing import events, problems
from webapp.models import Partner, PartnerActivity
from webapp.vocabulary import AuditAction, Role

TABLE = "/partners/proefkerk/activiteiten"
FORM = ".activities__form"
PART = {"HX-Request": "true"}


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def work(records: Session, partner: Partner) -> PartnerActivity:
    return add_work(records, partner, on=TODAY - timedelta(days=500))


@pytest.fixture
def member(records: Session, sign_in: SignIn, partner: Partner) -> Visitor:
    return sign_in(member_of(records, partner).id)


def form_of(member: Visitor, work: PartnerActivity) -> Page:
    return member.visit(f"{TABLE}?bewerk={work.id}")


def in_part(member: Visitor, path: str, data: dict[str, str]) -> tuple[int, BeautifulSoup]:
    answer = member.client.post(path, data=data, headers={"Accept": "text/html", **PART})
    return answer.status_code, BeautifulSoup(answer.data, "html.parser")


def test_row_is_changed_confirmed_and_accounted_for(records: Session, member: Visitor, work: PartnerActivity) -> None:
    path, number = f"{TABLE}/{work.id}", work.id
    sent = filled(form_of(member, work), FORM, what="Soep", since="2026-01-01")
    answer = member.submit(path, sent, status=303)
    assert answer.response.location == f"{TABLE}?bewaard=ja#rij-{number}"
    after = fresh(records, work)
    assert (after.what, after.since, after.confirmed_on, after.version) == ("Soep", date(2026, 1, 1), TODAY, 2)
    (event,) = events(records, "partner_activity", number)
    assert (event[0], event[3]) == (AuditAction.CHANGED, ["confirmed_on", "since", "what"])


def test_filter_stays_as_it_was(member: Visitor, work: PartnerActivity) -> None:
    page = member.visit(f"{TABLE}?wijk=selwerd&bewerk={work.id}")
    form = page.soup.select_one(FORM)
    assert form is not None
    answer = member.submit(str(form["action"]), filled(page, FORM), status=303)
    assert answer.response.location == f"{TABLE}?bewaard=ja&wijk=selwerd#rij-{work.id}"


def test_row_ends_after_its_last_day(records: Session, member: Visitor, work: PartnerActivity) -> None:
    path = f"{TABLE}/{work.id}"
    member.submit(path, filled(form_of(member, work), FORM, last_day="2026-11-21"), status=303)
    assert fresh(records, work).ended_on == TODAY
    assert "0 regels" in member.visit(TABLE).text


def test_what_cannot_be_is_told_in_the_row_and_nothing_is_lost(
    records: Session, member: Visitor, work: PartnerActivity
) -> None:
    sent = filled(form_of(member, work), FORM, what="x" * 301, since="2026-02-02", last_day="2026-02-01")
    page = member.submit(f"{TABLE}/{work.id}", sent, status=422)
    assert list(problems(page)) == [f"rij-{work.id}-what"]
    assert filled(page, FORM)["what"] == "x" * 301
    assert fresh(records, work).version == 1


def test_theme_and_place_of_another_row_are_refused(
    records: Session, member: Visitor, partner: Partner, work: PartnerActivity
) -> None:
    add_work(records, partner, place="haren")
    sent = filled(form_of(member, work), FORM, place=str(place_id(records, "haren")))
    page = member.submit(f"{TABLE}/{work.id}", sent, status=422)
    assert list(problems(page)) == [f"rij-{work.id}-theme"]


def test_who_comes_second_sees_both_versions(
    records: Session, sign_in: SignIn, member: Visitor, work: PartnerActivity
) -> None:
    path = f"{TABLE}/{work.id}"
    slow = filled(form_of(member, work), FORM, what="Van de trage")
    city = sign_in(holder_of(records, Role.CITY_COORDINATOR).id)
    city.submit(path, filled(form_of(city, work), FORM, what="Van de snelle"), status=303)
    page = member.submit(path, slow, status=409)
    cells = [cell.text for cell in page.soup.select(".error-summary td")]
    assert cells == ["Van de snelle", "Van de trage"]
    assert fresh(records, work).what == "Van de snelle"
    member.submit(path, filled(page, FORM), status=303)
    assert fresh(records, work).what == "Van de trage"


def test_with_script_only_the_row_comes(records: Session, member: Visitor, work: PartnerActivity) -> None:
    path = f"{TABLE}/{work.id}"
    answer = member.client.get(path, headers=PART)
    soup = BeautifulSoup(answer.data, "html.parser")
    assert soup.html is None
    assert [row["id"] for row in soup.find_all("tr")] == [f"rij-{work.id}"]
    sent = filled(Page(answer, soup), FORM)
    status, wrong = in_part(member, path, sent | {"what": "x" * 301})
    assert (status, wrong.html) == (422, None)
    assert wrong.select_one(".field--error")
    status, kept = in_part(member, path, sent | {"what": "Soep"})
    assert (status, kept.html) == (200, None)
    assert not kept.select_one("form")
    assert "Soep" in kept.text
    assert kept.select_one("#melding[role=status]")
    assert fresh(records, work).what == "Soep"
    back = BeautifulSoup(member.client.get(f"{path}?lees=ja", headers=PART).data, "html.parser")
    assert not back.select_one("form")


def test_row_alone_is_the_whole_table_for_who_has_no_script(member: Visitor, work: PartnerActivity) -> None:
    assert member.visit(f"{TABLE}/{work.id}").soup.select_one(f"#rij-{work.id} form")


def test_others_change_nothing(records: Session, sign_in: SignIn, member: Visitor, work: PartnerActivity) -> None:
    other = add_partner(records, "andere")
    browser = sign_in(member_of(records, other).id)
    sent = filled(form_of(member, work), FORM, what="Van mij", voor=None)
    for slug in ("proefkerk", "andere"):
        path = f"/partners/{slug}/activiteiten/{work.id}"
        browser.visit(path, status=404)
        browser.submit(path, sent, status=404)
    assert fresh(records, work).what == "Open tafel"
