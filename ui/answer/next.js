// Questions to ask next, below the last answer.

import { button, element } from "../dom.js";

export default function drawNext({ data, parentElement, setTriggerValue }) {
  const items = data.map((asking) => element("li", "", button("", "", () => setTriggerValue("act", asking), asking.text)));
  const list = [element("div", "label", "Ask next"), element("ul", "", ...items)];
  parentElement.querySelector("#next").replaceChildren(...(items.length ? list : []));
}
