"""Tags that documents do not carry and probably should, each with the reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.models import Version
from markup import parse
from passages.models import Alias, Document, Tag, Tagging
from passages.models.kinds import owns_every_kind, type_id
from passages.visibility import Reader, Visibility

from .naming import Names, Naming
from .neighbours import Key, Neighbours, points_in, points_of
from .words import to_words

WEAKEST, STRONG = 0.5, 0.7
LEAST_SHARE = 0.5
CHUNK = 100
MOST = 20


@dataclass(frozen=True)
class Suggestion:
    """A tag, how strongly it is suggested from 0 to 1, and why: the words of the text that name it, and how
    many `of` the documents that share a link or work carry it."""

    tag: Tag
    strength: float
    words: str = ""
    number: int = 0
    of: int = 0

    @property
    def is_strong(self) -> bool:
        return self.strength >= STRONG

    @property
    def why(self) -> str:
        return " ".join(reason for reason in (self.in_text(), self.elsewhere()) if reason)

    def in_text(self) -> str:
        return _("The text says “%(words)s”.") % {"words": self.words} if self.words else ""

    def elsewhere(self) -> str:
        if not self.number:
            return ""
        return ngettext(
            "%(number)s of %(of)s text that shares a link or work with it has the tag.",
            "%(number)s of %(of)s texts that share a link or work with it have the tag.",
            self.of,
        ) % {"number": self.number, "of": self.of}


@dataclass
class Suggester:
    """Knows the tags that may be suggested, so that many documents cost few queries.

    Somebody gets suggestions from what they may see; with no `reader` it is a command of the owner's. `given`
    are tags that documents will have besides.
    """

    reader: Reader | None = None
    given: dict[Key, set[int]] = field(default_factory=dict)
    tags: dict[int, Tag] = field(init=False)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        is_everything = self.reader is None or owns_every_kind(self.reader)
        tags: Any = Tag.objects.all() if is_everything else Tag.objects.visible_to(self.reader)  # type: ignore[arg-type]
        self.tags = {tag.pk: tag for tag in tags.defer("description")}
        aliases = Alias.objects.values_list("tag", "name")
        self.names = Names.of(
            [(tag.pk, tag.name) for tag in self.tags.values()]
            + [row for row in aliases if row[0] in self.tags]
        )

    def choose(self, model: type[Document]) -> Any:
        return model.objects.all() if self.reader is None else model.objects.visible_to(self.reader)

    def for_documents(
        self, documents: Sequence[Document], *, is_careful: bool = False
    ) -> dict[int, list[Suggestion]]:
        """Suggestions for documents of one kind, by primary key; where there are none it is missing.

        One that `is_careful` suggests nothing that was taken off before.
        """
        if not documents:
            return {}
        model, keys = type(documents[0]), [document.pk for document in documents]
        points = points_of(model, keys)
        neighbours = Neighbours.of((point for each in points.values() for point in each), self.choose)
        neighbours.give(self.given)
        has = carried(model, keys)
        off = taken_off(documents) if is_careful else {}
        found = {}
        for document in documents:
            own: Key = (type_id(model), document.pk)
            near = neighbours.around(points[document.pk], own, document.visibility)
            names = off.get(document.pk, set())
            left_out = has.get(document.pk, set()) | self.given.get(own, set())
            left_out = left_out | {pk for pk, tag in self.tags.items() if names and tag.name in names}
            found[document.pk] = self.join(self.names.named_in(text_of(document)), neighbours, near, left_out)
        return {pk: suggestions for pk, suggestions in found.items() if suggestions}

    def for_text(
        self, body: str, names: Iterable[str], *, title: str = "", document: Document | None = None
    ) -> list[Suggestion]:
        """Suggestions for a text that is being written and has the tags of these names so far."""
        own: Key | None = (type_id(type(document)), document.pk) if document and document.pk else None
        points = points_in(body) | ({own} if own else set())
        neighbours = Neighbours.of(points, self.choose)
        near = neighbours.around(points, own, Visibility.PRIVATE)
        has = self.called({name for name in names if "\0" not in name})
        return self.join(self.names.named_in(f"{title}\n{words_of(body)}"), neighbours, near, has)

    def called(self, names: set[str]) -> set[int]:
        """The tags of these names and aliases."""
        own_names = Alias.objects.of(names).own_names().values() if names else ()
        folded = {name.casefold() for name in [*names, *own_names]}
        return {pk for pk, tag in self.tags.items() if tag.name.casefold() in folded}

    def join(
        self, named: Mapping[int, Naming], neighbours: Neighbours, near: Sequence[Key], left_out: set[int]
    ) -> list[Suggestion]:
        """Both kinds of reason in one list, the strongest first."""
        counted = neighbours.count(near)
        suggestions = []
        for pk in (named.keys() | counted.keys()) & self.tags.keys() - left_out:
            naming, number = named.get(pk), counted[pk]
            elsewhere = strength_of(number, len(near))
            if elsewhere < WEAKEST:
                elsewhere, number = 0.0, 0
            strength = 1 - (1 - elsewhere) * (1 - (naming.strength if naming else 0))
            if strength >= WEAKEST:
                words = naming.words if naming else ""
                suggestions.append(Suggestion(self.tags[pk], strength, words, number, len(near)))
        return sorted(suggestions, key=lambda each: (-each.strength, each.tag.name))[:MOST]


def strength_of(number: int, of: int) -> float:
    """How much it says that so many of those that share something carry a tag: one alone, little."""
    share = number / of if of else 0.0
    by_number = 0.2 if number == 1 else 0.2 + 0.1 * min(number, 4)
    return by_number + 0.3 * share if share >= LEAST_SHARE else 0.0


def words_of(body: str) -> str:
    """The words of a text that is not saved, for whoever may read it."""
    parsed = parse(body)
    anchors = [str(number) for number in range(len(parsed.blocks))]
    return to_words(parsed.to_html(targets={}, anchors=anchors, seed="")) if anchors else ""


def text_of(document: Document) -> str:
    """The words of a document for whoever may read it; those of a work or topic begin with its title."""
    words = to_words(document.body_html)
    return words if document.is_found_whole else f"{document.title}\n{words}"


def carried(model: type[Document], keys: Sequence[int]) -> dict[int, set[int]]:
    """The tags that each of the documents carries, by primary keys."""
    tags: dict[int, set[int]] = {}
    rows = Tagging.objects.filter(content_type=type_id(model), object_id__in=keys)
    for key, tag in rows.values_list("object_id", "tag"):
        tags.setdefault(key, set()).add(tag)
    return tags


def taken_off(documents: Sequence[Document]) -> dict[int, set[str]]:
    """The names of tags that each document once had or that its source gave it, which somebody took off."""
    names: dict[int, set[str]] = {
        document.pk: set(document.source_values.get("said", {}).get("tags", ())) for document in documents
    }
    versions = Version.objects.filter(owner_type=type_id(type(documents[0])), owner_id__in=names.keys())
    for key, tags in versions.values_list("owner_id", "values__tags"):
        names[key] |= set(tags or ())
    own = Alias.objects.of({name for each in names.values() for name in each}).own_names()
    return {
        key: each | {own[name.casefold()] for name in each if name.casefold() in own}
        for key, each in names.items()
    }
