/*
 * Tells whether a map got the focus by the pointer: Leaflet moves the focus by script when the mouse goes down, which a
 * browser takes for the keyboard's doing.
 */
export const followPointer = (container) => {
  const isByPointer = (value) => () => container.classList.toggle("map--by-pointer", value);
  container.addEventListener("pointerdown", isByPointer(true), { capture: true });
  for (const kind of ["keydown", "blur"]) container.addEventListener(kind, isByPointer(false));
};
