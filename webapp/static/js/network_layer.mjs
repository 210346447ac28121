/*
 * A network as a layer of a Leaflet map, drawn on one canvas. The same layer serves the map of the city and the picture
 * by form, whose ground is plain: `placeOf` tells where a node stands on either.
 */
import { drawNetwork, readColours } from "./network_draw.mjs";

const PAD = 0.2;
const REACH = 8;
const SIZES = [6, 17];
const dark = window.matchMedia("(prefers-color-scheme: dark)");

/* What the data tells, with who has ties with whom, and how many ties two have together. */
export const sceneOf = (data) => {
  const nodes = [];
  const ties = [];
  const circles = new Map();
  const counted = new Map();
  for (const { geometry, properties } of data.features) {
    if (properties.id) {
      nodes.push({ ...properties, point: geometry?.coordinates ?? null });
      circles.set(properties.id, new Set([properties.id]));
      continue;
    }
    const pair = [properties.from, properties.to].sort().join();
    const nth = counted.get(pair) ?? 0;
    counted.set(pair, nth + 1);
    ties.push({ ...properties, nth });
  }
  for (const { from, to } of ties) {
    circles.get(from)?.add(to);
    circles.get(to)?.add(from);
  }
  const most = Math.max(...nodes.map((node) => node.weight), 0.0001);
  const bundles = data.beyond.map(({ geometry, properties }) => ({ ...properties, line: geometry?.coordinates ?? null }));
  return { nodes, ties, circles, most, bundles, spacing: data.spacing };
};

export const makeLayerClass = () =>
  L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this._scene = null;
      this._chosen = null;
      this._hovered = null;
    },

    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated network-canvas", this.getPane());
      this._canvas.setAttribute("aria-hidden", "true");
      this._name = L.tooltip({ direction: "top", className: "network-tip", opacity: 1 });
      this._colours = readColours();
      this._onScheme = () => {
        this._colours = readColours();
        this.draw();
      };
      dark.addEventListener("change", this._onScheme);
      map.on("moveend zoomend resize viewreset", this.draw, this);
      map.on("zoomanim", this._onZoomAnimation, this);
      map.on("click", this._onClick, this);
      map.on("mousemove", this._onMove, this);
      map.on("mouseout", this._onOut, this);
      this.draw();
    },

    onRemove(map) {
      dark.removeEventListener("change", this._onScheme);
      map.off("moveend zoomend resize viewreset", this.draw, this);
      map.off("zoomanim", this._onZoomAnimation, this);
      map.off("click", this._onClick, this);
      map.off("mousemove", this._onMove, this);
      map.off("mouseout", this._onOut, this);
      this._canvas.remove();
    },

    setScene(scene) {
      this._scene = scene;
      this._hovered = null;
      this.draw();
    },

    choose(id) {
      this._chosen = id && this._scene?.circles.has(id) ? id : null;
      this.draw();
    },

    /* The bounds of all that stands there; null when nothing does. */
    bounds(isWanted = () => true) {
      const places = (this._scene?.nodes ?? []).filter(isWanted).map(this.options.placeOf).filter(Boolean);
      return places.length > 0 ? L.latLngBounds(places) : null;
    },

    /* Where a node is in the window of the map. */
    pointOf(id) {
      const node = this._scene?.nodes.find((each) => each.id === id);
      const place = node && this.options.placeOf(node);
      return place ? this._map.latLngToContainerPoint(place) : null;
    },

    /* Larger for who connects others, and never so large that two cover each other. */
    radiusOf(node) {
      const room = this.options.roomOf(this._scene, this._map) * 0.46;
      const [least, most] = SIZES;
      return Math.max(3, Math.min(least + (most - least) * Math.sqrt(node.weight / this._scene.most), room));
    },

    draw() {
      const map = this._map;
      if (!map || !this._scene || map.getSize().y === 0) return;
      const size = map.getSize();
      const pad = size.multiplyBy(PAD);
      const ratio = window.devicePixelRatio || 1;
      const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      const whole = size.add(pad.multiplyBy(2));
      this._corner = map.layerPointToLatLng(corner);
      this._zoom = map.getZoom();
      L.DomUtil.setTransform(this._canvas, corner, 1);
      this._canvas.width = Math.round(whole.x * ratio);
      this._canvas.height = Math.round(whole.y * ratio);
      this._canvas.style.width = `${whole.x}px`;
      this._canvas.style.height = `${whole.y}px`;
      const context = this._canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._paint(context, corner);
    },

    _paint(context, corner) {
      const map = this._map;
      const spot = (place) => map.latLngToLayerPoint(place).subtract(corner);
      const at = new Map();
      for (const node of this._scene.nodes) {
        const place = this.options.placeOf(node);
        if (place) at.set(node.id, spot(place));
      }
      const lines = this.options.hasGround ? this._scene.bundles.filter((bundle) => bundle.line) : [];
      const bundles = lines.map((bundle) => {
        const [from, to] = bundle.line.map(([lon, lat]) => spot([lat, lon]));
        return { bundle, from, to };
      });
      const lit = this._chosen ? Object.assign(new Set(this._scene.circles.get(this._chosen)), { centre: this._chosen }) : null;
      const seen = map.containerPointToLayerPoint([0, 0]).subtract(corner);
      const size = map.getSize();
      const view = { left: seen.x, top: seen.y, right: seen.x + size.x, bottom: seen.y + size.y };
      const state = { chosen: this._chosen, hovered: this._hovered, lit };
      drawNetwork(context, this._scene, { at, bundles, view, colours: this._colours, state, radiusOf: (node) => this.radiusOf(node) });
    },

    _nearest(point) {
      let best = null;
      let least = Infinity;
      for (const node of this._scene?.nodes ?? []) {
        const place = this.options.placeOf(node);
        if (!place) continue;
        const far = this._map.latLngToContainerPoint(place).distanceTo(point) - this.radiusOf(node);
        if (far < least) [best, least] = [node, far];
      }
      return least <= REACH ? best : null;
    },

    _onClick(event) {
      const node = this._nearest(event.containerPoint);
      this.fire("networkchoose", { id: node && node.id !== this._chosen ? node.id : null });
    },

    _onMove(event) {
      const node = this._nearest(event.containerPoint);
      if ((node?.id ?? null) === this._hovered) return;
      this._hovered = node?.id ?? null;
      this._map.getContainer().classList.toggle("network-over", Boolean(node));
      this.draw();
      if (!node) {
        this._name.remove();
        return;
      }
      const words = document.createElement("span");
      words.textContent = this.options.tell(node);
      this._name.setContent(words).setLatLng(this.options.placeOf(node)).addTo(this._map);
    },

    _onOut() {
      this._name.remove();
      if (this._hovered === null) return;
      this._hovered = null;
      this.draw();
    },

    _onZoomAnimation(event) {
      const scale = this._map.getZoomScale(event.zoom, this._zoom);
      const offset = this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center);
      L.DomUtil.setTransform(this._canvas, offset, scale);
    },
  });
