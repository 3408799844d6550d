/* Lists in Markdown. Pure: text and places in, a change {from, to, text, select} out, or null for none. */

const ITEM = /^([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+|$)(\[[ xX]\][ \t]+)?/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TAB = 4;

function lineAt(text, at) {
  const start = at ? text.lastIndexOf("\n", at - 1) + 1 : 0;
  const end = text.indexOf("\n", at);
  return { start, end: end < 0 ? text.length : end };
}

function isInCode(text, start) {
  let open = "";
  for (const line of text.slice(0, start).split("\n")) {
    const fence = FENCE.exec(line)?.[1];
    if (fence && !open) open = fence;
    else if (fence && fence[0] === open[0] && fence.length >= open.length) open = "";
  }
  return open !== "";
}

function widthOf(space) {
  return [...space].reduce((width, sign) => (sign === "\t" ? width + TAB - (width % TAB) : width + 1), 0);
}

/** The marker after this one: numbers count on. */
function following(marker) {
  const number = /^(\d+)(.)$/.exec(marker);
  return number ? `${Number(number[1]) + 1}${number[2]}` : marker;
}

/** The nearest item above a place that is indented by at most `most`: its indent, its marker, and where its text begins. */
function itemAbove(text, start, most) {
  for (let end = start - 1; end >= 0; ) {
    const line = lineAt(text, end);
    const item = ITEM.exec(text.slice(line.start, line.end));
    const indent = item ? widthOf(item[1]) : Infinity;
    if (indent <= most) {
      return { indent, marker: item[2], inside: indent + item[2].length + Math.max(1, Math.min(4, item[3].length)) };
    }
    end = line.start - 1;
  }
  return null;
}

/** Enter at the end of or within an item begins the next one; in an empty one it ends the list, one level at a time. */
export function onEnter(text, caret) {
  const { start, end } = lineAt(text, caret);
  const line = text.slice(start, end);
  const item = ITEM.exec(line);
  if (!item || caret < start + item[0].length || isInCode(text, start)) return null;
  const [whole, indent, marker, space, task] = item;
  if (line.slice(whole.length).trim()) {
    const next = `\n${indent}${following(marker)}${space || " "}${task ? "[ ] " : ""}`;
    return { from: caret, to: caret, text: next };
  }
  const parent = itemAbove(text, start, widthOf(indent) - 1);
  const outer = parent ? `${" ".repeat(parent.indent)}${following(parent.marker)} ` : "";
  return { from: start, to: end, text: outer };
}

/** Tab or, with `isBack`, Shift-Tab in lines of a list. */
export function onTab(text, from, to, isBack) {
  const start = lineAt(text, from).start;
  const last = to > from && text[to - 1] === "\n" ? to - 1 : to;
  const end = lineAt(text, last).end;
  const lines = text.slice(start, end).split("\n");
  const first = lines.map((line) => ITEM.exec(line)).find(Boolean);
  if (!first || isInCode(text, start)) return null;
  const shift = shiftOf(text, start, widthOf(first[1]), isBack);
  const shifted = lines.map((line) => shiftLine(line, shift)).join("\n");
  const moved = shiftLine(lines[0], shift).length - lines[0].length;
  const select = from === to ? [Math.max(start, from + moved), Math.max(start, from + moved)] : [start, start + shifted.length];
  return { from: start, to: end, text: shifted, select };
}

/** How far an item goes in, at most to under the item above, or out to where its parent stands. */
function shiftOf(text, start, indent, isBack) {
  if (isBack) return (itemAbove(text, start, indent - 1)?.indent ?? 0) - indent;
  const above = itemAbove(text, start, indent);
  return above ? Math.max(0, above.inside - indent) : 0;
}

function shiftLine(line, shift) {
  if (!line.trim() || !shift) return line;
  const space = /^[ \t]*/.exec(line)[0];
  return " ".repeat(Math.max(0, widthOf(space) + shift)) + line.slice(space.length);
}
