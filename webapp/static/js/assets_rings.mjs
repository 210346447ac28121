/*
 * Rings around the asset that is chosen: how far one walks in so many minutes, as the crow flies. What they hold stands
 * in a table on the page of the asset. `data-rings` is pairs of minutes and metres.
 */
const words = document.querySelector("[data-points]");
const rings = (words?.dataset.rings ?? "").split(" ").filter(Boolean).map((pair) => pair.split(":").map(Number));

const findLayer = (map) => {
  let found = null;
  map.eachLayer((layer) => {
    if (typeof layer.choose === "function" && typeof layer.find === "function") found = layer;
  });
  return found;
};

const named = (minutes) => {
  const name = document.createElement("span");
  name.className = "asset-ring__name";
  name.textContent = words.dataset.labelRing.replace("{n}", String(minutes));
  return name;
};

const bind = (map) => {
  const layer = findLayer(map);
  if (!layer || rings.length === 0) return;
  const renderer = L.svg({ padding: 0.5 });
  const drawn = L.layerGroup().addTo(map);
  let chosen = words.dataset.pointsChosen || null;

  const draw = () => {
    drawn.clearLayers();
    const marker = chosen ? layer.find(chosen) : null;
    if (!marker || marker.options.properties.theme === "individuals") return;
    const at = marker.getLatLng();
    for (const [minutes, metres] of rings) {
      const ring = L.circle(at, { radius: metres, className: "asset-ring", fill: false, interactive: false, renderer });
      ring.addTo(drawn);
      const top = L.latLng(ring.getBounds().getNorth(), at.lng);
      const icon = L.divIcon({ className: "asset-ring__label", iconSize: [0, 0], html: named(minutes) });
      const label = L.marker(top, { icon, interactive: false, keyboard: false }).addTo(drawn);
      label.getElement()?.setAttribute("aria-hidden", "true");
    }
  };

  document.addEventListener("missie050:point-chosen", (event) => {
    chosen = event.detail.slug;
    draw();
  });
  layer.on("pointsready", draw);
  draw();
};

/* folium's script may have run before this module did, or may still have to. */
const ready = Object.values(window.missie050?.maps ?? {})[0];
if (ready) bind(ready);
else document.addEventListener("missie050:map", (event) => bind(event.detail.map), { once: true });
