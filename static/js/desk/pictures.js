/* Pictures that are pasted, dropped or chosen: each is sent, and stands in the text where it was put. */

import { replace } from "./editing.js";
import { said } from "./words.js";

const LARGEST = 10 * 1024 * 1024;
let number = 0;

export function acceptPictures(textarea) {
  if (!said("images")) return;
  textarea.addEventListener("paste", (event) => take(event, event.clipboardData));
  textarea.addEventListener("drop", (event) => take(event, event.dataTransfer));
  textarea.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  offerButton(textarea);

  function take(event, given) {
    const files = pictures(given?.files);
    // A table copied from a spreadsheet comes as words and as their picture.
    if (!files.length || given.types.includes("text/plain")) return;
    event.preventDefault();
    for (const file of files) send(textarea, file);
  }
}

function pictures(files) {
  return [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** A way to choose files, for phones, where nothing can be dropped. */
function offerButton(textarea) {
  const bar = textarea.closest(".writing")?.querySelector(".writing__bar");
  if (!bar) return;
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", multiple: true, hidden: true });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "writing__button", textContent: said("picture") });
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    for (const file of pictures(input.files)) send(textarea, file);
    input.value = "";
  });
  bar.querySelector(".writing__count").before(button, input);
}

async function send(textarea, file) {
  number += 1;
  const name = file.name.replace(/[[\]()\\]/g, "");
  const mark = `![${said("uploading", { name, number })}]()`;
  const { selectionStart, selectionEnd } = textarea;
  const gap = /\S$/.test(textarea.value.slice(0, selectionStart)) ? " " : "";
  replace(textarea, selectionStart, selectionEnd, gap + mark);
  const answer = file.size > LARGEST ? { problem: said("tooLarge") } : await upload(textarea, file);
  putInPlace(textarea, mark, answer.markdown ?? "");
  tell(textarea, answer.problem ? `${name}: ${answer.problem}` : "");
}

async function upload(textarea, file) {
  const body = new FormData();
  const token = (textarea.form ?? document).querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  body.append("csrfmiddlewaretoken", token);
  body.append("file", file);
  try {
    const response = await fetch(said("images"), { method: "POST", body, headers: { "X-CSRFToken": token } });
    return await response.json();
  } catch {
    return { problem: said("notSent") };
  }
}

/** The Markdown instead of what stood for it, wherever that is by now; the caret stays where it is. */
function putInPlace(textarea, mark, markdown) {
  const at = textarea.value.indexOf(mark);
  if (at < 0) return;
  const moved = (place) => (place <= at ? place : Math.max(at, place + markdown.length - mark.length));
  const [start, end] = [moved(textarea.selectionStart), moved(textarea.selectionEnd)];
  replace(textarea, at, at + mark.length, markdown);
  textarea.setSelectionRange(start, end);
}

function tell(textarea, sentence) {
  const status = textarea.closest(".writing")?.querySelector(".writing__status");
  if (status && sentence) status.textContent = sentence;
}
