// Tells the map what to show, and its reader what the colours mean.

function part(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function swatch(root, colour, colours) {
  const made = part("span", "swatch");
  made.style.background = colours[themed(root).name][colour] ?? UNKNOWN[themed(root).name];
  return made;
}

export default function ({ data, parentElement }) {
  const shared = (globalThis.colloquyMap ??= new EventTarget());
  shared.shown = data.shown;
  shared.dispatchEvent(new Event("shown"));
  const root = parentElement.querySelector("#key");
  const colours = data.shown.colour === "year" ? AGES : COLOURS;
  const items = data.key.map(({ colour, text }) => part("li", "", swatch(root, colour, colours), text));
  root.replaceChildren(part("span", "", data.line), ...(items.length ? [part("ul", "", ...items)] : []));
}
