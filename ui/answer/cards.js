// The papers beside the text: cards of those that are cited, and what else was considered.

import { button, element, outwardLink } from "../dom.js";
import { copyButton } from "./clipboard.js";

const SHOWN = 12; // cards; of more, the others are drawn when they are asked for
const COMPARABLE = 8; // papers that one can be compared with from its card

function aboutLine(source) {
  const warnings = source.remarks.map((remark) => element("span", "badge warning", remark));
  const parts = [source.about, ...warnings, source.pinned ? element("span", "badge", "pinned") : null];
  return parts.some(Boolean) ? element("div", "about", ...parts) : null;
}

function placeLink({ name, address }, title) {
  return outwardLink(name, address, `${name} of “${title}”, in a new tab`);
}

function linksOf(source) {
  if (!source.links.length) return null;
  return element("div", "links", ...source.links.map((place) => placeLink(place, source.title)));
}

function comparison(source, others, act) {
  const choices = others
    .filter((other) => other.paper !== source.paper && !other.remarks.includes("no abstract"))
    .slice(0, COMPARABLE)
    .map((other) => {
      const compare = () => act({ do: "compare", paper: source.paper, other: other.paper });
      return element("li", "", button("quiet", `Compare with “${other.title}”`, compare, other.title));
    });
  if (!choices.length) return null;
  return element("details", "compare", element("summary", "", "Compare with…"), element("ul", "", ...choices));
}

function actions(source, others, act) {
  const does = (what, label) =>
    button("quiet", `${label}: “${source.title}”`, () => act({ do: what, paper: source.paper }), label);
  return element(
    "div",
    "actions",
    copyButton("Copy BibTeX", source.bibtex),
    copyButton("Copy reference", source.reference),
    does("more", "More about this paper"),
    does("open", "Open its page"),
    does("exclude", "Exclude"),
    comparison(source, others, act),
  );
}

function abstractOf(source) {
  const abstract = element("p", "abstract");
  for (const stretch of source.abstract) {
    const node = element("span", stretch.spots.length ? "cited" : "", stretch.text);
    if (stretch.spots.length) {
      node.dataset.spots = stretch.spots.join(" ");
      node.tabIndex = -1;
    }
    abstract.append(node);
  }
  return abstract;
}

// A card whose body is drawn when it is first opened.
function card(source, others, { act }) {
  const isCited = source.number !== null;
  const number = isCited ? element("span", "number", String(source.number)) : null;
  const head = button("head", "", () => open(!box.classList.contains("open")), number, source.title);
  const apart = isCited ? null : element("div", "about", "Not cited: it has a sentence close to a statement without a source.");
  const box = element("article", "card", head, aboutLine(source), apart);
  let body = null;
  const open = (on) => {
    if (on && !body) {
      body = element("div", "body", linksOf(source), abstractOf(source), actions(source, others, act));
      box.append(body);
    }
    box.classList.toggle("open", on);
    head.setAttribute("aria-expanded", String(on));
  };
  open(false);
  // Highlights the sentences at these spots, or none; the first of them.
  const highlight = (spots) => {
    const here = source.spots.some((spot) => spots.includes(spot));
    box.classList.toggle("chosen", here);
    if (here) open(true);
    let sentence = null;
    for (const stretch of box.querySelectorAll(".cited")) {
      const chosen = stretch.dataset.spots.split(" ").some((spot) => spots.includes(spot));
      stretch.classList.toggle("chosen", chosen);
      if (chosen) sentence ??= stretch;
    }
    return sentence;
  };
  return { box, highlight };
}

// The cards, of many only the first; `highlight` opens the cards of spots and gives the first sentence there.
export function cardList(sources, others, tools) {
  const box = element("div", "cards");
  const cards = [];
  const draw = (few) => {
    for (const source of few) {
      cards.push(card(source, others, tools));
      box.append(cards.at(-1).box);
    }
  };
  const rest = () => {
    more.remove();
    draw(sources.slice(cards.length));
  };
  const more = button("quiet more", "", rest, `Show all ${sources.length} sources`);
  draw(sources.slice(0, SHOWN));
  if (sources.length > SHOWN) box.append(more);
  const highlight = (spots) => {
    const isAt = (source) => source.spots.some((spot) => spots.includes(spot));
    if (sources.slice(cards.length).some(isAt)) rest();
    return cards.map((one) => one.highlight(spots)).find(Boolean);
  };
  return { box, highlight };
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
    element("div", "actions", source.pinned ? null : choice("pin", "Pin"), choice("exclude", "Exclude")),
  );
}

export function considered(sources, excluded, act) {
  const list = element("ul", "");
  const title = element("summary", "", `Considered, not cited (${sources.length})`);
  const left = `${excluded} ${excluded === 1 ? "paper was" : "papers were"} excluded from this answer.`;
  const box = element("details", "considered", title, excluded ? element("div", "about", left) : null, list);
  const draw = () => list.append(...sources.map((source) => consideredItem(source, act)));
  box.addEventListener("toggle", draw, { once: true });
  return box;
}
