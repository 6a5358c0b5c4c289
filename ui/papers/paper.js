// Draws one paper from plain data.

import { button, element, outwardLink } from "../dom.js";

function citing({ question, when, address }) {
  const link = element("a", "", question);
  link.href = address;
  link.target = "_self";
  return element("li", "", link, element("div", "about", when));
}

function neighbour({ id, title, about }, choose) {
  const open = button("", "", () => choose(id), title);
  return element("li", "", open, about ? element("div", "about", about) : null);
}

function section(title, items) {
  return items.length ? element("section", "", element("h2", "", title), element("ul", "", ...items)) : null;
}

export default function draw({ data, parentElement, setTriggerValue }) {
  const choose = (id) => setTriggerValue("chosen", id);
  const near = data.neighbours.map((paper) => neighbour(paper, choose));
  const answers = data.answers.map(citing);
  const beside = element("aside", "", section("Nearest by meaning", near), section("Answers that cite it", answers));
  const links = data.links.map(({ name, address }) => outwardLink(name, address));
  const article = element(
    "article",
    "",
    element("h1", "", data.title),
    data.remarks.length ? element("div", "remarks", data.remarks.join(", ")) : null,
    data.authors ? element("div", "authors", data.authors) : null,
    element("div", "about", data.about),
    data.tags.length ? element("ul", "tags", ...data.tags.map((tag) => element("li", "", tag))) : null,
    links.length ? element("div", "links", ...links) : null,
    element("p", "abstract", data.abstract || "This record has no abstract: it is found by its title, never quoted."),
    data.keywords ? element("div", "about", `Keywords: ${data.keywords}`) : null,
    data.collections ? element("div", "about", `Collections: ${data.collections}`) : null,
    data.notes.length ? element("div", "about", `Notes: ${data.notes.join("; ")}`) : null,
  );
  const paper = element("div", "paper", article, near.length || answers.length ? beside : null);
  parentElement.querySelector("#paper").replaceChildren(paper);
}
