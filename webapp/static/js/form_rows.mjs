/* Rows of a list in a form: one more at once, and away again. Without script a button of the form brings the next one. */
const bind = (rows) => {
  const template = rows.querySelector("[data-row-template]");
  const more = rows.querySelector("[data-more]");
  const most = Number(rows.dataset.most);
  const all = () => [...rows.querySelectorAll("[data-row]")];
  let next = Math.max(-1, ...all().map((row) => Number(row.querySelector("[name]").name.split("-")[1]))) + 1;

  const changed = () => {
    more.hidden = all().length >= most;
    rows.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const add = () => {
    const copy = template.content.cloneNode(true);
    for (const element of copy.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby", "aria-label"]) {
        const value = element.getAttribute(name);
        if (value?.includes("__")) {
          const shown = name === "aria-label" ? String(all().length + 1) : String(next);
          element.setAttribute(name, value.replaceAll("__", shown));
        }
      }
    }
    next += 1;
    more.before(copy);
    all().at(-1).querySelector("input:not([type=hidden]), select").focus();
    changed();
  };

  more.addEventListener("click", (event) => {
    event.preventDefault();
    add();
  });

  rows.addEventListener("click", (event) => {
    const less = event.target.closest("[data-less]");
    if (!less) return;
    less.closest("[data-row]").remove();
    more.focus();
    changed();
  });

  more.hidden = all().length >= most;
};

for (const rows of document.querySelectorAll("[data-rows]")) bind(rows);
