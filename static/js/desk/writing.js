/* The writing area: what makes each textarea[data-writing] on the page a good place to write.

   Without scripts it is a field like any other. data-writing-kind is the label of what is written
   ("notes.entry"), data-writing-key its key, data-writing-form the name of the form where that is none of the
   desk's own, data-writing-preview="folded" leaves the preview closed until somebody opens it. */

import { acceptCompletions } from "./completing.js";
import { showCount } from "./counting.js";
import { remember, remembered } from "./editing.js";
import { keep } from "./keeping.js";
import { acceptKeys, acceptLinks } from "./keys.js";
import { tellKnown } from "./knowing.js";
import { acceptPictures } from "./pictures.js";
import { showPreview } from "./previewing.js";
import { enhanceTags } from "./tags.js";
import { copyOf } from "./words.js";

const KEYS_ID = "writing-keys";

function enhance(textarea, number) {
  const area = copyOf("desk-area");
  surround(textarea, area);
  const part = (name) => area.querySelector(name);
  const keys = part(".writing__keys");
  keys.id = `${KEYS_ID}-${number}`;
  describe(textarea, keys.id);
  const keeper = textarea.form ? keep(textarea, part(".writing__status")) : null;
  const refresh = showPreview(textarea, part(".writing__preview"), () => keeper?.token() ?? "");
  // Completions come first: what a key means to them it means to nobody else.
  acceptCompletions(textarea, part(".writing__text"), part(".writing__found"));
  acceptKeys(textarea);
  acceptLinks(textarea);
  acceptPictures(textarea);
  tellKnown(textarea);
  showCount(textarea, part(".writing__count"));
  foldPreview(textarea, part("[data-press=preview]"), part(".writing__preview"), area, refresh);
  fillWindow(textarea, part("[data-press=full]"), area);
  growWithText(textarea);
}

/** Put the field into the area, where it keeps the focus and the caret. */
function surround(textarea, area) {
  const hadFocus = document.activeElement === textarea;
  const { selectionStart, selectionEnd } = textarea;
  textarea.before(area);
  area.querySelector(".writing__text").append(textarea);
  if (!hadFocus) return;
  textarea.focus({ preventScroll: true });
  textarea.setSelectionRange(selectionStart, selectionEnd);
}

function describe(textarea, id) {
  const others = textarea.getAttribute("aria-describedby");
  textarea.setAttribute("aria-describedby", others ? `${others} ${id}` : id);
}

/** The preview is open or folded, as it was left in this browser in an area of this sort. */
function foldPreview(textarea, button, section, area, refresh) {
  const isFolded = textarea.dataset.writingPreview === "folded";
  const name = isFolded ? "writing-preview-quick" : "writing-preview";
  const show = (isOpen) => {
    section.hidden = !isOpen;
    button.ariaPressed = String(isOpen);
    area.classList.toggle("writing--split", isOpen);
    if (isOpen) refresh();
  };
  button.addEventListener("click", () => {
    show(section.hidden);
    remember(name, section.hidden ? "folded" : "open");
  });
  show((remembered(name) ?? (isFolded ? "folded" : "open")) === "open");
}

/** The area takes all of the window until Escape, or until the focus goes elsewhere. */
function fillWindow(textarea, button, area) {
  const fill = (isFull) => {
    area.classList.toggle("writing--full", isFull);
    document.documentElement.classList.toggle("has-writing--full", isFull);
    button.ariaPressed = String(isFull);
  };
  const isFull = () => area.classList.contains("writing--full");
  button.addEventListener("click", () => {
    fill(!isFull());
    textarea.focus({ preventScroll: true });
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isFull()) return;
    event.preventDefault();
    fill(false);
  });
  area.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !area.contains(event.relatedTarget)) fill(false);
  });
}

/** Browsers without `field-sizing` are told how high the text is. */
function growWithText(textarea) {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = () => {
    textarea.style.setProperty("height", "auto");
    textarea.style.setProperty("height", `${textarea.scrollHeight + 2}px`);
  };
  textarea.addEventListener("input", grow);
  grow();
}

if (document.getElementById("desk-words")) {
  document.querySelectorAll("textarea[data-writing]").forEach(enhance);
  enhanceTags(document);
}
document.documentElement.dataset.desk = "ready";
