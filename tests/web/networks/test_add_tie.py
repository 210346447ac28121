"""A tie is noted in seconds: two names, a kind, saved, and on to the next."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_partner, make_person
from tests.network_making import make_group, make_linked, make_tie, node_id_of
from tests.web.conftest import Page, SignIn
from tests.web.networks.noting import Kept, a_network, signs_in, tie_fields, ties_in
from tests.web.people.browsing import make_coordinator, problems, sent_by
from webapp.models import AuditEvent, Consent, NetworkNode, OutboxMail, Person
from webapp.networks.forms.ties import possible_kinds, usual_kind, usual_kinds
from webapp.vocabulary import Channel, ConsentPurpose, NodeKind, PartnerKind, TieKind, TieSource


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


def test_two_names_make_a_tie_and_a_sign_of_life(records: Session, kept: Kept) -> None:
    done = kept.coordinator.submit(kept.url + "/relatie", tie_fields(), status=303)
    [tie] = ties_in(records, kept.place)
    assert {tie.from_node_id, tie.to_node_id} == {kept.aisha, kept.truus}
    assert (tie.kind, tie.period.lower, tie.period.upper, tie.confirmed_on) == (TieKind.KNOWS, TODAY, None, TODAY)
    assert (tie.source, tie.noted_by) == (TieSource.NOTED, kept.account_id)
    assert signs_in(records, kept.place) == 1
    page = kept.coordinator.visit(done.response.location)
    assert "kent" in page.text
    assert "Bewaard:" in page.text


def test_a_second_tie_in_one_week_gives_no_second_sign(records: Session, kept: Kept) -> None:
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(), status=303)
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(kind="helps"), status=303)
    assert len(ties_in(records, kept.place)) == 2
    assert signs_in(records, kept.place) == 1


def test_the_first_name_stays_for_a_next_tie(kept: Kept) -> None:
    done = kept.coordinator.submit(kept.url + "/relatie", tie_fields(doe="volgende"), status=303)
    page = kept.coordinator.visit(done.response.location)
    assert page.soup.select_one("#one")["value"] == "Aisha Proef"
    assert not page.soup.select_one("#other").get("value")


def chosen_kind(page: Page) -> str:
    return str(page.soup.select_one('input[name="kind"][checked]')["value"])


def test_members_of_a_group_are_noted_one_after_another(records: Session, kept: Kept) -> None:
    club = node_id_of(records, make_group(records, "Wandelclub", kept.place.id))
    records.commit()
    page = kept.coordinator.visit(kept.url + f"/relatie?naar={club}")
    for name in ("Aisha Proef", "Truus Proef"):
        assert page.soup.select_one("#other")["value"] == "Wandelclub"
        assert not page.soup.select_one("#one").get("value")
        assert chosen_kind(page) == "member_of"
        done = kept.coordinator.submit(kept.url + "/relatie", sent_by(page, one=name, doe="volgende"), status=303)
        page = kept.coordinator.visit(done.response.location)
        assert f"{name} hoort bij Wandelclub" in page.text
    assert {tie.kind for tie in ties_in(records, kept.place)} == {TieKind.MEMBER_OF}
    assert {tie.from_node_id for tie in ties_in(records, kept.place)} == {kept.aisha, kept.truus}


@pytest.mark.parametrize(("asked", "kind"), [("", "knows"), ("helps", "helps"), ("meets_at", "knows"), ("x", "knows")])
def test_the_kind_of_the_address_is_chosen_where_it_can_be(kept: Kept, asked: str, kind: str) -> None:
    page = kept.coordinator.visit(kept.url + f"/relatie?van={kept.aisha}&naar={kept.truus}&soort={asked}")
    assert chosen_kind(page) == kind


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (None, None, TieKind.KNOWS),
        (NodeKind.PERSON, NodeKind.GROUP, TieKind.MEMBER_OF),
        (NodeKind.GROUP, None, TieKind.MEMBER_OF),
        (NodeKind.GROUP, NodeKind.ORGANISATION, TieKind.WORKS_WITH),
        (NodeKind.PLACE, NodeKind.PERSON, TieKind.MEETS_AT),
        (NodeKind.PERSON, NodeKind.INITIATIVE, TieKind.HELPS),
        (NodeKind.ORGANISATION, NodeKind.PERSON, TieKind.HELPS),
    ],
)
def test_what_is_chosen_beforehand_is_what_mostly_is_between_two(
    one: NodeKind | None, other: NodeKind | None, kind: TieKind
) -> None:
    assert usual_kind(one, other) == usual_kind(other, one) == kind
    assert usual_kinds()["+".join(sorted((one or "", other or "")))] == kind


def test_what_is_chosen_beforehand_can_be_noted() -> None:
    for one in NodeKind:
        for other in NodeKind:
            kinds = possible_kinds(one, other)
            assert not kinds or usual_kind(one, other) in kinds, (one, other)


def test_two_empty_names_are_told_in_two_ways(kept: Kept) -> None:
    page = kept.coordinator.submit(kept.url + "/relatie", tie_fields(one="", other=""), status=422)
    told = problems(page)
    assert set(told) == {"one", "other"}
    assert len(set(told.values())) == 2


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [("knows", "Piet Proefbuur", "van={aisha}&soort=knows"), ("helps", "Piet Proefbuur", "van={aisha}&soort=helps")],
)
def test_who_is_new_is_met_with_the_other_side_taken_along(kept: Kept, kind: str, name: str, wanted: str) -> None:
    page = kept.coordinator.submit(kept.url + "/relatie", tie_fields(other=name, kind=kind), status=422)
    [way] = page.soup.select('a[href*="/ontmoet?naam="]')
    assert str(way["href"]).endswith(wanted.format(aisha=kept.aisha))


def test_the_audit_tells_both_what_was_noted_of_them(records: Session, kept: Kept) -> None:
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(), status=303)
    people = records.scalars(select(NetworkNode.person_id).where(NetworkNode.id.in_((kept.aisha, kept.truus))))
    told = records.scalars(select(AuditEvent.person_id).where(AuditEvent.subject_table == "tie"))
    assert set(people) == set(told)
    records.commit()


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_tie_is_not_noted_twice_whichever_is_named_first(
    records: Session, kept: Kept, *, turned: bool
) -> None:
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(), status=303)
    again = tie_fields(one="Truus Proef", other="Aisha Proef") if turned else tie_fields()
    page = kept.coordinator.submit(kept.url + "/relatie", again, status=422)
    [tie] = ties_in(records, kept.place)
    assert page.soup.select_one(f'a[href$="/relaties/{tie.id}"]')
    assert page.soup.select_one(f'form[action$="/relaties/{tie.id}/bevestigen"]')
    assert page.soup.select_one("#one")["value"] == again["one"]


def test_a_kind_with_direction_can_be_noted_both_ways(records: Session, kept: Kept) -> None:
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(kind="helps"), status=303)
    turned = tie_fields(kind="helps", one="Truus Proef", other="Aisha Proef")
    kept.coordinator.submit(kept.url + "/relatie", turned, status=303)
    ways = {(tie.from_node_id, tie.to_node_id) for tie in ties_in(records, kept.place)}
    assert ways == {(kept.aisha, kept.truus), (kept.truus, kept.aisha)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"other": "Aisha Proef"}, "other"),
        ({"one": " "}, "one"),
        ({"kind": "meets_at"}, "kind"),
        ({"since": "2026-11-23"}, "since"),
        ({"since": "1812-01-01"}, "since"),
        ({"other": "Wie Dan Ook"}, "other"),
        ({"other": "Trus Proef"}, "other"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    records: Session, kept: Kept, changes: dict[str, str], field: str
) -> None:
    sent = tie_fields(**changes)
    page = kept.coordinator.submit(kept.url + "/relatie", sent, status=422)
    assert field in problems(page)
    assert ties_in(records, kept.place) == []
    assert page.soup.select_one("#since")["value"] == sent["since"]
    assert page.soup.select_one("#other")["value"] == sent["other"]


def test_who_is_meant_is_asked_when_two_have_one_name(records: Session, kept: Kept) -> None:
    other = node_id_of(records, make_linked(records, "Truus Proef", kept.place.id))
    records.commit()
    page = kept.coordinator.submit(kept.url + "/relatie", tie_fields(), status=422)
    assert {f"n{kept.truus}", f"n{other}"} == {each["value"] for each in page.soup.select('input[name="other_which"]')}
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(other_which=f"n{other}"), status=303)
    [tie] = ties_in(records, kept.place)
    assert {tie.from_node_id, tie.to_node_id} == {kept.aisha, other}


def test_a_name_that_was_chosen_while_typing_is_not_asked(records: Session, kept: Kept) -> None:
    other = node_id_of(records, make_linked(records, "Truus Proef", kept.place.id))
    records.commit()
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(other_id=str(other)), status=303)
    assert other in {ties_in(records, kept.place)[0].from_node_id, ties_in(records, kept.place)[0].to_node_id}


def test_a_name_that_is_almost_right_can_be_chosen(records: Session, kept: Kept) -> None:
    page = kept.coordinator.submit(kept.url + "/relatie", tie_fields(other="Trus Proef"), status=422)
    assert page.soup.select_one(f'input[name="other_which"][value="n{kept.truus}"]')
    assert "ik ontmoette Trus Proef" in page.text
    sent = tie_fields(other="Trus Proef", other_which=f"n{kept.truus}")
    kept.coordinator.submit(kept.url + "/relatie", sent, status=303)
    assert len(ties_in(records, kept.place)) == 1


def test_who_is_known_comes_into_the_network_once_they_said_yes(records: Session, kept: Kept) -> None:
    account = make_account(records, "bea@example.nl")
    bea = make_person(records, "Bea Proef", account_id=account.id, neighbourhood_id=kept.place.id, known_from=TODAY)
    bea_id = bea.id
    records.commit()
    asked = kept.coordinator.submit(kept.url + "/relatie", tie_fields(other="Bea Proef"), status=422)
    assert "Mag ik noteren wie je in de buurt kent" in asked.text
    chosen = tie_fields(other="Bea Proef", other_which=f"p{bea_id}")
    page = kept.coordinator.submit(kept.url + "/relatie", chosen, status=422)
    assert "other_said" in problems(page)
    assert ties_in(records, kept.place) == []
    kept.coordinator.submit(kept.url + "/relatie", chosen | {"other_said": "y"}, status=303)
    assert len(ties_in(records, kept.place)) == 1
    linked = Consent.person_id == bea_id, Consent.purpose == ConsentPurpose.BE_LINKED
    given = records.scalars(select(Consent).where(*linked)).one()
    assert (given.channel, given.recorded_by) == (Channel.SPOKEN, kept.account_id)
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "bea@example.nl")).one()
    assert "/mijn/netwerk" in mail.body
    assert "Aisha" not in mail.body
    assert "Bea" not in mail.body
    records.commit()


def test_who_took_consent_back_is_not_noted_any_more(records: Session, kept: Kept) -> None:
    gone = select(Consent).join(NetworkNode, NetworkNode.person_id == Consent.person_id)
    for consent in records.scalars(gone.where(NetworkNode.id == kept.truus)):
        consent.expires_on = TODAY
    records.commit()
    page = kept.coordinator.submit(kept.url + "/relatie", tie_fields(other_id=str(kept.truus)), status=422)
    assert "other" in problems(page)
    assert ties_in(records, kept.place) == []


def test_who_was_erased_meanwhile_is_not_noted(records: Session, kept: Kept) -> None:
    person = select(Person).join(NetworkNode, NetworkNode.person_id == Person.id).where(NetworkNode.id == kept.truus)
    records.delete(records.scalars(person).one())
    records.commit()
    page = kept.coordinator.submit(kept.url + "/relatie", tie_fields(other_id=str(kept.truus)), status=422)
    assert "other" in problems(page)


def test_that_somebody_belongs_to_a_church_is_not_noted(records: Session, kept: Kept) -> None:
    make_partner(records, "proefkerkje", kind=PartnerKind.CHURCH)
    make_partner(records, "proefstichting", kind=PartnerKind.FOUNDATION)
    records.commit()
    for name, status in (("Proefkerkje", 422), ("Proefstichting", 303)):
        kept.coordinator.submit(kept.url + "/relatie", tie_fields(other=name, kind="member_of"), status=status)
    assert len(ties_in(records, kept.place)) == 1


def test_names_are_those_of_the_network_here_and_of_nobody_else(records: Session, kept: Kept) -> None:
    elsewhere = make_linked(records, "Aisha Elders", kept.place.id + 1)
    known = make_person(records, "Aisha Onbekend", neighbourhood_id=kept.place.id, known_from=TODAY)
    make_group(records, "Aisha’s wandelclub", kept.place.id)
    assert elsewhere.id != known.id
    records.commit()
    found = kept.coordinator.client.get(kept.url + "/namen?q=aïsha").get_json()["results"]
    assert [each["label"] for each in found] == ["Aisha Proef", "Aisha’s wandelclub"]
    people = kept.coordinator.client.get(kept.url + "/namen?q=aisha&soort=person").get_json()["results"]
    assert [each["label"] for each in people] == ["Aisha Proef"]


def test_somebody_elsewhere_cannot_be_named_by_number(records: Session, kept: Kept) -> None:
    elsewhere = node_id_of(records, make_linked(records, "Ella Elders", kept.place.id + 1))
    records.commit()
    sent = tie_fields(other="Ella Elders", other_id=str(elsewhere), other_which=f"n{elsewhere}")
    page = kept.coordinator.submit(kept.url + "/relatie", sent, status=422)
    assert "other" in problems(page)
    assert ties_in(records, kept.place) == []
    assert "Ella" not in kept.coordinator.visit(kept.url + f"/relatie?van={elsewhere}").text


def test_a_coordinator_of_elsewhere_finds_nothing_here(records: Session, kept: Kept, sign_in: SignIn) -> None:
    other = sign_in(make_coordinator(records, kept.place.id + 1).id)
    other.visit(kept.url + "/relatie", status=404)
    assert other.client.get(kept.url + "/namen?q=aisha").status_code == 404


def test_an_ended_tie_may_begin_anew(records: Session, kept: Kept) -> None:
    nodes = select(Person).join(NetworkNode, NetworkNode.person_id == Person.id)
    aisha, truus = (records.scalars(nodes.where(NetworkNode.id == each)).one() for each in (kept.aisha, kept.truus))
    make_tie(records, aisha, truus, until=TODAY)
    records.commit()
    kept.coordinator.submit(kept.url + "/relatie", tie_fields(), status=303)
    assert len(ties_in(records, kept.place)) == 2
