/* Keeps what is being written: in this browser at once, and on the server when the writer pauses.

   A form that is saved leaves nothing behind: the next page names its key in data-saved. */

import { copiesOf, dropCopy, dropSaved, writeCopy } from "./copies.js";
import { debounced } from "./editing.js";
import { fill, labelsOf, sameValues, valuesOf } from "./fields.js";
import { offer } from "./offers.js";
import { said } from "./words.js";

const PAUSE = 1200;
const AGAIN = 10_000;
// A text of this length is not copied at every letter.
const LONG = 50_000;
const SHORT_PAUSE = 300;
// What a page that is going away may still send (Fetch Standard).
const MOST_AT_THE_END = 60_000;

function newKey() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function nameOfForm({ dataset }) {
  return dataset.writingForm ?? `${dataset.writingKind}/${dataset.writingKey || "add"}`;
}

/** Keeps the form of a field, and says so in `status`. */
export function keep(textarea, status) {
  const { form } = textarea;
  const keeper = new Keeper(form, nameOfForm(textarea), status);
  dropSaved(new Set(said("saved").split(" ")));
  keeper.offerCopies(textarea);
  keeper.listen(textarea);
  return keeper;
}

class Keeper {
  constructor(form, name, status) {
    Object.assign(this, { form, name, status, writer: said("writer"), timer: 0 });
    if (!this.keyFields().length) form.append(this.keyField(newKey()));
    const isUnsaved = this.keyFields().length > 1 || document.querySelector(".errornote, .errorlist");
    this.first = isUnsaved ? null : JSON.stringify(valuesOf(form));
    this.current = this.first;
    this.onServer = this.first;
    this.isHere = true;
  }

  keyFields() {
    return [...this.form.querySelectorAll("input[name=draft_key]")];
  }

  keyField(value) {
    return Object.assign(document.createElement("input"), { type: "hidden", name: "draft_key", value });
  }

  get keys() {
    return this.keyFields().map((field) => field.value);
  }

  get base() {
    return this.form.elements.stamp?.value ?? "";
  }

  token() {
    return this.form.elements.csrfmiddlewaretoken?.value ?? "";
  }

