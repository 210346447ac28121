/*
 * The layer of neighbourhoods on a Leaflet map: shapes fetched by URL, tinted by stage, named where a name fits.
 *
 * A classic script, since folium's own script calls `missie050.areaLayer` while the page is still being read. It knows
 * nothing of the rest of the page: area_map.mjs tells it which stage each area has and which one is chosen.
 */
"use strict";

window.missie050 = window.missie050 || {};
window.missie050.maps = window.missie050.maps || {};

(() => {
  /* folium makes a map and then fits it to the city: that first fit is no journey, and must not delay the next one. */
  L.Map.addInitHook(function placeAtOnce() {
    this.fitBounds = function firstFit(bounds, options) {
      delete this.fitBounds;
      return this.fitBounds(bounds, { ...options, animate: false });
    };
  });

  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  /* One request per level of detail: the server generalises by zoom, and shapes differ little within a level. */
  const levelOf = (zoom) => (zoom < 12 ? 11 : zoom < 14 ? 13 : zoom < 16 ? 15 : 17);

  /* How much of its tint an area keeps while another is chosen: little less, so that it still matches the legend. */
  const DIMMED = 0.8;

  /* The part of half a name that must lie within its area; the halo carries the rest. */
  const ENOUGH_ROOM = 0.65;

  const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  const readTints = (names) => {
    const tints = { line: token("--map-line"), chosen: token("--map-chosen"), paper: token("--map-paper") };
    for (const name of names.split(" ")) tints[name] = token(`--stage-${name.replace("_", "-")}`);
    return tints;
  };

  const readLetters = (text) => new Map(text.trim().split(/\s+/).map((pair) => pair.split(":")));

  const AreaLayer = L.GeoJSON.extend({
    /* A plain layer tells nothing of stages: it is the ground for something else. */
    options: { url: "", isPlain: false, tints: "unreached exploring starting active self_sustaining" },

    initialize(options) {
      L.GeoJSON.prototype.initialize.call(this, null, {
        ...options,
        style: (feature) => this._styleOf(feature.properties),
        onEachFeature: (feature, shape) => this._register(feature, shape),
      });
      this._shapes = new Map();
      this._labels = new Map();
      this._levels = new Map();
      this._tints = readTints(this.options.tints);
      this._chosen = null;
      this._lit = null;
    },

    onAdd(map) {
      L.GeoJSON.prototype.onAdd.call(this, map);
      this._frame = map.getContainer().closest("[data-map]");
      this._letters = readLetters(this._frame?.dataset.mapLetters ?? "");
      this._labelLayer = L.layerGroup().addTo(map);
      this._onScheme = () => {
        this._tints = readTints(this.options.tints);
        this.restyle();
      };
      dark.addEventListener("change", this._onScheme);
      map.on("zoomend", this._onZoom, this);
      this._onZoom();
    },

    onRemove(map) {
      map.off("zoomend", this._onZoom, this);
      dark.removeEventListener("change", this._onScheme);
      this._labelLayer.remove();
      L.GeoJSON.prototype.onRemove.call(this, map);
    },

    /* Slugs of all areas that have arrived. */
    slugs() {
      return [...this._shapes.keys()];
    },

    boundsOf(slug) {
      return this._shapes.get(slug)?.getBounds() ?? null;
    },

    /* Takes stage and staleness from the page, so that map and list can never tell two stories. */
    setStates(states) {
      this._states = states;
      this.restyle();
    },

    choose(slug) {
      this._chosen = slug || null;
      this.restyle();
    },

    light(slug) {
      if (this._lit === slug) return;
      this._lit = slug || null;
      this.restyle();
    },

    restyle() {
      for (const [slug, shape] of this._shapes) {
        shape.setStyle(this._styleOf(shape.feature.properties));
        this._dressLabel(slug);
      }
      for (const slug of [this._lit, this._chosen]) this._shapes.get(slug)?.bringToFront();
      this._placeNames();
    },

    _stateOf(properties) {
      if (this.options.isPlain) return { stage: "unreached", isStale: false };
      return this._states?.get(properties.slug) ?? { stage: properties.stage, isStale: properties.is_stale };
    },

    _styleOf(properties) {
      const { stage, isStale } = this._stateOf(properties);
      const isChosen = properties.slug === this._chosen;
      const isLit = properties.slug === this._lit;
      const isDimmed = this._chosen !== null && !isChosen;
      return {
        color: isChosen || isLit || isStale ? this._tints.chosen : this._tints.line,
        weight: isChosen ? 3.5 : isLit ? 3 : isStale ? 2 : 1.1,
        opacity: isDimmed && !isLit ? 0.7 : 1,
        dashArray: isStale ? "6 5" : null,
        lineJoin: "round",
        fillColor: this._tints[stage] ?? this._tints.unreached,
        fillOpacity: isDimmed && !isLit ? DIMMED : 1,
      };
    },

    _register(feature, shape) {
      const { slug } = feature.properties;
      this._shapes.set(slug, shape);
      shape.on("mouseover", () => this.fire("areahover", { slug }));
      shape.on("mouseout", () => this.fire("areahover", { slug: null }));
      shape.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.fire("areachoose", { slug });
      });
    },

    _onZoom() {
      const level = levelOf(Math.round(this._map.getZoom()));
      if (level === this._level) {
        this._placeNames();
        return;
      }
      this._level = level;
      this._fetch(level).then(
        (collection) => this._show(level, collection),
        () => {
          this._levels.delete(level);
          if (this._level === level) this._level = null;
          this.fire("areafail");
        },
      );
    },

    _fetch(level) {
      if (!this._levels.has(level)) {
        const query = this._frame?.dataset.mapQuery ?? "";
        const url = `${this.options.url}?${query ? `${query}&` : ""}zoom=${level}`;
        const answer = fetch(url, { headers: { Accept: "application/geo+json, application/json" } }).then((response) => {
          if (!response.ok) throw new Error(`${response.status} for ${url}`);
          return response.json();
        });
        this._levels.set(level, answer);
      }
      return this._levels.get(level);
    },

    /* Known shapes get new corners in place, so that nothing flickers and handlers stay. */
    _show(level, collection) {
      if (!this._map || level !== this._level) return;
      const isFirst = this._shapes.size === 0;
      for (const feature of collection.features) {
        const shape = this._shapes.get(feature.properties.slug);
        if (shape) {
          const depth = feature.geometry.type === "MultiPolygon" ? 2 : 1;
          shape.setLatLngs(L.GeoJSON.coordsToLatLngs(feature.geometry.coordinates, depth));
        } else {
          this.addData(feature);
          this._addLabel(feature.properties);
        }
      }
      this.restyle();
      if (isFirst) this.fire("areasready");
    },

    _addLabel(properties) {
      if (!Array.isArray(properties.label)) return;
      const box = document.createElement("div");
      const letter = document.createElement("span");
      const name = document.createElement("span");
      letter.className = "area-label__letter";
      name.className = "area-label__name";
      name.textContent = properties.name;
      box.append(letter, name);
      const icon = L.divIcon({ className: "area-label", iconSize: [0, 0], html: box });
      const [lon, lat] = properties.label;
      const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(this._labelLayer);
      marker.getElement().setAttribute("aria-hidden", "true");
      this._labels.set(properties.slug, { marker, letter, name, width: 0 });
    },

    _dressLabel(slug) {
      const label = this._labels.get(slug);
      if (!label) return;
      const { properties } = this._shapes.get(slug).feature;
      const { stage } = this._stateOf(properties);
      const element = label.marker.getElement();
      element.dataset.stage = stage;
      element.classList.toggle("area-label--dimmed", this._chosen !== null && slug !== this._chosen && slug !== this._lit);
      element.classList.toggle("area-label--chosen", slug === this._chosen);
      label.letter.textContent = this.options.isPlain ? "" : (properties.sign ?? this._letters.get(stage) ?? "");
    },

    /*
     * Letters take their place first, largest area first, and one that would stand on another waits until zooming
     * makes room. A name shows where it fits inside its own area and over no other label. In both the chosen and the
     * lit area come before the others.
     */
    _placeNames() {
      if (!this._map || this._labels.size === 0) return;
      const isFar = this._map.getZoom() < 11;
      this._map.getContainer().classList.toggle("areas-far", isFar);
      const unit = parseFloat(getComputedStyle(root).fontSize) / 16;
      const entries = [...this._labels].map(([slug, label]) => {
        const at = this._map.latLngToLayerPoint(label.marker.getLatLng());
        const rank = slug === this._chosen ? 2 : slug === this._lit ? 1 : 0;
        label.width ||= label.name.offsetWidth;
        return { label, rank, at, extent: this._extentOf(slug), room: this._roomAround(slug, at) };
      });
      const taken = [];
      const isFree = (box) =>
        taken.every(
          (other) => box.left >= other.right || box.right <= other.left || box.top >= other.bottom || box.bottom <= other.top,
        );
      const reach = (isFar ? 4.5 : 6) * unit;
      const lettered = entries
        .sort((a, b) => b.rank - a.rank || b.extent - a.extent)
        .filter((entry) => {
          const { at, label } = entry;
          entry.box = { left: at.x - reach, right: at.x + reach, top: at.y - 8 * unit, bottom: at.y + 5 * unit };
          const isShown = isFree(entry.box);
          label.marker.getElement().classList.toggle("area-label--hidden", !isShown);
          if (isShown) taken.push(entry.box);
          else label.marker.getElement().classList.remove("area-label--named");
          return isShown;
        });
      for (const { label, rank, at, room, box: letter } of lettered.sort((a, b) => b.rank - a.rank || b.room - a.room)) {
        const half = label.width / 2 + 3;
        taken.splice(taken.indexOf(letter), 1);
        const box = { left: at.x - half, right: at.x + half, top: at.y + unit, bottom: at.y + 18 * unit };
        const isNamed = rank > 0 || (room >= half * ENOUGH_ROOM && isFree(box));
        label.marker.getElement().classList.toggle("area-label--named", isNamed);
        taken.push(letter);
        if (isNamed) taken.push(box);
      }
    },

    /* How large an area is on the screen, in square pixels of the box around it. */
    _extentOf(slug) {
      const bounds = this._shapes.get(slug).getBounds();
      const from = this._map.latLngToLayerPoint(bounds.getNorthWest());
      const to = this._map.latLngToLayerPoint(bounds.getSouthEast());
      return (to.x - from.x) * (to.y - from.y);
    },

    /* How far, in pixels, a line of text centred under a label can reach before it leaves the area. */
    _roomAround(slug, at) {
      const parts = this._shapes.get(slug).getLatLngs();
      const rings = L.LineUtil.isFlat(parts[0]) ? parts : parts.flat();
      let room = Infinity;
      for (const height of [at.y, at.y + 12]) {
        for (const ring of rings) {
          const points = ring.map((corner) => this._map.latLngToLayerPoint(corner));
          points.forEach((from, index) => {
            const to = points[(index + 1) % points.length];
            if (from.y > height === to.y > height) return;
            const x = from.x + ((height - from.y) / (to.y - from.y)) * (to.x - from.x);
            room = Math.min(room, Math.abs(x - at.x));
          });
        }
      }
      return room === Infinity ? 0 : room;
    },
  });

  window.missie050.areaLayer = (options) => new AreaLayer(options);
})();
