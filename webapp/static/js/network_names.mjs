/*
 * The names of a tie as comboboxes, and only those kinds of tie that can be between the two. Without this script the names
 * are text fields, and the form asks who is meant.
 */
import { attachSuggestions } from "./suggestions.mjs";

const form = document.querySelector("[data-network-form]");
const between = JSON.parse(form.dataset.between ?? "null");
const usual = JSON.parse(form.dataset.usual ?? "null");
const sides = [...form.querySelectorAll("[data-network-side]")];
const idOf = (side) => side.querySelector('input[type="hidden"]');

const hitsOf = async (url, query, signal) => {
  const address = new URL(url, location.href);
  address.searchParams.set("q", query);
  const answer = await fetch(address, { signal });
  return answer.ok ? (await answer.json()).results : null;
};

const canBe = (kind, [one, other]) => {
  const [froms, tos] = between[kind];
  const known = [one, other].map((each) => each.dataset.kind).filter(Boolean);
  if (known.length < 2) return known.every((each) => froms.includes(each) || tos.includes(each));
  if ([one, other].some((each) => each.dataset.church) && ["member_of", "leads"].includes(kind)) {
    if ([one, other].some((each) => each.dataset.kind === "person")) return false;
  }
  const fits = (a, b) => froms.includes(a.dataset.kind) && tos.includes(b.dataset.kind);
  return fits(one, other) || fits(other, one);
};

const options = [...form.querySelectorAll('input[name="kind"]')];
const usualKind = () =>
  usual[
    sides
      .map((side) => idOf(side).dataset.kind)
      .sort()
      .join("+")
  ];

/* somebody chose the kind: it stays, as long as it can be between the two */
let isChosen = between !== null && options.some((option) => option.checked && option.value !== usualKind());
for (const option of options) option.addEventListener("change", () => (isChosen = true));

const offerKinds = () => {
  if (!between) return;
  const ids = sides.map(idOf);
  for (const option of options) option.closest("label").hidden = !canBe(option.value, ids);
  const shown = options.filter((option) => !option.closest("label").hidden);
  if (isChosen && shown.some((option) => option.checked)) return;
  isChosen = false;
  const wanted = shown.find((option) => option.value === usualKind()) ?? shown[0];
  if (wanted) wanted.checked = true;
};

const tell = (side, hit) => {
  const id = idOf(side);
  id.value = hit ? String(hit.id) : "";
  id.dataset.kind = hit ? hit.kind : "";
  id.dataset.church = hit?.church ? "1" : "";
  const told = side.querySelector("[data-network-told]");
  told.textContent = hit ? hit.told : "";
  told.hidden = !hit;
  offerKinds();
};

for (const side of sides) {
  const input = side.querySelector('input[type="text"]');
  const after = input.closest(".field");
  const list = side.querySelector('[role="listbox"]');
  const none = side.querySelector("[data-network-none]");
  /* what is found stands right below the field */
  after.after(list, none);
  attachSuggestions({
    input,
    list,
    none,
    status: side.querySelector("[data-network-status]"),
    one: form.dataset.one,
    many: form.dataset.many,
    fetchHits: (query, signal) => hitsOf(side.dataset.url, query, signal),
    toParts: (hit) => [
      ["place-search__label", hit.label],
      ["place-search__kind", hit.told],
    ],
    onChoose: (hit) => {
      input.value = hit.label;
      tell(side, hit);
      const next = sides[sides.indexOf(side) + 1]?.querySelector('input[type="text"]');
      if (next && next.value === "") next.focus();
    },
  });
  input.addEventListener("input", () => tell(side, null));
}

offerKinds();
