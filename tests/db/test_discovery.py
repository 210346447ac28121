"""The discovery process: one at a time, each step a sign of life, counted for who may know."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import at_once
from tests.factories import make_partner, make_person
from webapp.access.policy import Actor, Holding
from webapp.clock import CITY_TIMEZONE
from webapp.coverage.queries import list_evidence_kinds
from webapp.discovery.actions import Beginning, Happening, end_discovery, note_event, start_discovery
from webapp.discovery.queries import find_short, get_board, list_running
from webapp.errors import DomainError
from webapp.models import Asset, Discovery, DiscoveryEvent, Evidence, Neighbourhood, Talent, Theme
from webapp.vocabulary import (
    AssetKind,
    DiscoveryEventKind,
    DiscoveryStart,
    EvidenceKind,
    Provenance,
    Role,
    TalentLevel,
    TalentStage,
)

BEGAN = date(2026, 9, 10)
HERE = Beginning(DiscoveryStart.STARTED, BEGAN, aim="Zien wat er is")


@pytest.fixture
def place(empty_session: Session) -> int:
    """A neighbourhood in which nothing happened yet."""
    return add_place(empty_session)


def add_place(session: Session, slug: str = "proefwijk") -> int:
    made = Neighbourhood(slug=slug, name=slug.title(), aliases=[])
    session.add(made)
    session.flush()
    return made.id


def coordinator(neighbourhood_id: int) -> Actor:
    return Actor(account_id=1, holdings=(Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=neighbourhood_id),))


def happening(kind: DiscoveryEventKind, on: date, people: int | None = None) -> Happening:
    return Happening(kind, on, "Langs de deuren met koffie", people)


def begin(session: Session, place: int, beginning: Beginning = HERE) -> Discovery:
    return start_discovery(session, place, beginning, by=None, today=TODAY)


def note(session: Session, place: int, what: Happening) -> DiscoveryEvent:
    return note_event(session, place, what, by=None, today=TODAY)


def end(session: Session, place: int, on: date = TODAY, outcome: str = "Een kookgroep") -> Discovery:
    return end_discovery(session, place, ended_on=on, outcome=outcome, by=None, today=TODAY)


def test_each_step_is_a_sign_of_life_without_what_was_written(empty_session: Session, place: int) -> None:
    begin(empty_session, place)
    note(empty_session, place, happening(DiscoveryEventKind.CONVERSATIONS, date(2026, 10, 1), 14))
    signs = empty_session.execute(
        select(Evidence.observed_on, Evidence.note, Evidence.provenance).order_by(Evidence.observed_on)
    ).all()
    assert [day for day, _, _ in signs] == [BEGAN, date(2026, 10, 1)]
    assert "14 mensen" in signs[1].note
    assert all("koffie" not in told and who == Provenance.ENTERED for _, told, who in signs)
    assert set(list_evidence_kinds(empty_session, place, at=TODAY)) == {EvidenceKind.DISCOVERY_PROCESS}


def test_one_process_at_a_time(empty_session: Session, place: int) -> None:
    begin(empty_session, place)
    with pytest.raises(DomainError, match="discovery_runs"):
        begin(empty_session, place)
    end(empty_session, place, on=date(2026, 10, 1))
    with pytest.raises(DomainError, match="discovery_overlaps"):
        begin(empty_session, place)
    begin(empty_session, place, Beginning(DiscoveryStart.STARTED, date(2026, 10, 1)))
    begin(empty_session, add_place(empty_session, "andere-wijk"))
    assert len(list_running(empty_session, list(empty_session.scalars(select(Neighbourhood.id))))) == 2


def test_whose_process_is_joined_must_be_told(empty_session: Session, place: int) -> None:
    partner = make_partner(empty_session, "de-brug")
    nobodys, unknown = Beginning(DiscoveryStart.JOINED, BEGAN), partner.id + 99
    no_such = Beginning(DiscoveryStart.JOINED, BEGAN, partner_id=unknown)
    for wrong, code in ((nobodys, "discovery_whose"), (no_such, "partner_unknown")):
        with pytest.raises(DomainError, match=code):
            begin(empty_session, place, wrong)
    begin(empty_session, place, Beginning(DiscoveryStart.JOINED, BEGAN, partner_id=partner.id))
    short = find_short(empty_session, place)
    assert short is not None
    assert short.whose == "De-Brug"


def test_process_of_a_partner_outlives_the_partner(empty_session: Session, place: int) -> None:
    partner = make_partner(empty_session, "de-brug")
    begin(empty_session, place, Beginning(DiscoveryStart.JOINED, BEGAN, partner_id=partner.id))
    empty_session.delete(partner)
    empty_session.flush()
    empty_session.expire_all()
    short = find_short(empty_session, place)
    assert short is not None
    assert (short.start, short.whose) == (DiscoveryStart.JOINED, "De-Brug")


def test_after_the_end_nothing_is_noted_and_the_outcome_stays(empty_session: Session, place: int) -> None:
    with pytest.raises(DomainError, match="discovery_not_running"):
        note(empty_session, place, happening(DiscoveryEventKind.GATHERING, TODAY))
    begin(empty_session, place)
    note(empty_session, place, happening(DiscoveryEventKind.GATHERING, date(2026, 11, 1), 9))
    for day, outcome, code in (
        (date(2026, 10, 31), "Iets", "discovery_ends_too_early"),
        (TODAY + timedelta(days=1), "Iets", "discovery_ends_in_future"),
        (TODAY, "  ", "discovery_outcome"),
    ):
        with pytest.raises(DomainError, match=code):
            end(empty_session, place, on=day, outcome=outcome)
    ended = end(empty_session, place, outcome="  Een kookgroep ")
    assert (ended.ended_on, ended.outcome, ended.version) == (TODAY, "Een kookgroep", 2)
    with pytest.raises(DomainError, match="discovery_not_running"):
        end(empty_session, place)
    assert find_short(empty_session, place) is None
    board = get_board(empty_session, coordinator(place), place, today=TODAY)
    assert board.process is not None
    assert (board.is_running, board.process.outcome, board.process.came) == (False, "Een kookgroep", 9)


def talent(session: Session, neighbourhood_id: int, on: date, stage: TalentStage = TalentStage.SCOUTED) -> None:
    theme = session.scalars(select(Theme)).first()
    if theme is None:
        theme = Theme(slug="koken", name="Koken")
        session.add(theme)
        session.flush()
    person = make_person(session, neighbourhood_id=neighbourhood_id)
    session.add(
        Talent(person_id=person.id, theme_id=theme.id, what="Koken", level=TalentLevel.ABLE, stage=stage, scouted_on=on)
    )
    session.flush()


def test_board_counts_talents_by_month_from_three_for_who_is_from_outside(empty_session: Session, place: int) -> None:
    begin(empty_session, place)
    for on, many in ((date(2026, 9, 12), 3), (date(2026, 11, 2), 2), (BEGAN - timedelta(days=1), 1)):
        for _ in range(many):
            talent(empty_session, place, on, TalentStage.DEPLOYED if on.month == 11 else TalentStage.SCOUTED)
    talent(empty_session, add_place(empty_session, "elders"), date(2026, 10, 1))
    own = get_board(empty_session, coordinator(place), place, today=TODAY)
    assert [(each.month.month, each.talents) for each in own.months] == [(9, 3), (10, 0), (11, 2)]
    assert (own.talents, own.deployed, own.is_own, own.leaves_out) == (5, 2, True, False)
    city = Actor(account_id=1, holdings=(Holding(Role.CITY_COORDINATOR),))
    outside = get_board(empty_session, city, place, today=TODAY)
    assert [each.talents for each in outside.months] == [3, 0, None]
    assert (outside.talents, outside.deployed, outside.is_own, outside.leaves_out) == (3, None, False, True)


def test_board_counts_assets_by_kind_found_since_it_began(empty_session: Session, place: int) -> None:
    begin(empty_session, place)
    for number, (kind, noted, ended) in enumerate(
        ((AssetKind.PLACES, BEGAN, None), (AssetKind.PLACES, date(2026, 1, 1), None), (AssetKind.ECONOMY, BEGAN, TODAY))
    ):
        empty_session.add(
            Asset(
                slug=f"a{number}", kind=kind, name="Iets", neighbourhood_id=place, confirmed_on=TODAY, ended_on=ended,
                provenance=Provenance.ENTERED, created_at=datetime.combine(noted, time(0, 30), CITY_TIMEZONE),
            )
        )  # fmt: skip
    empty_session.flush()
    board = get_board(empty_session, coordinator(place), place, today=TODAY)
    counts = {each.kind: (each.found, each.total) for each in board.assets}
    assert set(counts) == set(AssetKind) - {AssetKind.INDIVIDUALS}
    assert (counts[AssetKind.PLACES], counts[AssetKind.ECONOMY]) == ((1, 2), (0, 0))


def test_board_of_a_neighbourhood_where_nothing_began_is_empty(empty_session: Session, place: int) -> None:
    board = get_board(empty_session, coordinator(place), place, today=TODAY)
    assert (board.process, board.events, board.months, board.earlier) == (None, (), (), ())
    assert board.most_in_a_month == 1


def test_database_itself_holds_one_running_process_to_a_neighbourhood(empty_session: Session, place: int) -> None:
    begin(empty_session, place)
    second = Discovery(
        neighbourhood_id=place, start=DiscoveryStart.STARTED, started_on=BEGAN, provenance=Provenance.ENTERED
    )
    empty_session.add(second)
    with pytest.raises(IntegrityError, match="uq_discovery_running"):
        empty_session.flush()


def test_of_two_who_begin_at_the_same_moment_one_is_told_that_it_runs(own_empty: Engine) -> None:
    with Session(own_empty) as session, session.begin():
        place = add_place(session)

    def beginning(session: Session) -> str:
        begin(session, place)
        return "began"

    assert at_once(own_empty, *[beginning] * 4) == ["began", *["discovery_runs"] * 3]
    with Session(own_empty) as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 1
