/* Draws a network on a canvas: shapes by kind, curves by strength, letters and names where there is room. Names are drawn as text. */

const DASH = { stale: [6, 4], gone: [1, 5] };
const WIDTHS = { loose: 1, regular: 1.75, close: 3.25 };
const DIRECTED = new Set(["helps", "leads", "member_of", "meets_at", "volunteers_at", "organises", "belongs_to", "keeps", "held_at"]);
const FADED = 0.14;
const LETTER_FROM = 6;
const MOST_NAMES = 70;
const MOST_ALONE = 12;
const ROOMY = 300;
const GROUPS = 7;

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/* The colours of the moment, light or dark. */
export const readColours = () => ({
  ink: token("--map-label"),
  halo: token("--map-halo"),
  tie: token("--network-tie"),
  fresh: token("--map-chosen"),
  alone: token("--surface"),
  rest: token("--network-rest"),
  font: token("--font"),
  groups: Array.from({ length: GROUPS }, (_, index) => token(`--network-${index + 1}`)),
});

export const letterOf = (group) => {
  const turn = Math.floor(group / 26);
  return String.fromCharCode(65 + (group % 26)) + (turn ? String(turn + 1) : "");
};

const fillOf = (node, colours) => {
  if (node.group === null) return colours.alone;
  return colours.groups[node.group] ?? colours.rest;
};

const SIDES = { group: [4, Math.PI / 4, 1.16], organisation: [4, 0, 1.2], initiative: [3, -Math.PI / 2, 1.25], place: [6, 0, 1.08] };

