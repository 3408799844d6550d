/* Keys for reading: / to the search, j and k from stop to stop, ? for the list of keys.

   On a list the stops are its items; on the page of one document they are the blocks of its text. As WCAG 2.2,
   2.1.4 asks, single keys can be turned off, in the dialog that the foot of the page opens. */

const NAME = "keys";
const ITEMS = ".entry, .quote, .works > li, .trail li, .result";
const BLOCKS = ".prose [id]:not(a, sup, .footnotes *)";
const FIELDS = "input, textarea, select, [contenteditable]";
const dialog = document.getElementById("keys");
const choice = document.getElementById("keys-on");

function areOff() {
  try {
    return localStorage.getItem(NAME) === "off";
  } catch {
    return false; // storage is forbidden
  }
}

function remember() {
  try {
    if (choice.checked) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, "off");
  } catch {
    // It holds for this page.
  }
}

/** What j and k step through, in the order of the page. */
function stops() {
  const found = [...document.querySelectorAll(`main :is(${ITEMS}, ${BLOCKS})`)];
  return found.filter((stop) => {
    const entry = stop.closest(".entry");
    const isOwnPage = entry?.querySelector(".entry__permalink")?.pathname === location.pathname;
    return stop.checkVisibility() && (entry === null || (stop === entry) !== isOwnPage);
  });
}

/** The number of the stop that is `by` away from the one with the focus, else from what is in view. */
function nextOf(all, by) {
  const here = all.findLastIndex((stop) => stop.contains(document.activeElement));
  if (here >= 0) return here + by;
  const below = all.findIndex((stop) => stop.getBoundingClientRect().top >= 0);
  const first = below < 0 ? all.length : below;
  return by > 0 ? first : first - 1;
}

function step(by) {
  const all = stops();
  const stop = all[nextOf(all, by)];
  if (!stop) return;
  if (!stop.hasAttribute("tabindex")) {
    stop.tabIndex = -1;
    stop.addEventListener("blur", () => stop.removeAttribute("tabindex"), { once: true });
  }
  stop.focus({ preventScroll: true, focusVisible: true });
  const place = stop.getBoundingClientRect();
  const fits = place.top >= 0 && place.bottom <= document.documentElement.clientHeight;
  if (!fits) stop.scrollIntoView({ block: "start" });
}

function openDialog() {
  choice.checked = !areOff();
  dialog.showModal();
}

function focusSearch() {
  const search = document.getElementById("search");
  search?.focus();
  search?.select();
  return search;
}

const actions = { "/": focusSearch, j: () => step(1), k: () => step(-1), "?": openDialog };

function onKey(event) {
  const isForPage = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented);
  const isElsewhere = event.target.closest?.(FIELDS) || document.querySelector("dialog[open]");
  if (!isForPage || isElsewhere || !Object.hasOwn(actions, event.key) || areOff() || !choice.checked) return;
  event.preventDefault();
  actions[event.key]();
}

if (dialog?.showModal) {
  choice.checked = !areOff();
  choice.addEventListener("change", remember);
  const opener = document.getElementById("keys-opener").content.cloneNode(true);
  opener.querySelector("button").addEventListener("click", openDialog);
  document.querySelector("footer:not(main *)")?.append(opener);
  document.addEventListener("keydown", onKey);
}
