/*
 * Draws an area on a Leaflet map, corner by corner: by tapping, or with Enter at the cross in the middle. It lives in a
 * hidden field as GeoJSON, so that the form sends it. While one draws, the map's other listeners do not hear of it.
 */
const DIGITS = 6;
const FEWEST = 3;

const geoJsonOf = (corners) => {
  const ring = corners.map((at) => [Number(at.lng.toFixed(DIGITS)), Number(at.lat.toFixed(DIGITS))]);
  return JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
};

const cornersOf = (text) => {
  try {
    const [ring] = JSON.parse(text).coordinates;
    return ring.slice(0, -1).map(([lng, lat]) => L.latLng(lat, lng));
  } catch {
    return [];
  }
};

const findLayer = (map) => {
  let found = null;
  map.eachLayer((layer) => {
    if (typeof layer.setStates === "function") found = layer;
  });
  return found;
};

const bind = (tool, map) => {
  const words = tool.dataset;
  const part = (name) => tool.querySelector(`[data-draw="${name}"]`);
  const [area, told] = ["area", "told"].map(part);
  const [begin, finish, undo, clear] = ["begin", "finish", "undo", "clear"].map(part);
  const container = map.getContainer();
  const drawn = L.layerGroup().addTo(map);
  let corners = area.value ? cornersOf(area.value) : [];
  const renderer = L.svg({ padding: 0.5 });
  let isDrawing = false;

  const say = (sentence) => {
    told.textContent = sentence.replace("{n}", () => String(corners.length));
  };

  const show = () => {
    drawn.clearLayers();
    const isWhole = !isDrawing && corners.length >= FEWEST;
    if (corners.length > 1) {
      const shape = isWhole ? L.polygon : L.polyline;
      const className = isWhole ? "drawn-area" : "drawn-area drawn-area--open";
      shape(corners, { className, fill: isWhole, interactive: false, renderer }).addTo(drawn);
    }
    if (isDrawing) {
      for (const at of corners) {
        L.circleMarker(at, { className: "drawn-corner", radius: 7, interactive: false, renderer }).addTo(drawn);
      }
    }
    begin.hidden = isDrawing || isWhole;
    finish.hidden = !isDrawing;
    undo.hidden = !isDrawing || corners.length === 0;
    clear.hidden = !isDrawing && !isWhole;
    container.classList.toggle("map--drawing", isDrawing);
  };

  const addCorner = (at) => {
    corners.push(at);
    say(words.corner);
    show();
  };

  const stop = () => {
    isDrawing = false;
    area.value = corners.length >= FEWEST ? geoJsonOf(corners) : "";
    show();
  };

  begin.addEventListener("click", () => {
    isDrawing = true;
    corners = [];
    area.value = "";
    say(words.begun);
    show();
    container.focus({ preventScroll: true });
    container.scrollIntoView({ block: "nearest" });
  });
  finish.addEventListener("click", () => {
    if (corners.length < FEWEST) {
      say(words.more);
      return;
    }
    stop();
    say(words.done);
    clear.focus();
  });
  undo.addEventListener("click", () => {
    corners.pop();
    say(words.corner);
    show();
    (undo.hidden ? finish : undo).focus();
  });
  clear.addEventListener("click", () => {
    corners = [];
    stop();
    say(words.cleared);
    begin.focus();
  });

  /* Before the map hears of it: a tap is a corner now, and no pin. A drag ends in a click too. */
  container.addEventListener(
    "click",
    (event) => {
      if (!isDrawing || event.target.closest(".leaflet-control")) return;
      event.stopImmediatePropagation();
      if (!map.dragging.moved()) addCorner(map.mouseEventToLatLng(event));
    },
    { capture: true },
  );
  container.addEventListener(
    "keydown",
    (event) => {
      if (!isDrawing || event.target !== container || event.key !== "Enter") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      addCorner(map.getCenter());
    },
    { capture: true },
  );

  /* The part of the form that holds the map can be hidden at first: the map could not fit itself to the city then. */
  let wasSeen = container.clientHeight > 0;
  const lookAround = () => {
    map.invalidateSize({ animate: false });
    const ground = findLayer(map)?.getBounds();
    if (corners.length > 0) map.fitBounds(L.latLngBounds(corners), { animate: false });
    else if (ground?.isValid()) map.fitBounds(ground, { animate: false });
  };
  findLayer(map)?.once("areasready", () => {
    if (wasSeen && corners.length === 0) lookAround();
  });
  new ResizeObserver(() => {
    if (wasSeen || container.clientHeight === 0) return;
    wasSeen = true;
    lookAround();
  }).observe(container);

  show();
};

/* folium's script may have run before this module did, or may still have to. */
for (const tool of document.querySelectorAll("[data-draw-area]")) {
  const id = tool.dataset.drawArea;
  const ready = window.missie050?.maps?.[id];
  if (ready) bind(tool, ready);
  else {
    document.addEventListener("missie050:map", (event) => {
      if (event.detail.id === id) bind(tool, event.detail.map);
    });
  }
}
