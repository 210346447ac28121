/* Ties a folium map to its page: what is chosen and lit, and which stage each area has. */
import { followPointer } from "./map_focus.mjs";
import { prefersStillness, statesFromRows } from "./rows.mjs";

const frame = document.querySelector("[data-map]");

const LOWEST_VIEW = 80;

const isAreaLayer = (layer) => typeof layer.setStates === "function";

const findLayer = (map) => {
  let found = null;
  map.eachLayer((layer) => {
    if (isAreaLayer(layer)) found = layer;
  });
  return found;
};

/* folium names its map in general words; the page knows better what this one shows. */
const dress = (map) => {
  const container = map.getContainer();
  container.setAttribute("aria-label", frame.dataset.mapLabel);
  container.setAttribute("aria-describedby", "kaart-uitleg");
  followPointer(container);
  /* The note on the boundaries lies over the map: touching the map puts it away. */
  container.addEventListener("pointerdown", () => frame.querySelector("details[open]")?.removeAttribute("open"));
};

/* Where a page is about a few areas of the whole, the view holds those. */
const startBounds = (layer) => {
  const parts = (frame.dataset.mapView ?? "").split(" ").map((slug) => slug && layer.boundsOf(slug));
  return parts.filter(Boolean).reduce((whole, part) => (whole ? whole.extend(part) : L.latLngBounds(part.getSouthWest(), part.getNorthEast())), null);
};

/* A single area needs its surroundings to be recognised; the whole city needs only a margin. */
const lookAt = (map, layer, slug, isAnimated) => {
  const bounds = layer.boundsOf(slug);
  const options = { animate: isAnimated && !prefersStillness(), maxZoom: 15 };
  const start = startBounds(layer);
  if (bounds) map.fitBounds(bounds.pad(0.6), options);
  else if (start) map.fitBounds(start.pad(0.15), options);
  else map.fitBounds(layer.getBounds(), { ...options, padding: [16, 16] });
};

/* Leaflet ignores a journey that is asked for during another one. */
const isTravelling = (map) => map.getPane("mapPane").classList.contains("leaflet-zoom-anim");

const bind = (map) => {
  const layer = findLayer(map);
  const link = frame.dataset.mapLink;
  let chosen = frame.dataset.mapChosen || null;
  dress(map);
  if (!layer) return;

  const followRows = () => {
    const states = statesFromRows();
    if (states) layer.setStates(states);
  };
  /* Another script may have moved the view for its own reason, also before this one began. */
  const { dataset } = map.getContainer();
  const begin = () => {
    layer.choose(chosen);
    followRows();
    if (!("viewTaken" in dataset)) lookAt(map, layer, chosen, false);
  };
  if (layer.slugs().length > 0) begin();
  else layer.once("areasready", begin);

  layer.on("areahover", ({ slug }) => {
    document.dispatchEvent(new CustomEvent("missie050:light", { detail: { slug } }));
  });
  layer.on("areachoose", ({ slug }) => {
    if (!link) document.dispatchEvent(new CustomEvent("missie050:choose", { detail: { slug } }));
    else if (slug !== chosen) location.assign(link.replace("__slug__", encodeURIComponent(slug)));
  });
  layer.on("areafail", () => {
    const message = frame.querySelector("[data-map-message]");
    message.textContent = frame.dataset.mapFailed;
    message.hidden = layer.slugs().length > 0;
  });
  document.addEventListener("missie050:light", (event) => layer.light(event.detail.slug));
  document.body.addEventListener("htmx:afterSwap", followRows);

  /* Show what is chosen, once a journey under way has ended; a map without height waits until it gets some. */
  const look = (isAnimated) => {
    if (layer.slugs().length === 0 || map.getSize().y < LOWEST_VIEW) return;
    if (isTravelling(map)) map.once("zoomend", () => lookAt(map, layer, chosen, isAnimated));
    else lookAt(map, layer, chosen, isAnimated);
  };

  /* A view that the reader did not move keeps fitting its frame, as when the sheet on a phone goes up and down. */
  let isTheirView = false;
  for (const kind of ["pointerdown", "wheel", "keydown"]) {
    const claim = () => {
      isTheirView = true;
    };
    map.getContainer().addEventListener(kind, claim, { passive: true });
  }
  document.addEventListener("missie050:chosen", (event) => {
    chosen = event.detail.slug;
    isTheirView = false;
    delete dataset.viewTaken;
    layer.choose(chosen);
    look(true);
  });
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!isTheirView && !("viewTaken" in dataset)) look(false);
  }).observe(map.getContainer());
};

/* folium's script may have run before this module did, or may still have to. */
const ready = Object.values(window.missie050?.maps ?? {})[0];
if (ready) bind(ready);
else document.addEventListener("missie050:map", (event) => bind(event.detail.map), { once: true });