/* One family: round for people, and straight sides for what is not; all of about one surface. */
const shape = (context, kind, x, y, radius) => {
  context.beginPath();
  const form = SIDES[kind];
  if (!form) {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const [sides, turn, larger] = form;
  for (let side = 0; side < sides; side += 1) {
    const angle = turn + (2 * Math.PI * side) / sides;
    context.lineTo(x + Math.cos(angle) * radius * larger, y + Math.sin(angle) * radius * larger);
  }
  context.closePath();
};

/* Where a curve bends: beside its middle, each next tie between the same two a little further. */
const bend = (from, to, nth) => {
  const side = (nth % 2 ? -1 : 1) * (0.12 + 0.1 * Math.floor(nth / 2));
  return { x: (from.x + to.x) / 2 - (to.y - from.y) * side, y: (from.y + to.y) / 2 + (to.x - from.x) * side };
};

const arrow = (context, from, over, to) => {
  const at = { x: (from.x + 2 * over.x + to.x) / 4, y: (from.y + 2 * over.y + to.y) / 4 };
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  context.beginPath();
  for (const turn of [0, 2.6, -2.6]) context.lineTo(at.x + Math.cos(angle + turn) * 6, at.y + Math.sin(angle + turn) * 6);
  context.fill();
};

/* Many lines together would cover everything: each is then thinner and lighter, unless it is lit. */
const lightness = (count) => Math.min(1, Math.sqrt(ROOMY / Math.max(1, count)));

const drawTie = (context, tie, at, colours, { lit, thin }) => {
  const from = at.get(tie.from);
  const to = at.get(tie.to);
  if (!from || !to) return;
  const over = bend(from, to, tie.nth);
  const isLit = !lit || (lit.has(tie.from) && lit.has(tie.to) && (tie.from === lit.centre || tie.to === lit.centre));
  const isThin = !lit || !isLit;
  const strength = (tie.derived ? 0.45 : 0.85) * (isThin ? thin : 1);
  context.globalAlpha = isLit ? strength : FADED * strength;
  context.strokeStyle = tie.change === "new" ? colours.fresh : colours.tie;
  context.fillStyle = context.strokeStyle;
  const width = (WIDTHS[tie.strength] ?? WIDTHS.regular) + (tie.change === "new" ? 0.75 : 0);
  context.lineWidth = isThin ? Math.max(0.75, width * thin) : width;
  context.setLineDash(tie.change === "gone" ? DASH.gone : tie.stale ? DASH.stale : []);
  context.lineCap = tie.change === "gone" ? "round" : "butt";
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.quadraticCurveTo(over.x, over.y, to.x, to.y);
  context.stroke();
  if (lit && isLit && DIRECTED.has(tie.kind)) arrow(context, from, over, to);
};

const drawNode = (context, node, place, radius, colours, { lit, chosen, hovered }) => {
  context.globalAlpha = !lit || lit.has(node.id) ? 1 : FADED * 1.6;
  context.setLineDash(node.change === "gone" ? [2, 3] : []);
  shape(context, node.kind, place.x, place.y, radius);
  context.fillStyle = fillOf(node, colours);
  context.fill();
  context.lineWidth = node.id === chosen ? 3 : 1.5;
  context.strokeStyle = node.id === chosen || node.change === "new" ? colours.fresh : node.id === hovered ? colours.ink : colours.tie;
  context.stroke();
  if (radius < LETTER_FROM || node.group === null) return;
  context.font = `700 ${Math.round(Math.max(9, radius * 1.1))}px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = "#101010";
  context.fillText(letterOf(node.group), place.x, place.y + radius * 0.06);
};

const written = (context, words, x, y, colours) => {
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.setLineDash([]);
  context.strokeStyle = colours.halo;
  context.strokeText(words, x, y);
  context.fillStyle = colours.ink;
  context.fillText(words, x, y);
};

/* A name below its shape, above it at the lower edge, and always wholly in the picture where its shape is. */
const boxOf = (half, place, radius, view) => {
  const isSeen = place.x > view.left && place.x < view.right && place.y > view.top && place.y < view.bottom;
  const x = isSeen ? Math.max(view.left + half, Math.min(view.right - half, place.x)) : place.x;
  const below = place.y + radius + 3;
  const top = isSeen && below + 16 > view.bottom ? place.y - radius - 17 : below;
  return [x - half, top, x + half, top + 16];
};

/* Names in order of weight, each only where it covers no other; first those of the circle that is lit, and who is alone. */
const drawNames = (context, nodes, at, radiusOf, colours, { lit, chosen, hovered }, view) => {
  const boxes = [];
  const isTold = nodes.filter((node) => node.alone).length <= MOST_ALONE;
  const isFirst = (node) => lit?.has(node.id) || (isTold && node.alone);
  const rank = (node) => (node.id === chosen || node.id === hovered ? 2 : 0) + (isFirst(node) ? 1 : 0);
  const order = nodes.filter((node) => at.has(node.id) && (!lit || lit.has(node.id) || node.id === hovered));
  order.sort((one, other) => rank(other) - rank(one) || other.weight - one.weight || other.degree - one.degree);
  context.globalAlpha = 1;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const node of order.slice(0, MOST_NAMES * 3)) {
    if (boxes.length >= MOST_NAMES) break;
    const place = at.get(node.id);
    context.font = `${node.id === chosen ? 700 : 500} 13px ${colours.font}`;
    const half = context.measureText(node.label).width / 2 + 3;
    const box = boxOf(half, place, radiusOf(node), view);
    const isFree = boxes.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
    if (!isFree && node.id !== chosen && node.id !== hovered) continue;
    boxes.push(box);
    written(context, node.label, box[0] + half, box[1], colours);
  }
};

/* The last place on a curve that is in view, so that its number is seen also when it leads out of the picture. */
const lastInView = (from, over, to, view) => {
  const at = (t) => ({
    x: (1 - t) ** 2 * from.x + 2 * (1 - t) * t * over.x + t ** 2 * to.x,
    y: (1 - t) ** 2 * from.y + 2 * (1 - t) * t * over.y + t ** 2 * to.y,
  });
  const isSeen = ({ x, y }) => x > view.left + 60 && x < view.right - 60 && y > view.top + 70 && y < view.bottom - 50;
  for (let step = 50; step > 0; step -= 1) {
    if (isSeen(at(step / 50))) return at(step / 50);
  }
  return to;
};

/* What leads to another neighbourhood: one curve with how many, and never who. */
const drawBundle = (context, { bundle, from, to }, colours, chosen, view) => {
  const count = chosen ? bundle.nodes[chosen] : bundle.count;
  const over = bend(from, to, 0);
  context.globalAlpha = count ? 0.75 : FADED;
  context.strokeStyle = colours.tie;
  context.setLineDash([]);
  context.lineWidth = Math.min(10, 2 + 1.5 * Math.sqrt(count ?? bundle.count));
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.quadraticCurveTo(over.x, over.y, to.x, to.y);
  context.stroke();
  if (!count) return;
  const mark = lastInView(from, over, to, view);
  context.globalAlpha = 1;
  context.font = `700 13px ${colours.font}`;
  const half = Math.max(11, context.measureText(String(count)).width / 2 + 7);
  context.beginPath();
  context.roundRect(mark.x - half, mark.y - 11, 2 * half, 22, 11);
  context.fillStyle = colours.halo;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = colours.tie;
  context.stroke();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colours.ink;
  context.fillText(String(count), mark.x, mark.y + 1);
  context.textBaseline = "top";
  context.font = `500 13px ${colours.font}`;
  written(context, bundle.name, mark.x, mark.y + 14, colours);
};

/*
 * The whole picture. `at` has the place of each node in pixels, `radiusOf` its size; `state` tells what is lit (a set of
 * ids with `centre`, or null), chosen and hovered, and `view` what of the canvas is seen.
 */
export const drawNetwork = (context, scene, { at, radiusOf, bundles, colours, state, view }) => {
  for (const each of bundles) drawBundle(context, each, colours, state.chosen, view);
  const thin = lightness(scene.ties.length);
  for (const tie of scene.ties) drawTie(context, tie, at, colours, { lit: state.lit, thin });
  for (const node of scene.nodes) {
    const place = at.get(node.id);
    if (place) drawNode(context, node, place, radiusOf(node), colours, state);
  }
  drawNames(context, scene.nodes, at, radiusOf, colours, state, view);
  context.globalAlpha = 1;
};
