/* Fields of tags, input[data-tags]: tags are completed as one types, and those that the text suggests stand
   below, one click each. The field stays the plain text that the form sends: names between commas, in quotes
   where a name has a comma or a space. */

import { debounced } from "./editing.js";
import { copyOf, said } from "./words.js";

const COMPLETED_AFTER = 80;
const SUGGESTED_AFTER = 900;
const MOST_SUGGESTED = 12;
const words = document.getElementById("desk-tag-words")?.dataset ?? {};
let number = 0;

export function enhanceTags(root) {
  if (!said("tags")) return;
  root.querySelectorAll("input[data-tags]:not([role=combobox])").forEach((input) => {
    const place = document.createElement("span");
    place.className = "tag-field";
    input.before(place);
    place.append(input);
    complete(input, place);
    suggest(input, place);
  });
}

/** The parts between commas, each with its place; commas within quotes part nothing. */
export function partsOf(value) {
  const parts = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at <= value.length; at += 1) {
    if (value[at] === '"') isQuoted = !isQuoted;
    if (at < value.length && (value[at] !== "," || isQuoted)) continue;
    parts.push({ from, to: at, name: value.slice(from, at).replaceAll('"', "").trim() });
    from = at + 1;
  }
  return parts;
}

/** Without any comma or quote, spaces part names, too. */
function namesIn(value) {
  return (/[",]/.test(value) ? partsOf(value).map((part) => part.name) : value.split(/\s+/)).filter(Boolean);
}

function asWritten(name) {
  return /[\s,]/.test(name) ? `"${name}"` : name;
}

function folded(name) {
  return name.toLowerCase();
}

function write(input, value, caret = value.length) {
  input.value = value;
  input.setSelectionRange(caret, caret);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function complete(input, place) {
  const list = copyOf("desk-list");
  list.id = `tag-completions-${++number}`;
  list.ariaLabel = words.list;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.role = "status";
  place.append(list, status);
  Object.assign(input, { role: "combobox", autocomplete: "off", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);

  let options = [];
  let selected = -1;
  let isChosen = false;
  let answered = "";
  let asked = new AbortController();

  const partAtCaret = () => partsOf(input.value).find((part) => input.selectionStart <= part.to);

  const ask = debounced(async () => {
    asked.abort();
    const part = partAtCaret();
    if (!part?.name || document.activeElement !== input) return close();
    asked = new AbortController();
    const { signal } = asked;
    const found = await fetchJson(`${said("tags")}?${new URLSearchParams({ q: part.name })}`, { signal });
    if (!signal.aborted) show(found ?? [], part.name);
  }, COMPLETED_AFTER);

  function show(found, typed) {
    const part = partAtCaret();
    const others = new Set(partsOf(input.value).filter((each) => each.from !== part?.from).map((each) => folded(each.name)));
    options = found.filter((tag) => !others.has(folded(tag.name))).map((tag, index) => toOption(tag, index, typed));
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.ariaExpanded = String(!list.hidden);
    status.textContent = options.length ? said("found", { number: options.length }) : said("nothingFound");
    isChosen = false;
    answered = typed;
    select(options.length ? 0 : -1);
  }

  function toOption(tag, index, typed) {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `${list.id}-${index}`;
    option.className = "completions__option";
    option.dataset.name = tag.name;
    option.dataset.exact = [tag.name, tag.alias ?? ""].some((name) => folded(name) === folded(typed)) ? "yes" : "";
    const uses = (words.uses ?? "").replace("{number}", tag.uses);
    const texts = { title: tag.name, note: tag.alias ? `${tag.alias} · ${uses}` : uses };
    for (const [name, text] of Object.entries(texts)) {
      const part = document.createElement("span");
      part.className = `completions__${name}`;
      part.textContent = text;
      option.append(part, " ");
    }
    return option;
  }

  function select(index) {
    if (options[selected]) options[selected].ariaSelected = "false";
    selected = index;
    const option = options[index];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.ariaSelected = "true";
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function close() {
    asked.abort();
    list.hidden = true;
    input.ariaExpanded = "false";
    options = [];
    status.textContent = "";
    select(-1);
  }

  function take(option) {
    const { from, to } = partAtCaret();
    const before = input.value.slice(0, from) + (from ? " " : "");
    const after = input.value.slice(to).replace(/^,?\s*/, "");
    const taken = `${before}${asWritten(option.dataset.name)}, `;
    close();
    write(input, taken + after, taken.length);
  }

  function move(step) {
    isChosen = true;
    select((selected + step + options.length) % options.length);
  }

  const actions = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => take(options[selected]),
    Tab: () => take(options[selected]),
    Escape: close,
    ",": () => take(options[selected]),
  };
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!Object.hasOwn(actions, event.key)) return;
    // The list may be that of fewer letters, since one types faster than it is answered.
    const isFresh = partAtCaret()?.name === answered;
    // A comma ends what was typed; it takes a tag only if that is the one, or was chosen.
    if (event.key === "," && !(isFresh && (isChosen || options[selected].dataset.exact))) return close();
    if (event.key === "Tab" && !isFresh) return close();
    event.preventDefault();
    if (isFresh || event.key !== "Enter") actions[event.key]();
  });
  input.addEventListener("input", ask);
  input.addEventListener("blur", close);
  // A press would take the focus from the field, and with it the list from under the pointer.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

function suggest(input, place) {
  const { form } = input;
  const area = form?.querySelector("textarea[data-writing]");
  if (!area || !said("suggestions")) return;
  const group = document.createElement("span");
  group.className = "tag-field__suggestions";
  group.role = "group";
  group.ariaLabel = words.suggested;
  group.hidden = true;
  place.append(group);
  let asked = new AbortController();

  async function ask() {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const title = form.elements.title?.value ?? "";
    if (!area.value.trim() && !title.trim()) return show([]);
    const sent = { body: area.value, title, tags: input.value, kind: area.dataset.writingKind ?? "", key: area.dataset.writingKey ?? "" };
    const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const found = await fetchJson(said("suggestions"), { method: "POST", headers, body: JSON.stringify(sent), signal });
    if (!signal.aborted) show(found?.suggestions ?? []);
  }

  function show(suggestions) {
    group.replaceChildren(...suggestions.slice(0, MOST_SUGGESTED).map(toButton));
    group.hidden = !suggestions.length;
  }

  function toButton({ name, why, is_strong: isStrong }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = isStrong ? "tag-field__suggestion tag-field__suggestion--strong" : "tag-field__suggestion";
    button.textContent = `+ ${name}`;
    button.title = why;
    button.addEventListener("click", () => {
      const names = [...namesIn(input.value), name].map(asWritten);
      const next = button.nextElementSibling ?? button.previousElementSibling ?? input;
      button.remove();
      group.hidden = !group.childElementCount;
      input.value = `${names.join(", ")}, `;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      next.focus();
    });
    return button;
  }

  const later = debounced(ask, SUGGESTED_AFTER);
  area.addEventListener("input", later);
  form.elements.title?.addEventListener?.("input", later);
  input.addEventListener("change", later);
  ask();
}

/** What an address answers, null where it does not. */
async function fetchJson(address, options) {
  try {
    const response = await fetch(address, options);
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}
