"""Pictures of reports in words: what stands in them, for who does not see them."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from webapp.coverage.rules import Coverage, NeighbourhoodState
from webapp.i18n import long_date, number, percent, since, stage_letter, stage_name
from webapp.networks.words.city import joined
from webapp.opendata.queries.releases import ReleaseHead
from webapp.reports.queries.shapes import Shape
from webapp.vocabulary import Stage


def whole_city() -> str:
    """What the whole city is called among neighbourhoods."""
    return str(gettext("Hele stad"))


def map_alt(coverage: Coverage) -> str:
    """The map of the city in words: how many neighbourhoods are in each stage."""
    counts = [
        ngettext("%(num)s wijk %(stage)s (%(letter)s)", "%(num)s wijken %(stage)s (%(letter)s)", count, **_named(stage))
        for stage, count in coverage.by_stage.items()
    ]
    told = joined([str(each) for each in counts])
    return str(gettext("Kaart van de wijken van Groningen naar fase: %(counts)s.", counts=told))


def release_map_alt(head: ReleaseHead) -> str:
    """What a release shows on its map and in its chart, in words."""
    return str(
        gettext(
            "Missie050 is aanwezig in %(present)s van %(all)s wijken, op %(day)s.",
            present=number(head.present),
            all=number(head.neighbourhoods),
            day=long_date(head.as_of),
        )
    )


def release_chart_alt(series: Sequence[ReleaseHead]) -> str:
    """The chart of releases in words."""
    first, last = series[0], series[-1]
    return str(
        gettext(
            "Dekking van %(first)s tot %(last)s: van %(before)s naar %(after)s van de wijken, en van %(few)s naar "
            "%(many)s van de inwoners.",
            first=since(first.as_of),
            last=since(last.as_of),
            before=percent(first.share),
            after=percent(last.share),
            few=percent(first.inhabitants_share),
            many=percent(last.inhabitants_share),
        )
    )


def place_map_alt(state: NeighbourhoodState, near: Sequence[Shape]) -> str:
    """The map of a neighbourhood in words: where it lies."""
    others = [shape.name for shape in near if shape.slug != state.slug]
    if not others:
        return str(gettext("Kaart van %(name)s.", name=state.name))
    return str(gettext("Kaart van %(name)s, met eromheen %(others)s.", name=state.name, others=joined(others)))


def _named(stage: Stage) -> dict[str, str]:
    return {"stage": stage_name(stage), "letter": stage_letter(stage)}
