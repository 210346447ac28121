/* Copies the address of what is shown, and keeps the language link on that same view. */
const share = document.querySelector("[data-share]");
const status = document.querySelector("[data-share-status]");
const language = document.querySelector(".site-header__language");
const SPOKEN_MS = 4000;

share.addEventListener("click", async (event) => {
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = share.dataset.done;
  } catch {
    status.textContent = share.dataset.failed;
  }
  setTimeout(() => {
    status.textContent = "";
  }, SPOKEN_MS);
});

document.addEventListener("missie050:address", () => {
  share.href = location.pathname + location.search;
  const query = new URLSearchParams(location.search);
  query.set("taal", language.hreflang);
  language.href = `${location.pathname}?${query}`;
});
