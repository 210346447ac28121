import json
import re
import shutil
import subprocess

import pytest
from folium.elements import JSCSSMixin
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.folium_map import (
    AreaLayer,
    MapLabels,
    MapParts,
    MapSpec,
    PointLayer,
    TileSource,
    html_text,
    render,
    script_text,
)
from geo.values import Box

BOX = Box(6.4, 53.1, 6.8, 53.3)
LABELS = MapLabels("Kaart van Groningen", "Inzoomen", "Uitzoomen")
AREAS = AreaLayer("neighbourhoods", "/kaart/wijken.geojson?op=2021-06-01", pane="areas", options={"kind": "stage"})
HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}\\'\"\u2028{{7*7}}"
NODE = shutil.which("node")


def spec(**changes: object) -> MapSpec:
    arguments: dict[str, object] = {"element_id": "city_map", "box": BOX, "labels": LABELS, "layers": (AREAS,)}
    return MapSpec(**(arguments | changes))  # type: ignore[arg-type] # varied by the test


def everything(parts: MapParts) -> str:
    return parts.style + parts.html + parts.script


def test_without_tiles_no_address_of_another_host_is_in_the_map() -> None:
    assert "http" not in everything(render(spec()))


def test_with_tiles_their_address_is_the_only_one() -> None:
    url = "https://service.pdok.nl/brt/{z}/{x}/{y}.png"
    parts = render(spec(tiles=TileSource(url, "Kaartgegevens © Kadaster", max_zoom=17)))
    assert re.findall(r"https?://[^\"]*", everything(parts)) == [url]
    assert '"maxNativeZoom": 17' in parts.script
    assert '"maxZoom": 19' in parts.script


def test_parts_hold_no_script_tag_no_link_and_no_inline_handler_or_style() -> None:
    made = everything(render(spec(tiles=TileSource("/tegels/{z}/{x}/{y}.png", "x"))))
    assert not re.search(r"<script|</script|<link|<style|\son\w+=|\sstyle=", made)


def test_no_class_of_folium_remembers_a_content_delivery_network() -> None:
    kinds = [JSCSSMixin]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
        assert kind.default_js == []
        assert kind.default_css == []
    assert len(kinds) > 3


def test_two_renders_are_equal_byte_for_byte() -> None:
    one = spec(tiles=TileSource("/tegels/{z}/{x}/{y}.png", "x"), limit=BOX.padded(1))
    assert render.__wrapped__(one) == render.__wrapped__(one)
    assert render(one) is render(spec(tiles=TileSource("/tegels/{z}/{x}/{y}.png", "x"), limit=BOX.padded(1)))


def test_map_is_small() -> None:
    assert len(everything(render(spec()))) < 4_000


def test_map_is_drawn_on_canvas_fits_the_box_and_says_what_it_is() -> None:
    parts = render(spec(limit=Box(6, 53, 7, 54), min_zoom=10, max_zoom=17))
    assert '"preferCanvas": true' in parts.script
    assert "fitBounds(\n[[53.1, 6.4], [53.3, 6.8]]" in parts.script
    assert '"minZoom": 10' in parts.script
    assert '"maxZoom": 17' in parts.script
    assert "maxBounds" in parts.script
    assert "L.control.scale" in parts.script
    assert '"Inzoomen"' in parts.script
    assert 'id="city_map"' in parts.html
    assert 'lang="nl"' in parts.html
    assert 'aria-label="Kaart van Groningen"' in parts.html
    assert parts.style.startswith("#city_map {")


def test_points_are_made_by_our_own_script_after_the_areas_and_by_address_only() -> None:
    points = PointLayer("initiatives", "/kaart/initiatieven.geojson", options={"kind": HOSTILE})
    made = render(spec(layers=(AREAS, points))).script

    assert made.index("missie050.areaLayer(") < made.index("missie050.pointLayer(")
    assert '["url"]: "/kaart/initiatieven.geojson"' in made
    assert "points_1.addTo(city_map)" in made.replace(" ", "")
    assert '["initiatives"]: points_1' in made
    assert "<img" not in made


def test_points_that_wait_are_not_on_the_map_from_the_start() -> None:
    made = render(spec(layers=(PointLayer("initiatives", "/x.geojson", show=False),))).script

    assert (
        "addTo(city_map)"
        not in made.replace("L.control.zoom", "").split("missie050.pointLayer")[1].split("const layers")[0]
    )


def test_map_that_may_be_moved_anywhere_has_no_bounds() -> None:
    assert "maxBounds" not in render(spec()).script


def test_layer_is_made_by_our_own_function_and_added() -> None:
    script = render(spec()).script
    assert "missie050.areaLayer(" in script
    assert '"/kaart/wijken.geojson?op=2021-06-01"' in script
    assert "areas_0.addTo(city_map)" in script
    assert 'createPane("areas")' in script


