/* Which theme counts most is asked only when several were ticked, and only among those. */
for (const part of document.querySelectorAll("[data-themes]")) {
  const field = part.querySelector("[data-main-theme]");
  const select = field.querySelector("select");
  const update = () => {
    const chosen = new Set([...part.querySelectorAll('[name="themes"]:checked')].map((each) => each.value));
    for (const option of select.options) {
      option.hidden = option.value !== "" && !chosen.has(option.value);
      option.disabled = option.hidden;
    }
    if (select.value !== "" && !chosen.has(select.value)) select.value = "";
    field.hidden = chosen.size < 2;
  };
  part.addEventListener("change", update);
  update();
}
