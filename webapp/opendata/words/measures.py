"""What is told of an area, in words and numbers; nothing here counts people below five."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext

from webapp.i18n import decimal, number, percent, stage_name
from webapp.opendata.queries.releases import AreaRow, FileHead
from webapp.opendata.rules.asking import UNITS, Level, Measure
from webapp.opendata.rules.indicators import INDICATOR_OF, Unit
from webapp.opendata.shown import value_of
from webapp.vocabulary import Stage

_MEASURES = {
    Measure.STAGE: lazy_gettext("Fase"),
    Measure.COVERAGE: lazy_gettext("Dekking"),
    Measure.INHABITANTS: lazy_gettext("Inwoners"),
    Measure.OVER_65: lazy_gettext("65 jaar of ouder"),
    Measure.LIVING_ALONE: lazy_gettext("Huishoudens van één persoon"),
    Measure.INITIATIVES: lazy_gettext("Initiatieven"),
    Measure.ASSETS: lazy_gettext("Assets"),
    "pct_0_14": lazy_gettext("Jonger dan 15 jaar"),
    "pct_households_with_children": lazy_gettext("Huishoudens met kinderen"),
    "mean_household_size": lazy_gettext("Mensen per huishouden"),
    "pct_low_income_households": lazy_gettext("Huishoudens met een laag inkomen"),
    "income_per_inhabitant": lazy_gettext("Inkomen per inwoner"),
    "addresses_per_km2": lazy_gettext("Adressen per km²"),
}
_LEVELS = {
    Level.BUURTEN: lazy_gettext("CBS-buurten"),
    Level.WIJKEN: lazy_gettext("CBS-wijken"),
    Level.NEIGHBOURHOODS: lazy_gettext("Wijken van Missie050"),
}
_FILES = {
    "missie050-wijken.csv": lazy_gettext("Wijken van Missie050, als tabel (CSV)"),
    "wijken.csv": lazy_gettext("CBS-wijken, als tabel (CSV)"),
    "buurten.csv": lazy_gettext("CBS-buurten, als tabel (CSV)"),
    "missie050.gpkg": lazy_gettext("Alles met grenzen, voor een kaartprogramma (GeoPackage)"),
    "metadata.json": lazy_gettext("Beschrijving voor computers (JSON)"),
}


def measure_name(code: str) -> str:
    """What a measure or figure is called."""
    return str(_MEASURES[code])


def area_level_name(level: Level) -> str:
    """What areas of a level are called."""
    return str(_LEVELS[level])


def file_words(name: str) -> str:
    """What a file of a release holds; its name for one that nobody has words for."""
    return str(_FILES.get(name, name))


def in_reading_order(files: Sequence[FileHead]) -> list[FileHead]:
    """The files as somebody would look for them: tables, the map, and what is for computers last."""
    known = list(_FILES)
    return sorted(files, key=lambda each: known.index(each.name) if each.name in known else len(known))


def measure_words(code: str, row: AreaRow) -> str:
    """What a release says of an area on a measure, as it stands in a cell."""
    if code == Measure.STAGE:
        return _stage(row)
    if code == Measure.COVERAGE:
        return percent(row.share)
    return value_words(code, value_of(code, row))


def value_words(code: str, value: float | None) -> str:
    """A value with its unit."""
    unit = UNITS[Measure(code)] if code in UNITS else INDICATOR_OF[code].unit
    if value is None:
        return str(gettext("onbekend"))
    if code == Measure.COVERAGE:
        return percent(value)
    if unit == Unit.PER_CENT:
        return f"{decimal(value)}%"
    if unit == Unit.EUROS:
        return str(gettext("€ %(amount)s", amount=number(value * 1000)))
    return decimal(value) if code == "mean_household_size" else number(value)


def people_words(count: int | None) -> str:
    """A count of people: about so many, or that it is too few to tell."""
    if count is None:
        return str(gettext("minder dan 5"))
    return str(gettext("ongeveer %(count)s", count=number(count)))


def needs_words(told: int | None) -> str:
    """Requests in tens, as what they may stand for."""
    if told is None:
        return str(gettext("onbekend"))
    if told == 0:
        return str(gettext("minder dan 5"))
    return str(gettext("ongeveer %(count)s", count=number(told)))


def _stage(row: AreaRow) -> str:
    if row.stage is None:
        return str(gettext("hoort bij geen wijk"))
    return stage_name(Stage(row.stage))
