// The claims of an answer that need a look: their words underlined, why in a tip, and a line that leads to each.

import { button, element } from "../dom.js";
import { capital, quoteButton, toldLine } from "./prose.js";

const LISTED = 8; // claims in the line below an answer; of more, the others are listed when they are asked for

function plainly({ words: said, reason, closest }) {
  const near = closest ? ` Closest sentence: “${closest.quote}” (${closest.title}). Enter shows it.` : "";
  return `${capital(said)}${reason ? `: ${reason}` : ""}.${near}`;
}

// `underlined` draws words of a claim, `notes` are of those that stand in no text, `line` leads to all of them.
export function doubtsOf(data, { tips, choose }) {
  const places = new Map(data.doubts.map((doubt) => [doubt.claim, []]));
  const byClaim = new Map(data.doubts.map((doubt) => [doubt.claim, doubt]));
  const descriptions = element("div", "");
  descriptions.hidden = true;

  const toClosest = (doubt, from) => choose([doubt.closest.spot], from);
  const filled = (doubt, from) => {
    if (!doubt.closest) return [toldLine(doubt)];
    const { quote, title } = doubt.closest;
    return [
      toldLine({ level: doubt.level, words: `${doubt.words}; closest sentence:`, reason: "" }),
      quoteButton(`“${quote}”`, () => toClosest(doubt, from)),
      element("div", "of", title),
      ...(doubt.reason ? [toldLine({ level: "open", words: "", reason: doubt.reason })] : []),
    ];
  };

  const underlined = (claim, texts) => {
    const doubt = byClaim.get(claim);
    const piece = element("mark", `doubt ${doubt.level}`, ...texts);
    const pieces = places.get(claim);
    piece.dataset.claim = claim;
    tips.attach(piece, () => filled(doubt, piece));
    piece.addEventListener("click", () => tips.show(piece, () => filled(doubt, piece)));
    const point = (on) => () => pieces.forEach((other) => other.classList.toggle("pointed", on));
    piece.addEventListener("mouseenter", point(true));
    piece.addEventListener("mouseleave", point(false));
    if (!pieces.length) reach(piece, doubt, point);
    pieces.push(piece);
    return piece;
  };
  // A claim is one stop of the Tab key, however many pieces its words are in.
  const reach = (piece, doubt, point) => {
    const description = element("div", "", plainly(doubt));
    description.id = `doubt-${doubt.claim}`;
    descriptions.append(description);
    piece.tabIndex = 0;
    piece.setAttribute("aria-describedby", description.id);
    piece.addEventListener("focus", point(true));
    piece.addEventListener("blur", point(false));
    piece.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && doubt.closest) toClosest(doubt, piece);
    });
    piece.showTip = () => tips.show(piece, () => filled(doubt, piece));
  };

  const notes = data.doubts
    .filter((doubt) => !doubt.placed)
    .map((doubt) => {
      const note = element("div", `note ${doubt.level}`, toldLine(doubt), `“${doubt.text}”`);
      note.tabIndex = -1;
      places.get(doubt.claim).push(note);
      return note;
    });
  const go = (claim) => {
    const [place] = places.get(claim);
    place.scrollIntoView({ block: "center", behavior: "instant" });
    place.focus({ preventScroll: true });
    place.showTip?.();
  };
  const way = ({ claim, level, words: said, part }) =>
    button(`way ${level}`, `${part}: ${said}. Go to the statement.`, () => go(claim), part);
  const line = () => {
    if (!data.doubts.length) return data.summary ? element("div", "summary", data.summary) : null;
    const list = element("span", "");
    const add = (doubts) => doubts.forEach((doubt) => list.append(list.childNodes.length ? ", " : "", way(doubt)));
    const [first, rest] = [data.doubts.slice(0, LISTED), data.doubts.slice(LISTED)];
    const more = button("quiet", "", () => (more.remove(), add(rest)), `and ${rest.length} more`);
    add(first);
    return element("div", "summary", `${data.summary}: `, list, rest.length ? " " : "", rest.length ? more : null);
  };
  return { underlined, notes, line, descriptions };
}
