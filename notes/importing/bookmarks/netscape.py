"""Bookmarks in the file format of Netscape, which browsers, Pinboard, linkding and Pocket write. Pure.

https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
describes it: nested `DL` lists are folders, each named by the `H3` before it, `A` elements are the bookmarks,
a `DD` after one describes it. Services added the attributes TAGS, PRIVATE and TOREAD; Pocket writes
`time_added` for ADD_DATE.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from notes.importing.exports import to_day
from notes.importing.html_events import tell_html

from .bookmark import TO_READ, Bookmark, parted

# Where a browser keeps what was put in no folder.
ROOTS = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
ROOT_NAMES = {
    "bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks",
    "mobile bookmarks", "favorites", "favorites bar", "favourites", "lesezeichen",
    "lesezeichen-symbolleiste", "lesezeichenleiste", "lesezeichen-menü", "weitere lesezeichen",
}  # fmt: skip
PINBOARD, LINKDING, POCKET = "pinboard", "linkding", "pocket"
NOTES, END_OF_NOTES = "[linkding-notes]", "[/linkding-notes]"


def is_netscape(beginning: str) -> bool:
    start = beginning[:1000].lower()
    return "netscape-bookmark-file" in start or "<title>pocket export" in start


def read_netscape(text: str) -> Iterator[Bookmark]:
    """The bookmarks in the order of the file."""
    reader = Reader()
    tell_html(text, reader)
    reader.close()
    yield from reader.found


class Reader:
    """Hears the HTML and gathers bookmarks; `folders` are the names around the place that is being read."""

    def __init__(self) -> None:
        self.found: list[Bookmark] = []
        self.folders: list[str] = []
        self.named = ""
        self.words: list[str] = []
        self.listens_to = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("dt", "dl", "h3", "a", "dd"):
            self.take_words()
        if tag == "dl":
            self.folders.append(self.named)
            self.named = ""
        elif tag == "h3":
            self.listens_to = "" if attributes.get(ROOTS[0]) or attributes.get(ROOTS[1]) else "h3"
        elif tag == "a" and attributes.get("href"):
            self.found.append(to_bookmark(attributes, tuple(self.folders), len(self.found) + 1))
            self.listens_to = "a"
        elif tag == "dd" and self.found and not self.named:
            self.listens_to = "dd"
        elif tag == "br":
            self.words.append("\n")

    def end(self, tag: str) -> None:
        if tag in ("a", "h3", "dd", "dl"):
            self.take_words()
        if tag == "dl" and self.folders:
            self.folders.pop()
            self.named = ""

    def data(self, text: str) -> None:
        if self.listens_to:
            self.words.append(text)

    def close(self) -> None:
        self.take_words()

    def take_words(self) -> None:
        """Give what was heard to the folder or bookmark that it is about."""
        words, self.words = "".join(self.words).strip(), []
        if self.listens_to == "h3":
            self.named = "" if words.lower() in ROOT_NAMES else words
        elif self.listens_to == "a":
            self.found[-1] = replace(self.found[-1], title=words)
            self.named = ""
        elif self.listens_to == "dd" and words:
            self.found[-1] = with_description(self.found[-1], words)
        self.listens_to = ""


def to_bookmark(attributes: dict[str, str], folders: tuple[str, ...], number: int) -> Bookmark:
    tags = [tag for tag in map(str.strip, [*attributes.get("tags", "").split(","), *folders]) if tag]
    service = service_of(attributes)
    seen, own = parted(tags) if service == PINBOARD else (tuple(tags), ())
    return Bookmark(
        url=attributes["href"],
        made_on=day_of(attributes.get("add_date") or attributes.get("time_added")),
        tags=(*seen, TO_READ) if attributes.get("toread") == "1" else seen,
        own_tags=own,
        visibility=visibility_of(attributes, service),
        line=number,
        service=service,
    )


def service_of(attributes: dict[str, str]) -> str:
    """Two services say who may see a bookmark, and only one of these when it was changed."""
    if "private" in attributes:
        return LINKDING if "last_modified" in attributes else PINBOARD
    return POCKET if "time_added" in attributes else ""


def visibility_of(attributes: dict[str, str], service: str) -> str:
    """What is shared at linkding may be so only with those who have an account there."""
    said = attributes.get("private")
    return "private" if said == "1" else "public" if said == "0" and service == PINBOARD else ""


def day_of(moment: Any) -> date | None:
    """The day of a moment since 1970, in seconds or, as some write, in thousandths or millionths of them."""
    text = str(moment or "").strip()
    if not text.isdecimal() or len(text) > 17 or int(text) == 0:
        return None
    seconds = int(text)
    for longest in (1e14, 1e11):
        seconds = seconds // int(longest / 1e8) if seconds >= longest else seconds
    return to_day(seconds)


def with_description(bookmark: Bookmark, words: str) -> Bookmark:
    """linkding writes its notes, which are Markdown, into the description."""
    before, _, rest = words.partition(NOTES)
    notes, _, after = rest.partition(END_OF_NOTES)
    return replace(bookmark, description=f"{before.strip()}\n{after.strip()}".strip(), notes=notes.strip())
