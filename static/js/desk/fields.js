/* The fields of a form as plain values, out of it and into it again. */

const NOT_KEPT = new Set(["csrfmiddlewaretoken", "draft_key", "stamp"]);
// What Django's rows say of themselves, the fields' values when the page was made, and the row that others are made of.
const OF_THE_PAGE = /^initial-|-initial-|-(?:INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-__prefix__-/;
const TOTAL = /^(.+)-TOTAL_FORMS$/;
const MOST_ROWS = 500;

function isKept(name) {
  return name && !NOT_KEPT.has(name) && !OF_THE_PAGE.test(name);
}

/** Each name with the list of its texts. */
export function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && isKept(name)) (values[name] ??= []).push(value);
  }
  return values;
}

/** By the name of a field that offers choices: what was chosen, as [value, words]. */
export function labelsOf(form) {
  const labels = {};
  for (const field of form.querySelectorAll("select")) {
    if (isKept(field.name)) labels[field.name] = [...field.selectedOptions].map(({ value, text }) => [value, text]);
  }
  return labels;
}

/** Whether two forms say the same. */
export function sameValues(one, other) {
  const said = (values) => JSON.stringify(Object.entries(values).filter(([, texts]) => texts.join("")).sort());
  return said(one) === said(other);
}

export function fill(form, values, labels = {}) {
  for (const [name, [total]] of Object.entries(values)) {
    const rows = TOTAL.exec(name)?.[1];
    if (rows) addRows(form, rows, Number(total));
  }
  const left = structuredClone(values);
  const fields = [...form.elements].filter((field) => isKept(field.name) && !TOTAL.test(field.name) && isWritable(field));
  for (const field of fields) fillField(field, values[field.name] ?? [], left, labels[field.name] ?? []);
  for (const field of fields) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    // Only choices: a title that “changes” would write its slug anew.
    if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function isWritable({ type }) {
  return !["submit", "button", "reset", "image", "file", "fieldset", "output"].includes(type);
}

function fillField(field, texts, left, labels) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = texts.includes(field.value);
  else if (field.matches("select")) choose(field, texts, labels);
  else if (left[field.name]?.length) field.value = left[field.name].shift();
}

/** What is chosen from a long list is not on the page before it is chosen. */
function choose(select, texts, labels) {
  const known = new Set([...select.options].map((option) => option.value));
  const words = new Map(labels);
  for (const value of texts) if (!known.has(value)) select.add(new Option(words.get(value) ?? value, value));
  for (const option of select.options) option.selected = texts.includes(option.value);
}

function addRows(form, prefix, wanted) {
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  const add = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
  for (let had = -1; add && total && had < Number(total.value) && Number(total.value) < Math.min(wanted, MOST_ROWS); ) {
    had = Number(total.value);
    add.click();
  }
}
