"""Candidates for one need: the nearest of what fits and may be used, weighed, with reasons.

The database looks, per theme and level, for the nearest offers in one index (`ix_offer_fit_key_geom`), and passes over
what may not be used: paused, too far, staying in their own neighbourhood, no time in common, no consent today, full,
papers missing, the asker, or proposed for this need before (unless that was withdrawn or lapsed). What is found is
weighed by `rules.score`. So the best of the nearest are shown, not the best of the city.
What takes a look at people (consent, how often asked, papers) is read once for all who are near.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, TextualSelect, and_, column, false, func, or_, select, text
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.matching.queries.weights import find_weights
from webapp.matching.rules.ranking import LEVELS, TIMES_A_MONTH, Fit, Score, Weights, score, value_of
from webapp.models import Match, Need, Neighbourhood
from webapp.vocabulary import (
    MatchState,
    NeedKind,
    NeedState,
    NeedUrgency,
    Recurrence,
    Requirement,
    Role,
    TalentLevel,
)

NEAREST = 12
"""Offers that are weighed per theme and level."""
NEAREST_OF_GROUP = 3
"""The same for other themes of its group."""
WIDER = 4
"""By how much more is looked at when too many of the nearest cannot be asked."""
SHOWN = 12
OPEN_STATES = (MatchState.PROPOSED, MatchState.ACCEPTED)

MAY_BE_USED = """
    (o.neighbourhood_id = n.neighbourhood_id OR o.goes_beyond)
    AND (o.person_id = n.person_id) IS NOT TRUE
    AND (o.paused_until > :today) IS NOT TRUE
    AND (o.weekly && n.weekly) IS NOT FALSE
    AND (ST_Distance(o.geom, n.place) <= o.reach_metres) IS NOT FALSE
"""
"""What can be told from an offer `o` and a need `n` themselves."""

STATED = """
    (o.person_id IS NULL OR (
        s.may_be_asked AND s.times + n.times <= o.capacity AND n.requirements <@ s.papers
    ))
    AND NOT EXISTS (
        SELECT FROM match m
        WHERE m.need_id = n.id AND m.state NOT IN ('withdrawn', 'expired')
          AND (m.helper_id = o.person_id OR m.asset_id = o.asset_id)
    )
"""
"""What takes a look at who offers, `s` of `helper_state`, and at what was proposed before."""

FACTS = """
    o.id AS offer_id, o.talent_id, o.asset_id, o.person_id, o.neighbourhood_id, o.theme_id, o.level,
    ST_Distance(o.geom, n.place) AS metres,
    CASE WHEN n.weekly IS NOT NULL AND o.weekly IS NOT NULL
        THEN (SELECT sum(upper(t) - lower(t)) FROM unnest(n.weekly * o.weekly) t) END AS overlap_minutes,
    (SELECT sum(upper(t) - lower(t)) FROM unnest(n.weekly) t) AS asked_minutes,
    CASE WHEN n.language IS NOT NULL AND o.person_id IS NOT NULL
        THEN n.language = ANY (o.languages) OR (n.language = 'nl' AND o.languages = '{}') END AS speaks,
    CASE WHEN o.person_id IS NOT NULL THEN o.capacity - s.times END AS times_left,
    :today - s.last_asked AS asked_days_ago
"""

NAMES = "k.name, k.what, a.name AS asset_name, a.slug AS asset_slug, h.name AS neighbourhood"
NAMED = """
    LEFT JOIN k ON k.talent_id = o.talent_id
    LEFT JOIN asset a ON a.id = o.asset_id
    JOIN neighbourhood h ON h.id = o.neighbourhood_id
