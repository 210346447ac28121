"""Fetching a report: by who asked for it, as long as their role lets them; and what is in it."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.match_making import find_place
from tests.release_making import made_release
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from tests.web.reports.printing import finish, printed, runs, squeezed, written
from webapp.errors import BadInput, DomainError
from webapp.initiatives.pictures import make_small
from webapp.models import NetworkHealth, Person, RoleGrant
from webapp.reports.actions.runs import Order
from webapp.reports.paper import BASE, Drawings, OwnFiles, print_pdf
from webapp.reports.press import press_of
from webapp.reports.rules.asking import Wanted
from webapp.vocabulary import Provenance, ReportKind


def test_file_comes_under_its_own_name_and_is_kept_by_nobody(records: Session, local: Visitor) -> None:
    local.submit("/rapporten", {"soort": "neighbourhood", "wijk": "selwerd"}, status=303)
    answer = local.client.get(f"/rapporten/{finish(records)}.pdf")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", b"%PDF-x")
    assert "missie050-wijk-selwerd-2026-11-22.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_report_that_is_not_done_has_no_file(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit("/rapporten", {"soort": "city"}, status=303)
    from_the_city.visit(f"/rapporten/{runs(records)[0].key}.pdf", status=404)


def test_report_of_somebody_else_is_not_there(records: Session, from_the_city: Visitor, sign_in: SignIn) -> None:
    from_the_city.submit("/rapporten", {"soort": "city"}, status=303)
    key = finish(records)
    sign_in(make_coordinator(records).id).visit(f"/rapporten/{key}.pdf", status=404)
    assert from_the_city.client.get(f"/rapporten/{key}.pdf").status_code == 200


def test_role_is_asked_again_when_a_report_is_fetched(records: Session, sign_in: SignIn) -> None:
    account = make_coordinator(records, find_place(records, "selwerd"))
    local = sign_in(account.id)
    local.submit("/rapporten", {"soort": "neighbourhood", "wijk": "selwerd"}, status=303)
    key = finish(records)
    grant = update(RoleGrant).where(RoleGrant.account_id == account.id)
    records.execute(grant.values(period=Range(date(2020, 1, 1), date(2026, 11, 1))))
    records.commit()
    sign_in(account.id).visit(f"/rapporten/{key}.pdf", status=404)


def test_database_itself_shows_a_file_only_as_long_as_the_role_lasts(records: Session, sign_in: SignIn) -> None:
    account = make_coordinator(records, find_place(records, "selwerd"))
    sign_in(account.id).submit("/rapporten", {"soort": "neighbourhood", "wijk": "selwerd"}, status=303)
    finish(records)

    def seen(viewer: int) -> tuple[int, int]:
        with records.begin_nested() as looking:
            records.execute(text("SET LOCAL ROLE missie050_app"))
            told = "SELECT set_config('missie050.viewer', :viewer, true), set_config('missie050.today', :day, true)"
            records.execute(text(told), {"viewer": str(viewer), "day": "2026-11-22"})
            counts = [records.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("report_run", "report_file")]
            looking.rollback()
        return counts[0] or 0, counts[1] or 0

    assert seen(account.id) == (1, 1)
    assert seen(make_coordinator(records).id) == (0, 0)
    grant = update(RoleGrant).where(RoleGrant.account_id == account.id)
    records.execute(grant.values(period=Range(date(2020, 1, 1), date(2026, 11, 1))))
    assert seen(account.id) == (1, 0)


def test_report_of_the_city_has_the_figures_of_the_screen_and_is_readable_for_all(
    records: Session, app: Flask, sign_in: SignIn
) -> None:
    account = make_coordinator(records)
    visitor = sign_in(account.id)
    paper = printed(app, account.id, Wanted(ReportKind.CITY))
    start = visitor.visit("/")
    line = start.soup.select_one("[data-coverage-line]")
    assert line is not None
    assert squeezed(line.get_text()) in paper.text
    for row in start.soup.select(".areas__row"):
        inhabitants = row.select("[data-cell='inhabitants']")[0].get_text()
        assert squeezed(str(row["data-name"])) in paper.text
        assert squeezed(inhabitants) in paper.text
    # what leaves the house is what a visitor sees
    said = Visitor(app.test_client()).visit("/dekking/overlap").soup.select(".overlap-said li")
    assert said
    assert [each.text for each in said if squeezed(each.text) not in paper.text] == []
    assert (paper.language, paper.is_tagged) == ("nl", True)
    assert paper.title == "De stand van de stad. Verslag voor de stuurgroep"
    assert {"/H1", "/H2", "/Figure", "/Table", "/TH", "/TD", "/L", "/P"} <= paper.tags
    assert paper.outline[:2] == ["De stand van de stad", "Hoe ver zijn we?"]
    assert any(words.startswith("Kaart van de wijken van Groningen naar fase") for words in paper.pictures)
    assert all(paper.pictures)
    assert len(paper.pictures) >= 2


def test_report_of_a_neighbourhood_tells_small_numbers_only_inside(records: Session, app: Flask) -> None:
    place = find_place(records, "selwerd")
    account = make_coordinator(records, place)
    for month in (10, 11):
        some = {"groups": 1, "others": 2, "ties": 12, "alone": 1, "stale_ties": 2, "begun_ties": 2, "ended_ties": 0}
        records.add(
            NetworkHealth(
                neighbourhood_id=place, on_day=date(2026, month, 1), people=9, provenance=Provenance.ENTERED, **some
            )
        )
    records.commit()
    outside = written(app, account.id, Wanted(ReportKind.NEIGHBOURHOOD, place))
    inside = printed(app, account.id, Wanted(ReportKind.NEIGHBOURHOOD, place, leaves_house=False))
    # the measures of the network, of which some count two or three people
    measure = squeezed("Veerkracht (zonder de drukste drie)")
    assert measure in inside.text
    assert measure not in outside
    assert squeezed("Dit verslag blijft binnen") in inside.text
    assert squeezed("Dit verslag mag het huis uit") in outside
    names = [name for name in records.scalars(select(Person.name)) if " " in name]
    assert names
    assert [name for name in names if squeezed(name) in inside.text] == []
    assert all(inside.pictures)


def test_report_of_a_year_is_about_the_three_pillars(records: Session, app: Flask) -> None:
    account = make_coordinator(records)
    text = written(app, account.id, Wanted(ReportKind.YEAR, year=2026))
    for heading in ("Missie050 in 2026", "Sterkere burennetwerken", "Ontdekken wat er is", "Verbinden in de stad"):
        assert squeezed(heading) in text
    assert squeezed("dit is de stand tot en met zo 22 november 2026") in text
    # of a year that is over, what stands in it is of its last day
    assert squeezed("Stand van do 31 december 2020") in written(
        app, account.id, Wanted(ReportKind.YEAR, year=2020, language="nl")
    )


def test_report_for_the_municipality_is_the_release_and_has_no_word_on_churches(
    records: Session, app: Flask, viewer: Visitor
) -> None:
    account_id = records.scalars(select(RoleGrant.account_id).order_by(RoleGrant.id.desc()).limit(1)).one()
    made_release(records, on=date(2026, 10, 1))
    made_release(records)
    text = written(app, account_id, Wanted(ReportKind.MUNICIPALITY))
    totals = viewer.visit("/gemeente").soup.select(".release-totals dd")
    assert len(totals) > 3
    assert [each.text for each in totals if squeezed(each.text) not in text] == []
    # Hoogkerk and Leegkerk are places
    said = text.lower().replace("hoogkerk", "").replace("leegkerk", "")
    assert [word for word in ("kerk", "christ", "geloof", "zingeving", "parochie") if word in said] == []


def test_municipality_without_a_release_is_told_so(records: Session, app: Flask, viewer: Visitor) -> None:
    account_id = records.scalars(select(RoleGrant.account_id).order_by(RoleGrant.id.desc()).limit(1)).one()
    with pytest.raises(DomainError, match="report_no_release"):
        written(app, account_id, Wanted(ReportKind.MUNICIPALITY))


def test_report_is_refused_to_who_lost_the_role_before_it_was_made(records: Session, app: Flask) -> None:
    account = make_account(records)
    records.commit()
    for account_id in (account.id, 2_000_000_000):
        with pytest.raises(DomainError, match="report_not_yours"):
            written(app, account_id, Wanted(ReportKind.CITY))


def test_broken_pictures_are_still_refused_beside_reports() -> None:
    picture = BytesIO()
    Image.new("RGB", (400, 400)).save(picture, "PNG")
    assert make_small(picture.getvalue()).width == 400
    with pytest.raises(BadInput, match="picture_unreadable"):
        make_small(picture.getvalue()[:-60])


def test_nothing_is_fetched_but_our_own_files_and_the_pictures_of_the_report(app: Flask) -> None:
    folder = app.extensions["settings"].static_folder
    drawings = Drawings(folder)
    address = drawings.add("<svg/>")
    files = OwnFiles(folder, drawings.found)
    assert files.fetch(address).read() == b"<svg/>"
    assert b"--ink" in files.fetch(f"{BASE}css/tokens.css").read()
    for refused in (
        "https://example.org/a.css",
        "file:///etc/passwd",
        f"{BASE}../config.py",
        f"{BASE}%2e%2e/config.py",
        f"{BASE}js/area_map.mjs",
        "data:text/css,a{}",
        "drawing:9",
    ):
        with pytest.raises((ValueError, OSError)):
            files.fetch(refused)


def test_report_that_grows_too_long_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.reports.paper.MOST_PAGES", 0)
    with pytest.raises(DomainError, match="report_too_long"):
        print_pdf("<html lang='nl'><title>x</title><p>x</p></html>", Drawings(app.extensions["settings"].static_folder))


def test_site_is_put_together_at_the_first_report_and_then_kept(records: Session, app: Flask) -> None:
    account, made = make_account(records), []
    records.commit()

    def make() -> Flask:
        made.append(app)
        return app

    press = press_of(make)
    assert made == []
    for _ in range(2):
        with pytest.raises(DomainError, match="report_not_yours"):
            press(Order(account.id, Wanted(ReportKind.CITY)), lambda _percent: None)
    assert made == [app]
