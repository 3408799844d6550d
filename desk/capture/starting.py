"""What a bookmarklet or a phone hands over, as the text to start an entry with. Pure.

A bookmarklet gives title, address and selection apart. Android's share sheet often has the address in the
text, alone or after the title (https://w3c.github.io/web-share-target/).
"""

import re
import unicodedata

from markup.plain_words import at_start, escape, shorten, to_line, to_link
from markup.web_addresses import find_address
from passages.addresses import canonical_url

LONGEST_TITLE = 300
LONGEST_TEXT = 5000
LONGEST_GIVEN = 50_000  # more than that of anything is not looked at
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
