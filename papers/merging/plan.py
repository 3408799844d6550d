"""What becomes of two works when they are made one: which value holds, and which is only remembered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from papers.models import Paper, ReadingEvent
from passages.models import Tag
from passages.visibility import Reader, Visibility
from topics.models import Topic

from .texts import join_texts, touch_each_other

# Values that belong together, the telling ones first: after a difference the rest is not mixed.
GROUPS = [
    ["type"],
    ["short_title"],
    ["issued_year", "issued_month", "issued_day"],
    ["container_title", "volume", "issue", "page"],
    ["publisher"],
    ["abstract"],
    ["status"],
    ["citation_key"],
]
NAMES = ["title", "slug", *(name for group in GROUPS for name in group), "visibility"]
SOURCE = {"source_file", "source_line", "source_hash", "source_values"}
DEFAULTS = {"type": Paper.Type.DOCUMENT}


@dataclass(frozen=True)
class Row:
    """One thing that can be said of both works, in words, and what will be said."""

    label: str | Promise
    kept: str
    gone: str
    result: str

    @property
    def is_different(self) -> bool:
        return bool(self.gone) and self.kept != self.gone


@dataclass(frozen=True)
class Plan:
    """`values` are set on the work that stays, `tags` and `topics` are added to it; where `takes_byline`, it
    gets that of the other."""

    kept: Paper
    gone: Paper
    values: dict[str, Any] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    takes_byline: bool = False

    @classmethod
    def of(cls, kept: Paper, gone: Paper) -> Self:
        byline = not kept.authorships.exists() and gone.authorships.exists()
        values = {name: value for group in GROUPS for name, value in filled(kept, gone, group)}
        values["csl"] = with_missing(kept.csl, gone.csl)
        values["visibility"] = max(kept.visibility, gone.visibility, key=Visibility.values.index)
        values["body"] = join_texts(kept.body, gone.body, title=gone.title)
        newest = ReadingEvent.objects.public().filter(paper__in=[kept, gone]).newest()
        if newest and newest.paper_id == gone.pk:
            values["status"] = gone.status or newest.status
        if byline:
            values["has_other_authors"] = gone.has_other_authors
        values = {name: value for name, value in values.items() if getattr(kept, name) != value}
        if gone.source_file and not kept.source_file:
            values |= {name: getattr(gone, name) for name in SOURCE}
        return cls(
            kept,
            gone,
            values,
            [tag for tag in gone.tags.all() if tag not in kept.tags.all()],
            list(gone.topics.exclude(pk__in=kept.topics.values("pk"))),
            byline,
        )

    @property
    def part(self) -> str:
        """What the text of the one that stays has more when it is done, all in one place at its end."""
        body = self.values.get("body", "")
        return body.removeprefix(self.kept.body) if self.kept.body.strip() else body

    def result(self, name: str) -> Any:
        return self.values.get(name, getattr(self.kept, name))

    def differences(self) -> list[tuple[str, str]]:
        """The names of fields of which the work that goes says something else than will be said, and what."""
        lost = [name for name in NAMES if said(self.gone, name) not in (None, "", self.result(name))]
        differences = [(name, in_words(name, getattr(self.gone, name))) for name in lost]
        ours, theirs = (names(paper.authorships.select_related("author")) for paper in (self.kept, self.gone))
        return differences + ([("byline", theirs)] if theirs not in ("", ours) and ours else [])

    @property
    def touches(self) -> bool:
        """Whether one of the texts may read differently beside the other."""
        both = self.kept.body.strip() and self.gone.body.strip()
        return bool(both) and touch_each_other(self.kept.body, self.gone.body, self.values["body"])

    def rows(self, reader: Reader) -> list[Row]:
        """What is said of either work and the reader may see, without what is said of neither."""
        rows = [*self.rows_of_fields(), *self.rows_of_lists(reader)]
        return [row for row in rows if row.kept or row.gone]

    def rows_of_fields(self) -> Iterator[Row]:
        for name in NAMES:
            values = [getattr(self.kept, name), getattr(self.gone, name), self.result(name)]
            yield Row(field_of(name).verbose_name, *(in_words(name, value) for value in values))

    def rows_of_lists(self, reader: Reader) -> Iterator[Row]:
        works = (self.kept, self.gone)
        bylines = [names(paper.authorships.select_related("author")) for paper in works]
        yield Row(_("byline"), bylines[0], bylines[1], bylines[1] if self.takes_byline else bylines[0])
        for label, lists in (
            (_("identifiers"), [list(paper.identifiers.all()) for paper in works]),
            (_("tags"), [list(paper.tags.all()) for paper in works]),
            (_("topics"), [list(paper.topics.visible_to(reader)) for paper in works]),
            (_("reading events"), [list(paper.reading_events.filter(passage=None)) for paper in works]),
        ):
            ours, theirs = lists
            yield Row(
                label, names(ours), names(theirs), names([*ours, *(x for x in theirs if x not in ours)])
            )
        lengths = [len(paper.body) for paper in works]
        said = [characters(number) for number in (*lengths, lengths[0] + len(self.part))]
        yield Row(_("text"), *said)


def filled(kept: Paper, gone: Paper, group: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """What one work does not say and the other does, up to where they differ."""
    for name in group:
        ours, theirs = said(kept, name), said(gone, name)
        if ours and theirs and str(ours).casefold() != str(theirs).casefold():
            return
        if theirs and not ours:
            yield name, theirs


def said(paper: Paper, name: str) -> Any:
    value = getattr(paper, name)
    return None if value == DEFAULTS.get(name) else value


def with_missing(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """All that either says, ours where both do; what stands under "custom" likewise."""
    custom = {**theirs.get("custom", {}), **ours.get("custom", {})}
    return {**theirs, **ours, **({"custom": custom} if custom else {})}


def in_words(name: str, value: Any) -> str:
    choices = field_of(name).choices
    return str(dict(choices).get(value, value) if choices else "" if value is None else value)


def field_of(name: str) -> Any:
    return Paper._meta.get_field(name)


def names(rows: Iterable[Any]) -> str:
    return ", ".join(map(str, rows))


def characters(number: int) -> str:
    return gettext("%(number)s characters") % {"number": number} if number else ""
