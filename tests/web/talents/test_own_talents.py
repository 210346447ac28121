"""One's own page of talents: add, change, remove, and what it says about consent."""

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account
from tests.match_making import make_match
from tests.talent_making import make_offering, make_theme
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems, sent_by
from tests.web.talents.neighbours import a_neighbour, a_talent, talent_fields, talents_of
from webapp.vocabulary import TalentStage

OWN, NEW = "/mijn/talenten", "/mijn/talenten/nieuw"


def test_who_has_no_profile_yet_makes_that_first(records: Session, sign_in: SignIn) -> None:
    account = make_account(records)
    records.commit()
    assert sign_in(account.id).visit(OWN, status=303).response.location.endswith("/mijn/profiel")


def test_a_visitor_signs_in_first(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(OWN, status=303).response.location


def test_without_consent_the_page_says_that_nobody_asks_and_gives_the_buttons(
    records: Session, sign_in: SignIn
) -> None:
    neighbour = a_neighbour(records)
    page = sign_in(neighbour.account_id).visit(OWN)
    assert "Nu vraagt niemand je." in page.text
    links = {str(link["href"]) for link in page.soup.select(".talent-silence a")}
    assert {"/mijn/toestemming#be_known", "/mijn/toestemming#be_asked"} <= links


def test_with_both_consents_and_terms_the_page_says_that_one_may_be_asked(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records, asked=True)
    make_offering(records, neighbour.person_id)
    records.commit()
    page = sign_in(neighbour.account_id).visit(OWN)
    assert "Nu vraagt niemand je." not in page.text
    assert "Je coördinator mag je een kleine, duidelijke vraag stellen" in page.text


def test_a_first_talent_leads_to_the_terms_and_the_next_one_back(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    visitor = sign_in(neighbour.account_id)
    first = visitor.submit(NEW, talent_fields(records), status=303)
    assert "/mijn/talenten/voorwaarden" in first.response.location
    make_offering(records, neighbour.person_id)
    records.commit()
    second = visitor.submit(NEW, talent_fields(records, what="Voorlezen"), status=303)
    assert second.response.location.endswith("/mijn/talenten?gedaan=bewaard")
    kept = talents_of(records, neighbour.person_id)
    assert [each.what for each in kept] == ["Brood bakken", "Voorlezen"]
    assert {each.stage for each in kept} == {TalentStage.SCOUTED}
    assert {(each.scouted_by, each.scouted_on) for each in kept} == {(None, TODAY)}
    assert "Voorlezen" in visitor.visit(OWN).text


def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_stays(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    sent = {"what": "Iets heel moois", "theme": "", "level": ""}
    page = sign_in(neighbour.account_id).submit(NEW, sent, status=422)
    assert problems(page) == {"theme": "Kies waar het bij hoort.", "level": "Kies hoe goed je het kunt."}
    what = page.soup.select_one("#what")
    assert what is not None
    assert what["value"] == "Iets heel moois"
    assert talents_of(records, neighbour.person_id) == []


def test_the_same_talent_twice_is_refused_beside_its_words(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    visitor = sign_in(neighbour.account_id)
    visitor.submit(NEW, talent_fields(records), status=303)
    page = visitor.submit(NEW, talent_fields(records, what="BROOD bakken"), status=422)
    assert "Dit staat er al" in problems(page)["what"]
    assert len(talents_of(records, neighbour.person_id)) == 1


def test_a_theme_that_labels_a_person_cannot_be_chosen(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    label = make_theme(records, "etiket", for_people=False)
    records.commit()
    visitor = sign_in(neighbour.account_id)
    assert "Etiket" not in visitor.visit(NEW).text
    page = visitor.submit(NEW, talent_fields(records, theme=str(label)), status=422)
    assert "theme" in problems(page)


def test_a_new_talent_may_be_asked_for_unless_one_says_otherwise(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    visitor = sign_in(neighbour.account_id)
    assert visitor.visit(NEW).soup.select_one("#is_offered[checked]") is not None
    sent = {name: value for name, value in talent_fields(records).items() if name != "is_offered"}
    visitor.submit(NEW, sent, status=303)
    [kept] = talents_of(records, neighbour.person_id)
    assert not kept.is_offered
    assert visitor.visit(f"{OWN}/{kept.id}").soup.select_one("#is_offered[checked]") is None


def test_a_talent_is_changed(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    talent_id = a_talent(records, neighbour.person_id)
    visitor = sign_in(neighbour.account_id)
    sent = sent_by(visitor.visit(f"{OWN}/{talent_id}"), what="Taart bakken", wants_to_learn="y", level="skilled")
    visitor.submit(f"{OWN}/{talent_id}", sent | talent_fields(records, what="Taart bakken"), status=303)
    kept = talents_of(records, neighbour.person_id)[0]
    assert (kept.what, kept.wants_to_learn, kept.version) == ("Taart bakken", True, 2)


def test_of_two_changes_the_second_sees_both_versions(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    talent_id = a_talent(records, neighbour.person_id, what="Fietsen maken")
    visitor, address = sign_in(neighbour.account_id), f"{OWN}/{talent_id}"
    visitor.submit(address, talent_fields(records, what="Banden plakken", version="1"), status=303)
    page = visitor.submit(address, talent_fields(records, what="Wielen richten", version="1"), status=409)
    assert "Banden plakken" in page.text
    assert "Wielen richten" in page.text
    again = talent_fields(records, what="Wielen richten", version="2")
    visitor.submit(address, again, status=303)
    assert talents_of(records, neighbour.person_id)[0].what == "Wielen richten"


def test_a_talent_is_removed(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    talent_id = a_talent(records, neighbour.person_id)
    visitor = sign_in(neighbour.account_id)
    visitor.submit(f"{OWN}/{talent_id}/weg", {}, status=303)
    assert talents_of(records, neighbour.person_id) == []
    visitor.submit(f"{OWN}/{talent_id}/weg", {}, status=404)


def test_somebody_elses_talent_is_not_there(records: Session, sign_in: SignIn) -> None:
    neighbour, other = a_neighbour(records), a_neighbour(records, "Otto Ander", number=1)
    talent_id = a_talent(records, neighbour.person_id)
    visitor = sign_in(other.account_id)
    visitor.visit(f"{OWN}/{talent_id}", status=404)
    visitor.submit(f"{OWN}/{talent_id}", talent_fields(records), status=404)
    visitor.submit(f"{OWN}/{talent_id}/weg", {}, status=404)
    assert len(talents_of(records, neighbour.person_id)) == 1


def test_a_talent_with_a_task_under_way_stays(records: Session, sign_in: SignIn) -> None:
    pair = make_match(records)
    account_id, person_id, talent_id = pair.helper.account_id, pair.helper.id, pair.talent.id
    assert account_id is not None
    records.commit()
    page = sign_in(account_id).submit(f"{OWN}/{talent_id}/weg", {}, status=409)
    assert "Er loopt nog een taak met dit talent" in page.text
    assert len(talents_of(records, person_id)) == 1
