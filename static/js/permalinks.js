/* The address of each block of a text: a quiet # that copies it, and a real link for every other click.

   A page has hundreds of blocks, so there is one such link. It stands in the block under the pointer or with the
   focus (j and k move the focus from block to block) and is the first thing in it, one Tab after the block itself.
   No block that has neither gets a tab stop. */

const BLOCK = "main .prose [id]:not(a, sup, .footnotes *)";
const SCROLLING = "pre, table";
const SHOWN = 2000;
const said = document.getElementById("said");
const link = document.getElementById("permalink")?.content.firstElementChild.cloneNode(true);
let block = null;
let timer = 0;

function addressOf(element) {
  const entry = element.closest(".entry")?.querySelector(".entry__permalink");
  return `${entry ? entry.pathname : location.pathname}#${element.id}`;
}

/** Where in a block the link goes: in its first paragraph if it opens with one, so that this stays the first. */
function placeIn(element) {
  const first = [...element.childNodes].find((node) => node !== link && node.textContent.trim());
  return first?.nodeName === "P" ? first : element;
}

/** Show the link at a block, or at none. What scrolls would cut it off, so there it stands before it. */
function showAt(element) {
  if (element === block) return;
  block = element;
  if (!element) return link.remove();
  link.href = addressOf(element);
  if (element.matches(SCROLLING)) element.before(link);
  else placeIn(element).prepend(link);
}

function isKept() {
  return document.activeElement === link || block?.contains(document.activeElement);
}

function onPointer(event) {
  if (event.pointerType === "touch" || event.buttons || event.target === link) return;
  const found = event.target.closest(BLOCK);
  if (found || !isKept()) showAt(found);
}

function onFocus(event) {
  if (event.target === link) return;
  showAt(event.target.closest(BLOCK));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyAsBefore(text); // no permission, or a page without TLS
  }
}

function copyAsBefore(text) {
  const at = block;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  showAt(at);
  link.focus({ preventScroll: true });
  return isCopied;
}

async function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (await copy(link.href)) say(said.dataset.copied);
  else location.assign(link.href);
}

function say(words) {
  clearTimeout(timer);
  said.textContent = words;
  timer = setTimeout(() => said.replaceChildren(), SHOWN);
}

if (link && said) {
  link.addEventListener("click", onClick);
  document.addEventListener("pointerover", onPointer);
  document.addEventListener("focusin", onFocus);
}
