/* Keys of the writing area. Tab indents a list; after Escape it leaves the field, as it does anywhere else. */

import { replace } from "./editing.js";
import { onEnter, onTab } from "./lists.js";

const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s<>]+$/i;

function apply(textarea, change) {
  const { value } = textarea;
  if (value.slice(change.from, change.to) !== change.text) replace(textarea, change.from, change.to, change.text);
  if (change.select) textarea.setSelectionRange(...change.select);
}

function changeFor(event, { value, selectionStart, selectionEnd }) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Tab") return onTab(value, selectionStart, selectionEnd, event.shiftKey);
  const isPlain = event.key === "Enter" && !event.shiftKey && selectionStart === selectionEnd;
  return isPlain ? onEnter(value, selectionStart) : null;
}

/** As by the button that saves; a form may have others that do something else. */
export function save(form) {
  const button = form?.querySelector("[type=submit][name=_save], [type=submit].default") ?? form?.querySelector("[type=submit]");
  form?.requestSubmit(button ?? undefined);
}

export function acceptKeys(textarea) {
  let mayLeave = false;
  textarea.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.key === "Shift") return;
    const isLeaving = mayLeave && event.key === "Tab";
    mayLeave = event.key === "Escape";
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return save(textarea.form);
    }
    const change = isLeaving ? null : changeFor(event, textarea);
    if (!change) return;
    event.preventDefault();
    apply(textarea, change);
  });
  textarea.addEventListener("blur", () => (mayLeave = false));
}

/** An address that is pasted over words makes them a link. */
export function acceptLinks(textarea) {
  textarea.addEventListener("paste", (event) => {
    const address = event.clipboardData?.getData("text/plain").trim() ?? "";
    const { selectionStart: from, selectionEnd: to, value } = textarea;
    const words = value.slice(from, to);
    if (event.defaultPrevented || !ADDRESS.test(address) || !words.trim() || words.includes("\n\n") || ADDRESS.test(words.trim())) return;
    event.preventDefault();
    const target = /[()]/.test(address) ? `<${address}>` : address;
    replace(textarea, from, to, `[${words}](${target})`);
  });
}
