/* The place search as a combobox: suggestions while typing, chosen by arrows and Enter; the form stays underneath. */
const form = document.querySelector("[data-place-search]");
const input = form.querySelector("input");
const list = form.querySelector('[role="listbox"]');
const none = form.querySelector("[data-place-none]");
const status = form.querySelector("[data-place-status]");
const WAIT_MS = 150;
const SHORTEST = 2;

let timer = 0;
let request = null;
let active = -1;

input.setAttribute("role", "combobox");
input.setAttribute("aria-autocomplete", "list");
input.setAttribute("aria-controls", list.id);
input.setAttribute("aria-expanded", "false");

const options = () => [...list.children];

const close = () => {
  list.hidden = true;
  none.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
};

const setActive = (index) => {
  const all = options();
  active = all.length === 0 ? -1 : (index + all.length) % all.length;
  all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
  input.setAttribute("aria-activedescendant", all[active].id);
  all[active].scrollIntoView({ block: "nearest" });
};

const part = (className, text) => {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
};

const toOption = (hit, index) => {
  const option = document.createElement("li");
  option.id = `zoek-suggestie-${index}`;
  option.className = "place-search__option";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.url = hit.url;
  option.append(part("place-search__label", hit.label), part("place-search__kind", hit.kind_label));
  if (hit.via) option.append(part("place-search__via", hit.via));
  return option;
};

const show = (hits) => {
  list.replaceChildren(...hits.map(toOption));
  active = -1;
  list.hidden = hits.length === 0;
  none.hidden = hits.length > 0;
  input.setAttribute("aria-expanded", String(hits.length > 0));
  input.removeAttribute("aria-activedescendant");
  const { one, many } = form.dataset;
  status.textContent = hits.length === 0 ? none.textContent : hits.length === 1 ? one : many.replace("{n}", String(hits.length));
};

const suggest = async () => {
  request?.abort();
  const query = input.value.trim();
  if (query.length < SHORTEST) {
    close();
    return;
  }
  request = new AbortController();
  const { signal } = request;
  try {
    const answer = await fetch(`${form.dataset.placeSearch}?${new URLSearchParams({ q: query })}`, { signal });
    if (answer.ok) show((await answer.json()).results);
    else close();
  } catch {
    /* Overtaken by a newer letter, or offline: Enter still goes to the search page. */
    if (!signal.aborted) close();
  }
};

const go = (option) => location.assign(option.dataset.url);

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, WAIT_MS);
});

input.addEventListener("keydown", (event) => {
  if (list.hidden) {
    if (event.key === "Escape") none.hidden = true;
    if (event.key === "ArrowDown" && list.children.length > 0 && input.value.trim().length >= SHORTEST) void suggest();
    return;
  }
  if (event.key === "ArrowDown") setActive(active + 1);
  else if (event.key === "ArrowUp") setActive(active < 0 ? -1 : active - 1);
  else if (event.key === "Enter" && active >= 0) go(options()[active]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

/* pointerdown, since the blur that a click brings would close the list first. */
list.addEventListener("pointerdown", (event) => event.preventDefault());

list.addEventListener("click", (event) => {
  const option = event.target.closest('[role="option"]');
  if (option) go(option);
});

input.addEventListener("blur", close);

form.addEventListener("submit", (event) => {
  if (input.value.trim() === "") event.preventDefault();
});
