/* A picture that is too large is told before it is sent: on a phone that can take minutes. */
for (const part of document.querySelectorAll("[data-picture]")) {
  const input = part.querySelector('input[type="file"]');
  const told = part.querySelector("[data-picture-error]");
  input.addEventListener("change", () => {
    const isTooLarge = [...input.files].some((file) => file.size > Number(part.dataset.most));
    told.textContent = isTooLarge ? part.dataset.tooLarge : "";
    told.hidden = !isTooLarge;
    if (isTooLarge) input.value = "";
  });
}
