// The map: moved, enlarged, hovered over, clicked and encircled. What is shown on it comes by `key.js`.

import { element } from "../dom.js";
import { FAINT, themed } from "./colours.js";
import { FEW, coloured, drawNames, drawPoints } from "./drawing.js";
import { listen } from "./gestures.js";
import { inside, unpacked } from "./points.js";
import { toolbar } from "./toolbar.js";

const FURTHEST = 400; // times enlarged
const REACH = 12; // pixels within which a point is the one that is pointed at
const HINTS = {
  move: "Drag to move, scroll or pinch to enlarge, click a point to open its paper.",
  lasso: "Draw around papers to choose them.",
  box: "Draw a box around papers to choose them.",
};
const SPOKEN =
  "Map of the papers. Arrow keys move it, + and - enlarge and reduce it. To list papers, choose a topic or search.";

class Atlas {
  constructor(root, points, send) {
    Object.assign(this, { root, points, send, zoom: 1, x: 0, y: 0, hovered: -1, path: [] });
    this.canvas = element("canvas", "points");
    this.over = element("canvas", "over");
    this.tip = element("div", "tip");
    this.tip.setAttribute("role", "status");
    this.hint = element("div", "hint");
    this.over.tabIndex = 0;
    this.over.setAttribute("role", "application");
    this.over.setAttribute("aria-label", SPOKEN);
    const { bar, modes } = toolbar(this);
    this.modes = modes;
    root.replaceChildren(element("div", "frame", this.canvas, this.over, bar, this.tip), this.hint);
    this.choose("move");
    listen(this);
    this.shared = globalThis.colloquyAtlas ??= new EventTarget();
    this.onShown = () => this.show();
    this.shared.addEventListener("shown", this.onShown);
    this.sized = new ResizeObserver(() => this.fit());
    this.sized.observe(this.over);
    this.show();
  }

  close() {
    this.shared.removeEventListener("shown", this.onShown);
    this.sized.disconnect();
  }

  choose(name) {
    this.mode = name;
    for (const [other, made] of this.modes) made.setAttribute("aria-pressed", String(other === name));
    this.over.dataset.mode = name;
    this.hint.textContent = HINTS[name];
    this.point(-1);
  }

  // What is to be shown of the points, where it was made for these points.
  show() {
    const shown = this.shared.shown;
    this.shown = shown && shown.stamp === this.points.stamp ? shown : { colour: "topic", picked: null };
    this.picked = null;
    if (this.shown.picked) {
      this.picked = new Uint8Array(this.points.count);
      this.shown.picked.forEach((row) => (this.picked[row] = 1));
    }
    this.path = [];
    this.colours = null;
    this.draw();
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.over;
    if (!width || !height) return;
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    Object.assign(this, { width, height });
    for (const canvas of [this.canvas, this.over]) {
      Object.assign(canvas, { width: Math.round(width * this.ratio), height: Math.round(height * this.ratio) });
    }
    this.draw();
  }

  view() {
    const { width, height } = this;
    const size = 0.46 * Math.min(width, height - 40) * this.zoom;
    // Neither axis means anything: the map takes the shape of its frame, within reason.
    const wide = size * Math.min(Math.max(width / height, 1), 1.8);
    const side = Math.min(size * Math.min(Math.max(height / width, 1), 1.5), 0.46 * (height - 40) * this.zoom);
    const radius = (count) => {
      const crowd = 0.27 * Math.sqrt((width * height) / Math.max(count, 1));
      return Math.min(7, Math.min(Math.max(crowd, 1.2), 5) * this.zoom ** 0.35);
    };
    return {
      width, height, wide, side, radius,
      across: (x) => width / 2 + (x - this.x) * wide,
      down: (y) => height / 2 + 14 - (y - this.y) * side,
      place: (px, py) => [this.x + (px - width / 2) / wide, this.y - (py - height / 2 - 14) / side],
    };
  }

