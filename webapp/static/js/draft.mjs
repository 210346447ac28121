/*
 * Keeps a form that is half filled: on the server a few seconds after the last letter, and in this browser at once. The
 * e-mail address and the picture are kept in neither. What was sent is forgotten here.
 */
const PREFIX = "missie050.concept.";
const DAYS = 30;
const HERE_MS = 400;
const SERVER_MS = 2500;
const NEVER = new Set(["csrf_token", "eenmalig", "voor", "email", "picture", "gezien", "gevonden_plek", "concept", "van"]);

const store = {
  read(name) {
    try {
      const kept = JSON.parse(localStorage.getItem(name) ?? "null");
      if (kept && Date.now() - kept.at < DAYS * 86_400_000) return kept;
      localStorage.removeItem(name);
    } catch {
      /* No storage, or not of ours: nothing was kept. */
    }
    return null;
  },
  write(name, entries) {
    try {
      localStorage.setItem(name, JSON.stringify({ at: Date.now(), entries }));
      return true;
    } catch {
      return false;
    }
  },
  forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      /* No storage: nothing to forget. */
    }
  },
  forgetAll() {
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    } catch {
      /* No storage: nothing to forget. */
    }
  },
};

const entriesOf = (form) =>
  [...new FormData(form)].filter(([name, value]) => !NEVER.has(name) && typeof value === "string" && value !== "");

const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

const send = (form, entries) => {
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  for (const name of ["csrf_token", "voor", "concept", "van"]) {
    const field = form.elements.namedItem(name);
    if (field) body.append(name, field.value);
  }
  return fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
};

const bind = (form) => {
  const isNew = form.elements.namedItem("van") === null;
  const name = `${PREFIX}${form.dataset.viewer || "bezoeker"}`;
  const told = form.querySelector("[data-saved-told]");
  let last = JSON.stringify(entriesOf(form));
  let [here, server] = [0, 0];
  let isSending = false;

  const tell = (words) => {
    told.textContent = words.replace("{time}", clock());
  };

  const keepOnServer = async () => {
    const entries = entriesOf(form);
    try {
      const answer = await send(form, entries);
      if (!answer.ok) throw new Error(String(answer.status));
      /* it is kept under the key of this browser now, and no longer under its number */
      form.elements.namedItem("concept")?.remove();
      tell(form.dataset.saved);
    } catch {
      tell(form.dataset.onlyHere);
    }
  };

  const keep = () => {
    const entries = entriesOf(form);
    const now = JSON.stringify(entries);
    if (now === last || isSending) return;
    last = now;
    if (isNew) store.write(name, entries);
    clearTimeout(server);
    server = setTimeout(keepOnServer, SERVER_MS);
  };

  const later = () => {
    clearTimeout(here);
    here = setTimeout(keep, HERE_MS);
  };

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    isSending = true;
    clearTimeout(here);
    clearTimeout(server);
  });

  const anew = document.querySelector("[data-anew]");
  anew?.addEventListener("submit", () => store.forget(name));
  if (isNew && form.dataset.kept === "nee") offer(form, name);
};

const offer = (form, name) => {
  const box = document.querySelector("[data-kept-here]");
  const kept = store.read(name);
  if (!box || !kept || kept.entries.length === 0) return;
  const title = kept.entries.find(([field]) => field === "title");
  box.querySelector("[data-kept-title]").textContent = title ? `“${title[1]}”` : "";
  box.hidden = false;
  box.querySelector("[data-bring-back]").addEventListener("click", async () => {
    /* the server draws the form with it: rows, choices and map as they were */
    const answer = await send(form, kept.entries);
    if (answer.ok) location.assign(form.action);
  });
  box.querySelector("[data-throw-away]").addEventListener("click", () => {
    store.forget(name);
    box.hidden = true;
    form.elements.namedItem("title").focus();
  });
};

if (document.querySelector("[data-draft-sent]")) store.forgetAll();
for (const form of document.querySelectorAll("form[data-draft]")) bind(form);
