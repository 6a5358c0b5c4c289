// The buttons over the map: what a drag does, and how large the map is.

import { button, element } from "../dom.js";

function tool(text, label, act) {
  const made = button("", label, act, text);
  made.title = label;
  return made;
}

// The toolbar, and its buttons by the mode that they choose.
export function toolbar(atlas) {
  const modes = new Map();
  const mode = (name, text, label) => {
    modes.set(name, tool(text, label, () => atlas.choose(name)));
    return modes.get(name);
  };
  const bar = element(
    "div",
    "tools",
    mode("move", "Move", "Move the map"),
    mode("lasso", "Lasso", "Choose papers with a lasso"),
    mode("box", "Box", "Choose papers with a box"),
    tool("+", "Enlarge", () => atlas.enlarge(1.6)),
    tool("−", "Reduce", () => atlas.enlarge(1 / 1.6)),
    tool("All", "Show the whole map", () => atlas.whole()),
  );
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Map");
  return { bar, modes };
}
