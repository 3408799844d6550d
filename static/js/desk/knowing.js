/* Quick entry says at once whether the address that is pasted, or the first in the text, is known and where.

   The answer stands in [data-known] of the form, made by the server as for the bookmarklet. */

import { debounced } from "./editing.js";
import { said } from "./words.js";

const DELAY = 400;
const ADDRESS = /https?:\/\/[^\s<>"]+/i;
const WHOLE = /^\s*https?:\/\/\S+\s*$/i;

export function tellKnown(textarea) {
  const place = textarea.form?.querySelector("[data-known]");
  if (!place) return;
  let asked = firstAddress(textarea.value);
  let pasted = "";

  async function ask() {
    if (!textarea.value.includes(pasted)) pasted = "";
    const address = pasted || firstAddress(textarea.value);
    if (address === asked) return;
    asked = address;
    const html = address ? await knownAt(address) : "";
    if (address === asked) place.innerHTML = html;
  }

  textarea.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (WHOLE.test(text)) pasted = text.trim();
  });
  textarea.addEventListener("input", debounced(ask, DELAY));
}

/** The first address in a text, without what closes a sentence or a link around it; "" where there is none. */
export function firstAddress(text) {
  let address = (ADDRESS.exec(text)?.[0] ?? "").replace(/[.,;:!?]+$/, "");
  const count = (sign) => address.split(sign).length;
  while (address.endsWith(")") && count(")") > count("(")) address = address.slice(0, -1);
  return address;
}

/** What to show of it, "" where nothing is known or nobody answers. */
async function knownAt(address) {
  try {
    const response = await fetch(`${said("known")}?${new URLSearchParams({ url: address })}`);
    return response.ok && !response.redirected ? (await response.json()).html : "";
  } catch {
    return "";
  }
}
