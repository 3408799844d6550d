"""What a reader asks of a list, read from the query string.

Every list takes the same filters and they combine. What is not understood is an error that says which and
why, never a silent full list. Pure but for the reader, who decides what may be asked about.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markup import BlockKind

from .addresses import is_tracking
from .search import Query, parse
from .visibility import Reader

LONGEST = 200
LONGEST_QUERY = 1_000
MOST_TAGS = 10
KIND_WORDS: dict[str, str | Promise] = {
    BlockKind.HEADING: gettext_lazy("a heading"),
    BlockKind.ITEM: gettext_lazy("a list item"),
    BlockKind.QUOTATION: gettext_lazy("a quotation"),
    BlockKind.PARAGRAPH: gettext_lazy("a paragraph"),
    BlockKind.CODE: gettext_lazy("code"),
    BlockKind.TABLE: gettext_lazy("a table"),
    BlockKind.MATH: gettext_lazy("a formula"),
    BlockKind.HTML: gettext_lazy("HTML"),
}
# What a search finds, see `Excerpt`.
RESULT_KINDS = ("entry", "section", "quotation", "paper", "topic", "margin")
# The parameters besides `tag`, in the order in which addresses hold them.
NAMES = ("topic", "author", "paper", "year", "issued", "status", "type", "kind", "q")
# Filters whose values one kind of document names, in its `filter_values`.
CHOSEN = ("status", "type")
CURSORS = ("before", "after")
KNOWN = {"tag", *CURSORS, *NAMES}


class BadFilter(BadRequest):
    """A filter that cannot be understood; the message is a sentence for the reader (status 400)."""


@dataclass(frozen=True)
class Pill:
    """A filter that holds, in words, and the query string without it."""

    words: str
    query: str


@dataclass(frozen=True)
class Filter:
    """The filters that hold, each by slug.

    `year` is the year of reading, `issued` that of publication. `q` is a text in the language of
    `passages.search`; `read_before`, that day excluded, and `read_from` can only be said in it. While the
    reader `is_typing` it, its last word is the beginning of one. `cursor` is where the page of the list
    begins, `cursor_name` the parameter that said so. `labels` says what filters are called, by name and slug,
    `tag_keys` which tags they are, `topic_keys` which topics, where that is known.
    A list that is not `is_narrowable` does not say by what it could be narrowed.
    """

    tags: tuple[str, ...] = ()
    topic: str = ""
    author: str = ""
    paper: str = ""
    year: int | None = None
    issued: int | None = None
    status: str = ""
    type: str = ""
    kind: str = ""
    q: str = ""
    read_before: date | None = None
    read_from: date | None = None
    is_typing: bool = False
    cursor: str = ""
    cursor_name: str = ""
    reader: Reader = field(default_factory=AnonymousUser, compare=False)
    is_narrowable: bool = field(default=True, compare=False)
    tag_keys: Mapping[str, int] = field(default_factory=dict, compare=False)
    topic_keys: Mapping[str, Sequence[int]] = field(default_factory=dict, compare=False)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False)

    @classmethod
    def from_request(cls, request: HttpRequest, kinds: Collection[str] = tuple(KIND_WORDS)) -> Self:
        """`kinds` are those that the list knows; they are blocks of a text where nothing else is said.

        A tag may be called by a former slug or by that of an alias.
        """
        is_static = getattr(request, "is_static", False)
        asked = replace(cls.from_query(request.GET, kinds), reader=request.user, is_narrowable=not is_static)
        if not asked.tags:
            return asked
        now = found_at(asked.tags, asked.reader)
        return replace(asked, tags=slugs_now(asked.tags, now), tag_keys=dict(now.values()))

    @classmethod
    def from_query(cls, query: QueryDict, kinds: Collection[str] = tuple(KIND_WORDS)) -> Self:
        values = dict(read_values(query))
        tags = tuple(dict.fromkeys(query.getlist("tag")))
        if len(tags) > MOST_TAGS:
            raise BadFilter(
                _("At most %(most)s tags can be asked for at once, not %(number)s.")
                % {"most": MOST_TAGS, "number": len(tags)}
            )
        cursor_name = to_cursor_name(values)
        return cls(
            tags=tags,
            topic=values.get("topic", ""),
            author=values.get("author", ""),
            paper=values.get("paper", ""),
            year=to_year("year", values["year"]) if "year" in values else None,
            issued=to_year("issued", values["issued"]) if "issued" in values else None,
            kind=to_choice("kind", values["kind"], kinds) if "kind" in values else "",
            status=to_choice("status", values["status"], values_of("status")) if "status" in values else "",
            type=to_choice("type", values["type"], values_of("type")) if "type" in values else "",
            q=values.get("q", "").strip(),
            cursor=values.get(cursor_name, ""),
            cursor_name=cursor_name,
        )

    def also(self, *, tags: Iterable[str] = (), **filters: Any) -> Self:
        """These filters and others, as an address such as /tags/lora/ adds them; without the cursor."""
        changes: dict[str, Any] = {"cursor": "", "cursor_name": ""} | filters if tags or filters else {}
        return replace(self, tags=tuple(dict.fromkeys([*self.tags, *tags])), **changes)

    def without(self, name: str, value: str = "") -> Self:
        """These filters but one; of several tags the one that is named."""
        if name == "tag":
            return replace(self, tags=tuple(tag for tag in self.tags if tag != value))
        nothing: dict[str, Any] = {name: None if name in {"year", "issued"} else ""}
        return replace(self, **nothing)

    def without_tags(self) -> Self:
        return replace(self, tags=())

    def on_works(self) -> Self:
        """The filters of these that only works can hold for: who wrote them, when they appeared, which."""
        names = ("paper", "author", "issued", "status", "type")
        return type(self)(reader=self.reader, **{name: getattr(self, name) for name in names})

    def on_reading(self) -> Self:
        """The filters of these that only entries can hold for: when something was read."""
        return type(self)(
            year=self.year, read_before=self.read_before, read_from=self.read_from, reader=self.reader
        )

    def holds(self, name: str) -> bool:
        return bool(self.tags if name == "tag" else getattr(self, name))

    def about_documents(self) -> bool:
        """Whether anything but the kind of passage is asked for."""
        return any(self.holds(name) for name in ("tag", *NAMES) if name != "kind") or bool(
            self.read_before or self.read_from
        )

    def is_narrow(self) -> bool:
        """Whether anything is asked for, so that an empty page is an answer."""
        return self.about_documents() or bool(self.kind or self.cursor)

    @cached_property
    def query(self) -> Query:
        """What `q` says."""
        return parse(self.q, kinds=RESULT_KINDS, is_typing=self.is_typing)

    def to_query(self) -> str:
        """The query string that asks the same, without the cursor."""
        pairs = [("tag", tag) for tag in self.tags]
        pairs += [(name, to_text(getattr(self, name))) for name in NAMES if getattr(self, name)]
        return urlencode(pairs)

    @property
    def suffix(self) -> str:
        """What makes of the path of another list one with the same filters."""
        query = self.to_query()
        return f"?{query}" if query else ""

    @property
    def pills(self) -> list[Pill]:
        """Each filter that holds, as a reader would say it."""
        pills = [Pill(self.in_words("tag", tag), self.without("tag", tag).to_query()) for tag in self.tags]
        for name in NAMES[:-1]:
            if self.holds(name):
                words = self.in_words(name, to_text(getattr(self, name)))
                pills.append(Pill(words, self.without(name).to_query()))
        parts = self.query.parts if self.q else ()
        return pills + [Pill(part.text, replace(self, q=part.without).to_query()) for part in parts]

    @property
    def remarks(self) -> list[str]:
        """What in `q` was not taken as it stands, in sentences."""
        return [remark.fill(_(remark.code.sentence)) for remark in self.query.remarks]

    def in_words(self, name: str, value: str) -> str:
        label = self.labels.get((name, value), value)
        match name:
            case "tag":
                return _("tagged %(tag)s") % {"tag": label}
            case "topic":
                return _("in topic %(topic)s") % {"topic": label}
            case "author":
                return _("by %(author)s") % {"author": label}
            case "paper":
                return _("on %(work)s") % {"work": label}
            case "year":
                return _("read in %(year)s") % {"year": label}
            case "issued":
                return _("published in %(year)s") % {"year": label}
            case "status" | "type":
                return str(values_of(name).get(value, label))
            case _kind:
                label = str(self.labels.get((name, value), KIND_WORDS.get(value, value)))
                return _("holding %(kind)s") % {"kind": label} if value in KIND_WORDS else label


def read_values(query: QueryDict) -> Iterable[tuple[str, str]]:
    for name, values in query.lists():
        if is_tracking(name):
            continue
        if name not in KNOWN:
            raise BadFilter(
                _("There is no filter called “%(name)s”; there are tag, %(names)s.")
                % {"name": name[:40], "names": ", ".join(NAMES)}
            )
        if len(values) > 1 and name != "tag":
            raise BadFilter(_("The filter %(name)s can be given once only.") % {"name": name})
        for value in values:
            check_value(name, value)
        yield name, values[-1]


def check_value(name: str, value: str) -> None:
    longest = LONGEST_QUERY if name == "q" else LONGEST
    if not value:
        if name == "q":
            return  # the box was left empty, which asks for nothing
        raise BadFilter(_("The filter %(name)s is empty.") % {"name": name})
    if len(value) > longest:
        raise BadFilter(
            _("The filter %(name)s is longer than %(longest)s characters.")
            % {"name": name, "longest": longest}
        )
    if name != "q" and not value.isprintable():
        raise BadFilter(_("The filter %(name)s holds characters that cannot be printed.") % {"name": name})


def to_cursor_name(values: dict[str, str]) -> str:
    names = [name for name in CURSORS if name in values]
    if len(names) > 1:
        raise BadFilter(_("A page begins before something or after something, not both."))
    return names[0] if names else ""


def to_text(value: str | int) -> str:
    """A filter's value as it stands in a query string; years have four digits there."""
    return f"{value:04d}" if isinstance(value, int) else value


