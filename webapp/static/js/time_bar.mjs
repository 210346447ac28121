/*
 * The slider and the player over the date form. Moving it puts the date in the form and lets htmx fetch the part of
 * the page that depends on the date; the words beside the slider and the map's colours follow from that answer.
 * One request is under way at a time, and of those that come in meanwhile only the last is sent (`hx-sync`).
 */
import { read, write } from "./address.mjs";
import { makeTimeSlider } from "./time_slider.mjs";

const STEP_MS = 250;
const SETTLE_MS = 700;

const form = document.querySelector("[data-time-bar]");
const words = form.querySelector("[data-time-words]");
const pick = form.querySelector("[data-pick]");
const toToday = form.querySelector("[data-to-today]");
const announcer = document.querySelector("[data-announce]");

let isReturning = false;
let announceTimer = 0;

const standing = () => document.querySelector("[data-standing]");

/* Gives whether what was asked last was answered. */
const ask = (date) => {
  const answer = new Promise((resolve) => {
    form.addEventListener("htmx:afterRequest", (event) => resolve(event.detail.successful), { once: true });
  });
  form.elements.op.value = date;
  form.dispatchEvent(new CustomEvent("missie050:moment"));
  return answer;
};

const time = makeTimeSlider(form, { ask, stepMs: STEP_MS });

/* The words of the date open a field in which any day can be chosen. */
const setPicking = (isOpen) => {
  form.classList.toggle("time-bar--picking", isOpen);
  pick.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) return;
  time.stop();
  form.elements.op.value = standing().dataset.at;
  form.elements.op.focus();
};

const isPicking = () => form.classList.contains("time-bar--picking");

const endPicking = () => {
  setPicking(false);
  pick.focus();
};

pick.addEventListener("click", () => setPicking(!isPicking()));

form.addEventListener("submit", endPicking);

form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isPicking()) return;
  event.preventDefault();
  endPicking();
});

document.addEventListener("pointerdown", (event) => {
  if (isPicking() && !event.target.closest("[data-pick], [data-pick-field]")) setPicking(false);
});

/* While the film runs a voice would stumble over itself: the line is read once things are still. */
const announce = () => {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    if (time.isPlaying()) return;
    const line = standing()?.querySelector("[data-coverage-line]");
    announcer.textContent = `${words.textContent.trim()}: ${line?.textContent.trim() ?? ""}`;
  }, SETTLE_MS);
};

document.body.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target?.id !== "standing") return;
  const { op, sort } = standing().dataset;
  const isSorting = form.elements.sorteer.value !== sort;
  form.elements.sorteer.value = sort;
  time.follow(standing().dataset);
  if (op) toToday.removeAttribute("aria-current");
  else toToday.setAttribute("aria-current", "date");
  if (!isReturning) write(isSorting ? { op, sorteer: sort } : { op }, isSorting ? "sort" : "time");
  isReturning = false;
  if (!isSorting) announce();
});

/* Back and forward: show the date and the order that the address now names. */
document.addEventListener("missie050:address", (event) => {
  if (!event.detail?.isReturn) return;
  const { op, sorteer } = read();
  const shown = standing().dataset;
  if (op === shown.op && (sorteer || form.dataset.sort) === shown.sort) return;
  time.stop();
  isReturning = true;
  form.elements.sorteer.value = sorteer || form.dataset.sort;
  void ask(op || form.dataset.today);
});

form.dataset.sort = form.elements.sorteer.value;
pick.disabled = false;
