/* Where a place in the text of a field stands on the page: a copy of the text is laid out like the field. */

const COPIED = [
  "box-sizing", "border-top-width", "border-right-width", "border-bottom-width", "border-left-width",
  "padding-top", "padding-right", "padding-bottom", "padding-left", "font-family", "font-size", "font-style",
  "font-weight", "font-variant", "font-feature-settings", "letter-spacing", "word-spacing", "line-height",
  "text-indent", "text-align", "tab-size", "direction",
];

/** From the top left of the field: the left and the bottom of the sign at a place of its text, in pixels. */
export function placeOf(textarea, at) {
  const copy = document.createElement("div");
  const style = getComputedStyle(textarea);
  for (const name of COPIED) copy.style.setProperty(name, style.getPropertyValue(name));
  const fixed = { position: "absolute", visibility: "hidden", "white-space": "pre-wrap", "overflow-wrap": "break-word" };
  for (const [name, value] of Object.entries(fixed)) copy.style.setProperty(name, value);
  copy.style.setProperty("width", `${textarea.clientWidth + parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth)}px`);
  copy.style.setProperty("border-style", "solid");
  const mark = document.createElement("span");
  mark.textContent = textarea.value[at] ?? ".";
  copy.append(textarea.value.slice(0, at), mark);
  textarea.parentElement.append(copy);
  const bottom = mark.offsetTop + mark.offsetHeight - textarea.scrollTop;
  const place = { left: textarea.offsetLeft + mark.offsetLeft, bottom: textarea.offsetTop + Math.min(bottom, textarea.clientHeight) };
  copy.remove();
  return place;
}
