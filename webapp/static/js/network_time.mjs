/* The slider of months over a network: moving it asks for another date, playing it asks for one after the other. */
const STEP_MS = 400;

const pause = (duration) =>
  new Promise((resolve) => {
    setTimeout(resolve, duration);
  });

/* `state` gives what the panel says of its date, and `ask` shows another one. */
export const followTime = ({ state, ask }) => {
  const bar = document.querySelector("[data-network-time]");
  const slider = bar.querySelector("[data-slider]");
  const play = bar.querySelector("[data-play]");
  const words = bar.querySelector("[data-time-words]");
  const toToday = bar.querySelector("[data-to-today]");
  const start = new Date(`${bar.dataset.start}T00:00:00Z`);
  const last = Number(slider.max);
  let runs = 0;

  /* The last position is today itself, every other one the first day of its month. */
  const dateAt = (position) => {
    if (position >= last) return bar.dataset.today;
    return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + position, 1)).toISOString().slice(0, 10);
  };

  const place = (position) => {
    slider.value = String(position);
    slider.style.setProperty("--done", String((100 * position) / last));
  };

  const set = (isPlaying) => {
    bar.classList.toggle("time-bar--playing", isPlaying);
    play.setAttribute("aria-label", isPlaying ? play.dataset.labelPause : play.dataset.labelPlay);
  };

  const stop = () => {
    runs += 1;
    set(false);
  };

  const moveTo = (position) => {
    place(position);
    return ask(dateAt(position));
  };

  const run = async () => {
    runs += 1;
    const own = runs;
    set(true);
    let position = Number(slider.value) >= last ? 0 : Number(slider.value) + 1;
    while (own === runs && position <= last) {
      await Promise.all([moveTo(position), pause(STEP_MS)]);
      position += 1;
    }
    if (own === runs) set(false);
  };

  slider.addEventListener("input", () => {
    stop();
    void moveTo(Number(slider.value));
  });
  play.addEventListener("click", () => (bar.classList.contains("time-bar--playing") ? stop() : void run()));
  toToday.addEventListener("click", () => {
    stop();
    slider.focus();
    void moveTo(last);
  });
  for (const year of bar.querySelectorAll("[data-month]")) year.style.setProperty("--at", String(Number(year.dataset.month) / last));
  place(Number(slider.value));

  return {
    follow: () => {
      const { position, words: spoken } = state();
      if (document.activeElement !== slider) place(Number(position));
      slider.setAttribute("aria-valuetext", spoken);
      words.textContent = spoken;
      toToday.disabled = Number(position) >= last;
    },
  };
};
