"""What reports are called, how far they are, and what went wrong with one."""

from flask_babel import gettext, lazy_gettext

from webapp.reports.queries.runs import Run
from webapp.reports.rules.asking import Wanted
from webapp.vocabulary import ReportKind, ReportState
from webapp.words.errors import ERRORS
from webapp.words.reports import REPORT_KINDS, REPORT_STATES

_SUBTITLES = {
    ReportKind.CITY: lazy_gettext("Verslag voor de stuurgroep"),
    ReportKind.NEIGHBOURHOOD: lazy_gettext("Verslag van de wijk"),
    ReportKind.YEAR: lazy_gettext("Burennetwerken, ontdekken en stedelijk verbinden"),
    ReportKind.MUNICIPALITY: lazy_gettext("Dekking naast de cijfers van het CBS"),
}
_LANGUAGES = {"nl": lazy_gettext("Nederlands"), "en": lazy_gettext("Engels")}


def report_kind_name(kind: ReportKind) -> str:
    """What a kind is called where one is chosen."""
    return str(REPORT_KINDS[kind])


def report_state_name(state: ReportState) -> str:
    """How far a report is, in short."""
    return str(REPORT_STATES[state])


def report_language_name(language: str) -> str:
    """What a language is called."""
    return str(_LANGUAGES[language])


def report_trouble(code: str) -> str:
    """Why a report was not made."""
    known = ERRORS.get(code) or ERRORS["report_broken"]
    return str(known)


def title_of(wanted: Wanted, place: str | None) -> str:
    """The title of a report; `place` is the neighbourhood that it is about."""
    if wanted.kind == ReportKind.NEIGHBOURHOOD and place is not None:
        return place
    if wanted.kind == ReportKind.YEAR:
        return str(gettext("Missie050 in %(year)s", year=wanted.year))
    if wanted.kind == ReportKind.MUNICIPALITY:
        return str(gettext("Missie050 in Groningen"))
    return str(gettext("De stand van de stad"))


def subtitle_of(wanted: Wanted) -> str:
    """What stands beneath the title."""
    return str(_SUBTITLES[wanted.kind])


def run_title(run: Run) -> str:
    """What a report is called in a list."""
    wanted = Wanted(run.kind, run.neighbourhood_id, run.year, run.language, run.leaves_house)
    return title_of(wanted, run.place)
