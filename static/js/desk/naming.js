/* Names for what Django's form leaves nameless to those who hear it: boxes to choose from, and fields in rows. */

function textOf(element) {
  return element?.textContent.trim().replace(/:$/, "") ?? "";
}

function name(field, words) {
  if (words && !field.getAttribute("aria-label")) field.setAttribute("aria-label", words);
}

/** What heads a field: its label, or in a table its column. */
function headOf(field) {
  const cell = field.closest("td");
  const heads = cell?.closest("table")?.querySelectorAll("thead th:not(.hidden)");
  const label = field.id ? document.querySelector(`label[for="${CSS.escape(field.id)}"]`) : null;
  if (label) return textOf(label);
  if (!heads) return "";
  const cells = [...cell.parentElement.cells].filter((other) => !other.classList.contains("hidden"));
  // The first column of the head spans the one that says what the row is.
  const at = cells.indexOf(cell);
  return textOf(heads[at] ?? null);
}

function nameRows() {
  const kinds = "select, input:not([type=hidden], [type=submit]), textarea";
  for (const field of document.querySelectorAll(`.inline-group .tabular :is(${kinds})`)) {
    if (!field.labels?.length) name(field, headOf(field));
  }
  for (const head of document.querySelectorAll(".inline-group th.original:empty")) head.setAttribute("role", "presentation");
}

function nameBoxes() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const box = select.nextElementSibling;
    const words = headOf(select);
    for (const part of box?.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field") ?? []) name(part, words);
    // It holds more than items, which no list may.
    for (const list of box?.querySelectorAll("ul.select2-selection__rendered") ?? []) list.setAttribute("role", "presentation");
  }
}

function nameAll() {
  nameRows();
  nameBoxes();
}

// After Django's own, which wait for the same.
window.django?.jQuery(nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll));
document.addEventListener("focusin", nameBoxes);
