/* A small preview of the paper, topic or entry that a link leads to, on hover or keyboard focus.

   As WCAG 2.2, 1.4.13 asks: Escape closes it, the pointer may enter it, and it stays while pointer or focus do.
   It is text only and describes its link; nothing else on the page moves. */

const DELAY = 300;
const GRACE = 250;
const EDGE = 8;
const GAP = 4;
const ADDRESS = /\/(?:(?:papers|topics)\/(?!(?:by-year|last-read|queue)\/)[^/=]+|\d{4}\/\d\d\/\d\d\/[^/]+)\/$/;

const main = document.querySelector("main");
const hovers = matchMedia("(hover: hover)");
const texts = new Map();
const box = document.createElement("div");
let current = null;
let dismissed = null;
let line = 0;
let timer = 0;

/** The link at or around an element if it is one to preview: to something else than what is being read. */
function linkAt(element) {
  const link = element.closest("main a[href]");
  if (!link || !hovers.matches || link.origin !== location.origin) return null;
  if (!ADDRESS.test(link.pathname) || link.pathname === location.pathname) return null;
  const own = link.closest(".entry")?.querySelector(".entry__permalink");
  return own?.pathname === link.pathname ? null : link;
}

/** The HTML of a preview, empty where there is none or only a page to sign in; a failure is asked for again. */
function textOf(path) {
  if (!texts.has(path)) {
    const asked = fetch(`${path}preview/`).then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""));
    texts.set(path, asked.catch(() => texts.delete(path) && ""));
  }
  return texts.get(path);
}

async function open(link, y) {
  close();
  current = link;
  const html = await textOf(link.pathname);
  if (current !== link || !html) return;
  line = Math.max(0, [...link.getClientRects()].findIndex((rect) => rect.top <= y && y <= rect.bottom));
  box.innerHTML = html;
  box.hidden = false;
  link.setAttribute("aria-describedby", box.id);
  place();
}

function close() {
  clearTimeout(timer);
  current?.removeAttribute("aria-describedby");
  current = null;
  box.hidden = true;
}

/** Under the link, over it where there is more room and less is not enough, and always in view. */
function place() {
  if (box.hidden) return;
  const { top, bottom } = current.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  if (bottom < 0 || top > clientHeight) return close();
  const left = (current.getClientRects()[line] ?? current.getBoundingClientRect()).left;
  const below = clientHeight - EDGE - bottom - GAP;
  const above = top - GAP - EDGE;
  box.style.setProperty("max-height", "none");
  const isUnder = box.offsetHeight <= below || below >= above;
  box.style.setProperty("max-height", `${isUnder ? below : above}px`);
  box.style.setProperty("top", `${isUnder ? bottom + GAP : top - GAP - box.offsetHeight}px`);
  box.style.setProperty("left", `${Math.max(EDGE, Math.min(left, clientWidth - box.offsetWidth - EDGE))}px`);
}

function onPointer(event) {
  if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
  const link = box.contains(event.target) ? current : linkAt(event.target);
  clearTimeout(timer);
  if (link !== dismissed) dismissed = null;
  if (link && link !== current && link !== dismissed) timer = setTimeout(open, DELAY, link, event.clientY);
  else if (!link && current && current !== document.activeElement) timer = setTimeout(close, GRACE);
}

function onFocus(event) {
  const link = event.target.matches(":focus-visible") ? linkAt(event.target) : null;
  if (link && link !== current) open(link, 0);
}

function onKey(event) {
  if (event.key !== "Escape" || !current) return;
  dismissed = current;
  close();
}

if (main) {
  box.id = "preview";
  box.className = "preview";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  main.append(box);
  document.addEventListener("pointerover", onPointer);
  document.documentElement.addEventListener("pointerleave", onPointer);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", (event) => event.target === current && close());
  document.addEventListener("keydown", onKey);
  addEventListener("scroll", place, { passive: true });
  addEventListener("resize", place);
  addEventListener("pagehide", close);
}