"""
"""What an offer `o` is called, with `k` of `known_talents`: nothing of somebody whom who looks does not know."""

_SEARCH = """
    WITH n AS MATERIALIZED (
        SELECT need.id, need.neighbourhood_id, need.person_id, need.weekly, need.language, need.requirements,
               need_place(need.id) AS place, CAST(:times AS integer) AS times
        FROM need WHERE need.id = :need_id
    ), near AS MATERIALIZED (
        SELECT found.*
        FROM n CROSS JOIN unnest(CAST(:fit_keys AS integer[])) AS wanted (fit_key)
        CROSS JOIN LATERAL (
            SELECT o.* FROM offer o WHERE o.fit_key = wanted.fit_key AND {may_be_used} {only}
            ORDER BY o.geom <-> n.place LIMIT :nearest
        ) found
    ), s AS MATERIALIZED (
        SELECT * FROM helper_states(ARRAY(SELECT DISTINCT person_id FROM near WHERE person_id IS NOT NULL), :today)
    ), k AS MATERIALIZED (
        SELECT * FROM known_talents(ARRAY(
            SELECT talent_id FROM near
            WHERE talent_id IS NOT NULL AND (neighbourhood_id = ANY ((SELECT app_neighbourhoods())::integer[])
                OR (SELECT app_holds('city_coordinator')))
        ))
    )
    SELECT {facts}, {names}, o.fit_key, ({stated}) IS TRUE AS is_usable
    FROM n CROSS JOIN near o LEFT JOIN s ON s.person_id = o.person_id {named}
    ORDER BY metres, o.id
"""
COLUMNS = (
    "offer_id talent_id asset_id person_id neighbourhood_id theme_id level metres overlap_minutes asked_minutes speaks"
    " times_left asked_days_ago name what asset_name asset_slug neighbourhood fit_key is_usable"
)
"""What a search gives, in this order: named here, SQLAlchemy need not find it out for each answer."""


def _search(only: str = "") -> TextualSelect:
    words = _SEARCH.format(
        facts=FACTS, may_be_used=MAY_BE_USED, stated=STATED, names=NAMES, named=NAMED, only=only and f"AND {only}"
    )
    return text(words).columns(*(column(name) for name in COLUMNS.split()))


SEARCH = _search()
_ONE_TALENT = _search("o.talent_id = :talent_id")
_ONE_ASSET = _search("o.asset_id = :asset_id")
_NAMES = text(f"""
    WITH k AS MATERIALIZED (
        SELECT * FROM known_talents(ARRAY(SELECT talent_id FROM offer WHERE id = ANY (:offers)))
    )
    SELECT o.id, {NAMES} FROM offer o {NAMED} WHERE o.id = ANY (:offers)
""")  # noqa: S608  (only texts of ours)
_GROUP = text("""
    SELECT t.id FROM theme own JOIN theme t
        ON t.id = own.parent_id OR t.parent_id = own.id OR (t.parent_id = own.parent_id AND t.id <> own.id)
    WHERE own.id = :theme_id ORDER BY t.id
