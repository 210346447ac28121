"""Needs in the database: who sees them, what closes with them, and that their words are sealed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.db.somebody import looking_as, places_with
from tests.factories import make_account, make_grant, make_person
from tests.match_making import look, make_match
from tests.need_making import (
    find_place,
    find_theme,
    make_asker,
    make_coordinator,
    make_need,
    make_private_need,
    make_public_need,
    opened_words,
    ring,
    state_of,
)
from tests.talent_making import make_offerer, make_talent
from webapp.access.policy import Actor, Holding
from webapp.errors import BadInput, DomainError, EditConflict
from webapp.models import Area, AreaRelease, Match, Need, NeighbourhoodArea, Person
from webapp.needs.actions import PublicWords, ask, change, close_need, expire, note_public, read_words
from webapp.needs.figures import list_figures
from webapp.needs.queries import list_worked, visible_to
from webapp.needs.rules import Wish
from webapp.vocabulary import (
    EffectDirection,
    LocationLevel,
    MatchState,
    NeedKind,
    NeedState,
    NeedUrgency,
    Requirement,
    Role,
    TalentLevel,
)

CANARY = "kanarie dweilt de trap van nummer zeven"
WISH = Wish(theme_id=0, urgency=NeedUrgency.NOW, quantity=2, requirements=(Requirement.VOG,))


@dataclass(frozen=True)
class Scene:
    """A need of Aafke in Vinkhuizen, with a canary in its words; who coordinates there; and a need of the wijk."""

    asker: Person
    need: Need
    public: Need
    coordinator: int
    place: int
    other: int


@pytest.fixture
def scene(session: Session) -> Scene:
    place, other = find_place(session), find_place(session, "selwerd")
    asker = make_asker(session, place)
    return Scene(
        asker=asker,
        need=make_private_need(session, asker, words=CANARY),
        public=make_public_need(session, place),
        coordinator=make_coordinator(session, place).id,
        place=place,
        other=other,
    )


@pytest.fixture
def wish(session: Session) -> Wish:
    return replace(WISH, theme_id=find_theme(session, "maaltijd"))


def seen(session: Session, viewer: int | str) -> set[str]:
    """The needs that the database shows to somebody, by key, whatever our filters say."""
    with looking_as(session, viewer, today=TODAY):
        return set(session.scalars(text("SELECT key FROM need")))


def actor_of(account_id: int, *holdings: Holding, person_id: int | None = None) -> Actor:
    return Actor(account_id, person_id=person_id, holdings=holdings)


def outsiders(session: Session, scene: Scene) -> Iterator[tuple[str, int | str]]:
    """Everybody who has nothing to do with the need: also who looks after the whole city."""
    yield "visitor", ""
    yield "coordinator elsewhere", make_coordinator(session, scene.other).id
    neighbour = make_account(session)
    make_person(session, account_id=neighbour.id, neighbourhood_id=scene.place)
    yield "neighbour", neighbour.id
    for role in (Role.CITY_COORDINATOR, Role.ADMINISTRATOR, Role.MUNICIPALITY_VIEWER):
        account = make_account(session)
        make_grant(session, account.id, role)
        yield role, account.id


def test_nobody_outside_sees_that_somebody_asks_and_who_has_to_do_with_it_does(session: Session, scene: Scene) -> None:
    for who, viewer in outsiders(session, scene):
        found = seen(session, viewer)
        assert scene.need.key not in found, who
        assert scene.public.key in found, who
    for viewer in (scene.asker.account_id or 0, scene.coordinator):
        assert {scene.need.key, scene.public.key} <= seen(session, viewer)


def test_our_own_filter_says_the_same_as_the_database(session: Session, scene: Scene) -> None:
    city, elsewhere = Holding(Role.CITY_COORDINATOR), Holding(Role.NEIGHBOURHOOD_COORDINATOR, scene.other)
    here = Holding(Role.NEIGHBOURHOOD_COORDINATOR, scene.place)
    cases = {
        Actor(): False,
        actor_of(1, city): False,
        actor_of(1, elsewhere): False,
        actor_of(1, city, here): True,
        actor_of(1, here): True,
        actor_of(1, person_id=scene.asker.id): True,
    }
    for viewer, may in cases.items():
        found = set(session.scalars(select(Need.key).where(visible_to(viewer))))
        assert (scene.need.key in found) == may
        assert scene.public.key in found


def test_helper_sees_the_need_once_both_said_yes(session: Session, scene: Scene) -> None:
    pair = make_match(session, need=scene.need)
    helper = pair.helper.account_id or 0
    assert scene.need.key not in seen(session, helper)
    pair.match.state, pair.match.helper_said, pair.match.asker_said = MatchState.ACCEPTED, True, True
    session.flush()
    assert scene.need.key in seen(session, helper)


def test_coordinator_writes_for_nobody_elsewhere(session: Session, scene: Scene, wish: Wish) -> None:
    stranger = make_asker(session, scene.other)
    with looking_as(session, scene.coordinator, today=TODAY):
        near = session.get_one(Person, scene.asker.id)
        ask(session, near, wish, CANARY, by=scene.coordinator, today=TODAY, ring=ring())
        assert session.scalar(select(Person.id).where(Person.id == stranger.id)) is None
        with pytest.raises(Exception, match="row-level security"), session.begin_nested():
            ask(session, stranger, wish, "", by=scene.coordinator, today=TODAY, ring=ring())


def test_words_are_sealed_and_stand_nowhere_else(session: Session, wish: Wish) -> None:
    asker = make_asker(session, find_place(session))
    need = ask(session, asker, wish, CANARY, by=asker.account_id or 0, today=TODAY, ring=ring())
    assert (need.kind, need.words, need.noted_by) == (NeedKind.PRIVATE, "", None)
    assert opened_words(need) == read_words(need, ring()) == CANARY
    assert places_with(session.connection(), b"kanarie") == []
    told = note_public(
        session,
        find_place(session),
        wish,
        PublicWords("kanarie voor iedereen", EffectDirection.MORE),
        by=asker.account_id or 0,
        today=TODAY,
    )
    assert read_words(told, ring()) == "kanarie voor iedereen"
    assert "need.words" in places_with(session.connection(), b"kanarie")


def test_who_lives_nowhere_cannot_ask(session: Session, wish: Wish) -> None:
    asker = make_person(session, account_id=make_account(session).id)
    with pytest.raises(DomainError, match="need_without_neighbourhood"):
        ask(session, asker, wish, "", by=asker.account_id or 0, today=TODAY, ring=ring())


def test_theme_that_labels_people_is_refused_by_us_and_by_the_database(
    session: Session, scene: Scene, wish: Wish
) -> None:
    label = replace(wish, theme_id=find_theme(session, "eenzaamheid"))
    with pytest.raises(BadInput, match="theme_not_for_people"):
        ask(session, scene.asker, label, "", by=1, today=TODAY, ring=ring())
    with pytest.raises(IntegrityError, match="is not for people"), session.begin_nested():
        make_private_need(session, scene.asker, theme="eenzaamheid")
    assert scene.public.theme_id == label.theme_id


def test_ask_moves_along_with_who_asks_and_tells_no_more_than_they_do(session: Session, scene: Scene) -> None:
    was = make_private_need(session, scene.asker, state=NeedState.MET)
    code = session.scalars(
        select(NeighbourhoodArea.area_code).where(
            NeighbourhoodArea.neighbourhood_id == scene.other, NeighbourhoodArea.period.contains(TODAY)
        )
    ).first()
    session.execute(text("SELECT set_config('missie050.today', :day, true)"), {"day": TODAY.isoformat()})
    scene.asker.buurt_code = code
    session.flush()
    session.expire_all()
    assert (scene.need.neighbourhood_id, scene.need.buurt_code) == (scene.other, code)
    assert was.neighbourhood_id == scene.place
    assert scene.need.key not in seen(session, scene.coordinator)
    scene.asker.location_level = LocationLevel.HIDDEN
    session.flush()
    session.expire_all()
    assert (scene.need.neighbourhood_id, scene.need.buurt_code) == (scene.other, None)


@pytest.mark.parametrize(
    ("outcome", "proposed", "accepted"),
    [
        (NeedState.MET, MatchState.WITHDRAWN, MatchState.ACCEPTED),
        (NeedState.WITHDRAWN, MatchState.WITHDRAWN, MatchState.WITHDRAWN),
    ],
)
def test_closing_a_need_closes_what_waits_in_the_same_step(
    session: Session, scene: Scene, outcome: NeedState, proposed: MatchState, accepted: MatchState
) -> None:
    scene.need.quantity = 3
    made = {state: make_match(session, state, need=scene.need).match for state in MatchState}
    elsewhere = make_match(session, MatchState.PROPOSED).match
    close_need(session, scene.need, outcome, by=scene.coordinator, today=TODAY)
    session.expire_all()
    now = {state: each.state for state, each in made.items()}
    assert now == {
        **{state: state for state in MatchState},
        MatchState.PROPOSED: proposed,
        MatchState.ACCEPTED: accepted,
    }
    assert elsewhere.state == MatchState.PROPOSED
    assert all(each.closed_at is not None for each in made.values() if each.state == MatchState.WITHDRAWN)
    assert (scene.need.state, scene.need.closed_on) == (outcome, TODAY)
    with pytest.raises(DomainError, match="need_is_closed"):
        close_need(session, scene.need, outcome, by=scene.coordinator, today=TODAY)


def test_what_nobody_closed_lapses_on_its_day(session: Session, scene: Scene) -> None:
    due = make_private_need(session, scene.asker, expires_on=TODAY)
    waits, runs = make_match(session, need=due).match, make_match(session, MatchState.ACCEPTED, need=due).match
    assert expire(session, today=TODAY) >= 1
    session.expire_all()
    assert (due.state, due.closed_on) == (NeedState.EXPIRED, TODAY)
    assert (waits.state, runs.state) == (MatchState.WITHDRAWN, MatchState.ACCEPTED)
    assert state_of(session, scene.need.id) == NeedState.OPEN
    assert expire(session, today=TODAY) == 0


def test_change_keeps_what_differs_and_nothing_else(session: Session, scene: Scene, wish: Wish) -> None:
    by = scene.asker.account_id or 0
    same = Wish(
        theme_id=scene.need.theme_id,
        urgency=scene.need.urgency,
        quantity=scene.need.quantity,
        level=TalentLevel.ABLE,
    )
    seen_version = scene.need.version
    assert change(session, scene.need, same, CANARY, version=1, by=by, today=TODAY, ring=ring()) == ()
    made = change(
        session, scene.need, replace(wish, quantity=1), "Anders", version=1, by=by, today=TODAY, ring=ring(), months=12
    )
    assert set(made) == {"theme_id", "urgency", "requirements", "expires_on", "sealed_words"}
    assert opened_words(scene.need) == "Anders"
    assert scene.need.version == seen_version + 1
    assert scene.need.expires_on == scene.need.created_on.replace(year=2027)
    with pytest.raises(EditConflict, match="changed_meanwhile"):
        change(session, scene.need, same, CANARY, version=1, by=by, today=TODAY, ring=ring())


def test_theme_of_a_need_stays_while_somebody_is_asked_for_it(session: Session, scene: Scene, wish: Wish) -> None:
    make_match(session, need=scene.need)
    with pytest.raises(DomainError, match="need_theme_matched"):
        change(session, scene.need, wish, CANARY, version=1, by=1, today=TODAY, ring=ring())
    close_need(session, scene.need, NeedState.WITHDRAWN, by=1, today=TODAY)
    with pytest.raises(DomainError, match="need_is_closed"):
        change(session, scene.need, wish, CANARY, version=2, by=1, today=TODAY, ring=ring())


def test_list_of_a_neighbourhood_names_only_who_is_known(session: Session, scene: Scene) -> None:
    unknown = make_person(session, "Onbekende Buur", neighbourhood_id=scene.place)
    make_need(session, scene.place, unknown.id, theme="tuin")
    viewer = actor_of(scene.coordinator, Holding(Role.NEIGHBOURHOOD_COORDINATOR, scene.place))
    found = list_worked(session, viewer, lambda dutch, _english: dutch, scene.place, today=TODAY)
    named = {each.person for each in found.rows if each.kind == NeedKind.PRIVATE}
    assert scene.asker.name in named
    assert None in named
    assert "Onbekende Buur" not in named


def test_figure_is_the_mean_of_the_buurten_by_how_many_it_counts(session: Session) -> None:
    place = find_place(session)
    codes = select(NeighbourhoodArea.area_code).where(
        NeighbourhoodArea.neighbourhood_id == place, NeighbourhoodArea.period.contains(TODAY)
    )
    areas = session.scalars(
        select(Area)
        .join(
            AreaRelease,
            (AreaRelease.kind == Area.kind)
            & (AreaRelease.year == Area.year)
            & (AreaRelease.is_schematic == Area.is_schematic),
        )
        .where(Area.code.in_(codes), AreaRelease.in_force)
    ).all()
    first, second, *rest = areas
    for area, share, count in ((first, 10.0, 100), (second, 40.0, 300)):
        area.pct_65plus, area.inhabitants, area.inhabitants_year, area.inhabitants_estimated = share, count, 2020, False
    for area in rest:
        area.pct_65plus = None
    for area in areas:
        area.figures = {"gem_hh_gr": "withheld"}
    session.flush()
    found = {each.code: each for each in list_figures(session, place, today=TODAY)}
    assert found["pct_65plus"].value == pytest.approx(32.5)
    assert found["pct_65plus"].year == 2020
    assert 0 < found["pct_65plus"].city < 100
    assert "mean_household_size" not in found


def test_need_that_is_closed_while_somebody_proposes_leaves_nobody_asked(own_city: Engine) -> None:
    pairs = 6
    with Session(own_city) as session, session.begin():
        place = find_place(session)
        coordinator = make_coordinator(session, place).id
        asker = make_asker(session, place)
        needs = [make_private_need(session, asker).id for _ in range(pairs)]
        talents = [make_talent(session, make_offerer(session, place).id).id for _ in range(pairs)]

    def proposing(number: int) -> Step:
        def step(session: Session) -> str:
            look(session, coordinator)
            made = text(
                "SELECT propose_match(:key, :need, :talent, NULL, 0.5::real, '[]'::jsonb, now(), :until)"
            ).bindparams(key=f"wedloop-{number}", need=needs[number], talent=talents[number], until=TODAY)
            return str(session.scalar(made))

        return step

    def withdrawing(number: int) -> Step:
        def step(session: Session) -> str:
            need = session.get_one(Need, needs[number])
            close_need(session, need, NeedState.WITHDRAWN, by=coordinator, today=TODAY)
            return "withdrawn"

        return step

    for number in range(pairs):
        said, other = at_once(own_city, proposing(number), withdrawing(number))
        assert said in ("proposed", "need_closed")
        assert other == "withdrawn"
        with Session(own_city) as session:
            left = session.scalars(select(Match.state).where(Match.need_id == needs[number])).all()
            assert left == ([MatchState.WITHDRAWN] if said == "proposed" else [])


def test_counts_tell_the_city_how_much_is_asked_and_nobody_else(session: Session, scene: Scene) -> None:
    city = make_account(session)
    make_grant(session, city.id, Role.CITY_COORDINATOR)
    counts = text("SELECT sum(asked) FROM need_counts() WHERE neighbourhood_id = :place")
    expected = session.scalar(
        text("SELECT sum(quantity) FROM need WHERE neighbourhood_id = :place AND state = 'open' AND expires_on > :day"),
        {"place": scene.place, "day": TODAY + timedelta(days=0)},
    )
    with looking_as(session, city.id, today=TODAY):
        assert session.scalar(counts, {"place": scene.place}) == expected
    with looking_as(session, scene.asker.account_id or 0, today=TODAY):
        assert session.scalar(counts, {"place": scene.place}) is None
