/*
 * The page of a network: picture, panel and address in step. The server makes the panel for every address; with what it
 * asks the data of its picture stands in `data-query`, and who is chosen in `data-chosen`.
 */
import { withChanges, write } from "./address.mjs";
import { letterOf } from "./network_draw.mjs";
import { makeLayerClass, sceneOf } from "./network_layer.mjs";
import { makeTimeSlider } from "./time_slider.mjs";

const PART = "netwerk-deel";
const SIDE = 1000;
const STEP_MS = 400;
const frame = document.querySelector("[data-network]");
const ground = frame.querySelector("[data-network-ground]");
const formFrame = frame.querySelector("[data-network-form]");
const message = frame.querySelector("[data-network-message]");
const switches = [...frame.querySelectorAll("[data-view]")];
const bar = document.querySelector("[data-network-time]");
const announcer = document.querySelector("[data-announce]");
const kinds = JSON.parse(frame.dataset.kinds);
const pictures = [];
const NetworkLayer = makeLayerClass();

let scene = null;
let asked = null;
let loading = null;
let fetching = null;
let wanted = null;
let origin = "";

const part = () => document.getElementById(PART);

const tell = (node) => {
  const group = node.group === null ? "" : `, ${frame.dataset.labelGroup.replace("{letter}", letterOf(node.group))}`;
  return `${node.label} (${kinds[node.kind]}${group})`;
};

/*
 * Fetch the panel as the address now names it, and promise whether it came; of two that are asked for, the last one counts
 * (`hx-sync`). That the first is broken off then is as it should be: htmx logs what stands in `error` of its details as an
 * error of the page, so it is left empty there. What fails by itself is told by its own events.
 */
const show = () => {
  if (fetching) fetching.error = "";
  return window.htmx.ajax("GET", location.pathname + location.search, { source: frame, target: `#${PART}` }).then(
    () => true,
    () => false,
  );
};

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => (fetching = detail));
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (fetching?.xhr === detail.xhr) fetching = null;
});

const goTo = (address) => {
  if (address === location.pathname + location.search) {
    focusOn();
    return;
  }
  history.pushState(null, "", address);
  void show();
};

const choose = (id) => {
  for (const picture of pictures) picture.layer.choose(id);
  goTo(withChanges({ wie: id }));
};

/* A picture that its reader did not move keeps showing all of the own neighbourhood, also when its frame changes. */
const addPicture = (map, options, fit) => {
  const layer = new NetworkLayer({ ...options, tell }).addTo(map);
  const picture = { map, layer, fit, isTheirs: false };
  const container = map.getContainer();
  for (const kind of ["pointerdown", "wheel", "keydown"]) {
    container.addEventListener(kind, () => (picture.isTheirs = true), { passive: true });
  }
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    look(picture);
  }).observe(container);
  layer.on("networkchoose", ({ id }) => {
    origin = "";
    choose(id);
  });
  pictures.push(picture);
  if (scene) dress(picture);
};

/* Above there is room for the switch between the pictures, below for the names of the lowest. */
const look = ({ map, layer, fit, isTheirs }) => {
  const bounds = fit(layer);
  const { y: height } = map.getSize();
  if (isTheirs || !bounds || height < 80) return;
  const top = Math.min(72, height / 4);
  map.fitBounds(bounds, { animate: false, paddingTopLeft: [40, top], paddingBottomRight: [40, 40], maxZoom: 17 });
};

const dress = (picture) => {
  picture.layer.setScene(scene);
  picture.layer.choose(part().dataset.chosen || null);
  look(picture);
};

