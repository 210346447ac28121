/*
 * Ties the layer of initiatives to its page: the switch that shows it, what a part of the page that was replaced now
 * asks for, and what happens when a point is chosen. On a page with a list that is told by `missie050:pick`; elsewhere
 * a small window opens with a link.
 */
const words = document.querySelector("[data-points]");
const toggle = document.querySelector("[data-points-toggle]");
const status = document.querySelector("[data-points-status]");
const SETTLE_MS = 250;

const findLayer = (map) => {
  let found = null;
  map.eachLayer((layer) => {
    if (typeof layer.choose === "function" && typeof layer.load === "function") found = layer;
  });
  return found;
};

const node = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
};

/* What users wrote comes in by `textContent` and an address by its own parts, so nothing of it is read as HTML. */
const windowOf = ({ slug, title, theme, state, is_faded: isFaded }) => {
  const box = node("div", "points-window", "");
  const link = node("a", "points-window__title", title);
  link.href = words.dataset.pointsLink.replace("__slug__", encodeURIComponent(slug));
  if (words.dataset.pointsTarget) {
    link.target = words.dataset.pointsTarget;
    link.rel = "noopener";
  }
  const remarks = [document.getElementById(`sign-${theme}`)?.dataset.name];
  if (state === "paused") remarks.push(words.dataset.labelPaused);
  if (isFaded) remarks.push(words.dataset.labelFaded);
  box.append(link, node("p", "points-window__remarks", remarks.filter(Boolean).join(" · ")));
  return box;
};

const openWindow = (map, properties, marker) => {
  L.popup({ closeButton: true, autoPanPadding: [16, 16], offset: [0, -10], className: "points-popup" })
    .setLatLng(marker.getLatLng())
    .setContent(windowOf(properties))
    .openOn(map);
  /* Leaflet's cross is a link without words. */
  const cross = map.getPane("popupPane").querySelector(".leaflet-popup-close-button");
  cross?.setAttribute("aria-label", words.dataset.labelClose);
  map.getPane("popupPane").querySelector(".points-window__title").focus({ preventScroll: true });
  map.once("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
};

const bind = (map) => {
  const layer = findLayer(map);
  if (!layer || !words) return;
  const isPicking = words.dataset.pointsMode === "pick";
  let asked = words.dataset.pointsQuery;
  let timer = 0;

  layer.on("pointpick", ({ properties, marker }) => {
    if (isPicking) document.dispatchEvent(new CustomEvent("missie050:pick", { detail: { slug: properties.slug } }));
    else openWindow(map, properties, marker);
  });
  layer.on("pointhover", ({ slug }) => {
    document.dispatchEvent(new CustomEvent("missie050:point-light", { detail: { slug } }));
  });
  layer.on("pointsfail", () => {
    if (status) status.textContent = words.dataset.labelFailed;
  });
  layer.on("pointsready", () => {
    if (status) status.textContent = "";
  });

  const goTo = (slug) => {
    if (!layer.choose(slug, { isShown: true })) return;
    /* area_map.mjs leaves the view alone now. */
    map.getContainer().dataset.viewTaken = "";
  };
  if (words.dataset.pointsChosen) {
    if (layer.find(words.dataset.pointsChosen)) goTo(words.dataset.pointsChosen);
    else layer.once("pointsready", () => goTo(words.dataset.pointsChosen));
  }

  document.addEventListener("missie050:point-light", (event) => layer.light(event.detail.slug));
  document.addEventListener("missie050:point-chosen", (event) => {
    if (event.detail.isOnMap) goTo(event.detail.slug);
    else layer.choose(event.detail.slug);
  });

  toggle?.addEventListener("change", () => {
    if (toggle.checked) map.addLayer(layer);
    else map.removeLayer(layer);
  });

  /* A part of the page that was replaced may ask for other points. While a film of dates runs none are shown. */
  document.body.addEventListener("htmx:afterSwap", () => {
    const now = document.querySelector("[data-points-now]")?.dataset.pointsNow;
    if (now === undefined || now === asked) return;
    asked = now;
    map.closePopup();
    if (!isPicking) layer.empty();
    clearTimeout(timer);
    timer = setTimeout(() => void layer.load(asked), SETTLE_MS);
  });
};

const ready = Object.values(window.missie050?.maps ?? {})[0];
if (ready) bind(ready);
else document.addEventListener("missie050:map", (event) => bind(event.detail.map), { once: true });
