/* Changes to the text of a field that its own undo takes back. */

/** Put `text` in place of what stands between two places; the caret stands behind it. */
export function replace(textarea, from, to, text) {
  textarea.focus({ preventScroll: true });
  if (from === to && !text) return;
  textarea.setSelectionRange(from, to);
  // No other way into the field's list of undos.
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (isDone) return;
  textarea.setRangeText(text, from, to, "end");
  textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function debounced(action, delay) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay, ...values);
  };
}

/** What this browser remembers for itself; nothing where storage is forbidden. */
export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Whether it could be remembered: storage may be forbidden or full. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}
