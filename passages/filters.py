"""What a reader asks of a list, read from the query string.

Every list takes the same filters and they combine. What is not understood is an error that says which and
why, never a silent full list. Pure but for the reader, who decides what may be asked about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

from markup import BlockKind

from .addresses import is_tracking
from .visibility import Reader

LONGEST = 200
MOST_TAGS = 10
KIND_WORDS: dict[str, str] = {
    BlockKind.HEADING: "a heading",
    BlockKind.ITEM: "a list item",
    BlockKind.QUOTATION: "a quotation",
    BlockKind.PARAGRAPH: "a paragraph",
    BlockKind.CODE: "code",
    BlockKind.TABLE: "a table",
    BlockKind.MATH: "a formula",
    BlockKind.HTML: "HTML",
}


class BadFilter(BadRequest):
    """A filter that cannot be understood; the message is a sentence for the reader (status 400)."""


@dataclass(frozen=True)
class Filter:
    """The filters that hold, each by slug.

    `cursor` is where the page of the list begins, `cursor_name` the parameter that said so.
    """

    tags: tuple[str, ...] = ()
    topic: str = ""
    author: str = ""
    paper: str = ""
    year: int | None = None
    kind: str = ""
    cursor: str = ""
    cursor_name: str = ""
    reader: Reader = field(default_factory=AnonymousUser, compare=False)

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        return replace(cls.from_query(request.GET), reader=request.user)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        values = dict(read_values(query))
        tags = tuple(dict.fromkeys(query.getlist("tag")))
        if len(tags) > MOST_TAGS:
            raise BadFilter(f"At most {MOST_TAGS} tags can be asked for at once, not {len(tags)}.")
        cursor_name = to_cursor_name(values)
        return cls(
            tags=tags,
            topic=values.get("topic", ""),
            author=values.get("author", ""),
            paper=values.get("paper", ""),
            year=to_year(values["year"]) if "year" in values else None,
            kind=to_kind(values["kind"]) if "kind" in values else "",
            cursor=values.get(cursor_name, ""),
            cursor_name=cursor_name,
        )

    def also(self, *, tags: Iterable[str] = (), **filters: Any) -> Self:
        """These filters and others, as an address such as /tags/lora/ adds them."""
        return replace(self, tags=tuple(dict.fromkeys([*self.tags, *tags])), **filters)

    def about_documents(self) -> bool:
        """Whether anything but the kind of passage is asked for."""
        return bool(self.tags or self.topic or self.author or self.paper or self.year)

    def is_narrow(self) -> bool:
        """Whether anything is asked for, so that an empty page is an answer."""
        return self.about_documents() or bool(self.kind or self.cursor)

    def to_query(self) -> str:
        """The query string that asks the same, without the cursor."""
        pairs = [("tag", tag) for tag in self.tags]
        pairs += [(name, to_text(getattr(self, name))) for name in NAMES if getattr(self, name)]
        return urlencode(pairs)

    def in_words(self) -> list[str]:
        """Each filter that holds, as a reader would say it."""
        said = [f"tagged {tag}" for tag in self.tags]
        said += [f"in topic {self.topic}"] if self.topic else []
        said += [f"by {self.author}"] if self.author else []
        said += [f"on {self.paper}"] if self.paper else []
        said += [f"in {self.year}"] if self.year else []
        return said + ([f"holding {KIND_WORDS[self.kind]}"] if self.kind else [])


NAMES = [f.name for f in fields(Filter) if f.name not in {"tags", "cursor", "cursor_name", "reader"}]
CURSORS = ("before", "after")
KNOWN = {"tag", *CURSORS, *NAMES}


def read_values(query: QueryDict) -> Iterable[tuple[str, str]]:
    for name, values in query.lists():
        if is_tracking(name):
            continue
        if name == "q":
            raise BadFilter("Searching for words (q) is not possible yet.")
        if name not in KNOWN:
            raise BadFilter(f"There is no filter called “{name[:40]}”; there are tag, {', '.join(NAMES)}.")
        if len(values) > 1 and name != "tag":
            raise BadFilter(f"The filter {name} can be given once only.")
        for value in values:
            check_value(name, value)
        yield name, values[-1]


def check_value(name: str, value: str) -> None:
    if not value:
        raise BadFilter(f"The filter {name} is empty.")
    if len(value) > LONGEST:
        raise BadFilter(f"The filter {name} is longer than {LONGEST} characters.")
    if not value.isprintable():
        raise BadFilter(f"The filter {name} holds characters that cannot be printed.")


def to_cursor_name(values: dict[str, str]) -> str:
    names = [name for name in CURSORS if name in values]
    if len(names) > 1:
        raise BadFilter("A page begins before something or after something, not both.")
    return names[0] if names else ""


def to_text(value: str | int) -> str:
    """A filter's value as it stands in a query string; years have four digits there."""
    return f"{value:04d}" if isinstance(value, int) else value


def to_year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise BadFilter(f"The filter year takes four digits, not “{text[:40]}”.")
    return int(text)


def to_kind(text: str) -> str:
    if text not in KIND_WORDS:
        raise BadFilter(f"The filter kind takes one of {', '.join(KIND_WORDS)}, not “{text[:40]}”.")
    return text
