"""The page's map, made by folium: the only importer of folium, and the only place that escapes for it.

folium puts strings into scripts and Leaflet puts attributions into HTML, so every text that enters here is escaped for
both. User text never comes here: data arrives in the browser by URL, and our own scripts write it with `textContent`.
"""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.raster_layers import TileLayer
from folium.template import Template

from geo.errors import GeoError
from geo.values import Box

Option = str | int | float | bool | None

_MAX_ZOOM = 19
_ELEMENT_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", re.ASCII)
_PANE = re.compile(r"[a-z][a-zA-Z0-9]{0,40}", re.ASCII)
_TILE_URL = re.compile(r"(?:https://[a-z0-9.-]+)?/[^\s<>\"'\\`$]*", re.ASCII)
_HTML_ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`${}\u2028\u2029"})
_SCRIPT_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&'`${}"})


@dataclass(frozen=True, slots=True)
class TileSource:
    """Base tiles in web mercator.

    Attributes
    ----------
    url
        Leaflet's template, with `{z}`, `{x}` and `{y}`: https, or a path of our own.
    attribution
        Plain text; escaped here.
    max_zoom
        Highest zoom that the source has tiles for.
    """

    url: str
    attribution: str
    max_zoom: int = _MAX_ZOOM

    def __post_init__(self) -> None:
        """Refuse an address that is no tile template (`bad_tile_url`)."""
        if not _TILE_URL.fullmatch(self.url) or not all(part in self.url for part in ("{z}", "{x}", "{y}")):
            raise GeoError("bad_tile_url", url=self.url)


@dataclass(frozen=True, slots=True)
class AreaLayer:
    """A layer of areas that the browser fetches by URL and draws with `window.missie050.areaLayer`.

    Attributes
    ----------
    name
        The key under which the layer is published to our scripts.
    url
        Address of the GeoJSON.
    pane
        Name of a pane to draw in, made by the map at `pane_z_index`; None for Leaflet's own overlay pane.
    attribution
        Plain text, escaped here; shown while the layer is on the map.
    show
        Whether the layer is on the map from the start.
    options
        Further options for `areaLayer`; they go through untouched but for the escaping of a script.
    """

    name: str
    url: str
    pane: str | None = None
    pane_z_index: int = 410
    attribution: str | None = None
    show: bool = True
    options: Mapping[str, Option] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse a name that is no plain word (`bad_pane`)."""
        if self.pane is not None and not _PANE.fullmatch(self.pane):
            raise GeoError("bad_pane", pane=self.pane)


@dataclass(frozen=True, slots=True)
class PointLayer:
    """A layer of points that the browser fetches by URL and draws with `window.missie050.pointLayer`.

    Points carry what users wrote, so nothing of them passes here.

    Attributes
    ----------
    name
        The key under which the layer is published to our scripts.
    url
        Address of the GeoJSON.
    show
        Whether the layer is on the map from the start.
    options
        Further options for `pointLayer`, as for `AreaLayer`.
    """

    name: str
    url: str
    show: bool = True
    options: Mapping[str, Option] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MapLabels:
    """Texts of the map, in the page's language."""

    map: str
    zoom_in: str
    zoom_out: str


@dataclass(frozen=True, slots=True)
class MapSpec:
    """What a map is to be; equal specifications give equal bytes.

    Attributes
    ----------
    element_id
        Id of the map's element and its name in `window.missie050.maps`: lower case words joined by underscores, at
        least two of them, such as `city_map` (so that it is never a reserved word of JavaScript).
    box
        What is in view at first, WGS84.
    labels
        Texts, in `language`.
    language
        Language of the labels, such as `nl`.
    layers
        Drawn in this order, with names that differ.
    tiles
        Base map; None for none, so that no third party is called.
    limit
        Where the map can be moved to; None for anywhere.
    min_zoom, max_zoom
        Range of the zoom control.
    """

    element_id: str
    box: Box
    labels: MapLabels
    language: str = "nl"
    layers: tuple[AreaLayer | PointLayer, ...] = ()
    tiles: TileSource | None = None
    limit: Box | None = None
    min_zoom: int = 9
    max_zoom: int = _MAX_ZOOM

    def __post_init__(self) -> None:
        """Refuse what cannot be a map (`bad_element_id`, `double_layer_name`, `bad_zoom`)."""
        if not _ELEMENT_ID.fullmatch(self.element_id):
            raise GeoError("bad_element_id", element_id=self.element_id)
        if len({layer.name for layer in self.layers}) < len(self.layers):
            raise GeoError("double_layer_name", names=[layer.name for layer in self.layers])
        if not 0 <= self.min_zoom <= self.max_zoom:
            raise GeoError("bad_zoom", min_zoom=self.min_zoom, max_zoom=self.max_zoom)


