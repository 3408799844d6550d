"""What a bookmarklet or a phone hands over, as the text to start an entry with. Pure.

A bookmarklet gives title, address and selection apart. Android's share sheet often has the address in the
text, alone or after the title (https://w3c.github.io/web-share-target/).
"""

import re
import unicodedata

from markup.web_addresses import find_address
from passages.addresses import canonical_url

LONGEST_TITLE = 300
LONGEST_TEXT = 5000
LONGEST_GIVEN = 50_000  # more than that of anything is not looked at
# What has a meaning in Markdown or in the dialect of the site (citations, formulas, tags of HTML).
MEANING = re.compile(r"[\\`*\[\]<$@~|^]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# At the start of a line: headings, items, quotations, private margins, a second line of a heading.
MEANING_AT_START = re.compile(r"\A(?:[#>+=-]|%%|[0-9]{1,9}(?=[.)](?:\s|\Z)))")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
HIDDEN = {"Cc", "Cs", "Co"}
QUOTATION_MARKS = '"“”„«»'


def to_start(title: str, url: str, text: str) -> str:
    """The Markdown of an entry on a page: a link by its title, and what was selected as quotations.

    Shape: `[title](url)`, then for each paragraph of `text` a line `  * "paragraph`. What is no http
    address stands as words. Empty when nothing was given.
    """
    title, url, text = (tidy(given[:LONGEST_GIVEN]) for given in (title, url, text))
    address = canonical_url(url) or ""
    if not address:
        address, text = take_address(text)
    if not address:
        address, title = take_address(title)
    words = [title, "" if address else url]
    name = shorten(" ".join(word for word in dict.fromkeys(map(to_line, words)) if word), LONGEST_TITLE)
    quoted = [to_line(paragraph) for paragraph in re.split(r"\n\s*\n", shorten(text, LONGEST_TEXT))]
    first = to_link(name, address) if address else at_start(escape(name))
    lines = [f'  * "{escape(said.strip(QUOTATION_MARKS))}' for said in quoted if said not in ("", name)]
    return "\n".join([first, *lines] if first else [line.strip() for line in lines])


def tidy(given: str) -> str:
    """Without control characters and other characters that show nothing, in one kind of line ending."""
    given = given.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(each for each in given if each == "\n" or unicodedata.category(each) not in HIDDEN).strip()


def take_address(text: str) -> tuple[str, str]:
    """The first http address in a text in canonical form, and the text without it; '' if it has none."""
    for start in (match.start() for match in re.finditer("https?://", text, re.IGNORECASE)):
        found = find_address(text, start, len(text))
        address = canonical_url(found) if found else None
        if found and address:
            return address, (text[:start] + text[start + len(found) :]).strip(" \n:–—-|")
    return "", text


def to_line(text: str) -> str:
    return " ".join(text.split())


def shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def to_link(name: str, address: str) -> str:
    """A link, or the address alone where it has no name."""
    destination = address if has_matching_brackets(address) else f"<{address}>"
    destination = re.sub(r"&(?=#?\w+;)", "&amp;", destination)
    return f"[{escape(name)}]({destination})" if name and name != address else f"<{address}>"


def has_matching_brackets(address: str) -> bool:
    """Whether the address can stand in the parentheses of a link as it is (CommonMark, 6.3)."""
    depth = 0
    for character in address:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def escape(words: str) -> str:
    """Plain words as Markdown that shows just these; the underscores of an address have no meaning."""
    written, end = "", 0
    for address in ADDRESS.finditer(words):
        written += MEANING.sub(r"\\\g<0>", words[end : address.start()])
        written += re.sub(r"[\\`*\[\]<$|^]", r"\\\g<0>", address[0])
        end = address.end()
    return written + MEANING.sub(r"\\\g<0>", words[end:])


def at_start(line: str) -> str:
    """A line that begins no heading, list or the like."""
    return MEANING_AT_START.sub(lambda found: mark(found[0]), line)


def mark(found: str) -> str:
    return f"{found}\\" if found.isdigit() else f"\\{found}"
