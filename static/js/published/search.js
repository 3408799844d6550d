/* The search of a site that is files: finds in an index of words, which is read when somebody first searches.

   What the index holds is told in `notes/publishing/word_index.py`. All words must be found, in any order; `mem*` is
   any word that begins so, `-word` one that must not be there. Words are folded as `passages/search/tokens.py` does. */

const MOST = 200;
const SYMBOLIC = { "c++": "c0plus0plus", "c#": "c0sharp", "f#": "f0sharp", ".net": "dot0net" };
const STRUCK = { ø: "o", ł: "l", đ: "d", ħ: "h", ı: "i", ŧ: "t", ð: "d", þ: "th", æ: "ae", œ: "oe", ß: "ss", ς: "σ" };
const DROPPED =
  /[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe2f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u00ad\u0640\u180e\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const UNSPACED = ["Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Myanmar", "Khmer"];
const ONE = UNSPACED.map((script) => `\\p{Script=${script}}`).join("");
const WORD = new RegExp(`c\\+\\+(?![a-z+])|[cf]#(?![a-z#])|(?<![\\p{L}.])\\.net(?!\\w)|[${ONE}]\\p{M}*|(?:(?![${ONE}])[\\p{L}\\p{N}\\p{M}])+|\\p{Extended_Pictographic}`, "gu");
const DAY = /^(\d{4})\/(\d\d)\/(\d\d)[ /]/;

/** The words of a text as the index has them. */
export function tokens(text) {
  const bare = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(DROPPED, "").normalize("NFC");
  const folded = bare.replace(/[øłđħıŧðþæœßς]/g, (letter) => STRUCK[letter]);
  return (folded.match(WORD) ?? []).map((word) => SYMBOLIC[word] ?? word);
}

let loading = null;

/** The index at an address, read once. */
function load(address) {
  loading ??= read(new URL(address, document.baseURI)).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const end = 4 + new DataView(bytes.buffer).getUint32(0);
  const { titles, places, words } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)));
  const lists = listsOf(bytes, end);
  return { titles, places, lists: new Map(words.split(" ").map((word) => [word, lists.next().value])), root: new URL("../", address) };
}

/** The documents of each word, in the order of the words; null for a word that is in too many of them. */
function* listsOf(bytes, start) {
  let at = start;
  const next = () => {
    let number = 0;
    for (let bits = 0; ; bits += 7) {
      const byte = bytes[at++];
      number |= (byte & 0x7f) << bits;
      if (byte < 0x80) return number;
    }
  };
  while (at < bytes.length) {
    const list = new Uint32Array(next());
    let document = -1;
    for (let i = 0; i < list.length; i++) list[i] = document += next();
    yield list.length ? list : null;
  }
}

/** What a query says: words to be there and not to be there, each with whether it is only a beginning. */
function parse(query, isTyping) {
  const parts = query.split(/\s+/).filter(Boolean);
  const terms = parts.flatMap((part, at) => {
    const found = tokens(part);
    const isCut = /\*$/.test(part) || (isTyping && at === parts.length - 1);
    return found.map((word, i) => ({ word, isOut: /^[-−]./.test(part), isCut: isCut && i === found.length - 1 }));
  });
  return terms;
}

/** The documents of a term, or null for nearly all of them. */
function documentsOf({ word, isCut }, index) {
  if (!isCut) return index.lists.has(word) ? asSet(index.lists.get(word)) : new Set();
  const found = new Set();
  for (const [other, list] of index.lists) {
    if (!other.startsWith(word)) continue;
    if (!list) return null;
    for (const document of list) found.add(document);
  }
  return found;
}

function asSet(list) {
  return list && new Set(list);
}

/** The numbers of the documents that answer, those first whose title says more of it. */
function answer(query, index, isTyping = false) {
  const terms = parse(query, isTyping);
  const wanted = terms.filter(({ isOut }) => !isOut);
  if (!wanted.length) return [];
  const within = wanted.map((term) => documentsOf(term, index)).filter(Boolean);
  const without = terms.filter(({ isOut }) => isOut).map((term) => documentsOf(term, index) ?? new Set());
  const [smallest = index.titles.keys()] = within.toSorted((one, other) => one.size - other.size);
  const found = [...smallest].filter((n) => within.every((set) => set.has(n)) && !without.some((set) => set.has(n)));
  const scores = new Map(found.map((n) => [n, score(index.titles[n], wanted)]));
  return found.sort((one, other) => scores.get(other) - scores.get(one) || one - other);
}

function score(title, wanted) {
  const words = tokens(title);
  return wanted.filter(({ word, isCut }) => words.some((other) => (isCut ? other.startsWith(word) : other === word))).length;
}

/** Where a document stands; its last words are those of its title where the index gives their number. */
function addressOf(number, index) {
  const [head, count] = index.places[number].split(" ");
  if (!count) return new URL(`${head}/`, index.root).href;
  const words = index.titles[number].toLowerCase().replace(/[^a-z0-9 -]+/g, "").split(/[ -]+/).filter(Boolean);
  return new URL(`${head}/${words.slice(0, Number(count)).join("-")}/`, index.root).href;
}

function dayOf(number, index) {
  const [, year, month, day] = DAY.exec(index.places[number]) ?? [];
  if (!year) return null;
  const time = document.createElement("time");
  time.dateTime = `${year}-${month}-${day}`;
  // As the pages write it; plain English would put the month first.
  const { lang } = document.documentElement;
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: "UTC" });
  time.textContent = format.format(new Date(`${time.dateTime}T00:00:00Z`));
  return time;
}

function linkTo(number, index) {
  const link = document.createElement("a");
  link.href = addressOf(number, index);
  return link;
}

function titleOf(number, index, tag) {
  const title = document.createElement(tag);
  title.textContent = index.titles[number];
  return title;
}

/** Links for the list under the box, while one types. */
export async function typed(query, address, most) {
  const index = await load(address);
  return answer(query, index, true).slice(0, most).map((number) => {
    const link = linkTo(number, index);
    const day = dayOf(number, index);
    const title = titleOf(number, index, day ? "span" : "cite");
    if (day) title.className = "typed__snippet";
    link.append(...(day ? [day, " ", title] : [title]));
    return link;
  });
}

function toItem(number, index) {
  const item = document.createElement("li");
  item.className = "result";
  const link = linkTo(number, index);
  const day = dayOf(number, index);
  link.append(day ?? titleOf(number, index, "cite"));
  const text = document.createElement("p");
  text.append(link, ...(day ? [" ", titleOf(number, index, "span")] : []));
  item.append(text);
  return item;
}

/** The page of the search: what its address asks for. */
export async function showPage(input) {
  const said = document.getElementById("search-said");
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  input.value = query;
  said.textContent = "";
  if (!query) return;
  try {
    const index = await load(input.form.dataset.index);
    const found = answer(query, index);
    document.getElementById("search-results").replaceChildren(...found.slice(0, MOST).map((number) => toItem(number, index)));
    said.textContent = found.length ? String(found.length) : said.dataset.none;
  } catch {
    said.textContent = said.dataset.failed;
  }
}
