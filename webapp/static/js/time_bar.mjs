/*
 * The slider and the player over the date form. Moving it puts the date in the form and lets htmx fetch the part of
 * the page that depends on the date; the words beside the slider and the map's colours follow from that answer.
 * One request is under way at a time, and of those that come in meanwhile only the last is sent (`hx-sync`).
 */
import { read, write } from "./address.mjs";

const STEP_MS = 250;
const SETTLE_MS = 700;
const LEAPS = { PageUp: 12, PageDown: -12 };

const form = document.querySelector("[data-time-bar]");
const slider = form.querySelector("[data-slider]");
const play = form.querySelector("[data-play]");
const words = form.querySelector("[data-time-words]");
const pick = form.querySelector("[data-pick]");
const toToday = form.querySelector("[data-to-today]");
const announcer = document.querySelector("[data-announce]");
const start = new Date(`${form.dataset.start}T00:00:00Z`);
const last = Number(slider.max);

let playRun = 0;
let isPlaying = false;
let isReturning = false;
let announceTimer = 0;

const standing = () => document.querySelector("[data-standing]");

/* The last position is today itself, every other one the first day of its month. */
const dateAt = (position) => {
  if (position >= last) return form.dataset.today;
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + position, 1)).toISOString().slice(0, 10);
};

const place = (position) => {
  slider.value = String(position);
  slider.style.setProperty("--done", String((100 * position) / last));
};

const askFor = (date) => {
  form.elements.op.value = date;
  form.dispatchEvent(new CustomEvent("missie050:moment"));
};

const moveTo = (position) => {
  place(position);
  askFor(dateAt(position));
};

const stop = () => {
  playRun += 1;
  isPlaying = false;
  form.classList.remove("time-bar--playing");
  play.setAttribute("aria-label", play.dataset.labelPlay);
};

/* Whether the date that was asked last was answered. */
const nextAnswer = () =>
  new Promise((resolve) => {
    form.addEventListener("htmx:afterRequest", (event) => resolve(event.detail.successful), { once: true });
  });

const pause = (duration) =>
  new Promise((resolve) => {
    setTimeout(resolve, duration);
  });

/* A step waits for its answer as well as for its time, so that a slow server slows the film and never piles up. */
const run = async () => {
  playRun += 1;
  const thisRun = playRun;
  isPlaying = true;
  form.classList.add("time-bar--playing");
  play.setAttribute("aria-label", play.dataset.labelPause);
  let position = Number(slider.value) >= last ? 0 : Number(slider.value) + 1;
  while (thisRun === playRun && position <= last) {
    const answer = nextAnswer();
    const time = pause(STEP_MS);
    askFor(dateAt(position));
    if (!(await answer)) break;
    await time;
    position += 1;
  }
  if (thisRun === playRun) stop();
};

const toggle = () => (isPlaying ? stop() : void run());

slider.addEventListener("input", () => {
  stop();
  moveTo(Number(slider.value));
});

/* A browser's own leap is a tenth of the slider; here it is a year. */
slider.addEventListener("keydown", (event) => {
  const leap = LEAPS[event.key];
  if (event.key !== " " && !leap) return;
  event.preventDefault();
  if (leap) {
    stop();
    moveTo(Math.min(last, Math.max(0, Number(slider.value) + leap)));
  } else toggle();
});

/* The words of the date open a field in which any day can be chosen. */
const setPicking = (isOpen) => {
  form.classList.toggle("time-bar--picking", isOpen);
  pick.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) return;
  stop();
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

play.addEventListener("click", toggle);

toToday.addEventListener("click", (event) => {
  event.preventDefault();
  stop();
  slider.focus();
  moveTo(last);
});

/* While the film runs a voice would stumble over itself: the line is read once things are still. */
const announce = () => {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    if (isPlaying) return;
    const line = standing()?.querySelector("[data-coverage-line]");
    announcer.textContent = `${words.textContent.trim()}: ${line?.textContent.trim() ?? ""}`;
  }, SETTLE_MS);
};

document.body.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target?.id !== "standing") return;
  const { at, op, position, sort, words: spoken } = standing().dataset;
  const isSorting = form.elements.sorteer.value !== sort;
  form.elements.sorteer.value = sort;
  /* The thumb follows the answer, but stays under the finger when that has already asked for another date. */
  if (at === form.elements.op.value) place(Number(position));
  slider.setAttribute("aria-valuetext", spoken);
  words.textContent = spoken;
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
  stop();
  isReturning = true;
  form.elements.sorteer.value = sorteer || form.dataset.sort;
  askFor(op || form.dataset.today);
});

for (const year of form.querySelectorAll("[data-month]")) year.style.setProperty("--at", String(Number(year.dataset.month) / last));
form.dataset.sort = form.elements.sorteer.value;
place(Number(slider.value));
pick.disabled = false;
