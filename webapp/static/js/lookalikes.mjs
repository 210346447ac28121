/* While somebody types: initiatives that look like it, in words and in place. Nothing is said until something does. */
const WAIT_MS = 500;
const SHORTEST = 4;

const bind = (box) => {
  const form = box.closest("form");
  const field = (name) => form.elements.namedItem(name);
  const list = box.querySelector("[data-lookalikes-list]");
  const told = box.querySelector("[data-lookalikes-told]");
  const seen = form.querySelector("[data-seen]");
  let timer = 0;
  let request = null;
  let asked = "";

  const show = (html) => {
    list.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.children);
    const count = list.querySelectorAll("li").length;
    box.hidden = count === 0;
    const words = count === 1 ? told.dataset.one : told.dataset.many.replace("{n}", String(count));
    told.textContent = count === 0 ? "" : words;
    /* who saw these while typing is not asked once more after sending */
    if (seen && list.querySelector("[data-sure]")) seen.value = "1";
  };

  const look = async () => {
    const title = field("title").value.trim();
    const isPlace = form.querySelector('[name="reach"][value="place"]')?.checked;
    const query = new URLSearchParams({ titel: title, omschrijving: field("description").value.slice(0, 800) });
    if (isPlace && field("lon").value) query.set("plek", `${field("lon").value},${field("lat").value}`);
    if (box.dataset.but) query.set("behalve", box.dataset.but);
    if (String(query) === asked) return;
    asked = String(query);
    request?.abort();
    if (title.length < SHORTEST) {
      show("");
      return;
    }
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${box.dataset.lookalikes}?${query}`, { signal, headers: { Accept: "text/html" } });
      /* drawn by the server, which escapes what people wrote */
      if (answer.ok) show(await answer.text());
    } catch {
      /* Overtaken by a newer letter, or offline: it is asked again when the form is sent. */
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  };

  for (const name of ["title", "description"]) field(name).addEventListener("input", later);
  form.addEventListener("missie050:place", later);
  if (field("title").value) later();
};

for (const box of document.querySelectorAll("[data-lookalikes]")) bind(box);
