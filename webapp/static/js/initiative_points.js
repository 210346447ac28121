/*
 * The layer of initiatives on a Leaflet map: points fetched by URL, clustered, each with the sign of its theme.
 *
 * A classic script, since folium's own script calls `missie050.pointLayer` while the page is still being read. Words of
 * users come as JSON and end in `textContent` or an attribute; what stands in an icon is a number or a sign of ours.
 * The element `[data-points]` says what to ask for and how things are called; listing_points.mjs ties it to the page.
 */
"use strict";

(() => {
  const PANE = "points";
  const PANE_LEVEL = 620;
  const RADIUS = 60;
  const SIZE = 30;
  const CHOSEN_SIZE = 40;
  const APART = "points__point points__point--apart";
  const STEM = 12;
  const SETTLE_MS = 250;
  const NEAR_ZOOM = 14;
  const PATIENCE_MS = 50;
  const CORNERS = ".leaflet-control, .map__notes summary, .points-switch--over";

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /* The sign of a theme stands once in the page, in the legend; a theme that has none gets the general one. */
  const signOf = (theme) => {
    const sign = document.getElementById(`sign-${theme}`) ?? document.getElementById("sign-other");
    const picture = document.createElementNS(sign.namespaceURI, "svg");
    const use = document.createElementNS(sign.namespaceURI, "use");
    use.setAttribute("href", `#${sign.id}`);
    picture.setAttribute("viewBox", "0 0 20 20");
    picture.setAttribute("aria-hidden", "true");
    picture.append(use);
    return picture;
  };

  const inkNow = () => getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();

  /* An icon with a name for who does not see it. */
  const NamedIcon = L.DivIcon.extend({
    createIcon(old) {
      const made = L.DivIcon.prototype.createIcon.call(this, old);
      made.setAttribute("aria-label", this.options.label);
      return made;
    },
  });

  /* The icon of one initiative; of ten thousand only those in sight are ever drawn. */
  const PointIcon = L.DivIcon.extend({
    options: { className: "points__point" },

    createIcon(old) {
      const { layer, properties } = this.options;
      const made = L.DivIcon.prototype.createIcon.call(this, old);
      made.replaceChildren(layer.pointOf(properties));
      if (this.options.className === APART) made.setAttribute("aria-hidden", "true");
      else made.setAttribute("aria-label", layer.labelOf(properties));
      return made;
    },
  });

  const countIcon = (count, label, language) => {
    const digits = String(count).length;
    const size = 28 + 6 * Math.min(digits, 5);
    return new NamedIcon({
      className: "points__count",
      html: element("span", "points__number", count.toLocaleString(language)),
      iconSize: [size, size],
      label,
    });
  };

  const PointLayer = L.MarkerClusterGroup.extend({
    initialize(options) {
      this._words = document.querySelector("[data-points]")?.dataset ?? {};
      const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      L.MarkerClusterGroup.prototype.initialize.call(this, {
        maxClusterRadius: RADIUS,
        showCoverageOnHover: false,
        chunkedLoading: true,
        chunkInterval: PATIENCE_MS,
        animate: !isStill,
        clusterPane: PANE,
        spiderLegPolylineOptions: { weight: 1.5, opacity: 0.7, color: inkNow() },
        ...options,
        iconCreateFunction: (cluster) => this._clusterIcon(cluster.getChildCount()),
      });
      this._bySlug = new Map();
      this._counts = L.layerGroup();
      this._apart = L.layerGroup();
      this._chosen = null;
      this._lit = null;
      this._query = this._words.pointsQuery ?? "";
      this.on("keydown", this._onKey, this);
      this.on("click", ({ layer }) => this.fire("pointpick", { properties: layer.options.properties, marker: layer }));
      this.on("mouseover", ({ layer }) => this.fire("pointhover", { slug: layer.options.properties.slug }));
      this.on("mouseout", () => this.fire("pointhover", { slug: null }));
      this.on("animationend spiderfied unspiderfied", this._clearCorners, this);
    },

    onAdd(map) {
      if (!map.getPane(PANE)) map.createPane(PANE).style.zIndex = PANE_LEVEL;
      L.MarkerClusterGroup.prototype.onAdd.call(this, map);
      this._counts.addTo(map);
      this._apart.addTo(map);
      map.on("moveend", this._onMove, this);
      if (!this._asked) this.load(this._query);
    },

    onRemove(map) {
      map.off("moveend", this._onMove, this);
      this._counts.remove();
      this._apart.remove();
      L.MarkerClusterGroup.prototype.onRemove.call(this, map);
    },

    /* Ask for other points; those of before go when the new ones are there. */
    load(query) {
      this._query = query;
      this._isCounted = false;
      return this._fetch(query);
    },

    /* Nothing to see until the next `load`. */
    empty() {
      this._asked = null;
      this._clear();
    },

    find(slug) {
      return this._bySlug.get(slug) ?? null;
    },

    /* Take one as chosen and, when asked, go there; `null` for none. */
    choose(slug, { isShown = false } = {}) {
      const before = this._bySlug.get(this._chosen);
      this._chosen = slug ?? null;
      if (before) this._dress(before.off("add remove", this._drawApart, this));
      const marker = this._bySlug.get(slug);
      if (marker) this._dress(marker.on("add remove", this._drawApart, this));
      this._drawApart();
      if (!marker) return false;
      if (isShown) this._goTo(marker);
      return true;
    },

    light(slug) {
      if (this._lit === slug) return;
      for (const each of [this._lit, slug]) this._mark(each, each === slug && slug !== null);
      this._lit = slug;
    },

    async _fetch(query, view = "") {
      const url = [`${this.options.url}?${query}`, view].filter(Boolean).join("&");
      this._asked = url;
      try {
        const response = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
        if (!response.ok) throw new Error(`${response.status} for ${url}`);
        const collection = await response.json();
        if (this._asked === url) this._show(collection);
      } catch {
        if (this._asked === url) this.fire("pointsfail");
      }
    },

    _show(collection) {
      const isFirstCount = collection.is_counted && !this._isCounted;
      this._isCounted = this._isCounted || collection.is_counted;
      this._clear();
      if (collection.is_counted) {
        for (const feature of collection.features) this._counts.addLayer(this._countMarker(feature));
      } else {
        this.addLayers(collection.features.map((feature) => this._marker(feature)));
        if (this._chosen) this.choose(this._chosen);
      }
      this._clearCorners();
      this.fire("pointsready", { count: collection.features.length });
      /* The whole city was asked for: now what is in view, as fine as the zoom allows. */
      if (isFirstCount) this._askForView();
    },

    _clear() {
      this._bySlug.clear();
      this.clearLayers();
      this._counts.clearLayers();
      this._apart.clearLayers();
    },

    _marker({ geometry, properties }) {
      const [lon, lat] = geometry.coordinates;
      const icon = new PointIcon({ properties, layer: this, iconSize: [SIZE, SIZE] });
      const marker = L.marker([lat, lon], { pane: PANE, properties, icon, riseOnHover: true });
      this._bySlug.set(properties.slug, marker);
      return marker;
    },

    _countMarker({ geometry, properties }) {
      const [lon, lat] = geometry.coordinates;
      const marker = L.marker([lat, lon], { pane: PANE, icon: this._clusterIcon(properties.count) });
      marker.on("click", () => this._map.setView([lat, lon], Math.min(this._map.getZoom() + 2, this._map.getMaxZoom())));
      marker.on("keydown", this._onKey, this);
      return marker;
    },

    _clusterIcon(count) {
      const language = document.documentElement.lang;
      const label = (this._words.labelCluster ?? "{n}").replace("{n}", count.toLocaleString(language));
      return countIcon(count, label, language);
    },

    labelOf({ title, state, is_faded: isFaded }) {
      const remarks = [];
      if (state === "paused") remarks.push(this._words.labelPaused);
      if (isFaded) remarks.push(this._words.labelFaded);
      return [title, ...remarks].join(", ");
    },

    pointOf({ slug, theme, state, is_faded: isFaded }) {
      const point = element("span", "points__sign");
      point.dataset.theme = theme;
      point.classList.toggle("points__sign--chosen", slug === this._chosen);
      point.classList.toggle("points__sign--paused", state === "paused");
      point.classList.toggle("points__sign--faded", isFaded);
      point.append(signOf(theme));
      return point;
    },

    _dress(marker) {
      const { properties } = marker.options;
      const isChosen = properties.slug === this._chosen;
      const size = isChosen ? CHOSEN_SIZE : SIZE;
      marker.setIcon(new PointIcon({ properties, layer: this, iconSize: [size, size] }));
      marker.setZIndexOffset(isChosen ? 1000 : 0);
    },

    /* What is chosen is seen also while it is one of a group: as a pin above it, that clicks go through. */
    _drawApart() {
      this._apart.clearLayers();
      const marker = this._bySlug.get(this._chosen);
      if (!marker || marker.getElement()) return;
      const { properties } = marker.options;
      const icon = new PointIcon({
        properties,
        layer: this,
        className: APART,
        iconSize: [CHOSEN_SIZE, CHOSEN_SIZE],
        iconAnchor: [CHOSEN_SIZE / 2, CHOSEN_SIZE + STEM],
      });
      const options = { pane: PANE, icon, interactive: false, keyboard: false, zIndexOffset: 2000 };
      this._apart.addLayer(L.marker(marker.getLatLng(), options));
    },

    _mark(slug, isLit) {
      const marker = this._bySlug.get(slug);
      const visible = marker && this.getVisibleParent(marker);
      visible?.getElement()?.classList.toggle("points--lit", isLit);
    },

    /* Near enough to know where it is; what stands in a group there opens as a fan. */
    _goTo(marker) {
      const map = this._map;
      const at = marker.getLatLng();
      const open = () => {
        const shown = this.getVisibleParent(marker);
        if (shown && shown !== marker) shown.spiderfy();
      };
      if (map.getZoom() >= NEAR_ZOOM && map.getBounds().pad(-0.1).contains(at)) {
        open();
        return;
      }
      map.once("moveend", open);
      map.setView(at, Math.max(map.getZoom(), NEAR_ZOOM), { animate: this.options.animate });
    },

    _onKey({ originalEvent, layer, target }) {
      const marker = layer ?? target;
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      marker.fire("click", {}, true);
    },

    /*
     * What lies under a button of the map cannot be aimed at: it stays to be seen, and is a target again once the map
     * is moved. Everything on the map is in a list as well.
     */
    _clearCorners() {
      const map = this._map;
      const frame = map?.getContainer().closest("[data-map]");
      if (!frame) return;
      const origin = map.getContainer().getBoundingClientRect();
      const corners = [...frame.parentElement.querySelectorAll(CORNERS)].map((each) => each.getBoundingClientRect());
      const free = (element, at) => {
        const half = element.offsetWidth / 2;
        const [x, y] = [origin.left + at.x, origin.top + at.y];
        return corners.every(
          (box) => x + half <= box.left || x - half >= box.right || y + half <= box.top || y - half >= box.bottom,
        );
      };
      for (const group of [this._featureGroup, this._counts]) {
        group.eachLayer((marker) => {
          const element = marker.getElement?.();
          if (!element) return;
          const isFree = free(element, map.latLngToContainerPoint(marker.getLatLng()));
          element.classList.toggle("points--under", !isFree);
          element.setAttribute("role", isFree ? "button" : "img");
          if (isFree) element.setAttribute("tabindex", "0");
          else element.removeAttribute("tabindex");
        });
      }
    },

    _onMove() {
      this._clearCorners();
      if (!this._isCounted) return;
      clearTimeout(this._timer);
      this._timer = setTimeout(() => this._askForView(), SETTLE_MS);
    },

    _askForView() {
      const zoom = Math.round(this._map.getZoom());
      const step = 45 / 2 ** zoom;
      const bounds = this._map.getBounds();
      const down = (value) => (Math.floor(value / step) * step).toFixed(5);
      const up = (value) => (Math.ceil(value / step) * step).toFixed(5);
      const box = [down(bounds.getWest()), down(bounds.getSouth()), up(bounds.getEast()), up(bounds.getNorth())];
      const view = `bbox=${box.join(",")}&zoom=${zoom}`;
      if (this._asked !== [`${this.options.url}?${this._query}`, view].join("&")) void this._fetch(this._query, view);
    },
  });

  window.missie050.pointLayer = (options) => new PointLayer(options);
})();
