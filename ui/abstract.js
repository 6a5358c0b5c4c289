// Draws one paper from plain data. Every piece of text becomes a text node: none is ever HTML.

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child));
  return node;
}

function link({ name, address }) {
  const node = element("a", "", name);
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function neighbour({ id, title, about }, choose) {
  const button = element("button", "", title);
  button.type = "button";
  button.addEventListener("click", () => choose(id));
  return element("li", "", button, about ? element("div", "about", about) : null);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const choose = (id) => setTriggerValue("chosen", id);
  const near = data.neighbours.map((paper) => neighbour(paper, choose));
  const nearby = element("aside", "", element("h2", "", "Nearest by meaning"), element("ul", "", ...near));
  const root = element(
    "div",
    "paper",
    element(
      "article",
      "",
      element("h1", "", data.title),
      data.remarks.length ? element("div", "remarks", data.remarks.join(", ")) : null,
      data.authors ? element("div", "authors", data.authors) : null,
      element("div", "about", data.about),
      data.links.length ? element("div", "links", ...data.links.map(link)) : null,
      element("p", "abstract", data.abstract || "This record has no abstract: it is found by its title, never quoted."),
      data.keywords ? element("div", "about", `Keywords: ${data.keywords}`) : null,
    ),
    near.length ? nearby : null,
  );
  parentElement.querySelector("#paper").replaceChildren(root);
}
