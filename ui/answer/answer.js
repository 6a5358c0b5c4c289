// One answer beside its sources, drawn from plain data; what is clicked on goes back as an act.

import { button, download, element, icon } from "../dom.js";
import { cardList, considered } from "./cards.js";
import { copyButton } from "./clipboard.js";
import { comparisonTable } from "./comparison.js";
import { doubtsOf } from "./doubts.js";
import { readingPane } from "./pane.js";
import { grownAll } from "./prose.js";
import { tipLayer } from "./tip.js";

function searchedLine(text, act) {
  const line = element("div", "searched");
  const show = (focused) => {
    line.replaceChildren(element("span", "", "Searched as: "), element("span", "", text));
    if (!act) return;
    const edit = button("pencil", "Edit what is searched for", () => change(), icon("pencil"));
    line.append(edit);
    if (focused) edit.focus();
  };
  const change = () => {
    const field = document.createElement("input");
    field.value = text;
    field.setAttribute("aria-label", "Search for this instead. Enter asks again, Escape leaves it.");
    field.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the page has shortcuts of its own
      if (event.key === "Escape") show(true);
      if (event.key === "Enter" && field.value.trim()) {
        show(true);
        act({ do: "rephrase", text: field.value.trim() });
      }
    });
    line.replaceChildren(element("span", "", "Searched as: "), field);
    field.select();
  };
  show(false);
  return line;
}

function notes(data, doubts) {
  const all = [...data.notices.map((text) => element("div", "note", text)), ...doubts.notes];
  return all.length ? element("div", "notes", ...all) : null;
}

function declined({ label, hint }, said) {
  return element("div", "abstained", element("div", "label", label), ...said, hint ? element("div", "about", hint) : null);
}

// What can be taken along: the answer with its references, and the records of its papers.
function taken({ markdown, bibtex, files }) {
  const save = (label, kind, name, text) => button("quiet", "", () => download(name, kind, text), label);
  return element(
    "div",
    "actions taken",
    copyButton("Copy", markdown),
    save("Export Markdown", "text/markdown", files.md, markdown),
    bibtex ? save("Export BibTeX", "application/x-bibtex", files.bib, bibtex) : null,
  );
}

// The text; that of a comparison whose table says the same is folded below it.
function textOf(data, tools) {
  const grown = grownAll(data.blocks, tools);
  if (data.abstained) return [declined(data.abstained, grown)];
  if (!data.folded) return grown;
  return [element("details", "folded", element("summary", "", data.folded), ...grown)];
}

function answerText(data, tools) {
  return element(
    "div",
    "text",
    data.searched ? searchedLine(data.searched, tools.act) : null,
    ...textOf(data, tools),
    tools.doubts.line(),
    notes(data, tools.doubts),
    element("div", "meta", data.meta),
    taken(data),
  );
}

function whole(data, act) {
  const tips = tipLayer();
  const light = (mark) => {
    for (const other of root.querySelectorAll(".mark, .doubt")) other.classList.toggle("chosen", other === mark);
  };
  const choose = (spots, mark) => {
    tips.hide();
    pane.show(spots, mark);
    light(mark);
  };
  const opened = (spots) => {
    cards.choose(spots);
    light([...root.querySelectorAll(".mark")].find((mark) => mark.dataset.spots?.split(" ").includes(spots[0])));
  };
  const closed = () => opened([]);
  const tools = { act, tips, choose, opened, closed, doubts: doubtsOf(data, { tips, choose }) };
  const cards = cardList(data.cards, tools);
  const sources = element(
    "aside",
    "sources",
    data.cards.length ? element("h4", "label", "Sources") : null,
    cards.box,
    data.considered.length || data.excluded ? considered(data.considered, data.excluded, act) : null,
  );
  sources.setAttribute("aria-label", "Sources");
  // The pane begins where the sources do, and where these stand below the text, as far to the right as it can.
  const left = () => {
    const { left: start, right } = sources.getBoundingClientRect();
    return start > answer.getBoundingClientRect().left + 1 ? start - 16 : right;
  };
  const pane = readingPane(data, [...data.cards, ...data.considered], left, tools);
  const beside = data.cards.length || data.considered.length;
  const answer = element("div", beside ? "answer" : "answer plain", answerText(data, tools), sources);
  const table = data.table ? comparisonTable(data.table, tools) : null;
  const root = element("div", "", table, answer, tools.doubts.descriptions, tips.tip, pane.pane);
  return root;
}

// What was drawn stays as it is, with its open cards, as long as its answer is the same.
export default function draw({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector("#answer");
  const same = JSON.stringify(data);
  box.act = (what) => setTriggerValue("act", what);
  // Of another's answer nothing can be asked anew.
  if (box.drawn !== same) box.replaceChildren(whole(data, data.others ? null : (what) => box.act(what)));
  box.drawn = same;
}
