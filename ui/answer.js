// Draws one answer beside its sources from plain data. Every piece of text becomes a text node: none is ever HTML.

const TAGS = new Set(
  "p ul ol li strong em code pre blockquote table thead tbody tr th td br h1 h2 h3 h4 h5 h6".split(" "),
);

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null));
  return node;
}

function mark(data, choose) {
  const known = data.mark !== undefined;
  const label = known ? String(data.mark) : data.unknown;
  const tip = element("span", "tip", known ? element("b", "", data.title) : null, data.tip);
  tip.setAttribute("role", "tooltip");
  const button = element("button", known ? "mark" : "mark unknown", label, tip);
  button.type = "button";
  button.setAttribute("aria-label", known ? `Source ${label}: ${data.tip}` : data.tip);
  const place = () => button.classList.toggle("left", button.getBoundingClientRect().left > window.innerWidth * 0.55);
  button.addEventListener("mouseenter", place);
  button.addEventListener("focus", place);
  if (known) {
    button.dataset.n = label;
    button.addEventListener("click", () => choose(data.mark));
  }
  return button;
}

function grown(node, choose) {
  if (typeof node === "string") return document.createTextNode(node);
  if (!node.tag) return mark(node, choose);
  const tag = TAGS.has(node.tag) ? node.tag : "span";
  return element(tag, "", ...node.children.map((child) => grown(child, choose)));
}

// Papers side by side: a column a paper, a row an aspect.
function table(data, choose) {
  const head = element("tr", "", element("td"), ...data.rows.map((row) => element("th", "", row.title)));
  const rows = data.columns.map((name, column) => {
    const cells = data.rows.map(({ cells }) => {
      const parts = cells[column];
      return element("td", parts.length > 1 ? "" : "unstated", ...parts.map((part) => grown(part, choose)));
    });
    return element("tr", "", element("th", "", name), ...cells);
  });
  const box = element("div", "compared", element("table", "", element("thead", "", head), element("tbody", "", ...rows)));
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "The papers side by side");
  return box;
}

function linked(source) {
  if (!source.link) return null;
  const link = element("a", "", "Open the paper");
  link.href = source.link;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

function card(source) {
  const numbers = element("span", "numbers", source.numbers.join(" "));
  const head = element("button", "head", numbers, source.title);
  head.type = "button";
  const abstract = element("p", "abstract");
  for (const stretch of source.abstract) {
    const node = element("span", stretch.numbers.length ? "cited" : "", stretch.text);
    node.dataset.n = stretch.numbers.join(" ");
    abstract.append(node);
  }
  const about = source.about ? element("div", "about", source.about) : null;
  const box = element("article", "card", head, about, linked(source), abstract);
  const open = (on) => {
    box.classList.toggle("open", on);
    head.setAttribute("aria-expanded", String(on));
  };
  head.addEventListener("click", () => open(!box.classList.contains("open")));
  open(false);
  return { box, abstract, open, numbers: source.numbers };
}

function considered(sources) {
  const items = sources.map((source) => {
    const link = linked(source);
    if (link) link.textContent = source.title;
    return element("li", "", link ?? source.title);
  });
  const title = element("summary", "", `Considered, not cited (${sources.length})`);
  return element("details", "considered", title, element("ul", "", ...items));
}

export default function ({ data, parentElement }) {
  const cards = data.cards.map(card);

  const choose = (n) => {
    for (const button of root.querySelectorAll(".mark")) button.classList.toggle("chosen", button.dataset.n === String(n));
    for (const { box, abstract, open, numbers } of cards) {
      const here = numbers.includes(n);
      box.classList.toggle("chosen", here);
      if (here) open(true);
      for (const stretch of abstract.children) {
        const cited = stretch.dataset.n.split(" ").includes(String(n));
        stretch.classList.toggle("chosen", cited);
        if (cited) {
          box.scrollIntoView({ block: "nearest", behavior: "smooth" });
          abstract.scrollTop = stretch.offsetTop - abstract.offsetTop - 24;
        }
      }
    }
  };

  const notes = [
    ...data.notices.map((text) => element("div", "note", text)),
    ...data.doubts.map((doubt) => element("div", "note", `${doubt.verdict}: “${doubt.text}” (${doubt.reason})`)),
  ];
  const text = element(
    "div",
    "text",
    data.searched ? element("div", "searched", `Searched as: ${data.searched}`) : null,
    ...data.blocks.map((block) => grown(block, choose)),
    notes.length ? element("div", "notes", ...notes) : null,
  );
  const sources = element(
    "aside",
    "sources",
    cards.length ? element("h4", "", "Sources") : null,
    ...cards.map(({ box }) => box),
    data.considered.length ? considered(data.considered) : null,
  );
  sources.setAttribute("aria-label", "Sources");
  const root = element("div", cards.length || data.considered.length ? "answer" : "answer plain", text, sources);
  if (data.table) root.append(table(data.table, choose));
  parentElement.querySelector("#answer").replaceChildren(root);
}
