/*
 * A list, a map and the address of a page in step. htmx fetches the list for other filters; here that answer becomes the
 * address, the back button asks for what was before, and one thing can be chosen: in short in the panel, and marked both
 * in the list and on the map. A row without `data-pick` has nothing more to show.
 *
 * What a form of filters (`data-filters`) asks for in its own way stands in its markup: `data-layers` around boxes that
 * are all on when nothing is asked, `data-asked-with="field=value"` around a field that is asked only then, and
 * `data-counted` on the fields whose choices `data-filters-count` counts.
 */
const form = document.querySelector("[data-filters]");
const card = document.querySelector("[data-listing-card]");
const panel = document.querySelector("[data-panel-scroll]");
const announcer = document.querySelector("[data-announce]");
const layers = [...form.querySelectorAll("[data-layers]")].map((each) => [...each.querySelectorAll("input")]);
const dependents = [...form.querySelectorAll("[data-asked-with]")];

let chosen = new URLSearchParams(location.search).get("kies");
let opener = null;
let isReturning = false;
let wantsFocus = false;

const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const results = () => document.getElementById("resultaten");
const rows = () => [...document.querySelectorAll("[data-listing]")];
const rowOf = (slug) => (slug ? document.querySelector(`[data-listing="${CSS.escape(slug)}"]`) : null);

const address = (changes) => {
  const url = new URL(results().dataset.url, location.origin);
  const page = new URLSearchParams(location.search).get("pagina");
  if (page && changes.pagina === undefined) url.searchParams.set("pagina", page);
  for (const [key, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
  }
  return url.pathname + url.search;
};

const write = (next) => {
  if (next === location.pathname + location.search) return;
  history.pushState(null, "", next);
  send("missie050:address");
};

/* A field that is asked only with some choice must then be filled in: nothing is fetched before it is. */
const askDependents = () => {
  for (const each of dependents) {
    const [name, value] = each.dataset.askedWith.split("=");
    each.hidden = form.elements[name].value !== value;
    for (const field of each.querySelectorAll("input")) field.required = !each.hidden;
  }
};

/* On a narrow screen the list comes first: what is chosen is counted, and can be opened. */
const counter = form.querySelector("[data-filters-count]");
const count = () => {
  if (!counter) return;
  const counted = [...form.querySelectorAll("[data-counted]")];
  counter.textContent = counted.filter((each) => (each.type === "checkbox" ? each.checked : each.value)).length || "";
};

const turnOn = (layer) => {
  for (const each of layer) each.checked = true;
};

const mark = () => {
  for (const row of rows()) {
    const isChosen = row.dataset.listing === chosen;
    row.classList.toggle("listing--chosen", isChosen);
    const pick = row.querySelector("[data-pick]");
    if (isChosen) pick?.setAttribute("aria-current", "true");
    else pick?.removeAttribute("aria-current");
  }
};

/* The short version is made by the server; of two that are asked for, the last one counts (`hx-sync`). */
const show = (slug, { hasFocus = false } = {}) => {
  const url = card.dataset.link.replace("__slug__", encodeURIComponent(slug));
  wantsFocus = hasFocus;
  void window.htmx.ajax("GET", url, { source: card, target: card });
};

const hide = () => {
  const hadFocus = card.contains(document.activeElement);
  card.hidden = true;
  card.replaceChildren();
  if (hadFocus && opener?.isConnected) opener.focus();
};

card.addEventListener("htmx:afterSwap", () => {
  if (!chosen) {
    card.replaceChildren();
    return;
  }
  card.hidden = false;
  const name = card.querySelector(".chosen__name");
  announcer.textContent = name.textContent;
  /* Only now is it known how much room the card leaves. */
  rowOf(chosen)?.scrollIntoView({ block: "nearest" });
  if (wantsFocus) name.focus({ preventScroll: true });
});

for (const kind of ["htmx:responseError", "htmx:sendError"]) {
  card.addEventListener(kind, () => {
    announcer.textContent = card.dataset.failed;
  });
}

const choose = (slug, { isQuiet = false, hasFocus = false, isOnMap = true } = {}) => {
  chosen = slug || null;
  mark();
  if (!isQuiet) write(address({ kies: chosen }));
  send("missie050:point-chosen", { slug: chosen, isOnMap });
  const row = rowOf(chosen);
  if (!chosen) {
    hide();
  } else if (row && !row.querySelector("[data-pick]")) {
    hide();
    row.scrollIntoView({ block: "nearest" });
    announcer.textContent = row.querySelector(".listing__words").textContent.trim();
  } else {
    show(chosen, { hasFocus });
  }
};

/* A point was chosen on the map: it is where it is, and the list goes along. */
document.addEventListener("missie050:pick", (event) => {
  opener = document.activeElement;
  choose(event.detail.slug, { hasFocus: true, isOnMap: false });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-unpick]")) {
    event.preventDefault();
    choose(null);
    return;
  }
  const row = event.target.closest("[data-listing]");
  if (!row) return;
  const pick = event.target.closest("[data-pick]");
  if (!pick && event.target.closest("a")) return;
  event.preventDefault();
  opener = row.querySelector("[data-pick]");
  choose(row.dataset.listing, { hasFocus: Boolean(pick) });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen && !event.defaultPrevented) choose(null);
});

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const row = event.target.closest?.("[data-listing]");
    send("missie050:point-light", { slug: row?.dataset.listing ?? null });
  });
}

