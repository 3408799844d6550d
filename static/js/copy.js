/* Copying: a button after each [data-copy], buttons that hold the words in it, and what others copy with.

   To the clipboard goes plain text and, where an element has tags that matter, such as the italics of a reference,
   HTML beside it. That it is done is said politely, at the foot of the page. */

const SHOWN = 2000;
const said = document.getElementById("said");
const button = document.getElementById("copy-button")?.content.firstElementChild;
let timer = 0;

/** Copy text, and perhaps HTML; whether that worked. The focus is where it was. */
export async function copy(text, html = "") {
  try {
    if (!html) await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob(text), "text/html": blob(html, "text/html") })]);
    return true;
  } catch {
    return copyAsBefore(text); // no permission, or a page without TLS
  }
}

function blob(content, type = "text/plain") {
  return new Blob([content], { type });
}

function copyAsBefore(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return isCopied;
}

export function say(words) {
  clearTimeout(timer);
  said.textContent = words;
  timer = setTimeout(() => said.replaceChildren(), SHOWN);
}

/** The text of an element, on one line unless its lines are kept; its HTML if it has any tags. */
async function onClick(element) {
  const text = element.matches("pre") ? element.textContent : element.textContent.trim().replace(/\s+/g, " ");
  if (await copy(text, element.childElementCount ? element.innerHTML.trim() : "")) say(said.dataset.copied);
}

if (said && button) {
  for (const element of document.querySelectorAll("[data-copy]:not(button)")) {
    const own = button.cloneNode(true);
    own.addEventListener("click", () => onClick(element));
    element.after(own);
  }
  for (const own of document.querySelectorAll("button[data-copy]")) {
    own.hidden = false;
    own.addEventListener("click", async () => (await copy(own.dataset.copy)) && say(said.dataset.copied));
  }
}
