/* The address holds what the page shows: `op` (date), `sorteer` (order), `wijk` (chosen). One place that writes it. */

const KEYS = ["op", "sorteer", "wijk"];
const TOGETHER_MS = 2000;
let lastWrite = 0;

export const read = () => {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(KEYS.map((key) => [key, query.get(key) ?? ""]));
};

/* The address of this page with some of its parts changed; an empty part is left out. */
export const withChanges = (changes) => {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value) query.set(key, value);
    else query.delete(key);
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "");
};

/*
 * Write the changes. A drag or a run of the player is one step back, not a hundred: changes of time that follow
 * each other closely replace one another.
 */
let lastKind = "";
export const write = (changes, kind) => {
  const next = withChanges(changes);
  if (next === location.pathname + location.search) return;
  const now = performance.now();
  const isContinued = kind === "time" && kind === lastKind && now - lastWrite < TOGETHER_MS;
  lastWrite = now;
  lastKind = kind;
  history[isContinued ? "replaceState" : "pushState"](null, "", next);
  document.dispatchEvent(new CustomEvent("missie050:address"));
};

window.addEventListener("popstate", () => {
  lastKind = "";
  document.dispatchEvent(new CustomEvent("missie050:address", { detail: { isReturn: true } }));
});
