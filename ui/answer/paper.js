// One paper of an answer: what is said of it, where it is, its abstract, and what can be done with it.

import { button, element, inSight, outwardLink } from "../dom.js";
import { copyButton } from "./clipboard.js";

const COMPARABLE = 8; // papers that one can be compared with

export function aboutLine(source) {
  const warnings = source.remarks.map((remark) => element("span", "badge warning", remark));
  const parts = [source.about, ...warnings, source.pinned ? element("span", "badge", "pinned") : null];
  return parts.some(Boolean) ? element("div", "about", ...parts) : null;
}

function placeLink({ name, address }, title) {
  const where = address.startsWith("http") ? ", in a new tab" : "";
  return outwardLink(name, address, `${name} of “${title}”${where}`);
}

export function linksOf(source) {
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
  return inSight(element("details", "compare", element("summary", "", "Compare with…"), element("ul", "", ...choices)));
}

export function actions(source, others, act) {
  const does = (what, label) =>
    button("quiet", `${label}: “${source.title}”`, () => act({ do: what, paper: source.paper }), label);
  const asking = () => [
    does("more", "More about this paper"),
    does("open", "Open its page"),
    does("exclude", "Exclude"),
    comparison(source, others, act),
  ];
  return element(
    "div",
    "actions",
    copyButton("Copy BibTeX", source.bibtex),
    copyButton("Copy reference", source.reference),
    ...(act ? asking() : []),
  );
}

export function abstractOf(source) {
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
