/* Copies of what is being written, in this browser: one for each open form, of one writer and one form. */

import { remember, remembered } from "./editing.js";

const START = "writing";
const OLD = 30 * 24 * 3600 * 1000;

function nameOf(writer, form, key) {
  return [START, writer, form, key].join(" ");
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${START} `));
  } catch {
    return [];
  }
}

/** Whether there was room for it. */
export function writeCopy(writer, form, key, copy) {
  return remember(nameOf(writer, form, key), JSON.stringify(copy));
}

export function dropCopy(writer, form, key) {
  remember(nameOf(writer, form, key), null);
}

/** Drop the copies of forms that have been saved, by their keys. */
export function dropSaved(keys) {
  for (const name of names()) if (keys.has(name.split(" ").at(-1))) remember(name, null);
}

/** Drop the copies that the site holds as well; answers the names of the others. */
export function dropHeld() {
  for (const name of names()) if (read(name).isHeld) remember(name, null);
  return names();
}

/** The copies of a form, the newest first, without those that the document was saved after; old ones of these go. */
export function copiesOf(writer, form, savedAt) {
  const start = nameOf(writer, form, "");
  const found = names().filter((name) => name.startsWith(start)).map((name) => ({ name, key: name.slice(start.length), ...read(name) }));
  for (const { name, at = 0 } of found) if (at < savedAt && at < Date.now() - OLD) remember(name, null);
  return found.filter(({ at, values }) => values && at > savedAt).sort((one, other) => other.at - one.at);
}

function read(name) {
  try {
    return JSON.parse(remembered(name)) ?? {};
  } catch {
    return {};
  }
}
