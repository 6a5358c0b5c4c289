// The running text: citation numbers, verdicts, and the one tip that tells what is behind them.

const SIGNS = { partial: "~", unsupported: "✕", contradicted: "≠", uncited: "?" };
const EDGE = 8; // pixels that a tip keeps from the window's edges
const LINGER = 150; // milliseconds in which the pointer can move from a mark into its tip
let hideLast = () => {}; // one tip at a time, of all answers on the page

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function tipLayer() {
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
  mark.told = () => tips.show(mark, fill);
  return mark;
}

function grown(node, tools) {
  if (typeof node === "string") return words(node);
  if (node.tag) return element(TAGS.has(node.tag) ? node.tag : "span", "", ...grownAll(node.children, tools));
  return node.claim === undefined ? citationMark(node, tools) : verdictMark(node, tools);
}

// Nodes side by side; a verdict stays on the line of the number before it, and of the full stop between them.
function grownAll(nodes, tools) {
  const drawn = [];
  for (const node of nodes) {
    const next = grown(node, tools);
    const held = node.claim === undefined ? [] : withNumber(drawn);
    drawn.push(held.length ? element("span", "together", ...held, next) : next);
  }
  return drawn;
}

// Takes off the end a number, with the character behind it if there is one.
function withNumber(drawn) {
  const between = drawn.at(-1)?.nodeType === Node.TEXT_NODE && drawn.at(-1).data.length === 1 ? 1 : 0;
  return drawn.at(-1 - between)?.className === "mark" ? drawn.splice(-1 - between) : [];
}
