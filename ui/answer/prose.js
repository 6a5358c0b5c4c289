// The running text: citation marks between its words, an underline below what needs a look, and what leads stands out.

import { button, element, outwardLink, words } from "../dom.js";

const SIGNS = { missing: "?", contrary: "≠", open: "", judged: "" };
const TAGS = new Set(
  "p section ul ol li strong em code pre blockquote table thead tbody tr th td br h1 h2 h3 h4 h5 h6".split(" "),
);

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// What is to be said of a claim: in a word, and why.
export function toldLine({ level, words: said, reason }) {
  const head = said && element("b", "", `${SIGNS[level]} ${capital(said)}${reason ? ": " : ""}`.trimStart());
  return element("div", `told ${level}`, head, head ? reason : capital(reason));
}

function citationMark(data, { tips, choose }) {
  const spots = data.sentences.map((sentence) => sentence.spot);
  const quoted = data.sentences.map((sentence) => sentence.quote).join(" … ");
  const told = data.note ? ` ${capital([data.note.words, data.note.reason].filter(Boolean).join(": "))}.` : "";
  const fill = () => [
    element("b", "title", data.title),
    ...data.sentences.map(({ spot, quote }) => quoteButton(quote, () => choose([spot], mark))),
    ...(data.note ? [toldLine(data.note)] : []),
  ];
  const label = data.label ? element("span", "who", data.label) : null;
  const name = `Source ${data.mark}, “${data.title}”: ${quoted}${told}`;
  const mark = button("mark", name, () => choose(spots, mark), String(data.mark), label);
  mark.dataset.spots = spots.join(" ");
  tips.attach(mark, fill);
  return mark;
}

// The line of who is quoted below it, which leads to the first sentence.
function saysLine({ says, verb, title, spot }, { choose }) {
  const who = button("speaker", `“${title}”`, () => choose([spot], who), says);
  who.title = title;
  return element("p", "says", who, ` ${verb}:`);
}

function unknownMark(data, { tips }) {
  const fill = () => [element("div", "", data.tip)];
  const mark = button("mark unknown", data.tip, () => tips.show(mark, fill), data.unknown);
  tips.attach(mark, fill);
  return mark;
}

// A quoted sentence in a tip, which leads to its place in its card. The focus stays where it is until that is reached:
// the tip would be gone before it was clicked.
export function quoteButton(quote, onClick) {
  const node = button("quote", "", onClick, quote);
  node.addEventListener("mousedown", (event) => event.preventDefault());
  node.tabIndex = -1;
  return node;
}

function grown(node, tools) {
  if (typeof node === "string") return words(node);
  if (node.tag) return element(TAGS.has(node.tag) ? node.tag : "span", "", ...grownAll(node.children, tools));
  if (node.quoted) return element("p", node.quoted, ...grownAll(node.children, tools));
  if (node.says) return saysLine(node, tools);
  if (node.link) return outwardLink(node.link, node.link);
  if (node.claim !== undefined) return tools.doubts.underlined(node.claim, grownAll(node.children, tools));
  return node.mark === undefined ? unknownMark(node, tools) : citationMark(node, tools);
}

export function grownAll(nodes, tools) {
  return nodes.map((node) => grown(node, tools));
}
