/* The search in the header: a suggestion leads to the page of its neighbourhood; Enter goes to the search page. */
import { attachSuggestions, hitsFrom } from "./suggestions.mjs";

const form = document.querySelector("[data-place-search]");
const input = form.querySelector("input");

const toParts = (hit) => {
  const parts = [
    ["place-search__label", hit.label],
    ["place-search__kind", hit.kind_label],
  ];
  return hit.via ? [...parts, ["place-search__via", hit.via]] : parts;
};

attachSuggestions({
  input,
  list: form.querySelector('[role="listbox"]'),
  none: form.querySelector("[data-place-none]"),
  status: form.querySelector("[data-place-status]"),
  one: form.dataset.one,
  many: form.dataset.many,
  fetchHits: (query, signal) => hitsFrom(form.dataset.placeSearch, query, signal),
  toParts,
  onChoose: (hit) => location.assign(hit.url),
});

form.addEventListener("submit", (event) => {
  if (input.value.trim() === "") event.preventDefault();
});
