/* What the search would find, under its box while one types: an ARIA combobox with a list.

   GET {the form's address}typed/?q= answers with at most eight links; all that is shown of each stands in its link.
   Without an answer nothing is shown, and Enter sends the form as it does without scripts. Where the site is files,
   the form names an index and `published/search.js` finds in it. */

const DELAY = 150;
const MOST = 8;
const input = document.getElementById("search");
const list = document.getElementById("search-list")?.content.firstElementChild.cloneNode(true);
let options = [];
let selected = -1;
let timer = 0;
let asked = new AbortController();

async function ask() {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const words = input.value.trim();
  const links = words ? await (input.form.dataset.index ? find(words) : answer(words, signal)) : [];
  if (!signal.aborted) show(links);
}

async function find(words) {
  try {
    const { typed } = await import("./published/search.js");
    return await typed(words, input.form.dataset.index, MOST);
  } catch {
    return [];
  }
}

async function answer(words, signal) {
  const address = new URL("typed/", input.form.action);
  address.searchParams.set("q", words);
  try {
    const response = await fetch(address, { signal });
    return response.ok && !response.redirected ? linksIn(await response.text()) : [];
  } catch {
    return [];
  }
}

function linksIn(html) {
  const answered = document.createElement("template");
  answered.innerHTML = html;
  return [...answered.content.querySelectorAll("a[href]")];
}

function show(links) {
  options = links.slice(0, MOST);
  list.replaceChildren(...options.map(toItem));
  if (options.length) open();
  else close();
}

function toItem(link, number) {
  link.id = `${list.id}-${number}`;
  link.role = "option";
  link.tabIndex = -1;
  link.ariaSelected = "false";
  const item = document.createElement("li");
  item.role = "none";
  item.append(link);
  return item;
}

function open() {
  list.hidden = false;
  input.ariaExpanded = "true";
  select(-1);
  // It ends where the form does, or as far from the left edge of a phone as it is wide.
  const { right, width } = list.getBoundingClientRect();
  const over = right - Math.max(list.parentElement.getBoundingClientRect().right, width + 8);
  list.style.setProperty("translate", over > 0 ? `${-over}px` : "none");
}

function close() {
  list.hidden = true;
  input.ariaExpanded = "false";
  select(-1);
}

function stop() {
  clearTimeout(timer);
  asked.abort();
  close();
}

function select(number) {
  if (options[selected]) options[selected].ariaSelected = "false";
  selected = number;
  const option = options[number];
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.ariaSelected = "true";
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

/** One further down or up; before the first and after the last is the box itself, number -1. */
function move(by) {
  if (list.hidden) open();
  const places = options.length + 1;
  select(((selected + 1 + by + places) % places) - 1);
}

function onKey(event) {
  if (event.isComposing) return;
  const isOpen = !list.hidden;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && isOpen && options[selected]) {
    event.preventDefault();
    options[selected].click();
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    stop();
  }
}

if (input?.form && list) {
  list.hidden = true;
  input.form.classList.add("search--typed");
  input.form.append(list);
  // A press would take the focus from the box, and with it the list from under the pointer.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  Object.assign(input, { role: "combobox", autocomplete: "off", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  input.addEventListener("keydown", onKey);
  input.form.addEventListener("submit", stop);
  input.form.addEventListener("focusout", (event) => input.form.contains(event.relatedTarget) || stop());
  addEventListener("pagehide", stop);
  if (document.getElementById("search-results")) {
    import("./published/search.js").then(({ showPage }) => showPage(input));
  }
}
