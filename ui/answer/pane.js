// The reading pane: at full height beside the answer, the abstract of a paper with the sentence that a number stands for
// lit, what stands before and after it, and the way to the answer's other sentences.

import { button, element, icon } from "../dom.js";
import { aboutLine, abstractOf, actions, linksOf } from "./paper.js";

const NARROW = 700; // pixels of the window: below, the pane takes all of it
const LEAST = 340; // pixels of its width
let closeLast = () => {}; // one pane at a time, of all answers on the page

// `places` are the spots of the answer's sentences, in their order; `left` gives where the pane may begin.
export function readingPane(data, others, left, tools) {
  const pane = element("aside", "pane");
  pane.popover = "manual";
  pane.tabIndex = -1;
  pane.setAttribute("role", "dialog");
  pane.setAttribute("aria-label", "Reading pane");
  const sourceAt = (spot) => data.cards.find((source) => source.spots.includes(spot));
  const drawn = new Map(); // the inside of the pane for each paper, with what is open in it
  let from = null; // the mark that led here
  let at = 0;

  const fit = () => {
    const wide = window.innerWidth >= NARROW;
    const bar = document.querySelector('[data-testid="stBottom"]')?.getBoundingClientRect();
    pane.style.width = wide ? `${Math.max(LEAST, window.innerWidth - left())}px` : "100vw";
    pane.style.height = wide && bar?.height ? `${bar.top}px` : "100dvh"; // what is asked next stays in sight
  };
  const close = () => {
    if (!pane.matches(":popover-open")) return;
    const hadFocus = pane.matches(":focus-within");
    pane.hidePopover();
    document.removeEventListener("keydown", onEscape);
    window.removeEventListener("resize", fit);
    tools.closed();
    if (hadFocus && from?.isConnected) from.focus({ preventScroll: true });
  };
  const onEscape = (event) => event.key === "Escape" && close();
  const step = (by) => {
    const to = at + by;
    if (to >= 0 && to < data.places.length) show([data.places[to]], null);
  };
  const back = button("step", "The sentence before", () => step(-1), icon("left"));
  const on = button("step", "The next sentence", () => step(1), icon("right"));
  const where = element("span", "where", "");
  const inside = element("div", "inside");
  const bar = element("div", "bar", back, where, on, button("step close", "Close", close, icon("cross")));
  pane.append(bar, inside);
  where.setAttribute("aria-live", "polite");
  pane.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the page has shortcuts of its own
    if (event.key === "Escape") close();
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && !event.altKey && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      step(by);
    }
  });

  const paper = (source) => {
    if (!drawn.has(source)) {
      const number = source.number === null ? null : element("span", "number", String(source.number));
      drawn.set(source, [
        element("h3", "", number, source.title),
        aboutLine(source),
        linksOf(source),
        abstractOf(source),
        actions(source, others, tools.act),
      ].filter(Boolean));
    }
    return drawn.get(source);
  };
  // Opens the pane at the sentences of these spots. Where `mark` is null it stays the one that led here.
  const show = (spots, mark) => {
    const source = sourceAt(spots[0]);
    if (!source) return;
    at = data.places.indexOf(spots[0]);
    if (mark) from = mark;
    where.textContent = `${at + 1} of ${data.places.length}`;
    back.disabled = at === 0;
    on.disabled = at === data.places.length - 1;
    inside.replaceChildren(...paper(source));
    let sentence = null;
    for (const stretch of inside.querySelectorAll(".cited")) {
      const isChosen = stretch.dataset.spots.split(" ").some((spot) => spots.includes(spot));
      stretch.classList.toggle("chosen", isChosen);
      if (isChosen) sentence ??= stretch;
    }
    if (!pane.matches(":popover-open")) {
      closeLast();
      closeLast = close;
      fit();
      pane.showPopover();
      document.addEventListener("keydown", onEscape);
      window.addEventListener("resize", fit);
    }
    inside.scrollTop = 0;
    if (sentence) {
      sentence.scrollIntoView({ block: "center", behavior: "instant" });
      sentence.focus({ preventScroll: true });
    }
    tools.opened(spots);
  };
  return { pane, show };
}