def to_year(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise BadFilter(
            _("The filter %(name)s takes four digits, not “%(text)s”.") % {"name": name, "text": text[:40]}
        )
    return int(text)


def to_choice(name: str, text: str, choices: Collection[str]) -> str:
    if text not in choices:
        raise BadFilter(
            _("The filter %(name)s takes one of %(choices)s, not “%(text)s”.")
            % {"name": name, "choices": ", ".join(choices), "text": text[:40]}
        )
    return text


def tags_at(slugs: Iterable[str], reader: Reader) -> tuple[str, ...]:
    """The slugs with those that tags have now in place of former ones, each once."""
    slugs = list(slugs)
    return slugs_now(slugs, found_at(slugs, reader))


def found_at(slugs: Iterable[str], reader: Reader) -> dict[str, tuple[str, int]]:
    tags: Any = apps.get_model("passages", "Tag")
    found: dict[str, tuple[str, int]] = tags.objects.now_at(slugs, reader)
    return found


def slugs_now(slugs: Iterable[str], now: Mapping[str, tuple[str, int]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(now[slug][0] if slug in now else slug for slug in slugs))


def values_of(name: str) -> dict[str, str | Promise]:
    """What a filter of CHOSEN takes, each with its name; the apps that know stand above this one."""
    values: dict[str, str | Promise] = {}
    for model in apps.get_models():
        values |= getattr(model, "filter_values", {}).get(name, {})
    return values
