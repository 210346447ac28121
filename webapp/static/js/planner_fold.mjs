// On a phone the long parts of the form begin folded, so that the outcome is near; never over something that is wrong.

if (window.matchMedia("(max-width: 62rem)").matches) {
  for (const part of document.querySelectorAll("[data-planner-fold]")) {
    if (!part.querySelector(".field--error")) part.open = false;
  }
}

/* a link into a folded part opens it */
const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = target?.closest("[data-planner-fold]") ?? target?.querySelector(":scope > details");
  if (part) part.open = true;
};
window.addEventListener("hashchange", openTarget);
openTarget();