document.addEventListener("missie050:point-light", (event) => {
  for (const row of rows()) row.classList.toggle("listing--lit", row.dataset.listing === event.detail.slug);
});

/* A neighbourhood that is tapped on the map becomes the filter; the same one again takes it away. */
document.addEventListener("missie050:choose", (event) => {
  const field = form.elements.wijk;
  field.value = field.value === event.detail.slug ? "" : event.detail.slug;
  form.requestSubmit();
});

let shownPlace = results().dataset.wijk;

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "resultaten") return;
  const { wijk } = results().dataset;
  if (!isReturning) write(address({ kies: chosen, pagina: null }));
  isReturning = false;
  mark();
  panel.scrollTop = Math.min(panel.scrollTop, results().offsetTop);
  announcer.textContent = results().querySelector("[data-results-count]").textContent.trim();
  if (wijk !== shownPlace) send("missie050:chosen", { slug: wijk || null });
  shownPlace = wijk;
});

/* Before htmx asks. Layers that are all off would show nothing to choose from: that is the same as all of them on. */
form.addEventListener(
  "change",
  () => {
    for (const layer of layers.filter((boxes) => !boxes.some((each) => each.checked))) turnOn(layer);
    askDependents();
    count();
  },
  { capture: true },
);

/* Back and forward: the form, the list and what is chosen as the address names them. */
window.addEventListener("popstate", () => {
  const asked = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = asked.getAll(field.name).includes(field.value);
    else field.value = asked.get(field.name) ?? "";
  }
  for (const layer of layers.filter(([first]) => !asked.has(first.name))) turnOn(layer);
  askDependents();
  count();
  isReturning = true;
  send("missie050:address");
  form.dispatchEvent(new CustomEvent("missie050:return"));
  choose(asked.get("kies"), { isQuiet: true });
});

/* Parts that were left empty or are not asked, and layers that are all on, have no place in an address. */
form.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === "") delete parameters[name];
  }
  const notAsked = dependents.filter((each) => each.hidden).flatMap((each) => [...each.querySelectorAll("input")]);
  const allOn = layers.filter((layer) => layer.every((each) => each.checked)).map(([first]) => first);
  for (const { name } of [...notAsked, ...allOn]) delete parameters[name];
});

form.querySelector("[data-filters-more]").open = window.matchMedia("(min-width: 56.01rem)").matches;
askDependents();
form.classList.add("listing-filters--live");
