/* Completion of [[papers, topics and entries]], of @citation keys, and of #tags in a line of nothing else, in a list
   that opens at the caret.

   A text of many lines may not call itself a combobox (ARIA in HTML), so a status says how much was found. */

import { placeOf } from "./caret.js";
import { debounced, replace } from "./editing.js";
import { copyOf, said } from "./words.js";

const DELAY = 80;
const GAP = 4;
const LONGEST_LINE = 500;
// What stands before the caret while something is being completed.
const BEGUN = /(?:^|[^[])(?<sign>\[\[)(?<words>[^[\]\n|]{0,60})$|(?:^|[^\p{L}\p{N}_./@])(?<key>@)(?<begun>[\w:.#$%&\-+?~/]{0,60})$/u;
const TAG_BEGUN = /^[ \t]*(?:#[\p{L}\p{N}_-]+[ \t]+)*#(?<tag>\p{L}[\p{L}\p{N}_-]{0,60})$/u;
let number = 0;

function begunIn({ value, selectionStart, selectionEnd }) {
  if (selectionStart !== selectionEnd) return null;
  const line = selectionStart ? value.lastIndexOf("\n", selectionStart - 1) + 1 : 0;
  const tag = TAG_BEGUN.exec(value.slice(line, selectionStart).slice(-LONGEST_LINE))?.groups.tag;
  if (tag) return { sign: "#", words: tag, from: selectionStart - tag.length - 1 };
  const found = BEGUN.exec(value.slice(Math.max(0, selectionStart - 80), selectionStart))?.groups;
  if (!found) return null;
  const sign = found.sign ?? found.key;
  const words = found.words ?? found.begun;
  return { sign, words, from: selectionStart - sign.length - words.length };
}

export function acceptCompletions(textarea, place, status) {
  if (!said("completions")) return;
  const list = copyOf("desk-list");
  list.id = `completions-${++number}`;
  place.append(list);
  Object.assign(textarea, { ariaAutoComplete: "list", ariaHasPopup: "listbox" });
  textarea.setAttribute("aria-controls", list.id);
  textarea.setAttribute("autocomplete", "off");

  let begun = null;
  let options = [];
  let selected = -1;
  let dismissed = "";
  let asked = new AbortController();

  const ask = debounced(async () => {
    const now = begunIn(textarea);
    asked.abort();
    if (!now || nameOf(now) === dismissed) return close();
    asked = new AbortController();
    const { signal } = asked;
    const found = await answer(now, signal);
    if (!signal.aborted) show(now, found);
  }, DELAY);

  function show(now, found) {
    begun = now;
    options = found.map(toOption);
    list.replaceChildren(...options);
    list.hidden = !options.length;
    status.textContent = options.length ? said("found", { number: options.length }) : said("nothingFound");
    select(options.length ? 0 : -1);
    if (options.length) put();
  }

  function put() {
    const caret = placeOf(textarea, begun.from);
    const { clientWidth } = place;
    list.style.setProperty("top", `${caret.bottom + GAP}px`);
    list.style.setProperty("left", `${Math.max(0, Math.min(caret.left, clientWidth - list.offsetWidth))}px`);
    list.scrollTop = 0;
  }

  function toOption(found, index) {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `${list.id}-${index}`;
    option.className = "completions__option";
    option.dataset.text = found.text;
    const [title, note] = ["title", "note"].map((name) => {
      const part = document.createElement("span");
      part.className = `completions__${name}`;
      part.textContent = found[name];
      return part;
    });
    option.append(title, " ", note);
    return option;
  }

  function select(index) {
    if (options[selected]) options[selected].ariaSelected = "false";
    selected = index;
    const option = options[index];
    if (!option) return textarea.removeAttribute("aria-activedescendant");
    option.ariaSelected = "true";
    textarea.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function close() {
    asked.abort();
    if (list.hidden) return;
    list.hidden = true;
    options = [];
    status.textContent = "";
    select(-1);
  }

  function take(option) {
    const { text } = option.dataset;
    const to = textarea.selectionStart;
    const isClosed = begun.sign === "[[" && textarea.value.startsWith("]]", to);
    close();
    replace(textarea, begun.from, isClosed ? to + 2 : to, text);
  }

  const actions = {
    ArrowDown: () => select((selected + 1) % options.length),
    ArrowUp: () => select((selected - 1 + options.length) % options.length),
    Enter: () => take(options[selected]),
    Tab: () => take(options[selected]),
    Escape: () => {
      dismissed = nameOf(begun);
      close();
    },
  };

  textarea.addEventListener("keydown", (event) => {
    const isOurs = !list.hidden && !event.isComposing && Object.hasOwn(actions, event.key);
    if (!isOurs || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    actions[event.key]();
  });
  textarea.addEventListener("input", () => {
    if (!begunIn(textarea)) dismissed = "";
    ask();
  });
  // A caret that moves away by itself ends it.
  textarea.addEventListener("selectionchange", () => list.hidden || (begunIn(textarea)?.from === begun.from ? null : close()));
  textarea.addEventListener("blur", close);
  // A press would take the focus from the field, and with it the list from under the pointer.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

function nameOf({ sign, from }) {
  return `${sign}${from}`;
}

async function answer({ sign, words }, signal) {
  const address = `${said("completions")}?${new URLSearchParams({ sign, q: words })}`;
  try {
    const response = await fetch(address, { signal });
    return response.ok && !response.redirected ? (await response.json()).completions : [];
  } catch {
    return [];
  }
}
