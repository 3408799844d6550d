/* Addresses and words, which stand in desk/_writing_scripts.html so that they are translated like all others. */

const words = document.getElementById("desk-words");

/** The address of an endpoint, or a sentence, by the name of its data attribute; "" where there is none. */
export function said(name, values = {}) {
  const text = words?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** A copy of what a template holds. */
export function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
