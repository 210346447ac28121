/* The measures are links; what was chosen on the map since the page came goes along with them. */
import { read } from "./address.mjs";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-measure]");
  if (!link) return;
  const { wijk } = read();
  const address = new URL(link.href);
  if (wijk) address.searchParams.set("wijk", wijk);
  else address.searchParams.delete("wijk");
  link.href = address.href;
});
