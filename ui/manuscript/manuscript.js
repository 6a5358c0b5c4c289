// Draws the findings of a manuscript: each sentence at the left, what it cites at the right, a note below.
// J and K, or the arrows, go from one to the next; N writes a note, Escape or leaving the field keeps it.

import { element } from "../dom.js";

function evidence({ key, title, about, quote }) {
  return element(
    "div",
    "evidence",
    element("div", "about", element("code", "", key), ` ${title}${about ? ` (${about})` : ""}`),
    quote ? element("blockquote", "", quote) : element("p", "about", "It has no abstract here."),
  );
}

function noteField(finding, keep) {
  const field = element("textarea", "");
  field.rows = finding.note ? 2 : 1;
  field.value = finding.note;
  field.placeholder = "Note";
  field.setAttribute("aria-label", `Note on: ${finding.text}`);
  field.addEventListener("change", () => keep(field.value));
  return field;
}

function article(finding, keep) {
  const papers = finding.papers.map(evidence);
  const none = element("p", "about", "None of it is in the library.");
  const node = element(
    "article",
    finding.verdict,
    element(
      "div",
      "said",
      element("div", "about", element("b", "", finding.label), ` ${finding.where}`),
      element("p", "", finding.text),
      finding.reason ? element("p", "about", finding.reason) : null,
      noteField(finding, keep),
    ),
    element("div", "beside", ...(papers.length ? papers : [none])),
  );
  node.tabIndex = -1;
  return node;
}

export default function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("#manuscript");
  const { findings } = data;
  const articles = findings.map((finding) =>
    article(finding, (note) => setTriggerValue("noted", { id: finding.id, note })),
  );
  const hadFocus = root.contains(root.getRootNode().activeElement);
  const list = element("div", "findings", ...articles);
  root.replaceChildren(list);
  if (!articles.length) return;

  // The place is kept on the root: after a note is kept, the same findings are drawn anew.
  const place = () => Math.max(findings.findIndex(({ id }) => id === root.dataset.current), 0);
  const go = (to, focus = true) => {
    const at = Math.min(Math.max(to, 0), articles.length - 1);
    root.dataset.current = findings[at].id;
    articles.forEach((node, n) => {
      node.tabIndex = n === at ? 0 : -1;
      node.classList.toggle("current", n === at);
    });
    if (focus) articles[at].focus();
  };
  articles.forEach((node, n) => node.addEventListener("focusin", () => go(n, false)));
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inNote = event.target.tagName === "TEXTAREA";
    if (inNote && event.key === "Escape") {
      event.target.dispatchEvent(new Event("change"));
      articles[place()].focus();
    } else if (!inNote && ["j", "ArrowDown"].includes(event.key)) go(place() + 1);
    else if (!inNote && ["k", "ArrowUp"].includes(event.key)) go(place() - 1);
    else if (!inNote && event.key === "n") articles[place()].querySelector("textarea").focus();
    else return;
    event.preventDefault();
  });
  go(place(), hadFocus);
}
