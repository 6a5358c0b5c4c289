// Scrolls to the last question of the page, once for each place that is arrived at, and gives the field for the next one
// the focus.

const SETTLING = 1500; // milliseconds in which answers above are still being drawn and grow
const TAKEN = ["wheel", "touchmove", "pointerdown", "keydown"]; // by these a reader goes elsewhere

const TYPED_IN = "input, textarea, [contenteditable]";

// Streamlit draws the field a little later than this. Not where the focus would bring up a keyboard that lies over the page.
function focusField(tries = 20) {
  if (!window.matchMedia("(pointer: fine)").matches || document.activeElement?.matches(TYPED_IN)) return;
  const field = document.querySelector('[data-testid="stChatInputTextArea"]');
  if (field && !field.disabled) field.focus({ preventScroll: true });
  else if (tries) setTimeout(focusField, 100, tries - 1);
}

export default function arrive({ data, parentElement }) {
  const here = parentElement.querySelector("#arrival");
  const turns = document.querySelector(".st-key-turns");
  if (here.arrived === data) return;
  here.arrived = data;
  focusField();
  if (!turns) return;
  const bring = () =>
    [...turns.querySelectorAll('[data-testid="stChatMessage"]')].at(-2)?.scrollIntoView({ behavior: "instant" });
  const growing = new ResizeObserver(bring);
  const leave = () => {
    growing.disconnect();
    for (const what of TAKEN) window.removeEventListener(what, leave, true);
  };
  growing.observe(turns);
  for (const what of TAKEN) window.addEventListener(what, leave, true);
  setTimeout(leave, SETTLING);
}
