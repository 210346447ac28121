/*
 * A slider of months in a bar: dragging it asks for another date, playing it for one after the other. The bar says in
 * `data-start` and `data-today` between which days it runs.
 */
const LEAPS = { PageUp: 12, PageDown: -12 };

const pause = (duration) =>
  new Promise((resolve) => {
    setTimeout(resolve, duration);
  });

/* `ask` shows another date, and promises whether that came; `stepMs` is how long a month is to be seen. */
export const makeTimeSlider = (bar, { ask, stepMs }) => {
  const slider = bar.querySelector("[data-slider]");
  const play = bar.querySelector("[data-play]");
  const words = bar.querySelector("[data-time-words]");
  const start = new Date(`${bar.dataset.start}T00:00:00Z`);
  const last = Number(slider.max);
  let runs = 0;
  let isPlaying = false;
  let asked = 0;
  let waiting = 0;

  /* The last position is today itself, every other one the first day of its month. */
  const dateAt = (position) => {
    if (position >= last) return bar.dataset.today;
    return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + position, 1)).toISOString().slice(0, 10);
  };

  const place = (position) => {
    slider.value = String(position);
    slider.style.setProperty("--done", String((100 * position) / last));
  };

  const askFor = async (position) => {
    asked = position;
    waiting += 1;
    try {
      return await ask(dateAt(position));
    } finally {
      waiting -= 1;
    }
  };

  const setPlaying = (isOn) => {
    isPlaying = isOn;
    bar.classList.toggle("time-bar--playing", isOn);
    play.setAttribute("aria-label", isOn ? play.dataset.labelPause : play.dataset.labelPlay);
  };

  const stop = () => {
    runs += 1;
    setPlaying(false);
  };

  const moveTo = (position) => {
    stop();
    place(position);
    void askFor(position);
  };

  /* A step waits for its answer as well as for its time, so that a slow server slows the film and never piles up. */
  const run = async () => {
    runs += 1;
    const own = runs;
    setPlaying(true);
    let position = Number(slider.value) >= last ? 0 : Number(slider.value) + 1;
    while (own === runs && position <= last) {
      const time = pause(stepMs);
      if (!(await askFor(position))) break;
      await time;
      position += 1;
    }
    if (own === runs) stop();
  };

  const toggle = () => (isPlaying ? stop() : void run());

  slider.addEventListener("input", () => moveTo(Number(slider.value)));

  /* A browser's own leap is a tenth of the slider; here it is a year. */
  slider.addEventListener("keydown", (event) => {
    const leap = LEAPS[event.key];
    if (event.key !== " " && !leap) return;
    event.preventDefault();
    if (leap) moveTo(Math.min(last, Math.max(0, Number(slider.value) + leap)));
    else toggle();
  });

  play.addEventListener("click", toggle);

  bar.querySelector("[data-to-today]").addEventListener("click", (event) => {
    event.preventDefault();
    slider.focus();
    moveTo(last);
  });

  for (const year of bar.querySelectorAll("[data-month]")) {
    year.style.setProperty("--at", String(Number(year.dataset.month) / last));
  }
  place(Number(slider.value));

  return {
    stop,
    isPlaying: () => isPlaying,
    /*
     * The thumb follows the answer, but stays under the finger when that has already asked for another date. A film has no
     * finger: there it always stands where the words say, also when the next month was asked for before they came.
     */
    follow: ({ position, words: spoken }) => {
      if (isPlaying || waiting === 0 || Number(position) === asked) place(Number(position));
      slider.setAttribute("aria-valuetext", spoken);
      words.textContent = spoken;
    },
  };
};
