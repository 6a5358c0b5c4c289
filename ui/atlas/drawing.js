// Draws a map's points and the names of its topics.

import { AGES, COLOURS, UNKNOWN } from "./colours.js";

export const FEW = 500; // papers
const MOST_SMOOTH = 6_000; // points
const MOST_LETTERS = 30;
const LINE = 15; // pixels
const APART = 4; // pixels between names, at least
const SHIFTS = [0, -14, 14, -28, 28]; // pixels up or down by which a name may leave its topic's middle
const ASIDE = [0, -0.5, 0.5]; // of its width, to a side, among few points

// Which colour each row has: its place in a list of them, by topic, by year or by tag. The last is for what is unknown.
export function coloured(points, shown, theme) {
  if (shown.colour === "year") {
    const step = (year) => shown.ages.filter((first) => first <= year).length - 1;
    const of = Uint8Array.from(points.year, (year) => (year ? step(year) : AGES[theme].length));
    return { of, list: [...AGES[theme], UNKNOWN[theme]] };
  }
  const list = [...COLOURS[theme], UNKNOWN[theme]];
  if (shown.colour === "topic") return { of: Uint8Array.from(points.topic, (t) => points.topics[t].colour), list };
  const of = new Uint8Array(points.count).fill(COLOURS[theme].length);
  shown.tags.forEach(({ rows, colour }) => rows.forEach((row) => (of[row] = colour)));
  return { of, list };
}

// Draws the rows that `wanted` is true for. `view` tells where on the canvas a place is: view.across(x), view.down(y).
export function drawPoints(pen, ratio, points, view, radius, colourOf, list, wanted) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  const rows = inView(points, view).filter(wanted);
  const draw = rows.length > MOST_SMOOTH ? drawPixels : drawDots;
  const at = {
    x: (row) => Math.round(view.across(points.x[row]) * ratio),
    y: (row) => Math.round(view.down(points.y[row]) * ratio),
  };
  draw(pen, rows, at, radius * ratio, colourOf, list);
}

function inView({ x, y, count }, view) {
  const rows = new Uint32Array(count);
  let seen = 0;
  for (let row = 0; row < count; row++) {
    const px = view.across(x[row]);
    const py = view.down(y[row]);
    if (px > -9 && py > -9 && px < view.width + 9 && py < view.height + 9) rows[seen++] = row;
  }
  return rows.subarray(0, seen);
}

// Smooth dots, for points that are few.
function drawDots(pen, rows, at, radius, colourOf, list) {
  const dots = list.map((colour) => dot(colour, radius));
  for (const row of rows) {
    const image = dots[colourOf(row)];
    pen.drawImage(image, at.x(row) - Math.round(image.width / 2), at.y(row) - Math.round(image.height / 2));
  }
}

function dot(colour, radius) {
  const size = Math.ceil(2 * radius) + 2;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(size / 2, size / 2, radius, 0, 2 * Math.PI);
  pen.fill();
  return canvas;
}

// The same pixel by pixel: ten times as quick where points are many.
function drawPixels(pen, rows, at, radius, colourOf, list) {
  const { width, height } = pen.canvas;
  const image = pen.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const inks = list.map(inked);
  const reach = Math.ceil(radius);
  const disc = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) if (dx * dx + dy * dy <= radius * radius) disc.push(dy * width + dx);
  }
  for (const row of rows) {
    const px = at.x(row);
    const py = at.y(row);
    if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
    const middle = py * width + px;
    const ink = inks[colourOf(row)];
    for (let i = 0; i < disc.length; i++) pixels[middle + disc[i]] = ink;
  }
  pen.putImageData(image, 0, 0);
}

// #rrggbb as a pixel, opaque.
function inked(colour) {
  const parts = colour.match(/\w\w/g).map((part) => parseInt(part, 16));
  return new Uint32Array(Uint8ClampedArray.of(...parts, 255).buffer)[0];
}

// The names at their topics' middles, the largest topics' first; one that would cover another is left out till there
// is room for it. Among few points it stands where it covers the fewest.
export function drawNames(pen, ratio, points, view, theme, colours) {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = `600 12px ${theme.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const few = points.count < FEW;
  const taken = [];
  const covered = ([left, top, width, height]) => {
    const within = (row) =>
      Math.abs(view.across(points.x[row]) - left - width / 2) < width / 2 + 4 &&
      Math.abs(view.down(points.y[row]) - top - height / 2) < height / 2 + 4;
    return Array.from({ length: points.count }, (_, row) => row).filter(within).length;
  };
  for (const topic of points.topics) {
    const middle = view.across(topic.x);
    if (!topic.papers || middle < 0 || middle > view.width) continue;
    const lines = topic.name.split(", ").slice(0, 2).map(short);
    const width = Math.max(...lines.map((line) => pen.measureText(line).width)) + 16;
    const height = LINE * lines.length + 6;
    const left = (aside) => Math.min(Math.max(middle + (aside - 0.5) * width, 2), view.width - width - 2);
    const top = (shift) => view.down(topic.y) + shift - height / 2;
    const boxes = (few ? ASIDE : [0]).flatMap((aside) => SHIFTS.map((shift) => [left(aside), top(shift), width, height]));
    const free = boxes.filter(
      (one) => one[1] > 0 && one[1] + height < view.height && !taken.some((other) => overlap(one, other)),
    );
    if (!free.length) continue;
    const box = few ? free.reduce((best, one) => (covered(one) < covered(best) ? one : best)) : free[0];
    taken.push(box);
    write(pen, lines, box, theme, colours && colours[topic.colour]);
  }
  return taken.length;
}

const short = (line) => (line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS - 1)}…` : line);

function overlap([ax, ay, aw, ah], [bx, by, bw, bh]) {
  return ax < bx + bw + APART && bx < ax + aw + APART && ay < by + bh + APART && by < ay + ah + APART;
}

function write(pen, lines, [left, top, width, height], theme, colour) {
  pen.globalAlpha = 0.85;
  pen.fillStyle = theme.back;
  pen.fillRect(left, top, width, height);
  pen.globalAlpha = 1;
  if (colour) {
    pen.fillStyle = colour;
    pen.fillRect(left, top, 4, height);
  }
  pen.fillStyle = theme.text;
  lines.forEach((line, number) => pen.fillText(line, left + width / 2 + 2, top + 3 + LINE * (number + 0.5)));
}
