// Tells the map what to show, and its reader what the colours mean.

import { element } from "../dom.js";
import { AGES, COLOURS, UNKNOWN, themed } from "./colours.js";

function swatch(theme, colour, colours) {
  const made = element("span", "swatch");
  made.style.background = colours[theme][colour] ?? UNKNOWN[theme];
  return made;
}

export default function draw({ data, parentElement }) {
  const shared = (globalThis.colloquyAtlas ??= new EventTarget());
  shared.shown = data.shown;
  shared.dispatchEvent(new Event("shown"));
  const root = parentElement.querySelector("#atlas_key");
  const theme = themed(root).name;
  const colours = data.shown.colour === "year" ? AGES : COLOURS;
  const items = data.key.map(({ colour, text }) => element("li", "", swatch(theme, colour, colours), text));
  root.replaceChildren(element("span", "", data.line), ...(items.length ? [element("ul", "", ...items)] : []));
}