@dataclass(frozen=True, slots=True)
class MapParts:
    """A map as three texts, for three places in a page; none holds a tag that loads anything.

    Attributes
    ----------
    style
        CSS for a `<style>` with the page's nonce.
    html
        The map's element.
    script
        JavaScript for a classic `<script>` with the page's nonce, after `leaflet.js` and `area_layer.js`, and after
        `initiative_points.js` if there is a layer of points.
    """

    style: str
    html: str
    script: str


def script_text(value: object) -> str:
    r"""Give a JSON value as JavaScript that is inert in a script element, a string and a template literal alike.

    Within strings `<`, `>`, `&`, quotes, backtick, `$`, braces and U+2028/9 become `\uXXXX`, and so does a backslash.
    """
    if isinstance(value, str):
        quoted = json.dumps(value)[1:-1].replace("\\\\", "\\u005c").replace('\\"', "\\u0022")
        return '"' + quoted.translate(_SCRIPT_ESCAPES) + '"'
    if isinstance(value, Mapping):
        # a computed key, since a plain `__proto__` would not become a property
        return "{" + ", ".join(f"[{script_text(str(key))}]: {script_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(script_text(each) for each in value) + "]"
    return json.dumps(value, allow_nan=False)


def html_text(text: str) -> str:
    """Give plain text as HTML that is also inert inside a JavaScript template literal."""
    return html.escape(text).translate(_HTML_ENTITIES)


@lru_cache(maxsize=256)
def render(spec: MapSpec) -> MapParts:
    """Build the map with folium and give its parts.

    After the script has run, the map stands in `window.missie050.maps[element_id]`, and the document has received the
    event `missie050:map` with `detail: {id, map, layers}`.
    """
    figure = Figure()
    leaflet_map = _CivicMap(spec)
    figure.add_child(leaflet_map)
    leaflet_map.fit_bounds([[spec.box.south, spec.box.west], [spec.box.north, spec.box.east]])
    leaflet_map.add_child(_Controls(spec))
    if spec.tiles is not None:
        leaflet_map.add_child(_tile_layer(spec.tiles))
    layers = [_layer(layer, number, leaflet_map) for number, layer in enumerate(spec.layers)]
    for layer in layers:
        leaflet_map.add_child(layer)
    leaflet_map.add_child(_Publication(spec, leaflet_map, layers))
    figure.render()
    return MapParts(
        style=_tidy(leaflet_map.style),
        html=_tidy(figure.html.render()),
        script="(() => {\n" + _tidy(figure.script.render()) + "\n})();",
    )


class _CivicMap(folium.Map):
    """folium's map with a plain element: its own header sets the viewport and styles the whole page."""

    _template = Template(
        """
        {% macro html(this, kwargs) -%}
        <div class="folium-map" id="{{ this.get_name() }}" role="region" lang="{{ this.spec.language|e }}"
             aria-label="{{ this.spec.labels.map|e }}"></div>
        {%- endmacro %}
        {% macro script(this, kwargs) %}{{ this.skeleton() }}{% endmacro %}
        """
    )

    def __init__(self, spec: MapSpec) -> None:
        self.spec = spec
        center = spec.box.center
        limits: dict[str, Any] = {}
        if spec.limit is not None:
            limits = {
                "max_bounds": True,
                "min_lat": spec.limit.south,
                "max_lat": spec.limit.north,
                "min_lon": spec.limit.west,
                "max_lon": spec.limit.east,
            }
        super().__init__(
            location=[center.lat, center.lon],
            tiles=None,
            zoom_start=max(spec.min_zoom, min(11, spec.max_zoom)),
            zoom_control=False,
            prefer_canvas=True,
            **limits,
        )
        # a view that fits the window to a quarter of a zoom shows the city larger than whole zooms would
        self.options |= {"min_zoom": spec.min_zoom, "max_zoom": spec.max_zoom, "zoom_snap": 0.25}

    def get_name(self) -> str:
        return self.spec.element_id

    def skeleton(self) -> str:
        """Give the script with which folium makes a map."""
        return str(folium.Map._template.module.script(self, {}))  # noqa: SLF001 - folium offers its macro no other way

    @property
    def style(self) -> str:
        return f"#{self.get_name()} {{ position: relative; width: 100%; height: 100%; }}"


