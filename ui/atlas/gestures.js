// What pointers, wheels and keys do to the map.

const STILL = 5; // pixels that a click may move
const NOWHERE = [-99, -99]; // where no click began

const spot = (event) => [event.offsetX, event.offsetY];

export function listen(atlas) {
  listenToPointers(atlas);
  listenToWheel(atlas);
  listenToKeys(atlas);
}

function listenToPointers(atlas) {
  const fingers = new Map(); // where each pointer is that is down
  let from = NOWHERE;
  let drawing = false;
  const on = (name, act) => atlas.over.addEventListener(name, act);
  const far = ([x, y]) => Math.hypot(x - from[0], y - from[1]) > STILL;

  on("pointerdown", (event) => {
    if (event.button) return;
    atlas.over.setPointerCapture(event.pointerId);
    from = spot(event);
    fingers.set(event.pointerId, from);
    if (event.shiftKey && atlas.mode === "move") atlas.choose("lasso");
    drawing = fingers.size === 1 && atlas.mode !== "move";
    atlas.path = drawing ? [from] : [];
  });

  on("pointermove", (event) => {
    const now = spot(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (atlas.mode === "move") atlas.point(atlas.at(...now));
      return;
    }
    fingers.set(event.pointerId, now);
    if (drawing) {
      atlas.path.push(now);
      atlas.drawOver();
    } else if (fingers.size === 2) {
      from = NOWHERE;
      pinch(atlas, others(fingers, event.pointerId)[0], before, now);
    } else if (far(now)) {
      from = NOWHERE; // it is no click any more
      const view = atlas.view();
      atlas.move((before[0] - now[0]) / view.wide, (now[1] - before[1]) / view.side);
    }
  });

  on("pointerup", (event) => {
    const wasOne = fingers.size === 1;
    fingers.delete(event.pointerId);
    if (drawing) {
      drawing = false;
      atlas.encircle();
    } else if (wasOne && !far(spot(event))) {
      press(atlas, atlas.at(...spot(event)), event.pointerType === "mouse");
    }
  });

  on("pointercancel", (event) => {
    fingers.delete(event.pointerId);
    atlas.path = [];
    drawing = false;
    atlas.drawOver();
  });

  on("pointerleave", (event) => {
    // A finger that is lifted leaves too: the title that it touched stays.
    if (event.pointerType !== "touch" && !fingers.size) atlas.point(-1);
  });
}

function others(fingers, pointer) {
  return [...fingers].filter(([id]) => id !== pointer).map(([, place]) => place);
}

function pinch(atlas, [ox, oy], before, now) {
  const apart = ([x, y]) => Math.hypot(x - ox, y - oy) || 1;
  atlas.enlarge(apart(now) / apart(before), (now[0] + ox) / 2, (now[1] + oy) / 2);
}

// A click opens the paper; a touch shows its title first.
function press(atlas, row, byMouse) {
  if (row >= 0 && (byMouse || row === atlas.hovered)) atlas.open(row);
  else atlas.point(row);
}

function listenToWheel(atlas) {
  const turn = (event) => {
    event.preventDefault();
    atlas.enlarge(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150), ...spot(event));
  };
  atlas.over.addEventListener("wheel", turn, { passive: false });
}

function listenToKeys(atlas) {
  atlas.over.addEventListener("keydown", (event) => {
    const step = 0.15 / atlas.zoom;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) atlas.move(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") atlas.enlarge(1.6);
    else if (event.key === "-") atlas.enlarge(1 / 1.6);
    else if (event.key === "0") atlas.whole();
    else return;
    event.preventDefault();
  });
}
