/* How many words the text has, and how many of them are selected. */

import { debounced } from "./editing.js";
import { said } from "./words.js";

const DELAY = 200;
const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;
// Beyond it, spaces will do: a segmenter takes its time.
const LONG = 50_000;

export function wordsIn(text) {
  if (!segmenter || text.length > LONG) return text.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
  let number = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) number += 1;
  return number;
}

export function showCount(textarea, place) {
  const show = () => {
    const { value, selectionStart, selectionEnd } = textarea;
    const words = wordsIn(value);
    const isSelecting = selectionEnd > selectionStart && document.activeElement === textarea;
    const selected = isSelecting ? wordsIn(value.slice(selectionStart, selectionEnd)) : 0;
    place.textContent = said(isSelecting ? "countSelected" : "count", { words, selected });
  };
  const later = debounced(show, DELAY);
  for (const kind of ["input", "select", "keyup", "pointerup", "blur"]) textarea.addEventListener(kind, later);
  show();
}