  draw() {
    if (this.due || !this.width) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      const [theme, view] = [themed(this.root), this.view()];
      if (!this.colours || this.theme !== theme.name) this.colours = coloured(this.points, this.shown, theme.name);
      this.theme = theme.name;
      this.drawAll(this.canvas.getContext("2d", { willReadFrequently: true }), theme, view);
      this.root.dataset.drawn = this.points.count;
      this.drawOver(theme, view);
    });
  }

  // How many papers stand out.
  chosen() {
    return this.shown.picked ? this.shown.picked.length : this.points.count;
  }

  // The points and the names: where papers are chosen, the others are faint. Few papers stand before the names.
  drawAll(pen, theme, view) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
    const { points, ratio, colours, picked, shown } = this;
    const chosen = this.chosen();
    const dots = (count, colourOf, list, wanted) =>
      drawPoints(pen, ratio, points, view, view.radius(count), colourOf, list, wanted);
    const papers = () => dots(chosen, (row) => colours.of[row], colours.list, (row) => !picked || picked[row]);
    const names = () => {
      const list = shown.colour === "topic" ? colours.list : null;
      this.root.dataset.names = drawNames(pen, ratio, points, view, theme, list);
    };
    if (picked) dots(points.count, () => 0, [FAINT[theme.name]], (row) => !picked[row]);
    for (const part of chosen < FEW ? [names, papers] : [papers, names]) part();
  }

  // What moves with the pointer: the ring around a point, and the lasso.
  drawOver(theme = themed(this.root), view = this.view()) {
    const pen = this.over.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    pen.strokeStyle = theme.text;
    pen.lineWidth = 2;
    if (this.hovered >= 0) {
      pen.beginPath();
      const [x, y] = [view.across(this.points.x[this.hovered]), view.down(this.points.y[this.hovered])];
      pen.arc(x, y, view.radius(this.chosen()) + 3, 0, 2 * Math.PI);
      pen.stroke();
    }
    if (this.path.length < 2) return;
    pen.strokeStyle = theme.line;
    pen.setLineDash([6, 4]);
    pen.beginPath();
    this.outline().forEach(([x, y]) => pen.lineTo(x, y));
    pen.closePath();
    pen.stroke();
    pen.setLineDash([]);
  }

  // The lasso, or the corners of the box, on the canvas.
  outline() {
    if (this.mode === "lasso") return this.path;
    const [[ax, ay], [bx, by]] = [this.path[0], this.path.at(-1)];
    return [[ax, ay], [bx, ay], [bx, by], [ax, by]];
  }

  // Chooses the papers within what was drawn.
  encircle() {
    const rows = this.path.length > 1 ? this.within() : [];
    if (rows.length) this.send("encircled", { stamp: this.points.stamp, rows });
    else this.path = [];
    this.drawOver();
  }

  open(row) {
    this.send("opened", { stamp: this.points.stamp, row });
  }

  within() {
    const [view, outline] = [this.view(), this.outline()];
    const rows = [];
    for (let row = 0; row < this.points.count; row++) {
      if (inside(outline, view.across(this.points.x[row]), view.down(this.points.y[row]))) rows.push(row);
    }
    return rows;
  }

  enlarge(times, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.view().place(px, py);
    this.zoom = Math.min(FURTHEST, Math.max(0.5, this.zoom * times));
    const [nowX, nowY] = this.view().place(px, py);
    this.move(x - nowX, y - nowY);
  }

  move(x, y) {
    this.x = Math.min(1.2, Math.max(-1.2, this.x + x));
    this.y = Math.min(1.2, Math.max(-1.2, this.y + y));
    this.point(-1);
    this.draw();
  }

  whole() {
    Object.assign(this, { zoom: 1, x: 0, y: 0 });
    this.move(0, 0);
  }

  at(px, py, reach = REACH) {
    const view = this.view();
    return this.points.near(...view.place(px, py), reach / view.wide, reach / view.side, this.picked);
  }

  // Show which paper is pointed at; -1 is none.
  point(row) {
    if (row === this.hovered) return;
    this.hovered = row;
    this.over.classList.toggle("pointing", row >= 0);
    this.tip.classList.toggle("shown", row >= 0);
    if (row >= 0) {
      const [view, { points }] = [this.view(), this];
      const about = [points.year[row] || null, points.topics[points.topic[row]].name].filter(Boolean).join(" · ");
      this.tip.replaceChildren(element("b", "", points.titles[row]), element("span", "", about));
      const [x, y] = [view.across(points.x[row]), view.down(points.y[row])];
      const [left, low] = [Math.min(Math.max(x - 140, 4), Math.max(this.width - 292, 4)), y > this.height / 2];
      const [top, bottom] = low ? ["", `${this.height - y + 14}px`] : [`${y + 14}px`, ""];
      Object.assign(this.tip.style, { left: `${left}px`, top, bottom });
    }
    this.drawOver();
  }
}

// Called anew with each run of the page's script, and when its theme changes. What it returns is called when the map
// leaves the page; of a call that the next one overtook, at once, before the next one or after it.
export default function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("#atlas");
  const points = root.bytes === data ? root.points : unpacked(data);
  Object.assign(root, { bytes: data, points });
  if (root.atlas?.points.stamp === points.stamp) {
    root.atlas.send = setTriggerValue;
  } else {
    root.atlas?.close();
    root.atlas = new Atlas(root, points, setTriggerValue);
  }
  const call = (root.call = {});
  return () => {
    if (root.call !== call) return;
    root.atlas.close();
    root.atlas = null;
  };
}
