/* Tells that somebody looks at what waits, as long as the page is in view, and shows who else does. */
const told = document.querySelector("[data-review-looking]");
const EVERY_MS = 30_000;

const words = (more = {}) => {
  const form = new FormData();
  form.append("csrf_token", told.dataset.token);
  for (const [name, value] of Object.entries(more)) form.append(name, value);
  return form;
};

const look = async () => {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(told.dataset.reviewLooking, { method: "POST", body: words() });
    if (!answer.ok) return;
    const found = await answer.json();
    told.textContent = found.told;
    told.hidden = !found.told;
  } catch {
    // without a connection nobody is told, and the next time they are again
  }
};

if (told) {
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => navigator.sendBeacon(told.dataset.reviewLooking, words({ weg: "1" })));
}
