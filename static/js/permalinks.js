/* The address of each block of a text: a quiet # that copies it, and a real link for every other click.

   A page has hundreds of blocks, so there is one such link. It stands in the block under the pointer or with the
   focus (j and k move the focus from block to block) and is the first thing in it, one Tab after the block itself.
   No block that has neither gets a tab stop. The button after it copies what one would write to cite the block. */

import { copy, say } from "./copy.js";

const BLOCK = "main .prose [id]:not(a, sup, .footnotes *)";
const LONGEST = 80;
const SCROLLING = "pre, table";
const said = document.getElementById("said");
const [link, cite] = document.getElementById("permalink")?.content.cloneNode(true).children ?? [];
let block = null;

function addressOf(element) {
  const entry = element.closest(".entry")?.querySelector(".entry__permalink");
  return `${entry ? entry.pathname : location.pathname}#${element.id}`;
}

/** Where in a block the link goes: in its first paragraph if it opens with one, so that this stays the first. */
function placeIn(element) {
  const first = [...element.childNodes].find((node) => !isOwn(node) && node.textContent.trim());
  return first?.nodeName === "P" ? first : element;
}

function isOwn(node) {
  return node === link || node === cite;
}

/** Show the link at a block, or at none. What scrolls would cut it off, so there it stands before it. */
function showAt(element) {
  if (element === block) return;
  block = element;
  link.remove();
  cite.remove();
  if (!element) return;
  link.href = addressOf(element);
  if (element.matches(SCROLLING)) element.before(link);
  else placeIn(element).prepend(link);
  link.after(cite);
}

function isKept() {
  return isOwn(document.activeElement) || block?.contains(document.activeElement);
}

function onPointer(event) {
  if (event.pointerType === "touch" || event.buttons || isOwn(event.target)) return;
  const found = event.target.closest(BLOCK);
  if (found || !isKept()) showAt(found);
}

function onFocus(event) {
  if (isOwn(event.target) || event.target.matches("textarea")) return; // that copies as before
  showAt(event.target.closest(BLOCK));
}

function meta(name) {
  return document.querySelector(`meta[name="${name}"], meta[property="${name}"]`)?.content;
}

/** Who wrote the block, how it begins, where, when, and its address. */
function citation() {
  const own = block.cloneNode(true);
  for (const part of own.querySelectorAll(".permalink, .permalink-cite, ul, ol, math")) part.remove();
  const words = own.textContent.trim().replace(/\s+/g, " ");
  const beginning = words.length > LONGEST ? `${words.slice(0, LONGEST).replace(/\s\S*$/, "")} …` : words;
  const day = block.closest(".entry")?.querySelector("[itemprop=datePublished]")?.content;
  const date = day ?? meta("article:modified_time")?.slice(0, 10);
  const parts = [meta("author"), `“${beginning}”`, meta("og:title"), meta("og:site_name"), date, link.href];
  return [...new Set(parts.filter(Boolean))].join(", ");
}

async function onCite() {
  if (await copy(citation())) say(said.dataset.copied);
}

async function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (await copy(link.href)) say(said.dataset.copied);
  else location.assign(link.href);
}

if (link && said) {
  link.addEventListener("click", onClick);
  cite.addEventListener("click", onCite);
  document.addEventListener("pointerover", onPointer);
  document.addEventListener("focusin", onFocus);
}
