/* What the text will look like, by the server's own renderer, beside the text.

   One request is under way at a time, and the newest text wins. Nothing is asked for while nobody sees it. */

import { said } from "./words.js";

const DELAY = 200;

export function showPreview(textarea, section, token) {
  const [prose, problem] = section.children;
  let shown = null;
  let isAsking = false;
  let timer = 0;

  const isSeen = () => !section.hidden && document.visibilityState === "visible";
  const later = (delay = DELAY) => {
    clearTimeout(timer);
    timer = setTimeout(ask, delay);
  };

  async function ask() {
    const body = textarea.value;
    if (isAsking || body === shown || !isSeen()) return;
    isAsking = true;
    const answer = await answerTo(body, textarea, token());
    isAsking = false;
    shown = body;
    show(answer);
    if (textarea.value !== shown) later(0);
  }

  function show({ html, trouble }) {
    problem.hidden = !trouble;
    problem.textContent = trouble;
    if (html === null) return;
    const { scrollTop } = section;
    prose.innerHTML = html;
    section.scrollTop = scrollTop;
  }

  // A link in it must not take away what is being written.
  section.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(link.href, "_blank", "noopener");
  });
  textarea.addEventListener("input", () => later());
  textarea.addEventListener("scroll", () => {
    const most = textarea.scrollHeight - textarea.clientHeight;
    const far = section.scrollHeight - section.clientHeight;
    if (most > 0 && far > 0) section.scrollTop = (textarea.scrollTop / most) * far;
  });
  document.addEventListener("visibilitychange", () => later(0));
  return () => later(0);
}

/** The HTML, null where there is none, and then why. */
async function answerTo(body, textarea, token) {
  const { writingKind: kind = "", writingKey: key = "" } = textarea.dataset;
  try {
    const response = await fetch(said("preview"), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ body, kind, key }),
    });
    if (response.ok && !response.redirected) return { html: await response.text(), trouble: "" };
    const isSaid = response.headers.get("Content-Type")?.startsWith("application/json");
    return { html: null, trouble: isSaid ? (await response.json()).problem : said("noPreview") };
  } catch {
    return { html: null, trouble: said("noPreview") };
  }
}
