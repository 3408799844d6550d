/* What was being written and not saved is offered again, above the form: each draft once.

   A copy in this browser is never older than the draft of the same key on the server, and stands in its place. */

import { copyOf } from "./words.js";

const MOST = 3;

export function offer(copies, { take, drop, form }) {
  const place = document.getElementById("drafts") ?? placeBefore(form);
  const ofServer = new Map([...place.querySelectorAll("[data-draft]")].map((draft) => [draft.dataset.draft, draft]));
  for (const copy of copies.slice(0, MOST)) {
    ofServer.get(copy.key)?.remove();
    place.append(toOffer(copy, take, drop));
  }
}

function placeBefore(form) {
  const place = document.createElement("div");
  form.before(place);
  return place;
}

function toOffer(copy, take, drop) {
  const draft = copyOf("desk-offer");
  const part = (name) => draft.querySelector(name);
  const when = new Date(copy.at);
  const { lang } = document.documentElement;
  const values = {
    day: when.toLocaleDateString(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long" }),
    time: when.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hour12: false }),
  };
  part(".draft__said").textContent = draft.dataset.said.replace(/\{(day|time)\}/g, (_, name) => values[name]);
  for (const [name, action] of [[".draft__take", take], [".draft__drop", drop]]) {
    part(name).addEventListener("click", () => {
      draft.remove();
      action(copy);
    });
  }
  return draft;
}
