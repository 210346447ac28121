"""Works plans out for pages, and keeps what takes long: plans by their problem, pictures by their figures."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext

from webapp.extensions import db
from webapp.i18n import locale_code, number
from webapp.planning.chart import YearLine, year_chart
from webapp.planning.queries.facts import get_facts
from webapp.planning.rules.plan import Problem, Reached, Refusal
from webapp.planning.rules.settings import Settings
from webapp.planning.rules.working import Facts, Plans, Worked, make_plans, work_out
from webapp.ui.answers import ValueCache

plans = ValueCache(64)
"""Plans by problem and order: some kB each, and some tenths of a second of work."""

pictures = ValueCache(64)
"""Pictures by language and figures: some 20 kB each."""


def facts_of(wished: frozenset[str], *, today: date) -> Facts:
    """What is known today; see `get_facts`."""
    return get_facts(db.session, today=today, wished=wished)


def worked_out(facts: Facts, settings: Settings) -> Worked:
    """A question worked out, its plans from before where the same was asked of the same data."""
    return work_out(facts, settings, make=_kept_plans)


def picture(lines: Sequence[tuple[str, Sequence[Reached]]], measure: str) -> str:
    """SVG of `neighbourhoods`, `inhabitants` or `weighted` by year, a line for each plan."""
    told = tuple(
        YearLine(name, tuple((each.year, round(getattr(each, measure))) for each in reached)) for name, reached in lines
    )
    return pictures.get((locale_code(), measure, told), lambda: year_chart(told, _in_words(told, measure)))


def _in_words(lines: Sequence[YearLine], measure: str) -> str:
    what = {
        "neighbourhoods": gettext("Wijken waar we zijn"),
        "inhabitants": gettext("Inwoners die we bereiken"),
        "weighted": gettext("Inwoners naar nood die we bereiken"),
    }[measure]
    told = [
        gettext(
            "%(name)s: %(first)s eind %(from_year)s, %(last)s eind %(to_year)s",
            name=line.name,
            first=number(line.values[0][1]),
            from_year=line.values[0][0],
            last=number(line.values[-1][1]),
            to_year=line.values[-1][0],
        )
        for line in lines
    ]
    return f"{what}. {'; '.join(told)}."


def _kept_plans(problem: Problem, order: tuple[int, ...]) -> Plans | Refusal:
    return plans.get((problem, order), lambda: make_plans(problem, order))
