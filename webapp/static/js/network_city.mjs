/*
 * The networks of the city on its map: neighbourhoods as circles, what connects them as curves. The slider asks for
 * another month; the tables come by htmx and tell with which query the map's data is to be fetched.
 */
const frame = document.querySelector("[data-city-network]");
const form = document.querySelector("[data-months]");
const slider = form.querySelector("[data-month-slider]");
const words = form.querySelector("[data-month-words]");

const BEND = 0.18;
const STEPS = 24;
const SMALLEST = 7;
const LARGEST = 22;
const FEW = 6;

const standing = () => document.querySelector("[data-standing]");

/* A curve that bends to its right, so that lines over the same ground part from each other. */
const curve = ([[lon, lat], [otherLon, otherLat]]) => {
  const narrow = Math.cos((lat * Math.PI) / 180);
  const across = [(lat - otherLat) / narrow, (otherLon - lon) * narrow];
  const middle = [(lon + otherLon) / 2 + across[0] * BEND, (lat + otherLat) / 2 + across[1] * BEND];
  return Array.from({ length: STEPS + 1 }, (_unused, step) => {
    const t = step / STEPS;
    const at = (from, by, to) => (1 - t) * (1 - t) * from + 2 * (1 - t) * t * by + t * t * to;
    return [at(lat, middle[1], otherLat), at(lon, middle[0], otherLon)];
  });
};

const greatest = (features, name) => Math.max(1, ...features.map((each) => each.properties[name] ?? 0));

const bind = (map) => {
  const renderer = L.svg({ padding: 0.5 });
  const drawn = L.layerGroup().addTo(map);
  let asked = "";

  const drawLink = ({ geometry, properties }, most) => {
    const isPersonal = properties.ties !== null;
    L.polyline(curve(geometry.coordinates), {
      className: isPersonal ? "city-link" : "city-link--shared",
      dashArray: isPersonal ? null : "5 6",
      interactive: false,
      renderer,
      weight: isPersonal ? 2 + (8 * properties.ties) / most : 1.5,
    }).addTo(drawn);
  };

  const drawNode = ({ geometry, properties }, most) => {
    const { name, people, slug, ties } = properties;
    const isTold = people !== null;
    const radius = isTold ? Math.max(SMALLEST, LARGEST * Math.sqrt(people / most)) : FEW;
    const [lon, lat] = geometry.coordinates;
    const node = L.circleMarker([lat, lon], { className: isTold ? "city-node" : "city-node city-node--few", radius, renderer });
    const label = isTold ? frame.dataset.labelPeople : frame.dataset.labelFew;
    const told = document.createElement("span");
    told.textContent = label.replace("{name}", name).replace("{people}", people).replace("{ties}", ties);
    const tip = L.tooltip({ direction: "top" }).setContent(told);
    node.on("mouseover", () => tip.setLatLng(node.getLatLng()).addTo(map));
    node.on("mouseout", () => tip.remove());
    node.on("click", () => location.assign(frame.dataset.link.replace("__slug__", encodeURIComponent(slug))));
    node.addTo(drawn);
  };

  const draw = async () => {
    const { query } = standing().dataset;
    asked = query;
    const answer = await fetch(`${frame.dataset.cityNetwork}?${query}`, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok || asked !== query) return;
    const { features } = await answer.json();
    const lines = features.filter((each) => each.geometry.type === "LineString");
    const nodes = features.filter((each) => each.geometry.type === "Point");
    drawn.clearLayers();
    for (const each of lines) drawLink(each, greatest(lines, "ties"));
    for (const each of nodes) drawNode(each, greatest(nodes, "people"));
    frame.dataset.drawn = String(nodes.length);
  };

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "stand") return;
    const { op, position, words: spoken } = standing().dataset;
    slider.value = position;
    slider.setAttribute("aria-valuetext", spoken);
    words.textContent = spoken;
    const address = new URL(location.href);
    if (op) address.searchParams.set("op", op);
    else address.searchParams.delete("op");
    history.replaceState(null, "", address);
    void draw();
  });
  void draw();
};

slider.addEventListener("input", () => form.dispatchEvent(new CustomEvent("missie050:month")));

/* folium's script may have run before this module did, or may still have to. */
const ready = Object.values(window.missie050?.maps ?? {})[0];
if (ready) bind(ready);
else document.addEventListener("missie050:map", (event) => bind(event.detail.map), { once: true });