const bindGround = (map) => {
  map.getContainer().dataset.viewTaken = "";
  const pane = map.createPane("network");
  pane.style.zIndex = 450;
  const ownOf = (layer) => layer.bounds((node) => node.neighbourhood === frame.dataset.slug) ?? layer.bounds();
  const metres = (current) => (40075016 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** (current.getZoom() + 8);
  const options = {
    pane: "network",
    hasGround: true,
    placeOf: ({ point }) => point && [point[1], point[0]],
    roomOf: ({ spacing }, current) => spacing / metres(current),
  };
  addPicture(map, options, ownOf);
};

const bindForm = () => {
  const map = L.map(formFrame.querySelector("[data-network-canvas]"), {
    crs: L.CRS.Simple,
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    minZoom: -3,
    maxZoom: 4,
  });
  map.fitBounds([[0, 0], [SIDE, SIDE]], { animate: false });
  L.control.zoom({ zoomInTitle: frame.dataset.labelNearer, zoomOutTitle: frame.dataset.labelFarther }).addTo(map);
  map.getContainer().setAttribute("aria-label", formFrame.dataset.label);
  map.getContainer().setAttribute("role", "region");
  map.createPane("network").style.zIndex = 450;
  const options = {
    pane: "network",
    hasGround: false,
    placeOf: ({ form: [x, y] }) => [SIDE - y * SIDE, x * SIDE],
    roomOf: ({ nodes }, current) => ((0.2 * SIDE) / Math.sqrt(nodes.length)) * 1.6 * 2 ** current.getZoom(),
  };
  addPicture(map, options, (layer) => layer.bounds());
};

/* Which of the two pictures is seen; the one by form is made when somebody first looks at it. */
const view = (name) => {
  const isForm = name === "vorm";
  ground.hidden = isForm;
  formFrame.hidden = !isForm;
  for (const each of switches) each.setAttribute("aria-pressed", String(each.dataset.view === name));
  if (isForm && !formFrame.classList.contains("network-form--made")) {
    formFrame.classList.add("network-form--made");
    bindForm();
  }
};

const fail = (isFailing) => {
  message.hidden = !isFailing;
  message.textContent = isFailing ? frame.dataset.failed : "";
};

/* The data of the picture, when the panel asks for other than what is drawn. */
const load = async () => {
  const { query } = part().dataset;
  if (query === asked) return;
  asked = query;
  loading?.abort();
  loading = new AbortController();
  try {
    const answer = await fetch(`${frame.dataset.url}?${query}`, { signal: loading.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    scene = sceneOf(await answer.json());
  } catch (error) {
    if (error.name === "AbortError") return;
    asked = null;
    fail(true);
    return;
  }
  for (const picture of pictures) dress(picture);
  frame.dataset.networkDrawn = query;
  document.dispatchEvent(new CustomEvent("missie050:network", { detail: { pictures } }));
};

/* Who chose with the keyboard, or closes, goes on from there: on the name of who was chosen, and back to where that was. */
const focusOn = () => {
  const place = wanted && (wanted === "card" ? document.querySelector("#gekozen h2") : document.getElementById(wanted));
  const isAsked = wanted !== null;
  wanted = null;
  if (isAsked) (place ?? document.getElementById("lijst-kop"))?.focus();
};

const follow = () => {
  const { chosen, view: name } = part().dataset;
  fail(false);
  view(name);
  for (const picture of pictures) picture.layer.choose(chosen || null);
  void load();
};

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id !== PART) return;
  follow();
  followTime();
  focusOn();
  announcer.textContent = (document.querySelector("[data-chosen-words]") ?? part().querySelector("[data-network-words]")).textContent.trim();
});

for (const kind of ["htmx:responseError", "htmx:sendError"]) {
  document.body.addEventListener(kind, () => {
    time.stop();
    wanted = null;
    fail(true);
  });
}

/* Links and the form of the panel change the address; the panel then follows it. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(`#${PART} a, #gekozen a`);
  if (!link || link.pathname !== location.pathname || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if ("node" in link.dataset) {
    for (const { layer } of pictures) layer.choose(link.dataset.node);
    if (link.dataset.node === "") leave();
    else enter(link);
  } else if (link.hash) wanted = `${link.hash.slice(1)}-kop`;
  goTo(link.pathname + link.search);
});

/* From a name in the panel to who it is; the way back is to the first name, however many others were looked at since. */
const enter = (link) => {
  if (link.closest(`#${PART}`)) origin = link.id;
  wanted = "card";
};

const leave = () => {
  wanted = origin || `naar-${part().dataset.chosen}`;
  origin = "";
};

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-network-filters]")) {
    event.preventDefault();
    ask(event.target);
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-network-filters]");
  if (form && event.target.checkValidity()) ask(form);
});

const ask = (form) => {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  if (query.get("op") === frame.dataset.today) query.delete("op");
  const text = query.toString();
  goTo(location.pathname + (text ? `?${text}` : ""));
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !part().dataset.chosen || event.defaultPrevented) return;
  leave();
  choose(null);
});

for (const each of switches) {
  each.addEventListener("click", () => {
    view(each.dataset.view);
    goTo(withChanges({ beeld: each.dataset.view === "kaart" ? "" : each.dataset.view }));
  });
}

document.addEventListener("missie050:address", (event) => {
  if (event.detail?.isReturn) void show();
});

const time = makeTimeSlider(bar, {
  stepMs: STEP_MS,
  ask: (date) => {
    write({ op: date === frame.dataset.today ? "" : date, pagina: "" }, "time");
    return show();
  },
});

const followTime = () => {
  const { position, words } = part().dataset;
  time.follow({ position, words });
  bar.querySelector("[data-to-today]").disabled = position === bar.querySelector("[data-slider]").max;
};

/* folium's script may have run before this module did, or may still have to. */
const ready = Object.values(window.missie050?.maps ?? {})[0];
if (ready) bindGround(ready);
else document.addEventListener("missie050:map", (event) => bindGround(event.detail.map), { once: true });
follow();
