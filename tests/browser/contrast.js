// [text, contrast, whether it is an icon] of every text that is drawn and not disabled, with opacities counted in.
() => {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parsed = (color) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (above, below) => [0, 1, 2].map((i) => above[i] * above[3] + below[i] * (1 - above[3]));
  const linear = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || !holder.offsetParent || holder.closest("script, style, [disabled], [aria-disabled=true]")) continue;
    let opacity = 1;
    const grounds = [];
    for (let element = holder; element; element = element.parentElement) {
      const style = getComputedStyle(element);
      grounds.unshift(parsed(style.backgroundColor));
      opacity *= style.opacity;
    }
    const ground = grounds.reduce((below, above) => over(above, below), [255, 255, 255]);
    const color = parsed(getComputedStyle(holder).color);
    color[3] *= opacity;
    const both = [light(over(color, ground)), light(ground)];
    found.push([text.slice(0, 40), Math.max(...both) / Math.min(...both), holder.dataset.testid === "stIconMaterial"]);
  }
  return found;
}
