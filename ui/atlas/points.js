// The papers of a map as they come: see ui/atlas/view.py. Rows count from 0, in the order of the library's map.

export function unpacked(bytes) {
  const buffer = bytes.slice().buffer; // arrays of two bytes must begin at an even place
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder();
  const head = JSON.parse(text.decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const numbers = () => new Uint16Array(buffer, (at += 2 * head.count) - 2 * head.count, head.count);
  const [across, up, topic, year] = [numbers(), numbers(), numbers(), numbers()];
  const x = Float32Array.from(across, (value) => value / 32767.5 - 1);
  const y = Float32Array.from(up, (value) => value / 32767.5 - 1);
  const titles = text.decode(new Uint8Array(buffer, at)).split("\n");
  return { ...head, x, y, topic, year, titles, near: nearness(x, y) };
}

const CELLS = 128;
const cell = (value) => Math.min(CELLS - 1, Math.max(0, Math.floor(((value + 1) / 2) * CELLS)));

// The rows in the cells of a grid, so that the one at a place is found without looking at all.
function nearness(x, y) {
  const starts = new Uint32Array(CELLS * CELLS + 1);
  const cells = Uint16Array.from(x, (_, row) => cell(y[row]) * CELLS + cell(x[row]));
  for (const one of cells) starts[one + 1]++;
  for (let i = 0; i < CELLS * CELLS; i++) starts[i + 1] += starts[i];
  const free = starts.slice();
  const rows = new Uint32Array(x.length);
  cells.forEach((one, row) => (rows[free[one]++] = row));

  // The row nearest to a place, within `width` and `height` of it; -1 where there is none.
  return (px, py, width, height, allowed) => {
    let best = 1;
    let nearest = -1;
    for (let j = cell(py - height); j <= cell(py + height); j++) {
      for (let i = starts[j * CELLS + cell(px - width)]; i < starts[j * CELLS + cell(px + width) + 1]; i++) {
        const row = rows[i];
        const far = ((x[row] - px) / width) ** 2 + ((y[row] - py) / height) ** 2;
        if (far < best && (!allowed || allowed[row])) [best, nearest] = [far, row];
      }
    }
    return nearest;
  };
}

export function inside(polygon, px, py) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [ax, ay] = polygon[i];
    const [bx, by] = polygon[j];
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}
