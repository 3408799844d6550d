/* The page of suggested tags: one box for each tag checks it everywhere, or nowhere. */

const group = document.querySelector("[data-suggested-all]");
const boxes = [...document.querySelectorAll("input[name=suggested][data-tag]")];

function boxesOf(tag) {
  return boxes.filter((box) => box.dataset.tag === tag);
}

function tell(all) {
  const checked = boxesOf(all.value).filter((box) => box.checked).length;
  all.checked = checked === boxesOf(all.value).length;
  all.indeterminate = checked > 0 && !all.checked;
}

if (group) {
  const every = [...group.querySelectorAll("input")];
  every.forEach(tell);
  group.hidden = false;
  group.addEventListener("change", ({ target }) => {
    for (const box of boxesOf(target.value)) box.checked = target.checked;
  });
  addEventListener("change", ({ target }) => {
    const all = every.find((each) => each.value === target.dataset.tag);
    if (all) tell(all);
  });
}
