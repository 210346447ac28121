"""The blueprint of releases: public pages, files, and the municipality's dashboard."""

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from webapp.i18n import locale_code
from webapp.opendata.queries.releases import ReleaseHead
from webapp.opendata.rules.asking import FEWEST_COMPARED, MOST_COMPARED, Level
from webapp.opendata.rules.releases import ATTRIBUTION, LICENCE, LICENCE_NAME
from webapp.opendata.shown import level_has_people
from webapp.opendata.words import measures as words

bp = Blueprint("opendata", __name__)

for _each in (
    words.file_words,
    words.in_reading_order,
    words.area_level_name,
    words.measure_name,
    words.measure_words,
    words.needs_words,
    words.people_words,
    words.value_words,
    level_has_people,
):
    bp.add_app_template_global(_each)


@bp.app_template_global()
def method_texts(head: ReleaseHead) -> list[str]:
    """The rules that are printed on a release, in the reader's language."""
    parts = ("present", "coverage", "public_things", "needs", "people", "figures")
    return [head.method[part][locale_code()] for part in parts if part in head.method]


@bp.record_once
def _fixed(state: BlueprintSetupState) -> None:
    # not by request: components are imported without context
    state.app.jinja_env.globals.update(
        release_attribution=ATTRIBUTION,
        release_licence=LICENCE,
        release_licence_name=LICENCE_NAME,
        release_levels=tuple(Level),
        fewest_compared=FEWEST_COMPARED,
        most_compared=MOST_COMPARED,
    )
