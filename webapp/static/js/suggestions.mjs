/*
 * A text field as a combobox: suggestions while typing, chosen by arrows and Enter. What the field does without script
 * stays underneath.
 */
const WAIT_MS = 150;
const SHORTEST = 2;

const part = (className, text) => {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
};

/*
 * `input`, `list`, `none` and `status` are elements; `one` and `many` say how many were found, with {n}. `fetchHits` gets
 * the text and a signal to stop by, and gives hits; `toParts` gives pairs of class and text of a hit; `onChoose` gets the
 * hit. `onEnter`, if given, is told of Enter without a chosen suggestion, and whether suggestions stand there.
 */
export const attachSuggestions = ({ input, list, none, status, one, many, fetchHits, toParts, onChoose, onEnter }) => {
  let timer = 0;
  let request = null;
  let active = -1;
  let hits = [];

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.children];

  const close = () => {
    clearTimeout(timer);
    list.hidden = true;
    none.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const setActive = (index) => {
    const all = options();
    active = all.length === 0 ? -1 : (index + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };

  const toOption = (hit, index) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${index}`;
    option.className = "place-search__option";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(...toParts(hit).map(([className, text]) => part(className, text)));
    return option;
  };

  const show = (found) => {
    hits = found;
    list.replaceChildren(...hits.map(toOption));
    active = -1;
    list.hidden = hits.length === 0;
    none.hidden = hits.length > 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    input.removeAttribute("aria-activedescendant");
    const count = many.replace("{n}", String(hits.length));
    status.textContent = hits.length === 0 ? none.textContent : hits.length === 1 ? one : count;
  };

  const suggest = async () => {
    clearTimeout(timer);
    request?.abort();
    const query = input.value.trim();
    if (query.length < SHORTEST) {
      close();
      return;
    }
    request = new AbortController();
    const { signal } = request;
    try {
      const found = await fetchHits(query, signal);
      if (found) show(found);
      else close();
    } catch {
      /* Overtaken by a newer letter, or offline: what the field does by itself still works. */
      if (!signal.aborted) close();
    }
  };

  const choose = (index) => {
    const hit = hits[index];
    request?.abort();
    close();
    if (hit) onChoose(hit);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT_MS);
  });

  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && active < 0) {
      if (onEnter) onEnter(event, { isOpen: !list.hidden });
      return;
    }
    if (list.hidden) {
      if (event.key === "Escape") none.hidden = true;
      if (event.key === "ArrowDown" && hits.length > 0 && input.value.trim().length >= SHORTEST) void suggest();
      return;
    }
    if (event.key === "ArrowDown") setActive(active + 1);
    else if (event.key === "ArrowUp") setActive(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter") choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });

  /* pointerdown, since the blur that a click brings would close the list first. */
  list.addEventListener("pointerdown", (event) => event.preventDefault());

  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose(options().indexOf(option));
  });

  input.addEventListener("blur", () => {
    request?.abort();
    close();
  });

  return { suggest, close, chooseFirst: () => choose(0) };
};

/* Hits of one of the site's own addresses, or null when it does not answer as it should. */
export const hitsFrom = async (url, query, signal) => {
  const answer = await fetch(`${url}?${new URLSearchParams({ q: query })}`, { signal });
  return answer.ok ? (await answer.json()).results : null;
};
