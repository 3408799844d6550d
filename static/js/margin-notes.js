/* Footnotes beside their marks where the page has a margin for them.

   The notes stay where they are in the document, so that links, the order for a screen reader and the keyboard
   are those of the page without scripts; only their place on the screen changes. */

const wide = matchMedia("(min-width: 75rem)");
const LEAST = 200;
const EDGE = 16;
const GAP = 12;
const asides = [...document.querySelectorAll("main :is(aside, .aside)")];

/** How far down a text its margin belongs to other things, in pixels from its top. */
function takenBeside(text) {
  const places = asides.map((aside) => aside.getBoundingClientRect());
  const beside = places.filter((place) => place.height && place.left >= text.right && place.top < text.bottom);
  return Math.max(0, ...beside.map((place) => place.bottom - text.top + GAP));
}

/** Put each note at the height of its first mark, or under what stands there; all of them or none. */
function arrange(prose, notes) {
  const items = notes.querySelectorAll(":scope > ol > li");
  prose.classList.add("prose--noted");
  const text = prose.getBoundingClientRect();
  const room = document.documentElement.clientWidth - items[0].getBoundingClientRect().left - EDGE;
  let free = takenBeside(text);
  if (!wide.matches || room < LEAST || free > text.height) return putBack(prose);
  prose.style.setProperty("--note-room", `${room}px`);
  for (const note of items) {
    const mark = prose.querySelector(`a[href="#${CSS.escape(note.id)}"]`);
    const wanted = mark ? mark.getBoundingClientRect().top - text.top : free;
    const top = Math.max(free, wanted);
    note.style.setProperty("top", `${top}px`);
    free = top + note.offsetHeight + GAP;
  }
  prose.style.setProperty("min-height", `${free}px`);
}

function putBack(prose) {
  prose.classList.remove("prose--noted");
  prose.style.setProperty("min-height", "auto");
}

for (const notes of document.querySelectorAll("main .prose > .footnotes")) {
  const prose = notes.parentElement;
  const entry = prose.closest(".entry")?.querySelector(".entry__permalink");
  if (entry && entry.pathname !== location.pathname) continue;
  const again = () => arrange(prose, notes);
  const observer = new ResizeObserver(() => requestAnimationFrame(again));
  for (const element of [prose, ...asides]) observer.observe(element);
  addEventListener("resize", again);
  document.fonts.ready.then(again);
}
