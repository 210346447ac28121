/* The rows of the list, read as values. They are the one truth about stages: server text, whatever the date. */

export const rowOf = (slug) => (slug ? document.querySelector(`[data-areas] [data-slug="${CSS.escape(slug)}"]`) : null);

export const allRows = () => [...document.querySelectorAll("[data-areas] [data-slug]")];

/* Slug to stage and staleness, or null on a page without the list. */
export const statesFromRows = () => {
  const rows = allRows();
  if (rows.length === 0) return null;
  return new Map(rows.map(({ dataset }) => [dataset.slug, { stage: dataset.stage, isStale: "stale" in dataset }]));
};

export const prefersStillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
