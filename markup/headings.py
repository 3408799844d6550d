"""The levels of headings on the page."""

import re
from dataclasses import dataclass, field

HEADING = re.compile(r"h[1-6]\Z")


@dataclass
class Headings:
    """The headings of one text, in its order; `ranks` are those that the last one stands under, and its own.

    The page has its own h1. A heading stands one level below the nearest one before it that the text ranks
    higher, so that no level is left out: "## a" and "##### b" become h2 and h3.
    """

    ranks: list[int] = field(default_factory=list)

    def opened(self, tag: str) -> str:
        """The tag on the page of what opens as `tag` in the text."""
        if not is_heading(tag):
            return tag
        rank = int(tag[1])
        while self.ranks and self.ranks[-1] >= rank:
            self.ranks.pop()
        self.ranks.append(rank)
        return self.closed(tag)

    def closed(self, tag: str) -> str:
        """The tag on the page of what closes as `tag` in the text: the last heading."""
        return f"h{min(len(self.ranks) + 1, 6)}" if is_heading(tag) else tag


def is_heading(tag: str) -> bool:
    return HEADING.match(tag) is not None
