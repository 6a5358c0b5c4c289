// A button that copies.

import { button, element } from "../dom.js";

const COPIED_FOR = 2000; // milliseconds that a button says so

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

export function copyButton(label, text) {
  const said = element("span", "", label);
  said.setAttribute("aria-live", "polite");
  const copy = async () => {
    said.textContent = (await copied(text)) ? "Copied" : "Could not copy";
    node.focus();
    setTimeout(() => (said.textContent = label), COPIED_FOR);
  };
  const node = button("quiet", "", copy, said);
  return node;
}
