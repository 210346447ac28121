"""One match of a neighbourhood: note an answer by phone, plan, call off, close, and come back to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.match_making import NOON, PLACE, SECRET_WORDS, Pair, find_place, make_coordinator, make_match, ring
from tests.talent_making import make_offerer, make_talent
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.following import ASKER, HELPER, follow_path, subjects
from tests.web.people.browsing import events
from webapp.calendar.week_ranges import to_multirange
from webapp.calendar.week_times import WeekPart
from webapp.models import Account
from webapp.privacy.actions import withdraw_consent
from webapp.vocabulary import AuditAction, ConsentPurpose, MatchOutcome, MatchState, Role

PLAN = {"doe": "plannen", "version": "1", "day": "2026-11-24", "starts_at": "10:30", "minutes": "45", "place": PLACE}


@pytest.fixture
def account(records: Session) -> Account:
    return make_coordinator(records, find_place(records))


@pytest.fixture
def coordinator(account: Account, sign_in: SignIn) -> Visitor:
    return sign_in(account.id)


@pytest.fixture
def agreed(records: Session) -> Pair:
    return make_match(records, MatchState.ACCEPTED, helper_email=HELPER, asker_email=ASKER)


def test_answers_by_phone_are_noted_for_who_has_no_address(coordinator: Visitor, records: Session) -> None:
    match = make_match(records, with_accounts=False).match
    path = follow_path(match)

    assert len(coordinator.visit(path).soup.select("input[name=kant]")) == 2
    for side in ("helper", "asker"):
        coordinator.submit(path, {"doe": "antwoord", "kant": side, "antwoord": "ja"}, status=303)

    records.refresh(match)
    assert match.state == MatchState.ACCEPTED
    page = coordinator.visit(path)
    assert "Spreek tijd en plek af" in page.text
    assert page.soup.find("a", href=f"/mensen/{match.asker_id}") is not None


def test_nobody_answers_for_who_has_an_address(coordinator: Visitor, records: Session) -> None:
    match = make_match(records).match
    path = follow_path(match)

    assert coordinator.visit(path).soup.select("input[name=kant]") == []
    coordinator.submit(path, {"doe": "antwoord", "kant": "helper", "antwoord": "ja"}, status=400)

    records.refresh(match)
    assert match.helper_said is None


def test_time_and_place_are_kept_sealed_and_both_are_mailed(
    coordinator: Visitor, records: Session, agreed: Pair
) -> None:
    coordinator.submit(follow_path(agreed.match), PLAN, status=303)

    match = agreed.match
    records.refresh(match)
    assert (match.task_at, match.minutes) == (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), 45)
    assert match.sealed_place is not None
    assert ring().open_sealed(match.sealed_place, table="match", column="sealed_place", row=match.id) == PLACE
    assert subjects(records, HELPER) == subjects(records, ASKER) == ["Er is een tijd voor je afspraak"]


def test_coordinator_reads_the_place_and_what_was_told_and_that_is_accounted_for(
    coordinator: Visitor, account: Account, records: Session
) -> None:
    match = make_match(records, MatchState.ACCEPTED, task_at=NOON, place=PLACE).match
    match.helper_outcome = MatchOutcome.WELL
    match.helper_words = ring().seal("Gezellig", table="match", column="helper_words", row=match.id)
    records.commit()

    page = coordinator.visit(follow_path(match))

    assert PLACE in page.text
    assert "Het ging goed Gezellig" in page.text
    assert SECRET_WORDS not in page.text
    assert events(records, "match", match.id) == [
        (AuditAction.READ, account.id, match.asker_id, ["sealed_place"]),
        (AuditAction.READ, account.id, match.helper_id, ["helper_words"]),
    ]


def test_city_coordinator_never_reads_what_is_sealed(records: Session, sign_in: SignIn) -> None:
    city = make_account(records)
    make_grant(records, city.id, Role.CITY_COORDINATOR)
    private = make_match(records, MatchState.ACCEPTED, task_at=NOON, place=PLACE).match
    public = make_match(records, MatchState.ACCEPTED, is_public=True, task_at=NOON, place=PLACE).match
    browser = sign_in(city.id)

    browser.visit(follow_path(private), status=404)
    page = browser.visit(follow_path(public))
    assert PLACE not in page.text
    assert events(records, "match", public.id) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "2026-11-21"}, "Deze tijd is al voorbij."),
        ({"day": "2028-01-01"}, "Kies een dag binnen een jaar."),
        ({"day": ""}, "Kies een dag."),
        ({"starts_at": "25:00"}, "Schrijf hem als 19:30."),
        ({"starts_at": ""}, "Vul in hoe laat het begint"),
        ({"minutes": "4"}, "Kies 5 tot 1440 minuten."),
        ({"place": "x" * 201}, "hooguit 200 tekens"),
    ],
)
def test_plan_that_cannot_be_is_told_beside_its_field(
    coordinator: Visitor, records: Session, agreed: Pair, changed: dict[str, str], said: str
) -> None:
    page = coordinator.submit(follow_path(agreed.match), PLAN | changed, status=422)

    assert said in page.soup.select_one(".field__error").text  # type: ignore[union-attr]  # there is one
    records.refresh(agreed.match)
    assert agreed.match.task_at is None


def test_plan_over_that_of_somebody_else_is_shown_beside_it(
    coordinator: Visitor, records: Session, agreed: Pair
) -> None:
    path = follow_path(agreed.match)
    coordinator.submit(path, PLAN, status=303)

    page = coordinator.submit(path, PLAN | {"place": "Elders"}, status=409)

    assert "Iemand anders heeft deze koppeling intussen gewijzigd." in page.text
    assert page.soup.select_one("input[name=version]")["value"] == "2"  # type: ignore[index]  # there is one
    assert page.soup.select_one("input[name=place]")["value"] == "Elders"  # type: ignore[index]  # the same
    coordinator.submit(path, PLAN | {"place": "Elders", "version": "2"}, status=303)


def test_withdrawing_tells_both(coordinator: Visitor, records: Session, agreed: Pair) -> None:
    coordinator.submit(follow_path(agreed.match), {"doe": "intrekken"}, status=303)

    records.refresh(agreed.match)
    assert agreed.match.state == MatchState.WITHDRAWN
    assert subjects(records, HELPER) == subjects(records, ASKER) == ["Een koppeling gaat niet door"]
    coordinator.submit(follow_path(agreed.match), {"doe": "intrekken"}, status=400)


def test_closing_keeps_how_it_went_and_when_to_come_back(coordinator: Visitor, records: Session, agreed: Pair) -> None:
    path = follow_path(agreed.match)
    sent = {"doe": "sluiten", "helper": "well", "asker": "", "follow_up_on": "2026-12-20"}

    coordinator.submit(path, sent, status=303)

    match = agreed.match
    records.refresh(match)
    assert (match.state, match.helper_outcome, match.asker_outcome) == (MatchState.DONE, MatchOutcome.WELL, None)
    assert match.follow_up_on == TODAY + timedelta(days=28)
    assert "Later nog eens vragen" in coordinator.visit(path).text
    coordinator.submit(path, {"doe": "navragen", "follow_up_on": ""}, status=303)
    records.refresh(match)
    assert match.follow_up_on is None


@pytest.mark.parametrize("state", [MatchState.ACCEPTED, MatchState.DONE])
def test_day_that_is_past_is_refused(coordinator: Visitor, records: Session, state: MatchState) -> None:
    match = make_match(records, state).match
    step = "sluiten" if state == MatchState.ACCEPTED else "navragen"

    page = coordinator.submit(follow_path(match), {"doe": step, "follow_up_on": "2026-11-21"}, status=422)

    assert "Deze dag is al voorbij." in page.text


def test_step_that_does_not_exist_is_refused(coordinator: Visitor, agreed: Pair) -> None:
    coordinator.submit(follow_path(agreed.match), {"doe": "toveren"}, status=400)


def test_nobody_else_follows_it(records: Session, agreed: Pair, sign_in: SignIn, visitor: Visitor) -> None:
    path = follow_path(agreed.match)
    elsewhere = make_coordinator(records, find_place(records, "selwerd"))

    for account_id in (elsewhere.id, agreed.helper.account_id, make_account(records).id):
        sign_in(account_id).visit(path, status=404)
        sign_in(account_id).submit(path, {"doe": "intrekken"}, status=404)
    sign_in(elsewhere.id).visit(follow_path(agreed.match, "selwerd"), status=404)
    visitor.visit(path, status=303)
    records.refresh(agreed.match)
    assert agreed.match.state == MatchState.ACCEPTED


def test_time_that_does_not_suit_asks_for_a_tick(coordinator: Visitor, records: Session, agreed: Pair) -> None:
    path = follow_path(agreed.match)
    agreed.need.ends_on = date(2026, 11, 23)
    agreed.need.weekly = to_multirange((WeekPart(0, 9 * 60, 12 * 60),))
    records.commit()

    page = coordinator.submit(path, PLAN | {"starts_at": "3:00"}, status=422)

    for doubt in ("midden in de nacht", "buiten de periode", "de tijden van wie vroeg"):
        assert doubt in page.text
    assert "de tijden van wie helpt" not in page.text
    records.refresh(agreed.match)
    assert agreed.match.task_at is None
    coordinator.submit(path, PLAN | {"starts_at": "3:00", "anyway": "y"}, status=303)
    records.refresh(agreed.match)
    assert agreed.match.task_at is not None


@pytest.mark.parametrize(
    ("asker", "is_told"), [(MatchOutcome.NOT, True), (MatchOutcome.PARTLY, False), (MatchOutcome.WELL, False)]
)
def test_two_sides_that_tell_it_differently_are_put_to_the_coordinator(
    coordinator: Visitor, records: Session, asker: MatchOutcome, *, is_told: bool
) -> None:
    pair = make_match(records, MatchState.DONE)
    pair.match.helper_outcome, pair.match.asker_outcome = MatchOutcome.WELL, asker
    records.commit()

    page = coordinator.visit(follow_path(pair.match))

    assert ("Beide kanten vertelden het verschillend" in page.text) == is_told
    again = f"/werkplek/vinkhuizen/vragen/{pair.need.key}/koppelen"
    assert ("Zoek opnieuw hulp voor deze vraag" in page.text) == is_told
    assert not is_told or page.soup.select(f'.notice a[href^="/werkplek/vinkhuizen/vragen/{pair.need.key}"]'), again


def test_who_may_be_known_no_longer_is_nobody_on_a_finished_match(coordinator: Visitor, records: Session) -> None:
    pair = make_match(records, MatchState.DONE, task_at=NOON, place=PLACE)
    assert pair.asker is not None
    for column in ("helper_words", "asker_words"):
        setattr(pair.match, column, ring().seal(f"Zei {column}", table="match", column=column, row=pair.match.id))
    records.commit()
    path = follow_path(pair.match)
    before = coordinator.visit(path).text
    for told in ("Hanna Helpt", "Aafke Vraagt", "Zei helper_words", "Zei asker_words", PLACE):
        assert told in before

    for person in (pair.helper, pair.asker):
        withdraw_consent(records, person.id, ConsentPurpose.BE_KNOWN, by=None, now=NOON)
    records.commit()

    after = coordinator.visit(path).text
    for told in ("Hanna", "Aafke", "Zei helper_words", "Zei asker_words", PLACE):
        assert told not in after
    assert "een buur" in after


def test_helper_from_elsewhere_who_may_still_be_known_keeps_a_name(coordinator: Visitor, records: Session) -> None:
    helper = make_offerer(records, find_place(records, "selwerd"), "Gerda Ginder", goes_beyond=True)
    match = make_match(
        records, MatchState.ACCEPTED, neighbourhood_id=find_place(records), talent=make_talent(records, helper.id)
    ).match

    assert "Gerda Ginder" in coordinator.visit(follow_path(match)).text
    withdraw_consent(records, helper.id, ConsentPurpose.BE_KNOWN, by=None, now=NOON)
    records.commit()
    assert "Gerda" not in coordinator.visit(follow_path(match)).text
