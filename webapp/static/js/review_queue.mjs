/* In the list of what waits, j and k go to the next and the previous one. Only while the focus is in the list, so that
   who types elsewhere, or speaks to the computer, sets nothing off (WCAG 2.1.4). */
const list = document.querySelector("[data-review-queue]");
const links = list ? [...list.querySelectorAll("a")] : [];
const STEPS = { j: 1, k: -1 };

list?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const at = links.indexOf(document.activeElement);
  if (!step || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
});
