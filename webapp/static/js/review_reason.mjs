/* A click on a sentence that coordinators often need puts it in the field, behind what is there. */
for (const chips of document.querySelectorAll("[data-review-suggestions]")) {
  const field = document.getElementById(chips.dataset.reviewSuggestions);
  chips.addEventListener("click", (event) => {
    const chip = event.target.closest("button");
    if (!chip) return;
    const typed = field.value.trimEnd();
    field.value = typed ? `${typed}\n${chip.textContent}` : chip.textContent;
    field.focus();
  });
}
