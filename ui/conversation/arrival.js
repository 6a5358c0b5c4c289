// Scrolls to the last question of the page, once for each place that is arrived at.

const SETTLING = 1500; // milliseconds in which answers above are still being drawn and grow
const TAKEN = ["wheel", "touchmove", "pointerdown", "keydown"]; // by these a reader goes elsewhere

export default function arrive({ data, parentElement }) {
  const here = parentElement.querySelector("#arrival");
  const turns = document.querySelector(".st-key-turns");
  if (here.arrived === data || !turns) return;
  here.arrived = data;
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
