/*
 * A place in a form: search an address, or put a pin on the map by tapping, dragging, or with Enter at the cross. The pin
 * lives in hidden fields; the neighbourhood is told by the server. Sends `missie050:place` when the pin moves or goes, and
 * listens to `missie050:place-set` with lon and lat, both on its own element.
 */
import { followPointer } from "./map_focus.mjs";
import { prefersStillness } from "./rows.mjs";
import { attachSuggestions, hitsFrom } from "./suggestions.mjs";

const ZOOMS = { exact: 17, street: 16, neighbourhood: 14 };
const DIGITS = 6;

const makeIcon = (picker) => {
  const drawing = picker.querySelector('[data-part="pin"]').content.cloneNode(true).firstElementChild;
  return L.divIcon({ className: "place-pin", html: drawing, iconSize: [30, 40], iconAnchor: [15, 39] });
};

const findLayer = (map) => {
  let found = null;
  map.eachLayer((layer) => {
    if (typeof layer.setStates === "function") found = layer;
  });
  return found;
};

/* The neighbourhoods as a quiet ground: their stage does not matter here. */
const quieten = (layer) => {
  layer.setStates(new Map(layer.slugs().map((slug) => [slug, { stage: "unreached", isStale: false }])));
};

const bind = (picker, map) => {
  const words = picker.dataset;
  const part = (name) => picker.querySelector(`[data-part="${name}"]`);
  const [input, lon, lat, precision] = ["address", "lon", "lat", "precision"].map(part);
  const [told, unpin] = ["told", "unpin"].map(part);
  const layer = findLayer(map);
  const container = map.getContainer();
  let marker = null;
  let request = null;

  const place = () => (marker ? { lon: marker.getLatLng().lng, lat: marker.getLatLng().lat } : null);

  const announce = (slug) => {
    layer?.light(slug);
    picker.dispatchEvent(new CustomEvent("missie050:place", { bubbles: true, detail: { place: place(), slug } }));
  };

  const sentence = ({ neighbourhood, inside }, isApproximate) => {
    if (!inside) return words.outside;
    if (!neighbourhood) return words.nowhere;
    return (isApproximate ? words.approximate : words.within).replace("{name}", () => neighbourhood.name);
  };

  /* Says in which neighbourhood the pin stands; the form can be sent before that is known. */
  const tell = async (isApproximate) => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const query = new URLSearchParams({ plek: `${lon.value},${lat.value}` });
      const answer = await fetch(`${words.point}?${query}`, { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      told.textContent = sentence(found, isApproximate);
      picker.classList.toggle("place-picker--outside", !found.inside);
      announce(found.neighbourhood?.slug ?? null);
    } catch {
      if (signal.aborted) return;
      told.textContent = words.unknown;
      announce(null);
    }
  };

  const keep = (at, howExactly) => {
    lon.value = at.lng.toFixed(DIGITS);
    lat.value = at.lat.toFixed(DIGITS);
    if (precision) precision.value = howExactly;
    unpin.hidden = false;
    lon.dispatchEvent(new Event("change", { bubbles: true }));
    void tell(howExactly === "neighbourhood");
  };

  const setPin = (at, howExactly = "exact") => {
    if (!marker) {
      marker = L.marker(at, { icon: makeIcon(picker), draggable: true, keyboard: false, autoPan: true }).addTo(map);
      /* Who cannot see it hears where it stands, and moves it with the cross. */
      marker.getElement().setAttribute("aria-hidden", "true");
      marker.on("dragend", () => keep(marker.getLatLng(), "exact"));
    }
    marker.setLatLng(at);
    keep(at, howExactly);
  };

  const removePin = () => {
    request?.abort();
    marker?.remove();
    marker = null;
    for (const field of [lon, lat, precision]) if (field) field.value = "";
    for (const option of picker.querySelectorAll('[data-part="found"]')) option.checked = false;
    picker.classList.remove("place-picker--outside");
    told.textContent = words.removed;
    unpin.hidden = true;
    lon.dispatchEvent(new Event("change", { bubbles: true }));
    announce(null);
    input.focus();
  };

  const goTo = (at, howExactly) => {
    setPin(at, howExactly);
    map.setView(at, ZOOMS[howExactly] ?? ZOOMS.exact, { animate: !prefersStillness() });
  };

  const suggestions = attachSuggestions({
    input,
    list: part("list"),
    none: part("none"),
    status: part("status"),
    one: words.one,
    many: words.many,
    fetchHits: async (query, signal) => {
      const hits = await hitsFrom(words.addresses, query, signal);
      if (hits === null) part("status").textContent = words.searchFailed;
      return hits;
    },
    toParts: (hit) => [
      ["place-search__label", hit.label],
      ["place-search__kind", hit.note],
    ],
    onChoose: (hit) => {
      input.value = hit.label;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      goTo(L.latLng(hit.lat, hit.lon), hit.precision);
    },
    /* Enter searches here, and does not send the form that is half filled. */
    onEnter: (event, { isOpen }) => {
      event.preventDefault();
      if (isOpen) suggestions.chooseFirst();
      else void suggestions.suggest();
    },
  });

  part("search").addEventListener("click", (event) => {
    event.preventDefault();
    input.focus();
    void suggestions.suggest();
  });

  for (const option of picker.querySelectorAll('[data-part="found"]')) {
    option.addEventListener("change", () => {
      const [east, north, howExactly] = option.value.split(",");
      input.value = option.dataset.label;
      goTo(L.latLng(Number(north), Number(east)), howExactly);
    });
  }

  map.on("click", (event) => setPin(event.latlng));
  container.addEventListener("keydown", (event) => {
    if (event.target !== container || event.key !== "Enter") return;
    event.preventDefault();
    setPin(map.getCenter());
  });
  unpin.addEventListener("click", removePin);
  picker.addEventListener("missie050:place-set", (event) => {
    goTo(L.latLng(event.detail.lat, event.detail.lon), "exact");
  });

  /* A wheel that scrolls the form must not be caught by the map halfway. */
  map.scrollWheelZoom.disable();
  container.addEventListener("focus", () => map.scrollWheelZoom.enable());
  container.addEventListener("blur", () => map.scrollWheelZoom.disable());
  followPointer(container);
  container.setAttribute("aria-describedby", words.hint);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(container);

  if (layer) {
    if (layer.slugs().length > 0) quieten(layer);
    else layer.once("areasready", () => quieten(layer));
    layer.on("areafail", () => {
      part("failed").hidden = layer.slugs().length > 0;
    });
  }
  if (lon.value && lat.value && Number.isFinite(Number(lon.value)) && Number.isFinite(Number(lat.value))) {
    const at = L.latLng(Number(lat.value), Number(lon.value));
    const howExactly = precision?.value || "exact";
    goTo(at, howExactly);
  }
};

/* folium's script may have run before this module did, or may still have to. */
for (const picker of document.querySelectorAll("[data-place-picker]")) {
  const id = picker.dataset.placePicker;
  const ready = window.missie050?.maps?.[id];
  if (ready) bind(picker, ready);
  else {
    document.addEventListener("missie050:map", (event) => {
      if (event.detail.id === id) bind(picker, event.detail.map);
    });
  }
}
