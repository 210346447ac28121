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
const SMALLEST = 6;
const LARGEST = 22;
/* The part of the way between two circles that they may fill together: the link between them stays in sight. */
const FILLED = 0.6;
const NAME_HEIGHT = 18;
const PADDING = [48, 32];

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

  const pointOf = ({ geometry: { coordinates: [lon, lat] } }) => map.latLngToLayerPoint([lat, lon]);

  /* Larger for more people, and all of them smaller where two would lie against each other. */
  const radiiOf = (nodes) => {
    const most = greatest(nodes, "people");
    const largest = Math.min(LARGEST, map.getSize().x / 28);
    const radii = nodes.map(({ properties }) => largest * Math.sqrt(properties.people / most));
    const points = nodes.map(pointOf);
    let part = 1;
    points.forEach((one, at) => {
      points.slice(0, at).forEach((other, before) => {
        part = Math.min(part, (FILLED * one.distanceTo(other)) / (radii[at] + radii[before]));
      });
    });
    return radii.map((radius) => Math.max(SMALLEST, radius * part));
  };

  const drawNode = ({ geometry, properties }, radius) => {
    const { name, people, slug, ties } = properties;
    const [lon, lat] = geometry.coordinates;
    const node = L.circleMarker([lat, lon], { className: "city-node", radius, renderer });
    const told = document.createElement("span");
    told.textContent = frame.dataset.labelPeople.replace("{name}", name).replace("{people}", people).replace("{ties}", ties);
    const tip = L.tooltip({ direction: "top" }).setContent(told);
    node.on("mouseover", () => tip.setLatLng(node.getLatLng()).addTo(map));
    node.on("mouseout", () => tip.remove());
    node.on("click", () => location.assign(frame.dataset.link.replace("__slug__", encodeURIComponent(slug))));
    node.addTo(drawn);
  };

  /* Names under their circles, above or beside them, those of most people first; one without room waits for zooming in. */
  const drawNames = (nodes, radii) => {
    const circles = nodes.map((node, at) => {
      const { x, y } = pointOf(node);
      return { left: x - radii[at], right: x + radii[at], top: y - radii[at], bottom: y + radii[at] };
    });
    const taken = [];
    const order = nodes.map((_node, at) => at).sort((a, b) => nodes[b].properties.people - nodes[a].properties.people);
    for (const at of order) {
      const [lon, lat] = nodes[at].geometry.coordinates;
      const name = document.createElement("span");
      name.className = "city-name__text";
      name.textContent = nodes[at].properties.name;
      const icon = L.divIcon({ className: "city-name", iconSize: [0, 0], html: name });
      const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(drawn);
      marker.getElement().setAttribute("aria-hidden", "true");
      const { x, y } = pointOf(nodes[at]);
      const half = name.offsetWidth / 2;
      const away = radii[at] + NAME_HEIGHT / 2;
      const aside = radii[at] + half + 3;
      const boxes = [[0, away], [0, -away], [-aside, 0], [aside, 0]].map(([right, down]) => ({
        bottom: y + down + NAME_HEIGHT / 2,
        left: x + right - half,
        right: x + right + half,
        shift: [right, down],
        top: y + down - NAME_HEIGHT / 2,
      }));
      const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      const box = boxes.find((each) => ![...taken, ...circles.filter((_circle, own) => own !== at)].some((other) => meets(each, other)));
      if (box) {
        taken.push(box);
        [name.style.left, name.style.top] = box.shift.map((pixels) => `${pixels}px`);
      } else marker.remove();
    }
  };

  let shown = [];
  const redraw = () => {
    const lines = shown.filter((each) => each.geometry.type === "LineString");
    const nodes = shown.filter((each) => each.geometry.type === "Point");
    const radii = radiiOf(nodes);
    drawn.clearLayers();
    for (const each of lines) drawLink(each, greatest(lines, "ties"));
    nodes.forEach((each, at) => drawNode(each, radii[at]));
    drawNames(nodes, radii);
    frame.dataset.drawn = String(nodes.length);
  };

  /* The view holds all networks, also when another month has some outside it. */
  const { dataset } = map.getContainer();
  const show = () => {
    const nodes = shown.filter((each) => each.geometry.type === "Point");
    if (nodes.length === 0) return;
    const bounds = L.latLngBounds(nodes.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]));
    if ("viewTaken" in dataset && map.getBounds().contains(bounds)) return;
    dataset.viewTaken = "";
    map.fitBounds(bounds, { animate: false, maxZoom: 13, padding: PADDING });
  };

  const draw = async () => {
    const { query } = standing().dataset;
    asked = query;
    const answer = await fetch(`${frame.dataset.cityNetwork}?${query}`, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok || asked !== query) return;
    shown = (await answer.json()).features;
    if (asked !== query) return;
    show();
    redraw();
  };
  map.on("zoomend resize", redraw);

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
