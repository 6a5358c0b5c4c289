// The one tip of an answer, which tells what is behind the mark that is pointed at.

import { element } from "../dom.js";

const EDGE = 8; // pixels that a tip keeps from the window's edges
const LINGER = 150; // milliseconds in which the pointer can move from a mark into its tip
let hideLast = () => {}; // one tip at a time, of all answers on the page

export function tipLayer() {
  const tip = element("div", "tip");
  tip.setAttribute("role", "tooltip");
  tip.popover = "manual";
  let of = null;
  let leaving = 0;

  const place = () => {
    const mark = of.getBoundingClientRect();
    if (mark.bottom < 0 || mark.top > window.innerHeight) return hide();
    const { width, height } = tip.getBoundingClientRect();
    const below = mark.bottom + 6;
    const top = below + height <= window.innerHeight - EDGE ? below : mark.top - height - 6;
    tip.style.left = `${Math.max(EDGE, Math.min(mark.left, window.innerWidth - width - EDGE))}px`;
    tip.style.top = `${Math.max(EDGE, Math.min(top, window.innerHeight - height - EDGE))}px`;
  };
  const onKey = (event) => event.key === "Escape" && hide();
  const hide = () => {
    clearTimeout(leaving);
    if (!of) return;
    of = null;
    tip.hidePopover();
    document.removeEventListener("keydown", onKey, true);
    window.removeEventListener("scroll", place, true);
    window.removeEventListener("resize", place);
  };
  const show = (mark, fill) => {
    hideLast();
    hideLast = hide;
    of = mark;
    tip.replaceChildren(...fill());
    tip.showPopover();
    place();
    document.addEventListener("keydown", onKey, true);
    window.addEventListener("scroll", place, true);
    window.addEventListener("resize", place);
  };
  const leave = () => (leaving = setTimeout(hide, LINGER));

  tip.addEventListener("mouseenter", () => clearTimeout(leaving));
  tip.addEventListener("mouseleave", leave);
  const attach = (mark, fill) => {
    mark.addEventListener("mouseenter", () => show(mark, fill));
    mark.addEventListener("mouseleave", leave);
    mark.addEventListener("focus", () => mark.matches(":focus-visible") && show(mark, fill));
    mark.addEventListener("blur", hide);
  };
  return { tip, attach, show, hide };
}
