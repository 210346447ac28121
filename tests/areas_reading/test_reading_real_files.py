from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from webapp.areas.source_report import Severity
from webapp.areas.sources import SourceAreas, read_source
from webapp.vocabulary import AreaKind

Real = Callable[[str], Path]


def assert_sound(areas: SourceAreas) -> None:
    assert shapely.is_valid(areas.geoms).all()
    assert not shapely.is_empty(areas.geoms).any()
    assert set(shapely.get_type_id(areas.geoms).tolist()) == {6}
    lengths = {len(value) for value in (areas.codes, areas.names, areas.parent_codes, areas.geoms, areas.figures)}
    lengths |= {len(areas.inhabitants), len(areas.pct_65plus), len(areas.land_ha), len(areas.is_official)}
    assert lengths == {len(areas)}


def test_buurten_of_the_municipality(real: Real) -> None:
    areas = read_source(real("buurten.geojson"), year=2024)
    assert_sound(areas)
    assert (areas.kind, len(areas), areas.features_read, areas.findings) == (AreaKind.BUURT, 148, 148, ())
    assert Counter(areas.is_official) == {True: 134, False: 14}
    assert shapely.area(areas.geoms).sum() == pytest.approx(198_017_000, rel=1e-4)
    selwerd = areas.codes.index("BU00141000")
    assert areas.names[selwerd] == "Selwerd"
    assert areas.parent_codes[selwerd] == "WK001410"
    assert areas.municipality_codes[selwerd] == "GM0014"
    assert areas.inhabitants[selwerd] is not None
    assert areas.figures_year == 2017
    assert areas.figures[selwerd]["bron"] == "lbm2024"
    assert areas.area_ha[selwerd] == pytest.approx(areas.geoms[selwerd].area / 10_000, rel=0.02)


def test_buurten_with_all_columns_of_cbs(real: Real) -> None:
    areas = read_source(real("buurten_cbs2017_compleet.geojson"), year=2017)
    assert_sound(areas)
    north = areas.codes.index("BU00140000")
    assert areas.inhabitants[north] == 4440
    assert areas.households[north] == 3595
    assert areas.pct_65plus[north] == 6
    assert areas.pct_one_person_households[north] == 83
    assert (areas.area_ha[north], areas.land_ha[north], areas.water_ha[north]) == (39, 37, 2)
    assert areas.figures[north]["gem_hh_gr"] == 1.2
    assert areas.figures[north]["oad"] == 6262
    assert isinstance(areas.figures[north]["oad"], int)
    assert areas.figures_year is None


def test_withheld_figures_of_cbs_are_nowhere(real: Real) -> None:
    areas = read_source(real("buurten_cbs2017_compleet.geojson"), year=2017)
    lageland = areas.codes.index("BU00141402")
    assert "p_marokko" not in areas.figures[lageland]
    assert not any(
        isinstance(value, int | float) and value <= -99_990 for row in areas.figures for value in row.values()
    )


def test_wijken_have_the_gemeente_as_parent(real: Real) -> None:
    areas = read_source(real("wijken.geojson"), year=2024)
    assert_sound(areas)
    assert (areas.kind, len(areas)) == (AreaKind.WIJK, 20)
    assert set(areas.parent_codes) == {"GM0014"}
    assert sum(value or 0 for value in areas.inhabitants) == 243_750


def test_gemeente_has_no_parent(real: Real) -> None:
    areas = read_source(real("gemeente_GM0014.geojson"), year=2024)
    assert_sound(areas)
    assert (areas.kind, areas.codes, areas.names) == (AreaKind.GEMEENTE, ("GM0014",), ("Groningen",))
    assert areas.parent_codes == (None,)
    assert areas.inhabitants == (243_768,)


def test_one_municipality_out_of_the_national_file(real: Real) -> None:
    areas = read_source(real("buurten_nl_lbm2024.geojson"), year=2024)
    assert_sound(areas)
    assert len(areas) == 104
    (left_out,) = areas.findings
    assert (left_out.severity, left_out.code, left_out.count) == (Severity.LEFT_OUT, "other_municipality", 12_043)


def test_whole_national_file_with_its_repairs(real: Real) -> None:
    areas = read_source(real("buurten_nl_lbm2024.geojson"), year=2024, municipality=None)
    assert_sound(areas)
    assert len(areas) == 12_147
    repairs = Counter(each.code for each in areas.findings)
    assert repairs["made_valid"] == 27
    assert set(repairs) <= {"made_valid", "sliver", "others_dropped"}
    assert "BU0363AA01" in areas.codes  # Amsterdam's codes hold letters
    assert len(set(areas.codes)) == len(areas.codes)


def test_asked_for_another_gemeente(real: Real) -> None:
    areas = read_source(real("buurten_nl_lbm2024.geojson"), year=2024, municipality="GM0363")
    assert set(areas.municipality_codes) == {"GM0363"}
    assert set(areas.parent_codes) <= {"WK" + code[2:8] for code in areas.codes}


def test_progress_is_told(real: Real) -> None:
    told: list[tuple[str, int, int | None]] = []
    read_source(real("wijken.geojson"), year=2024, on_progress=lambda *step: told.append(step))
    assert told == [("read", 20, 20), ("judge", 0, 20), ("done", 20, 20)]


def test_reading_twice_gives_the_same(real: Real) -> None:
    first = read_source(real("wijken.geojson"), year=2024)
    second = read_source(real("wijken.geojson"), year=2024)
    assert np.array_equal(shapely.to_wkb(first.geoms), shapely.to_wkb(second.geoms))
    assert first.figures == second.figures
