// The running text: citation marks and verdicts between its words.

import { button, element, icon, words } from "../dom.js";

export const SIGNS = { partial: "~", unsupported: "✕", contradicted: "≠", uncited: "?" };
const TAGS = new Set(
  "p ul ol li strong em code pre blockquote table thead tbody tr th td br h1 h2 h3 h4 h5 h6".split(" "),
);

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function verdictLine({ verdict, word, reason }) {
  const sign = verdict === "supported" ? icon("check") : SIGNS[verdict];
  return element("div", `judged ${verdict}`, element("b", "", sign, ` ${capital(word)}: `), reason);
}

function citationMark(data, { tips, choose }) {
  const known = data.mark !== undefined;
  const label = known ? String(data.mark) : data.unknown;
  const judged = data.verdict ? ` ${capital(data.verdict.word)}: ${data.verdict.reason}.` : "";
  const name = known ? `Source ${label}, “${data.title}”: ${data.tip}${judged}` : data.tip;
  const onClick = (event) => (known ? choose(data.mark, mark, event.detail === 0) : tips.show(mark, fill));
  const fill = () => [
    ...(known ? [element("b", "title", data.title)] : []),
    element("div", "", data.tip),
    ...(data.verdict ? [verdictLine(data.verdict)] : []),
  ];
  const mark = button(known ? "mark" : "mark unknown", name, onClick, label);
  if (known) mark.dataset.n = label;
  tips.attach(mark, fill);
  return mark;
}

// A check for what is supported, quietly: the number before it tells why. The rest by sign and word.
function verdictMark(data, { tips }) {
  const name = `${capital(data.word)}: ${data.reason}`;
  const fill = () => [verdictLine(data)];
  if (data.verdict === "supported") {
    const check = element("span", "verdict supported", icon("check"));
    check.setAttribute("role", "img");
    check.setAttribute("aria-label", name);
    tips.attach(check, fill);
    return check;
  }
  const mark = button(`verdict ${data.verdict}`, name, () => tips.show(mark, fill), `${SIGNS[data.verdict]} ${data.word}`);
  mark.dataset.claim = data.claim;
  tips.attach(mark, fill);
  mark.showTip = () => tips.show(mark, fill);
  return mark;
}

function grown(node, tools) {
  if (typeof node === "string") return words(node);
  if (node.tag) return element(TAGS.has(node.tag) ? node.tag : "span", "", ...grownAll(node.children, tools));
  return node.claim === undefined ? citationMark(node, tools) : verdictMark(node, tools);
}

// Nodes side by side; a verdict stays on the line of the number before it, and of the full stop between them.
export function grownAll(nodes, tools) {
  const drawn = [];
  for (const node of nodes) {
    const next = grown(node, tools);
    const number = node.claim === undefined ? [] : withNumber(drawn);
    drawn.push(number.length ? element("span", "together", ...number, next) : next);
  }
  return drawn;
}

// Takes off the end a number, with the character behind it if there is one.
function withNumber(drawn) {
  const between = drawn.at(-1)?.nodeType === Node.TEXT_NODE && drawn.at(-1).data.length === 1 ? 1 : 0;
  return drawn.at(-1 - between)?.className === "mark" ? drawn.splice(-1 - between) : [];
}
