"""A neighbour tells what they can."""

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.talent_making import make_offering, make_theme
from tests.web.conftest import SignIn
from tests.web.people.browsing import problems, sent_by
from tests.web.talents.neighbours import a_neighbour, talent_fields, talents_of
from webapp.vocabulary import TalentStage

OWN, NEW = "/mijn/talenten", "/mijn/talenten/nieuw"


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


def test_words_that_tell_of_a_person_are_kept_once_the_writer_says_so(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    visitor = sign_in(neighbour.account_id)
    sent = talent_fields(records, what="Luisteren na een depressie")
    page = visitor.submit(NEW, sent, status=422)
    assert "iets over iemands gezondheid" in page.text
    assert "Er is nog niets bewaard" in problems(page)["sure"]
    again = sent_by(page)
    assert {name: again[name] for name in sent} == sent
    assert talents_of(records, neighbour.person_id) == []
    page = visitor.submit(NEW, again | {"what": "Bel 06 12345678 na een depressie", "sure": "y"}, status=422)
    assert "een telefoonnummer" in page.text
    visitor.submit(NEW, sent_by(page, what="Luisteren na een depressie", sure="y"), status=303)
    assert [each.what for each in talents_of(records, neighbour.person_id)] == ["Luisteren na een depressie"]
