/* Draws the features that a page tells of on its map; each leads to its own page. The table says the same. */
const frame = document.querySelector("[data-ogc-features]");
const map = window.missie050?.maps?.city_map;

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const dress = () => ({
  color: token("--map-chosen"),
  weight: 1.5,
  fillColor: token("--accent"),
  fillOpacity: 0.35,
});

const asPoint = (_feature, at) => L.circleMarker(at, { ...dress(), radius: 6, fillOpacity: 0.9 });

const show = (collection) => {
  const layer = L.geoJSON(collection, {
    style: (feature) => (feature.geometry?.type === "Point" ? { ...dress(), fillOpacity: 0.9 } : dress()),
    pointToLayer: asPoint,
    onEachFeature: (feature, shape) => {
      shape.on("click", () => location.assign(frame.dataset.ogcLink.replace("__slug__", encodeURIComponent(feature.id))));
    },
  });
  layer.addTo(map);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.setStyle(dress()));
};

if (frame && map) {
  fetch(frame.dataset.ogcFeatures, { headers: { Accept: "application/geo+json" } })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
    .then(show)
    .catch(() => {
      const box = frame.querySelector("[data-map]");
      const message = frame.querySelector("[data-map-message]");
      message.textContent = box.dataset.mapFailed;
      message.hidden = false;
    });
}
