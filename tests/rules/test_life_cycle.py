"""How an initiative goes on, how long it stays fresh, and what its content is as it is kept."""

from dataclasses import fields
from datetime import date, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TODAY
from tests.factories import property_test
from webapp.errors import DomainError
from webapp.initiatives.content import Content, Effect, Link, TaskContent
from webapp.initiatives.rules import (
    SLUG_LENGTH,
    TRANSITIONS,
    Freshness,
    Progress,
    fresh_since,
    freshness,
    progress,
    require_step,
    shown_since,
    slug_of,
)
from webapp.vocabulary import EffectDirection, InitiativeLayer, InitiativeState, Reach

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
contents = st.builds(
    Content,
    title=texts.filter(bool),
    layer=st.sampled_from(InitiativeLayer),
    description=texts,
    for_whom=texts,
    organiser=texts,
    themes=st.lists(slugs, min_size=1, max_size=3, unique=True).map(tuple),
    reach=st.sampled_from(Reach),
    faith=texts,
    effects=st.lists(st.builds(Effect, slugs, st.sampled_from(EffectDirection)), max_size=3).map(tuple),
    address=texts,
    lon=st.none() | st.floats(6, 7),
    lat=st.none() | st.floats(53, 54),
    neighbourhoods=st.lists(slugs, max_size=3).map(tuple),
    starts_on=st.none() | st.dates(),
    starts_at=st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    minutes=st.none() | st.integers(5, 1440),
    tasks=st.lists(
        st.builds(TaskContent, slugs, texts, st.integers(5, 99), st.integers(1, 9), st.booleans(), st.dates()),
        max_size=3,
    ).map(tuple),
    links=st.lists(st.builds(Link, texts, texts), max_size=2).map(tuple),
    picture_key=st.none() | slugs,
    partners=st.lists(slugs, max_size=2).map(tuple),
)


@given(contents)
@property_test()
def test_content_comes_back_as_it_was_kept(content: Content) -> None:
    assert Content.from_json(content.to_json()) == content


def test_content_of_an_earlier_version_of_the_product_is_read() -> None:
    kept = Content(
        title="Eten",
        layer=InitiativeLayer.SOCIAL,
        description="",
        for_whom="",
        organiser="",
        themes=("groen",),
        reach=Reach.CITY,
    ).to_json()
    required = {each.name for each in fields(Content)} - {
        "faith",
        "effects",
        "tasks",
        "links",
        "partners",
        "lon",
        "lat",
    }
    known_then = {name: kept[name] for name in required}

    assert Content.from_json({**known_then, "gone_since": 1}).title == "Eten"


def test_words_on_faith_are_not_of_the_social_side() -> None:
    content = Content("A", InitiativeLayer.BOTH, "b", "c", "d", ("groen",), Reach.CITY, faith="bidden")

    assert content.has_social_side
    assert content.social_side().faith == ""
    assert content.faith == "bidden"
    assert not Content("A", InitiativeLayer.MISSIONARY, "b", "c", "d", ("groen",), Reach.CITY).has_social_side


def test_without_a_first_day_there_is_no_rhythm() -> None:
    content = Content("A", InitiativeLayer.SOCIAL, "b", "c", "d", ("groen",), Reach.CITY)
    assert content.rhythm is None
    on_a_day = Content(
        "A", InitiativeLayer.SOCIAL, "b", "c", "d", ("x",), Reach.CITY, starts_on=TODAY, starts_at=time(9), minutes=30
    )
    assert on_a_day.rhythm is not None
    assert on_a_day.rhythm.starts_on == TODAY


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Freshness.FRESH),
        (364, Freshness.FRESH),
        (365, Freshness.ASKED),
        (394, Freshness.ASKED),
        (395, Freshness.FADED),
        (454, Freshness.FADED),
        (455, Freshness.HIDDEN),
        (5000, Freshness.HIDDEN),
    ],
)
def test_what_nobody_confirms_is_asked_fades_and_hides(days: int, expected: Freshness) -> None:
    confirmed_on = TODAY - timedelta(days=days)

    assert freshness(confirmed_on, today=TODAY) == expected
    assert (confirmed_on >= shown_since(TODAY)) == (expected != Freshness.HIDDEN)
    assert (confirmed_on >= fresh_since(TODAY)) == (expected in (Freshness.FRESH, Freshness.ASKED))


@pytest.mark.parametrize(("state", "wanted"), list(product(InitiativeState, repeat=2)))
def test_only_steps_that_follow_are_possible(state: InitiativeState, wanted: InitiativeState) -> None:
    if wanted in TRANSITIONS[state]:
        require_step(state, wanted, was_approved=True)
    else:
        with pytest.raises(DomainError) as refused:
            require_step(state, wanted, was_approved=True)
        assert refused.value.code == "step_impossible"


def test_what_was_never_approved_does_not_run_by_being_taken_up_again() -> None:
    require_step(InitiativeState.ENDED, InitiativeState.RUNNING, was_approved=True)
    require_step(InitiativeState.RECEIVED, InitiativeState.RUNNING, was_approved=False)
    with pytest.raises(DomainError):
        require_step(InitiativeState.ENDED, InitiativeState.RUNNING, was_approved=False)


def test_what_is_approved_and_begins_later_does_not_run_yet() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert progress(InitiativeState.RUNNING, tomorrow, today=TODAY) == Progress.APPROVED
    assert progress(InitiativeState.RUNNING, TODAY, today=TODAY) == Progress.RUNNING
    assert progress(InitiativeState.RUNNING, None, today=TODAY) == Progress.RUNNING
    assert progress(InitiativeState.PAUSED, tomorrow, today=TODAY) == Progress.PAUSED
    for state in InitiativeState:
        assert progress(state, date(2020, 1, 1), today=TODAY) == Progress(state.value)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Samen eten in Selwerd", "samen-eten-in-selwerd"),
        ("Café Élan & co.", "cafe-elan-co"),
        ("  --  ", "initiatief"),
        ("日本語", "initiatief"),
        ("nieuws/../\0", "nieuws"),
        # a page of its own stands there
        ("Nieuw", "initiatief-nieuw"),
    ],
)
def test_an_address_is_made_of_a_title(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=300))
@property_test()
def test_every_title_gives_an_address(title: str) -> None:
    slug = slug_of(title)
    assert 1 <= len(slug) <= SLUG_LENGTH
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
