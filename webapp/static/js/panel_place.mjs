/*
 * Where the panel stands when its contents are replaced: the same place for another date; for another order the top
 * of the list, when that was above the view.
 */
const panel = document.querySelector("[data-panel-scroll]");
const sortOf = () => document.querySelector("[data-standing]").dataset.sort;
let before = null;

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "standing") before = { top: panel.scrollTop, sort: sortOf() };
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "standing" || !before) return;
  const list = document.getElementById("lijst");
  const start = list.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop;
  panel.scrollTop = sortOf() === before.sort ? before.top : Math.min(before.top, start);
});