class _Controls(MacroElement):
    """Zoom buttons with our words, and a scale in metres only."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this.map_name }}.attributionControl.setPrefix(false);
        L.control.zoom({{ this.zoom }}).addTo({{ this.map_name }});
        L.control.scale({imperial: false}).addTo({{ this.map_name }});
        {% endmacro %}
        """
    )

    def __init__(self, spec: MapSpec) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self._name, self._id = "Controls", spec.element_id
        self.map_name = spec.element_id
        self.zoom = script_text(
            {"position": "topleft", "zoomInTitle": spec.labels.zoom_in, "zoomOutTitle": spec.labels.zoom_out}
        )


class _FetchedLayer(Layer):
    """Data by URL: folium's own GeoJson downloads on the server and then asks synchronously in the browser."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {%- if this.pane %}
        ({{ this.map_name }}.getPane({{ this.pane }}) || {{ this.map_name }}.createPane({{ this.pane }})).style.zIndex =
            {{ this.pane_z_index }};
        {%- endif %}
        const {{ this.get_name() }} = missie050.{{ this.maker }}({{ this.options }});
        {% endmacro %}
        """
    )

    def __init__(self, layer: AreaLayer | PointLayer, number: int, leaflet_map: _CivicMap, *, kind: str) -> None:
        super().__init__(name=f"layer_{number}", overlay=True, control=False, show=layer.show)
        self._name, self._id = f"{kind.title()}s", str(number)
        self.maker = f"{kind}Layer"
        self.key = layer.name
        self.map_name = leaflet_map.get_name()
        self.pane: str | None = None
        self.pane_z_index = 0
        self.options = script_text({**layer.options, "name": layer.name, "url": layer.url})


def _layer(layer: AreaLayer | PointLayer, number: int, leaflet_map: _CivicMap) -> _FetchedLayer:
    if isinstance(layer, PointLayer):
        return _FetchedLayer(layer, number, leaflet_map, kind="point")
    made = _FetchedLayer(layer, number, leaflet_map, kind="area")
    named: dict[str, Option] = {**layer.options, "name": layer.name, "url": layer.url}
    if layer.pane is not None:
        named["pane"] = layer.pane
        made.pane, made.pane_z_index = script_text(layer.pane), int(layer.pane_z_index)
    if layer.attribution is not None:
        named["attribution"] = html_text(layer.attribution)
    made.options = script_text(named)
    return made


class _Publication(MacroElement):
    """Hands the finished map to our own scripts."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const layers = { {%- for key, name in this.layers %}[{{ key }}]: {{ name }}, {% endfor -%} };
        window.missie050.maps = window.missie050.maps || {};
        window.missie050.maps[{{ this.key }}] = {{ this.map_name }};
        document.dispatchEvent(new CustomEvent("missie050:map", {
            detail: {id: {{ this.key }}, map: {{ this.map_name }}, layers: layers}
        }));
        {% endmacro %}
        """
    )

    def __init__(self, spec: MapSpec, leaflet_map: _CivicMap, layers: list[_FetchedLayer]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self._name, self._id = "Publication", spec.element_id
        self.map_name = leaflet_map.get_name()
        self.key = script_text(spec.element_id)
        self.layers = [(script_text(layer.key), layer.get_name()) for layer in layers]


def _tile_layer(tiles: TileSource) -> TileLayer:
    layer = TileLayer(
        tiles=tiles.url,
        attr=html_text(tiles.attribution),
        name="base",
        control=False,
        max_zoom=_MAX_ZOOM,
        max_native_zoom=tiles.max_zoom,
    )
    layer._id = "base"  # noqa: SLF001 - folium draws ids at random, and the page must not differ
    return layer


def _tidy(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _forget_third_parties(element: type[JSCSSMixin]) -> None:
    """Take every address of a content delivery network out of folium's classes; our pages load their own files."""
    element.default_js, element.default_css = [], []
    for kind in element.__subclasses__():
        _forget_third_parties(kind)


_forget_third_parties(JSCSSMixin)
