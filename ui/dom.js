// Nodes from plain data. Every piece of text becomes a text node: none is ever HTML.

const TAGS = new Set(
  "p ul ol li strong em code pre blockquote table thead tbody tr th td br h1 h2 h3 h4 h5 h6".split(" "),
);
// Characters that turn the direction of writing around: what they turn ends where their text does.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
const ICONS = {
  check: "M3.5 8.5l3 3 6-7",
  pencil: "M3 13l.7-3 7.6-7.6 2.3 2.3-7.6 7.6zM9.8 3.9l2.3 2.3",
};
const COPIED_FOR = 2000; // milliseconds that a button says so

function words(text) {
  if (!TURNING.test(text)) return document.createTextNode(text);
  const apart = document.createElement("bdi");
  apart.textContent = text;
  return apart;
}

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const child of children) {
    if (child !== null && child !== "") node.append(typeof child === "string" ? words(child) : child);
  }
  return node;
}

function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  line.setAttribute("d", ICONS[name]);
  picture.append(line);
  return picture;
}

function button(className, name, onClick, ...children) {
  const node = element("button", className, ...children);
  node.type = "button";
  if (name) node.setAttribute("aria-label", name);
  node.addEventListener("click", onClick);
  return node;
}

function link({ name, address }, title) {
  const node = element("a", "", name);
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  node.setAttribute("aria-label", `${name} of “${title}”, in a new tab`);
  return node;
}

// A page that is not served from this machine or over https has no clipboard: there a selection is copied.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function copyButton(label, text) {
  const said = element("span", "", label);
  said.setAttribute("aria-live", "polite");
  const node = button("quiet", "", async () => {
    said.textContent = (await copied(text)) ? "Copied" : "Could not copy";
    node.focus();
    setTimeout(() => (said.textContent = label), COPIED_FOR);
  }, said);
  return node;
}
