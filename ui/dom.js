// Nodes from plain data, for all components. Every piece of text becomes a text node: none is ever HTML.
//
// How scripts are put together: each is an ES module that imports by name from the files that it needs, so an editor
// and a linter know where everything comes from. Streamlit takes a component's script as one text, so ui/component.py
// joins a component's script and all that it imports, those that are needed first, without their imports and exports.
// Two things follow. Everything at the top of a component's scripts lives in one scope: no name may be there twice.
// And an import or an export is written as in these files, at the start of a line: `import { a, b } from "./c.js";`,
// `export function a`, `export const b`; a default export only in the component's own script.

// Characters that turn the direction of writing around: what they turn ends where their text does.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4 4l8 8M12 4l-8 8",
  left: "M10 3L5 8l5 5",
  right: "M6 3l5 5-5 5",
  pencil: "M3 13l.7-3 7.6-7.6 2.3 2.3-7.6 7.6zM9.8 3.9l2.3 2.3",
};

export function words(text) {
  if (!TURNING.test(text)) return document.createTextNode(text);
  const apart = document.createElement("bdi");
  apart.textContent = text;
  return apart;
}

// Of the children, null and "" are left out.
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const child of children) {
    if (child !== null && child !== "") node.append(typeof child === "string" ? words(child) : child);
  }
  return node;
}

export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  line.setAttribute("d", ICONS[name]);
  picture.append(line);
  return picture;
}

// `name` is said in place of what the button shows, where that alone would not tell.
export function button(className, name, onClick, ...children) {
  const node = element("button", className, ...children);
  node.type = "button";
  if (name) node.setAttribute("aria-label", name);
  node.addEventListener("click", onClick);
  return node;
}

// A link to elsewhere, in a tab of its own; one into another program opens none. `name` is said in place of what it shows.
export function outwardLink(shown, address, name) {
  const node = element("a", "", shown);
  node.href = address;
  if (address.startsWith("http")) node.target = "_blank";
  node.rel = "noopener noreferrer";
  if (name) node.setAttribute("aria-label", name);
  return node;
}

// Puts a text into a file of the reader's.
export function download(name, kind, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
  const save = document.createElement("a");
  save.href = address;
  save.download = name;
  save.click();
  URL.revokeObjectURL(address);
}

// What opens inside a box that scrolls is brought into sight, as much of it as there is room for.
export function inSight(details) {
  details.addEventListener("toggle", () => details.open && details.scrollIntoView({ block: "nearest" }));
  return details;
}