def test_hidden_layer_is_made_but_not_added_and_needs_no_pane() -> None:
    script = render(spec(layers=(AreaLayer("buurten", "/x", show=False, attribution="CBS"),))).script
    assert "areaLayer(" in script
    assert ".addTo(city_map);\nconst layers" not in script
    assert "areas_0.addTo" not in script
    assert "createPane" not in script


def test_map_is_published_after_its_layers() -> None:
    script = render(spec()).script
    assert script.index("areas_0.addTo") < script.index("window.missie050.maps[") < script.index("missie050:map")


def test_hostile_texts_are_inert() -> None:
    parts = render(
        spec(
            labels=MapLabels(HOSTILE, HOSTILE, HOSTILE),
            language=HOSTILE,
            layers=(AreaLayer(HOSTILE, HOSTILE, attribution=HOSTILE, options={HOSTILE: HOSTILE}),),
            tiles=TileSource("/tegels/{z}/{x}/{y}.png", HOSTILE),
        )
    )
    assert "</script" not in parts.script
    assert "`" not in parts.script
    assert "${" not in parts.script
    assert "\u2028" not in parts.script
    assert "<img" not in everything(parts)


@pytest.mark.skipif(NODE is None, reason="node is not on this machine")
def test_script_runs_and_hands_over_the_very_texts() -> None:
    parts = render(
        spec(
            layers=(AreaLayer("__proto__", HOSTILE, pane="areas", attribution=HOSTILE, options={"a_b": None}),),
            tiles=TileSource("/tegels/{z}/{x}/{y}.png", HOSTILE),
        )
    )
    stub = """
    const seen = {areaOptions: [], panes: []};
    const control = () => ({addTo() {}});
    const map = {fitBounds() {}, attributionControl: {setPrefix() {}}, getPane() {},
                 createPane(name) { seen.panes.push(name); return {style: {}}; }};
    const layer = {addTo() {}};
    const L = {CRS: {}, map: () => map, control: {zoom: control, scale: control}, tileLayer: () => layer};
    const window = globalThis;
    window.missie050 = {areaLayer(options) { seen.areaOptions.push(options); return layer; }};
    class CustomEvent { constructor(name, init) { this.name = name; this.detail = init.detail; } }
    const document = {dispatchEvent(event) {
        seen.event = event.name; seen.layers = Object.keys(event.detail.layers); seen.same = event.detail.map === map;
    }};
    """
    ending = "seen.stored = window.missie050.maps.city_map === map; console.log(JSON.stringify(seen));"
    assert NODE is not None
    ran = subprocess.run([NODE, "-e", stub + parts.script + ending], capture_output=True, text=True, check=True)
    seen = json.loads(ran.stdout)
    assert seen["areaOptions"] == [
        {"a_b": None, "name": "__proto__", "url": HOSTILE, "pane": "areas", "attribution": html_text(HOSTILE)}
    ]
    assert seen["layers"] == ["__proto__"]
    assert seen["event"] == "missie050:map"
    assert seen["same"]
    assert seen["stored"]


@settings(deadline=None)
@given(st.text())
def test_script_text_is_the_same_text_without_a_dangerous_sign(text: str) -> None:
    made = script_text(text)
    assert json.loads(made) == text
    assert not set("<>&'`${}\u2028\u2029") & set(made)


def test_script_text_of_other_values_is_json() -> None:
    assert script_text([1, 2.5, True, None, ("a",)]) == '[1, 2.5, true, null, ["a"]]'
    assert script_text({"a": 1}) == '{["a"]: 1}'
    with pytest.raises(ValueError, match="JSON"):
        script_text(float("nan"))


def test_html_text_is_inert_in_html_and_in_a_template_literal() -> None:
    assert html_text("<b>${x}\\`") == "&lt;b&gt;&#36;&#123;x&#125;&#92;&#96;"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("bad_element_id", {"element_id": "map"}),
        ("bad_element_id", {"element_id": "city-map"}),
        ("bad_element_id", {"element_id": 'x_"'}),
        ("double_layer_name", {"layers": (AREAS, AREAS)}),
        ("bad_zoom", {"min_zoom": 12, "max_zoom": 9}),
    ],
)
def test_map_that_cannot_be_is_refused(code: str, changes: dict[str, object]) -> None:
    with pytest.raises(GeoError, match=code):
        spec(**changes)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)/{z}/{x}/{y}", "http://x.nl/{z}/{x}/{y}", "/tegels/{z}/{x}", "OSM"]
)
def test_tiles_from_an_odd_address_are_refused(url: str) -> None:
    with pytest.raises(GeoError, match="bad_tile_url"):
        TileSource(url, "x")


def test_pane_with_an_odd_name_is_refused() -> None:
    with pytest.raises(GeoError, match="bad_pane"):
        AreaLayer("x", "/x", pane="a b")
