// One answer beside its sources, drawn from plain data; what is clicked on goes back as an act.

import { button, element, icon } from "../dom.js";
import { cardList, considered } from "./cards.js";
import { comparisonTable } from "./comparison.js";
import { doubtsOf } from "./doubts.js";
import { grownAll } from "./prose.js";
import { tipLayer } from "./tip.js";

const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");

function searchedLine(text, act) {
  const line = element("div", "searched");
  const show = (focused) => {
    const edit = button("pencil", "Edit what is searched for", () => change(), icon("pencil"));
    line.replaceChildren(element("span", "", "Searched as: "), element("span", "", text), edit);
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

function followups(questions, act) {
  const items = questions.map((asking) => element("li", "", button("", "", () => act(asking), asking.text)));
  return [element("div", "label", "Ask next"), element("ul", "", ...items)];
}

function declined({ label, hint }, said) {
  return element("div", "abstained", element("div", "label", label), ...said, element("div", "about", hint));
}

function answerText(data, tools) {
  const said = grownAll(data.blocks, tools);
  return element(
    "div",
    "text",
    data.searched ? searchedLine(data.searched, tools.act) : null,
    ...(data.abstained ? [declined(data.abstained, said)] : said),
    tools.doubts.line(),
    notes(data, tools.doubts),
    element("div", "meta", data.meta),
  );
}

function whole(data, act) {
  const tips = tipLayer();
  let chosen = null; // the mark, or the claim, whose sentence is shown
  const choose = (spots, mark, byKey) => {
    chosen = mark;
    tips.hide();
    for (const other of root.querySelectorAll(".mark, .doubt")) other.classList.toggle("chosen", other === mark);
    const sentence = cards.highlight(spots);
    if (!sentence) return;
    sentence.scrollIntoView({ block: "nearest", behavior: CALM.matches ? "instant" : "smooth" });
    if (byKey) sentence.focus({ preventScroll: true });
  };
  const tools = { act, tips, choose, doubts: doubtsOf(data, { tips, choose }) };
  const cards = cardList(data.cards, [...data.cards, ...data.considered], tools);
  const sources = element(
    "aside",
    "sources",
    data.cards.length ? element("h4", "label", "Sources") : null,
    cards.box,
    data.considered.length || data.excluded ? considered(data.considered, data.excluded, act) : null,
  );
  sources.setAttribute("aria-label", "Sources");
  const beside = data.cards.length || data.considered.length;
  const answer = element("div", beside ? "answer" : "answer plain", answerText(data, tools), sources);
  const table = data.table ? comparisonTable(data.table, tools) : null;
  const root = element("div", "", answer, table, tools.doubts.descriptions, tips.tip);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches(".cited")) chosen?.focus();
  });
  return root;
}

// What was drawn stays as it is, with its open cards, as long as its answer is the same.
export default function draw({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector("#answer");
  const same = JSON.stringify(data.answer);
  box.act = (what) => setTriggerValue("act", what);
  const act = (what) => box.act(what);
  if (box.drawn !== same) box.replaceChildren(whole(data.answer, act), element("div", "next"));
  box.drawn = same;
  const next = box.querySelector(".next");
  const asked = JSON.stringify(data.followups);
  if (next.asked !== asked) next.replaceChildren(...(data.followups.length ? followups(data.followups, act) : []));
  next.asked = asked;
}
