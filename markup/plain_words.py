"""Plain words as Markdown that shows just these, and links with plain words as their names. Pure."""

import re

# What has a meaning in Markdown or in the dialect of the site (citations, formulas, tags of HTML).
MEANING = re.compile(r"[\\`*\[\]<$@~|^]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# At the start of a line: headings, items, quotations, private margins, a second line of a heading.
MEANING_AT_START = re.compile(r"\A(?:[#>+=-]|%%|[0-9]{1,9}(?=[.)](?:\s|\Z)))")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


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
