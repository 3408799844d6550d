"""What a rendered text says in words: without code, formulas and addresses. Pure."""

import re
from html import unescape

# Elements whose insides are no words of the text, and the fold of a footnote's number.
UNSAID = re.compile(r"<(pre|code|math|svg|script|style|sup)\b.*?</\1\s*>", re.DOTALL | re.I)
# Elements that stand within a line; every other tag ends one.
INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|del|em|i|ins|mark|q|s|small|span|strong|sub|u)\b[^>]*>", re.IGNORECASE
)
TAG = re.compile(r"<[^>]*>")
# Addresses of pages and of people, names of hosts and files, citation keys.
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|\S+@\S+|@[\w:-]+|\S*/\S+/\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?",
    re.I,
)
LINE_END = "\n"


def to_words(html: str) -> str:
    """The words of a text that was rendered, a line for each block."""
    text = INLINE.sub("", UNSAID.sub(" ", html))
    return ADDRESS.sub(" ", unescape(TAG.sub(LINE_END, text)))
