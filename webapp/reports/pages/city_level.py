"""The parts of a report on what is done for the whole city: plans, campaigns and signals."""

from dataclasses import dataclass
from datetime import date

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.campaigns.pages.report import CampaignReport, LineReport, report_of
from webapp.campaigns.queries.campaigns import list_campaigns
from webapp.coverage.rules.presence import years_before
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.planning.pages.compare import ComparePage, compare_page
from webapp.planning.queries.scenarios import list_scenarios
from webapp.planning.rules.comparing import MOST_SCENARIOS
from webapp.reports.pages.parts import Draw, Picture
from webapp.reports.rules.telling import outside
from webapp.signals.queries.bundles import BundleLine, list_bundles
from webapp.signals.queries.lessons import LessonLine, list_lessons
from webapp.signals.queries.trends import count_signals
from webapp.signals.rules.filters import LessonFilters
from webapp.signals.rules.trends import Count
from webapp.vocabulary import CampaignState

MOST_COUNTS = 12


@dataclass(frozen=True)
class Place:
    """The neighbourhood that a report is about."""

    id: int
    slug: str


@dataclass(frozen=True)
class PlansPart:
    """Kept scenarios beside each other, worked out on what is known today, with a picture per measure."""

    page: ComparePage
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class CampaignsPart:
    """Campaigns, each with what was asked, promised and reached; `place` is the one that is told of alone."""

    campaigns: tuple[CampaignReport, ...]
    place_id: int | None


@dataclass(frozen=True)
class Raised:
    """How many signals there were about a theme, or from a neighbourhood."""

    name: str
    count: int


@dataclass(frozen=True)
class SignalsPart:
    """Signals of a period: numbers (None: too few to tell), and for inside what became of them.

    `bundles` and `lessons` are of inside only.
    """

    since: date
    total: int | None
    places: tuple[Raised, ...]
    themes: tuple[Raised, ...]
    bundles: tuple[BundleLine, ...]
    lessons: tuple[LessonLine, ...]


def plans_part(actor: Actor, draw: Draw, *, today: date) -> PlansPart | None:
    """The plans for the years to come; None for who does not plan, or when nothing was kept."""
    kept = list_scenarios(db.session)[:MOST_SCENARIOS] if can(actor, Permission.PLAN_CITY) else ()
    if not kept:
        return None
    page = compare_page(kept, today=today)
    return PlansPart(page, tuple(Picture(draw(svg), title) for title, svg in reversed(page.pictures)))


def campaigns_part(viewer: Actor, *, since: date, place_id: int | None = None) -> CampaignsPart | None:
    """What runs, is prepared, or ended since a day, as this viewer is told it; None when there is nothing."""
    wanted = [
        each
        for each in list_campaigns(db.session, viewer)
        if each.state != CampaignState.CLOSED or each.ends_on is None or each.ends_on >= since
    ]
    reports = tuple(report_of(each, viewer) for each in wanted)
    if place_id is not None:
        reports = tuple(each for each in reports if any(_has(line, place_id) for line in each.lines))
    return CampaignsPart(reports, place_id) if reports else None


def signals_part(actor: Actor, *, leaves_house: bool, since: date, place: Place | None = None) -> SignalsPart | None:
    """Signals since a day; None for who may not know of any."""
    if not can(actor, Permission.RAISE_SIGNALS):
        return None
    found = count_signals(db.session, own_language, place_id=place.id if place else None, theme_id=None, since=since)

    def told(counts: list[Count]) -> tuple[Raised, ...]:
        shown = [(each.name, _told(each.raised, leaves_house=leaves_house)) for each in counts]
        rows = [Raised(name, count) for name, count in shown if count]
        return tuple(sorted(rows, key=lambda each: (-each.count, each.name)))[:MOST_COUNTS]

    is_city = not leaves_house and can(actor, Permission.HANDLE_SIGNALS)
    return SignalsPart(
        since=since,
        total=_told(found.total, leaves_house=leaves_house),
        places=told(found.places) if place is None else (),
        themes=told(found.themes),
        bundles=tuple(list_bundles(db.session, own_language)) if is_city and place is None else (),
        lessons=_lessons(since, place) if not leaves_house else (),
    )


def a_year_before(today: date) -> date:
    """Since when what is told of the whole city counts."""
    return years_before(today, 1)


def _told(count: int | None, *, leaves_house: bool) -> int | None:
    return outside(count) if leaves_house else count


def _lessons(since: date, place: Place | None) -> tuple[LessonLine, ...]:
    found = list_lessons(db.session, own_language, LessonFilters(neighbourhood=place.slug if place else ""))
    return tuple(each for each in found.rows if each.learned_on >= since)


def _has(line: LineReport, place_id: int) -> bool:
    return any(each.place.id == place_id for each in line.places)