  listen(textarea) {
    const look = () => this.look();
    const later = debounced(look, SHORT_PAUSE);
    this.form.addEventListener("input", () => {
      this.isLeaving = false;
      if (textarea.value.length > LONG) later();
      else look();
    });
    // Choices, dates and rows change by clicks, too, and say nothing of it.
    for (const kind of ["change", "click", "keyup"]) this.form.addEventListener(kind, later);
    window.django?.jQuery?.(this.form).on("change", later);
    this.form.addEventListener("submit", () => {
      this.look();
      this.isLeaving = true;
      clearTimeout(this.timer);
      this.sending?.abort();
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && (this.isLeaving = false));
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.leave() : this.comeBack()));
    addEventListener("focus", () => this.comeBack());
    addEventListener("online", () => this.send());
    if (this.first === null) look();
  }

  /** Copies what has changed; what is as it was at first needs no keeping. */
  look() {
    const values = valuesOf(this.form);
    const text = JSON.stringify(values);
    if (text === this.current) return;
    this.current = text;
    if (text === this.first) return this.drop();
    this.copy = { at: Date.now(), values, labels: labelsOf(this.form) };
    this.isHere = writeCopy(this.writer, this.name, this.keys[0], this.copy);
    for (const taken of this.keys.slice(1)) if (this.isHere) dropCopy(this.writer, this.name, taken);
    this.later(PAUSE);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.isLeaving || this.isSending || this.current === this.onServer || this.current === this.first) return;
    this.isSending = true;
    const text = this.current;
    const answer = await this.answerTo(() => this.post(text));
    this.isSending = false;
    this.hear(answer, text);
  }

  post(text, isLast = false) {
    this.sending = new AbortController();
    const [key, ...taken] = this.keys;
    const body = JSON.stringify({ key, taken, form: this.name, base: this.base, values: JSON.parse(text ?? "{}") });
    if (isLast && body.length * 3 > MOST_AT_THE_END && new Blob([body]).size > MOST_AT_THE_END) return null;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token() };
    const signal = isLast ? undefined : this.sending.signal;
    return fetch(said("drafts"), { method: "POST", headers, body, signal, keepalive: isLast });
  }

  /** The answer in JSON; whoever has signed in again since the page was made is asked for with a fresh token. */
  async answerTo(ask) {
    try {
      let response = await ask();
      if ((response.status === 403 || response.redirected) && (await this.renew())) response = await ask();
      if (response.status === 403 || response.redirected) return { isSignedOut: true };
      return await response.json();
    } catch {
      return { isUnreachable: true };
    }
  }

  async renew() {
    const response = await fetch(said("drafts"), { cache: "no-store" });
    if (!response.ok || response.redirected) return false;
    const { writer, token } = await response.json();
    if (writer !== this.writer) return false;
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
    return true;
  }

  hear(answer, text) {
    this.isSignedOut = Boolean(answer.isSignedOut);
    if (answer.is_saved) return this.startAnew();
    if (answer.isSignedOut) return this.sayInOut();
    if (answer.isUnreachable || answer.problem) {
      const here = said(this.isHere ? "keptHere" : "notKept");
      this.status.textContent = answer.problem ? `${answer.problem} ${here}` : here;
      if (answer.isUnreachable) this.later(AGAIN);
      return;
    }
    this.onServer = text;
    const time = new Date(answer.saved_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    this.status.textContent = [answer.notice, said("kept", { time })].filter(Boolean).join(" ");
    if (this.current !== text) return this.later(PAUSE);
    // Signing out takes it away from here.
    writeCopy(this.writer, this.name, this.keys[0], { ...this.copy, isHeld: true });
  }

  sayInOut() {
    const link = Object.assign(document.createElement("a"), { href: said("login"), target: "_blank", textContent: said("signIn") });
    this.status.replaceChildren(said(this.isHere ? "signedOut" : "notKept"), " ", link);
  }

  /** The page was left and come back to after it was saved: what is written now is another draft. */
  startAnew() {
    for (const field of this.keyFields()) field.remove();
    this.form.append(this.keyField(newKey()));
    this.current = null;
    this.look();
  }

  drop() {
    clearTimeout(this.timer);
    dropCopy(this.writer, this.name, this.keys[0]);
    this.status.textContent = "";
    if (this.onServer === this.first) return;
    this.onServer = this.first;
    discard(this.keys[0], this.token());
  }

  leave() {
    this.look();
    if (this.isLeaving || this.current === this.onServer || this.current === this.first) return;
    this.post(this.current, true)?.catch(() => {});
  }

  comeBack() {
    if (this.isSignedOut) this.send();
  }

  offerCopies(textarea) {
    const savedAt = Date.parse(this.base) || 0;
    const now = valuesOf(this.form);
    const others = copiesOf(this.writer, this.name, savedAt).filter(({ key }) => !this.keys.includes(key));
    const different = others.filter((copy) => !sameValues(copy.values, now));
    for (const { key } of others) if (!different.some((copy) => copy.key === key)) dropCopy(this.writer, this.name, key);
    const take = ({ key, values, labels }) => {
      this.form.append(this.keyField(key));
      fill(this.form, values, labels);
      this.look();
      textarea.focus();
    };
    const drop = ({ key }) => {
      dropCopy(this.writer, this.name, key);
      discard(key, this.token());
    };
    offer(different, { take, drop, form: this.form });
  }
}

function discard(key, token) {
  const body = new URLSearchParams({ discard: key });
  fetch(said("drafts"), { method: "POST", headers: { "X-CSRFToken": token }, body }).catch(() => {});
}
