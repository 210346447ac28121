/* Says in a sentence what was chosen about when it is; the server makes it, in words that are the same everywhere. */
const WAIT_MS = 250;
const NAMES = ["rhythm", "starts_on", "starts_at", "ends_at", "until", "nth", "nth_weekday", "rrule", "weekdays"];

const bind = (part) => {
  const sentence = part.querySelector("[data-sentence]");
  let timer = 0;
  let request = null;

  const ask = async () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(part.closest("form"))) {
      if (NAMES.includes(name) && value !== "") query.append(name, value);
    }
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${part.dataset.rhythm}?${query}`, { signal });
      if (!answer.ok) return;
      const told = await answer.json();
      sentence.textContent = told.sentence;
      sentence.hidden = told.sentence === "";
    } catch {
      /* Overtaken, or offline: the sentence stands on the page after sending as well. */
    }
  };

  part.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
};

for (const part of document.querySelectorAll("[data-rhythm]")) bind(part);
