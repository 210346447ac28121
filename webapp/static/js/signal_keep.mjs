/*
 * Keeps a signal that is half written in this browser, for who is signed in: a phone rings, a bus comes. It stands there
 * again when they come back within a week, and is forgotten once it was sent.
 */
const PREFIX = "missie050.signaal.";
const DAYS = 7;
const WAIT_MS = 400;
const NEVER = new Set(["csrf_token", "eenmalig", "voor", "shown", "sure"]);

const read = (name) => {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null");
    if (kept && Date.now() - kept.at < DAYS * 86_400_000) return kept.entries;
    localStorage.removeItem(name);
  } catch {
    /* No storage, or not of ours: nothing was kept. */
  }
  return null;
};

const forgetAll = () => {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    /* No storage: nothing to forget. */
  }
};

const bind = (form) => {
  const name = PREFIX + form.dataset.keepHere;
  const told = form.querySelector("[data-kept-told]");
  let timer = 0;
  const kept = form.dataset.keptBack === "ja" ? read(name) : null;
  if (kept?.some(([field, value]) => field === "words" && value)) {
    for (const [field, value] of kept) {
      const place = form.elements.namedItem(field);
      if (place) place.value = value;
    }
    told.textContent = form.dataset.broughtBack;
  }
  const keep = () => {
    const entries = [...new FormData(form)].filter(([field, value]) => !NEVER.has(field) && typeof value === "string");
    try {
      localStorage.setItem(name, JSON.stringify({ at: Date.now(), entries }));
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      told.textContent = form.dataset.saved.replace("{time}", time);
    } catch {
      /* No storage: the form works without. */
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT_MS);
  });
};

if (document.querySelector("[data-kept-sent]")) forgetAll();
for (const form of document.querySelectorAll("form[data-keep-here]")) bind(form);
