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

function citing({ question, when, address }) {
  const node = element("a", "", question);
  node.href = address;
  node.target = "_self";
  return element("li", "", node, element("div", "about", when));
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
  const answers = data.answers.map(citing);
  const aside = element(
    "aside",
    "",
    near.length ? element("section", "", element("h2", "", "Nearest by meaning"), element("ul", "", ...near)) : null,
    answers.length ? element("section", "", element("h2", "", "Answers that cite it"), element("ul", "", ...answers)) : null,
  );
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
      data.tags.length ? element("ul", "tags", ...data.tags.map((tag) => element("li", "", tag))) : null,
      data.links.length ? element("div", "links", ...data.links.map(link)) : null,
      element("p", "abstract", data.abstract || "This record has no abstract: it is found by its title, never quoted."),
      data.keywords ? element("div", "about", `Keywords: ${data.keywords}`) : null,
    ),
    near.length || answers.length ? aside : null,
  );
  parentElement.querySelector("#paper").replaceChildren(root);
}
