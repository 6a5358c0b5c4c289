// In each theme apart from each other, also to colour-blind eyes, and 3:1 or more against the page.
export const COLOURS = {
  light: ["#0f6fae", "#b54a00", "#12805c", "#a83279", "#8a6d00", "#5b4bc4", "#b3261e", "#4c6472"],
  dark: ["#56b4e9", "#ff9d4d", "#3fcf9f", "#f08cc6", "#f0e442", "#a99bff", "#ff8a80", "#b4c4ce"],
};
export const AGES = {
  light: ["#1b2a6b", "#4a3a9e", "#8a3a9a", "#b83a74", "#c9513a", "#b37400"],
  dark: ["#6f86e8", "#a084f0", "#d48ae0", "#f594b4", "#ffb27a", "#ffe28a"],
};
export const UNKNOWN = { light: "#8a9196", dark: "#7d868c" };
export const FAINT = { light: "#d9dcda", dark: "#343b3f" };

export function themed(node) {
  const style = getComputedStyle(node);
  const of = (name) => style.getPropertyValue(name).trim();
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = of("--st-background-color") || "#ffffff";
  const [red, green, blue] = probe.fillStyle.match(/\w\w/g).map((part) => parseInt(part, 16));
  const name = 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  const [text, line, font] = ["--st-text-color", "--st-primary-color", "--st-font"].map(of);
  return { name, back: probe.fillStyle, text, line, font };
}
