/* On a narrow screen the panel is a sheet: its handle gives the room to the list or back to the map. */
const panel = document.querySelector("[data-panel]");
const handle = panel.querySelector("[data-sheet]");
const FAR_ENOUGH = 24;
let from = null;
let wasDragged = false;

const set = (isOpen) => {
  panel.classList.toggle("panel--open", isOpen);
  handle.setAttribute("aria-expanded", String(isOpen));
  handle.setAttribute("aria-label", isOpen ? handle.dataset.labelClose : handle.dataset.labelOpen);
};

handle.addEventListener("pointerdown", (event) => {
  from = event.clientY;
  wasDragged = false;
  handle.setPointerCapture(event.pointerId);
});

handle.addEventListener("pointermove", (event) => {
  if (from === null) return;
  const way = event.clientY - from;
  if (Math.abs(way) < FAR_ENOUGH) return;
  set(way < 0);
  from = event.clientY;
  wasDragged = true;
});

for (const kind of ["pointerup", "pointercancel"]) {
  handle.addEventListener(kind, () => {
    from = null;
  });
}

/* The click that ends a drag is no click. */
handle.addEventListener("click", () => {
  if (!wasDragged) set(!panel.classList.contains("panel--open"));
  wasDragged = false;
});

document.addEventListener("missie050:chosen", (event) => {
  if (event.detail.slug) set(false);
});
