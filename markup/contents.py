"""The table of contents of a text, read off the HTML that was made of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# Stops at the next heading, so that no text takes longer than its length.
HEADING = re.compile(
    r'<h(?P<level>[2-6]) id="(?P<anchor>[\w-]+)"[^<>]*>(?P<html>[^<]*(?:<(?!/?h[2-6]\b)[^<]*)*)</h(?P=level)>'
)
TAG = re.compile(r"<[^>]*>")
MARK = re.compile(
    r'<sup class="footnote-ref".*?</sup>|<(a|span)\b[^<>]*? class="link__archived".*?</\1>', re.DOTALL
)


@dataclass
class Section:
    """A heading with the headings under it; `title` is plain."""

    level: int
    anchor: str
    title: str
    sections: list["Section"] = field(default_factory=list)


def contents_of(html: str) -> list[Section]:
    """The headings of a text as `Parsed.to_html` made it, nested. One without words is left out."""
    top: list[Section] = []
    open_sections: list[Section] = []
    for section in headings_of(html):
        while open_sections and open_sections[-1].level >= section.level:
            open_sections.pop()
        (open_sections[-1].sections if open_sections else top).append(section)
        open_sections.append(section)
    return top


def headings_of(html: str) -> Iterator[Section]:
    for match in HEADING.finditer(html):
        title = " ".join(unescape(TAG.sub("", MARK.sub("", match["html"]))).split())
        if title:
            yield Section(int(match["level"]), match["anchor"], title)


def count(sections: list[Section]) -> int:
    """The number of headings in a table of contents."""
    return sum(1 + count(section.sections) for section in sections)
