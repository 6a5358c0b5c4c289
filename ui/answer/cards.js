// The papers beside the text: headings of those that are cited, which open the reading pane, and what else was considered.

import { button, element, inSight } from "../dom.js";
import { aboutLine, linksOf } from "./paper.js";

const SHOWN = 12; // cards; of more, the others are drawn when they are asked for

function card(source, { choose }) {
  const isCited = source.number !== null;
  const number = isCited ? element("span", "number", String(source.number)) : null;
  const open = () => choose(source.spots.slice(0, 1), head);
  const head = button("head", "", open, number, source.title);
  const apart = isCited ? null : element("div", "about", "Not cited: it has a sentence close to a statement without a source.");
  return element("article", "card", head, aboutLine(source), apart);
}

// The cards, of many only the first; `choose` marks those of spots.
export function cardList(sources, tools) {
  const box = element("div", "cards");
  const cards = [];
  const draw = (few) => {
    for (const source of few) {
      cards.push(card(source, tools));
      box.append(cards.at(-1));
    }
  };
  const rest = () => {
    more.remove();
    draw(sources.slice(cards.length));
  };
  const more = button("quiet more", "", rest, `Show all ${sources.length} sources`);
  draw(sources.slice(0, SHOWN));
  if (sources.length > SHOWN) box.append(more);
  const choose = (spots) => {
    const isAt = (source) => source.spots.some((spot) => spots.includes(spot));
    cards.forEach((one, place) => one.classList.toggle("chosen", isAt(sources[place])));
  };
  return { box, choose };
}

function consideredItem(source, act) {
  const choice = (what, label) =>
    button("quiet", `${label} “${source.title}”`, () => act({ do: what, paper: source.paper }), label);
  return element(
    "li",
    "",
    element("div", "name", source.title),
    aboutLine(source),
    linksOf(source),
    act ? element("div", "actions", source.pinned ? null : choice("pin", "Pin"), choice("exclude", "Exclude")) : null,
  );
}

export function considered(sources, excluded, act) {
  const list = element("ul", "");
  const title = element("summary", "", `Considered, not cited (${sources.length})`);
  const left = `${excluded} ${excluded === 1 ? "paper was" : "papers were"} excluded from this answer.`;
  const box = element("details", "considered", title, excluded ? element("div", "about", left) : null, list);
  const draw = () => list.append(...sources.map((source) => consideredItem(source, act)));
  box.addEventListener("toggle", draw, { once: true });
  return inSight(box);
}
