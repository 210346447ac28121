/*
 * Which neighbourhood is chosen: lit in the list, told in a card, named in the address. The map listens to
 * `missie050:chosen`; whoever wants to choose sends `missie050:choose`.
 */
import { read, write } from "./address.mjs";
import { allRows, prefersStillness, rowOf } from "./rows.mjs";

const card = document.querySelector("[data-chosen-card]");
const slot = (name) => card.querySelector(`[data-slot="${name}"]`);
const announcer = document.querySelector("[data-announce]");
let chosen = null;

const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

const fillCard = (row) => {
  const link = row.querySelector('[data-cell="name"]');
  slot("name").textContent = row.dataset.name;
  for (const name of ["stage", "since", "inhabitants"]) {
    slot(name).replaceChildren(...[...row.querySelector(`[data-cell="${name}"]`).cloneNode(true).childNodes]);
  }
  if (row.dataset.since) slot("since").textContent = row.dataset.since;
  slot("link").href = link.href;
  slot("link").textContent = card.dataset.link.replace("{name}", row.dataset.name);
};

const markRows = () => {
  for (const row of allRows()) {
    const isChosen = row.dataset.slug === chosen;
    row.classList.toggle("areas__row--chosen", isChosen);
    row.querySelector("[data-show]").setAttribute("aria-pressed", String(isChosen));
  }
};

const show = () => {
  const row = rowOf(chosen);
  markRows();
  card.hidden = !row;
  if (row) fillCard(row);
  return row;
};

/*
 * Take `slug` (null: none) as chosen; `isQuiet` leaves the address as it is. The panel stays where it is, so that the
 * line at its top is not lost; only a reader who chose in the list keeps that row in view above the card.
 */
const choose = (slug, { isQuiet = false, isFromList = false } = {}) => {
  const before = chosen;
  chosen = rowOf(slug) ? slug : null;
  const hadFocus = card.contains(document.activeElement);
  const row = show();
  if (!isQuiet) write({ wijk: chosen ?? "" }, "choice");
  /* First the others: the sheet may make room, and only then is it known where the row stands. */
  if (before !== chosen) send("missie050:chosen", { slug: chosen });
  if (row) {
    if (isFromList) row.scrollIntoView({ block: "nearest", behavior: prefersStillness() ? "auto" : "smooth" });
    announcer.textContent = `${row.dataset.name}: ${row.querySelector(".stage__name").textContent}`;
  } else if (hadFocus) {
    rowOf(before)?.querySelector('[data-cell="name"]').focus({ preventScroll: true });
  }
};

document.addEventListener("missie050:choose", (event) => choose(event.detail.slug));

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-clear]");
  if (clear) {
    event.preventDefault();
    choose(null);
    return;
  }
  const row = event.target.closest("[data-areas] [data-slug]");
  if (!row || event.target.closest("a")) return;
  const isAgain = event.target.closest("[data-show]") && row.dataset.slug === chosen;
  choose(isAgain ? null : row.dataset.slug, { isFromList: true });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen && !event.defaultPrevented) choose(null);
});

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const row = event.target.closest?.("[data-areas] [data-slug]");
    if (row || kind === "pointerover") send("missie050:light", { slug: row?.dataset.slug ?? null, from: "list" });
  });
}

document.addEventListener("missie050:light", (event) => {
  for (const row of allRows()) row.classList.toggle("areas__row--lit", row.dataset.slug === event.detail.slug);
});

document.body.addEventListener("htmx:afterSwap", show);

document.addEventListener("missie050:address", (event) => {
  if (event.detail?.isReturn) choose(read().wijk, { isQuiet: true });
});

choose(read().wijk, { isQuiet: true });
