// What pointers, wheels and keys do to the map.

const STILL = 5; // pixels that a click may move

Chart.prototype.listen = function () {
  const spot = (event) => [event.offsetX, event.offsetY];
  const on = (name, act, options) => this.over.addEventListener(name, act, options);

  on("pointerdown", (event) => {
    if (event.button) return;
    this.over.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, spot(event));
    this.from = spot(event);
    if (event.shiftKey && this.mode === "move") this.choose("lasso");
    this.drawing = this.fingers.size === 1 && this.mode !== "move";
    this.path = this.drawing ? [this.from] : [];
  });

  on("pointermove", (event) => {
    const [x, y] = spot(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) return this.mode === "move" && this.point(this.at(x, y));
    this.fingers.set(event.pointerId, [x, y]);
    if (this.drawing) {
      this.path.push([x, y]);
      this.drawOver();
    } else if (this.fingers.size === 2) {
      this.pinch(event.pointerId, before, [x, y]);
    } else if (this.far(x, y)) {
      this.from = [-99, -99]; // it is no click any more
      const view = this.view();
      this.move((before[0] - x) / view.wide, (y - before[1]) / view.side);
    }
  });

  on("pointerup", (event) => {
    const [x, y] = spot(event);
    const wasOne = this.fingers.size === 1;
    this.fingers.delete(event.pointerId);
    if (this.drawing) return this.finish();
    if (wasOne && !this.far(x, y)) this.press(this.at(x, y), event.pointerType === "mouse");
  });

  on("pointercancel", (event) => {
    this.fingers.delete(event.pointerId);
    this.path = [];
    this.drawing = false;
    this.drawOver();
  });
  // A finger that is lifted leaves too: the title that it touched stays.
  on("pointerleave", (event) => event.pointerType === "touch" || this.fingers.size || this.point(-1));

  on("wheel", (event) => {
    event.preventDefault();
    this.enlarge(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150), ...spot(event));
  }, { passive: false });

  on("keydown", (event) => {
    const step = 0.15 / this.zoom;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) this.move(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.enlarge(1.6);
    else if (event.key === "-") this.enlarge(1 / 1.6);
    else if (event.key === "0") this.whole();
    else return;
    event.preventDefault();
  });
};

Chart.prototype.far = function (x, y) {
  return Math.hypot(x - this.from[0], y - this.from[1]) > STILL;
};

Chart.prototype.pinch = function (finger, before, now) {
  const [, [ox, oy]] = [...this.fingers].find(([id]) => id !== finger);
  const apart = ([x, y]) => Math.hypot(x - ox, y - oy) || 1;
  this.from = [-99, -99];
  this.enlarge(apart(now) / apart(before), (now[0] + ox) / 2, (now[1] + oy) / 2);
};

// A click opens the paper; a touch shows its title first.
Chart.prototype.press = function (row, byMouse) {
  if (row < 0 || byMouse || row === this.hovered) {
    if (row >= 0) this.send("opened", { stamp: this.points.stamp, row });
    else this.point(-1);
  } else this.point(row);
};

Chart.prototype.finish = function () {
  this.drawing = false;
  const rows = this.path.length > 1 ? this.encircled() : [];
  if (rows.length) this.send("picked", { stamp: this.points.stamp, rows });
  else this.path = [];
  this.drawOver();
};

// Called anew with each run of the page's script, and when its theme changes. What it returns is called when the map
// leaves the page; of a call that the next one overtook, at once, before the next one or after it.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("#chart");
  const points = root.bytes === data ? root.points : unpacked(data);
  Object.assign(root, { bytes: data, points });
  if (root.chart?.points.stamp === points.stamp) {
    root.chart.send = setTriggerValue;
  } else {
    root.chart?.close();
    root.chart = new Chart(root, points, setTriggerValue);
  }
  const call = (root.call = {});
  return () => {
    if (root.call !== call) return;
    root.chart.close();
    root.chart = null;
  };
}