""")


@dataclass(frozen=True)
class AskedNeed:
    """A need as it is matched: everything but the sealed words; `words` are those of a public one.

    `still_wanted` is how many more can help with it: `quantity` minus what is proposed or accepted.
    """

    id: int
    key: str
    kind: NeedKind
    person_id: int | None
    neighbourhood_id: int
    neighbourhood: str
    slug: str
    theme_id: int
    words: str
    quantity: int
    still_wanted: int
    urgency: NeedUrgency
    starts_on: date | None
    ends_on: date | None
    recurrence: Recurrence
    weekly: tuple[WeekPart, ...] | None
    language: str | None
    level: TalentLevel
    requirements: tuple[Requirement, ...]
    created_on: date
    is_open: bool
    is_sealed: bool


@dataclass(frozen=True)
class Candidate:
    """An offer that may be used for a need, and how well it fits.

    `name` is None for somebody whom the viewer does not know, as are people of other neighbourhoods: then only where
    they live is told. `what` is the talent in their own words, or what the asset is called.
    """

    offer_id: int
    talent_id: int | None
    asset_id: int | None
    person_id: int | None
    neighbourhood_id: int
    neighbourhood: str
    is_from_elsewhere: bool
    theme_id: int
    name: str | None
    what: str
    asset_slug: str | None
    score: Score


def visible_needs(viewer: Actor) -> ColumnElement[bool]:
    """Which needs somebody may match: of the neighbourhoods that they coordinate, and for the city public ones."""
    ways: list[ColumnElement[bool]] = [Need.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids))]
    if viewer.holds(Role.CITY_COORDINATOR):
        ways.append(Need.kind == NeedKind.PUBLIC)
    return or_(false(), *ways)


def find_need(session: Session, viewer: Actor, key: str, *, neighbourhood_id: int, today: date) -> AskedNeed | None:
    """A need of a neighbourhood that the viewer may match, by the key in its address."""
    wanted = and_(Need.key == key, Need.neighbourhood_id == neighbourhood_id)
    return next(iter(_list_needs(session, viewer, wanted, today=today)), None)


def list_open_needs(session: Session, viewer: Actor, *, neighbourhood_id: int, today: date) -> list[AskedNeed]:
    """The needs of a neighbourhood for which more people are wanted and that the viewer may match, oldest first."""
    wanted = and_(Need.neighbourhood_id == neighbourhood_id, Need.state == NeedState.OPEN, Need.expires_on > today)
    return [each for each in _list_needs(session, viewer, wanted, today=today) if each.still_wanted]


def list_candidates(
    session: Session, viewer: Actor, need: AskedNeed, *, weights: Weights | None = None, today: date
) -> list[Candidate]:
    """The best of the nearest for a need, best first; on other themes of its group only when few are on its own.

    Without `weights` those of the city. In one statement, and two more for the group; in more only where many of the
    nearest cannot be asked.
    """
    weights = weights or find_weights(session)
    rows = search(session, need, [need.theme_id], today=today)
    if len(rows) < SHOWN:
        group = list(session.scalars(_GROUP, {"theme_id": need.theme_id}))
        rows += search(session, need, group, nearest=NEAREST_OF_GROUP, today=today) if group else []
    fits = [(fit_of(row, need), row) for row in rows]
    ranked = [(-value_of(fit, weights), row.offer_id, fit, row) for fit, row in fits]
    ranked.sort(key=lambda each: each[:2])
    best = [(score(fit, weights), row) for fit, row in _once_each([each[2:] for each in ranked])[:SHOWN]]
    return shown(viewer, need.neighbourhood_id, best, {row.offer_id: row for _, row in best})


def find_candidate(
    session: Session,
    viewer: Actor,
    need: AskedNeed,
    *,
    talent_id: int | None = None,
    asset_id: int | None = None,
    weights: Weights | None = None,
    today: date,
) -> Candidate | None:
    """One offer as a candidate, with what it scores now, to freeze with a proposal; None when it may not be used."""
    weights = weights or find_weights(session)
    group = list(session.scalars(_GROUP, {"theme_id": need.theme_id}))
    keys = _fit_keys([need.theme_id, *group])
    values = {**_values(need, today), "fit_keys": keys, "nearest": NEAREST}
    if talent_id is not None:
        rows = session.execute(_ONE_TALENT, {**values, "talent_id": talent_id}).all()
    else:
        rows = session.execute(_ONE_ASSET, {**values, "asset_id": asset_id}).all()
    scored = sorted(
        ((score(fit_of(row, need), weights), row) for row in rows if row.is_usable),
        key=lambda each: (-each[0].value, each[1].offer_id),
    )
    best = scored[:1]
    return next(iter(shown(viewer, need.neighbourhood_id, best, {row.offer_id: row for _, row in best})), None)


def search(
    session: Session, need: AskedNeed, theme_ids: Sequence[int], *, nearest: int = NEAREST, today: date
) -> list[Any]:
    """The nearest offers on these themes that may be used for the need, `nearest` per theme and level.

    A third more are looked at; where too few of those can be asked (full, no consent today), ever more, until there
    are enough or no more.
    """
    looked_at = nearest * 4 // 3
    while True:
        values = {**_values(need, today), "fit_keys": _fit_keys(theme_ids), "nearest": looked_at}
        # past the session, which would look for objects to make of it: a tenth of the time outside the database
        found = session.connection().execute(SEARCH, values).all()
        kept: dict[int, list[Any]] = defaultdict(list)
        for row in found:
            if row.is_usable and len(kept[row.fit_key]) < nearest:
                kept[row.fit_key].append(row)
        seen = Counter(row.fit_key for row in found)
        if all(count < looked_at or len(kept[key]) == nearest for key, count in seen.items()):
            return [row for rows in kept.values() for row in rows]
        looked_at *= WIDER


def fit_of(row: Any, need: AskedNeed) -> Fit:
    """What a row of the search tells of an offer beside a need."""
    return Fit(
        is_exact=row.theme_id == need.theme_id,
        level=row.level,
        asked_level=LEVELS[need.level],
        metres=row.metres,
        overlap_minutes=row.overlap_minutes,
        asked_minutes=row.asked_minutes,
        speaks=row.speaks,
        language=need.language,
        times_left=row.times_left,
        papers=need.requirements if row.person_id is not None else (),
        asked_days_ago=row.asked_days_ago,
    )


def _values(need: AskedNeed, today: date) -> dict[str, Any]:
    return {"need_id": need.id, "times": TIMES_A_MONTH[need.recurrence], "today": today}


def _fit_keys(theme_ids: Iterable[int]) -> list[int]:
    return [theme_id * 8 + rank for theme_id in theme_ids for rank in LEVELS.values()]


def _once_each(ranked: Sequence[tuple[Fit, Any]]) -> list[tuple[Fit, Any]]:
    """The best offer of each person and each asset: nobody is asked twice for one thing."""
    seen: set[tuple[str, int]] = set()
    kept = []
    for each in ranked:
        row = each[1]
        who = ("person", row.person_id) if row.person_id is not None else ("asset", row.asset_id)
        if who not in seen:
            seen.add(who)
            kept.append(each)
    return kept


def shown(
    viewer: Actor, neighbourhood_id: int, scored: Sequence[tuple[Score, Any]], names: Mapping[int, Any]
) -> list[Candidate]:
    """Rows of a search for needs of a neighbourhood, in their order, with names as far as the viewer may know them.

    `names` has, by number of the offer, a row with `NAMES`.
    """
    found = []
    for value, row in scored:
        called = names[row.offer_id]
        may_know = row.neighbourhood_id in viewer.neighbourhood_ids or viewer.holds(Role.CITY_COORDINATOR)
        is_asset = row.asset_id is not None
        found.append(
            Candidate(
                offer_id=row.offer_id,
                talent_id=row.talent_id,
                asset_id=row.asset_id,
                person_id=row.person_id,
                neighbourhood_id=row.neighbourhood_id,
                neighbourhood=called.neighbourhood,
                is_from_elsewhere=row.neighbourhood_id != neighbourhood_id,
                theme_id=row.theme_id,
                name=called.asset_name if is_asset else called.name if may_know else None,
                what="" if is_asset or not may_know else called.what or "",
                asset_slug=called.asset_slug,
                score=value,
            )
        )
    return found


def find_names(session: Session, offer_ids: Sequence[int]) -> dict[int, Any]:
    """By number of an offer what it is called, as a row with `NAMES`; for `shown`."""
    return {row.id: row for row in session.execute(_NAMES, {"offers": list(offer_ids)})}


def _list_needs(session: Session, viewer: Actor, wanted: ColumnElement[bool], *, today: date) -> list[AskedNeed]:
    under_way = (
        select(func.count())
        .select_from(Match)
        .where(Match.need_id == Need.id, Match.state.in_(OPEN_STATES))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Need, Neighbourhood.name, Neighbourhood.slug, under_way)
        .join(Neighbourhood, Neighbourhood.id == Need.neighbourhood_id)
        .where(visible_needs(viewer), wanted)
        .order_by(Need.created_on, Need.id)
    )
    return [
        AskedNeed(
            id=need.id,
            key=need.key,
            kind=need.kind,
            person_id=need.person_id,
            neighbourhood_id=need.neighbourhood_id,
            neighbourhood=name,
            slug=slug,
            theme_id=need.theme_id,
            words=need.words,
            quantity=need.quantity,
            still_wanted=max(0, need.quantity - count),
            urgency=need.urgency,
            starts_on=need.starts_on,
            ends_on=need.ends_on,
            recurrence=need.recurrence,
            weekly=from_multirange(need.weekly),
            language=need.language,
            level=need.level,
            requirements=tuple(Requirement(each) for each in need.requirements),
            created_on=need.created_on,
            is_open=need.state == NeedState.OPEN and need.expires_on > today,
            is_sealed=need.sealed_words is not None,
        )
        for need, name, slug, count in rows
    ]
