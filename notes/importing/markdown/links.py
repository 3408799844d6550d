"""Inline links in a heading: `[label](url "title")`, as CommonMark 0.31, section 6.3, has them."""

import html
import re
from dataclasses import dataclass

# Longer than any title; a longer heading is not searched for links, so that nobody can make that slow.
_LONGEST_HEADING = 10_000
_DEEPEST_PARENTHESES = 32
_TITLE = re.compile(r"""[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\))[ \t]*(?=\))""")
_BRACKET = re.compile(r"\\.|[\[\]]")
_BARE_URL = re.compile(r"<?https?://[^\s>]+>?")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*\*|\*\*|\*|___|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_WRAPPERS = ("**", "__", "*", "_")


@dataclass(frozen=True)
class InlineLink:
    """`label`, `url` and `title` as written; `start` and `end` are offsets in the heading."""

    label: str
    url: str
    title: str
    start: int
    end: int


def links_in(text: str) -> tuple[InlineLink, ...]:
    """All inline links, inner ones before the ones around them."""
    if "](" not in text or len(text) > _LONGEST_HEADING:
        return ()
    found: list[InlineLink] = []
    opened: list[int] = []
    end = 0
    for mark in _BRACKET.finditer(text):
        if mark.start() < end:
            continue
        if mark[0] == "[":
            opened.append(mark.start())
        elif mark[0] == "]" and opened:
            link = _closed_at(text, opened.pop(), mark.start())
            if link:
                found.append(link)
                end = link.end
    return tuple(found)


def sole_link(text: str) -> InlineLink | None:
    """The link that `text` consists of, emphasis around it or not."""
    bare = _unwrapped(text.strip())
    return next((link for link in links_in(bare) if (link.start, link.end) == (0, len(bare))), None)


def without_urls(text: str) -> str:
    """`text` with labels for links and no bare addresses, so that their digits are not read as dates."""
    return _BARE_URL.sub(" ", _with_labels(text))


def to_plain(text: str) -> str:
    """The words of one line of Markdown: links give their label, emphasis and escapes go."""
    plain = _with_labels(text)
    if len(plain) <= _LONGEST_HEADING:
        plain = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", plain))
    return " ".join(html.unescape(_ESCAPE.sub(r"\1", plain)).split())


def _closed_at(text: str, start: int, closing: int) -> InlineLink | None:
    if text[closing + 1 : closing + 2] != "(":
        return None
    address = _address(text, closing + 2)
    if address is None:
        return None
    url, title, end = address
    return InlineLink(text[start + 1 : closing], url, title, start, end)


def _address(text: str, start: int) -> tuple[str, str, int] | None:
    """The address that begins at `start`, its title, and the offset behind its closing parenthesis."""
    while text[start : start + 1] == " ":
        start += 1
    end = _end_of_bracketed(text, start) if text[start : start + 1] == "<" else _end_of_bare(text, start)
    if end is None:
        return None
    url, title_start = text[start:end].strip("<>"), end
    title = _TITLE.match(text, end)
    end = title_end = title.end() if title else end
    while text[end : end + 1] == " ":
        end += 1
    return (url, text[title_start:title_end].strip(), end + 1) if text[end : end + 1] == ")" else None


def _end_of_bracketed(text: str, start: int) -> int | None:
    end = text.find(">", start)
    return None if end == -1 else end + 1


def _end_of_bare(text: str, start: int) -> int | None:
    depth, index = 0, start
    while index < len(text) and not text[index].isspace():
        if text[index] == "\\":
            index += 1
        elif text[index] == "(":
            depth += 1
        elif text[index] == ")":
            depth -= 1
        if depth < 0 or depth > _DEEPEST_PARENTHESES:
            break
        index += 1
    return index if depth <= 0 else None


def _with_labels(text: str) -> str:
    for _ in range(2):  # an image may stand in a link
        pieces, end = [], 0
        for link in links_in(text):
            if link.start >= end:
                pieces += [text[end : link.start].removesuffix("!"), link.label]
                end = link.end
        text = "".join([*pieces, text[end:]])
    return text


def _unwrapped(text: str) -> str:
    for mark in _WRAPPERS:
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            return _unwrapped(text[len(mark) : -len(mark)].strip())
    return text
