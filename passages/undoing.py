"""A change of many documents taken back: each is as it was before, unless it was changed again since.

Only what the change has changed is taken back, in one sitting, some at a time. What takes a value back is a
part of a change as in `changing`, made for the documents of one chunk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from history.models import BulkChange, Version
from history.sitting import sitting

from .changing import CHUNK, Key, Part, SetVisibility, change_chunk, place_of, places_in_topics
from .merging import FROM_OPEN_TO_CLOSED
from .models import Document, Tag, Tagging, derive_again
from .models.kinds import type_id
from .visibility import Visibility


@dataclass(frozen=True)
class Change:
    """What one document said before the change and after it, of what the change has changed."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def gone(self, name: str) -> list[Any]:
        """Of several things those that it had before only."""
        return [each for each in self.before[name] if each not in self.after[name]]

    def new(self, name: str) -> list[Any]:
        return [each for each in self.after[name] if each not in self.before[name]]


# By the key of a document.
Changes = Mapping[int, Change]


@dataclass(frozen=True)
class Back:
    """A part that takes values of these names back."""

    changes: Changes
    names: ClassVar[frozenset[str]] = frozenset()
    is_indexed: ClassVar[bool] = False
    note: ClassVar[str] = ""
    ordering: ClassVar[tuple[str, ...]] = ()

    def differing(self, documents: Any) -> Any:
        return documents.filter(
            pk__in=[key for key, each in self.changes.items() if self.names & each.before.keys()]
        )

    def write(self, model: Any, keys: Sequence[int]) -> set[Key]:
        raise NotImplementedError

    @classmethod
    def ordering_for(cls, change: Change) -> tuple[str, ...]:
        """In which order all must go back, as one of them shows."""
        return ()


class TagsBack(Back):
    names = frozenset({"tags"})
    is_indexed = True

    def write(self, model: Any, keys: Sequence[int]) -> set[Key]:
        new = {key: self.changes[key].new("tags") for key in keys}
        gone = {key: self.changes[key].gone("tags") for key in keys}
        # One that was renamed or merged since has changed its carriers, and so these are left.
        for tag, holders in holders_of(new, Tag.objects.in_bulk(named(new), field_name="name")).items():
            Tagging.objects.filter(content_type=type_id(model), object_id__in=holders, tag=tag).delete()
        tags = {name: model(pk=keys[0]).tags.called(name) for name in named(gone)}
        Tagging.objects.bulk_create(
            [
                Tagging(content_type_id=type_id(model), object_id=key, tag=tag)
                for tag, holders in holders_of(gone, tags).items()
                for key in holders
            ],
            ignore_conflicts=True,
        )
        return set()


def named(said: Mapping[int, Iterable[str]]) -> list[str]:
    return sorted({name for names in said.values() for name in names})


def holders_of(said: Mapping[int, Iterable[str]], tags: Mapping[str, Tag]) -> dict[Tag, list[int]]:
    holders: dict[Tag, list[int]] = {}
    for key, names in said.items():
        for tag in {tags[name] for name in names if name in tags}:
            holders.setdefault(tag, []).append(key)
    return holders


class TopicsBack(Back):
    names = frozenset({"topics"})

    def write(self, model: Any, keys: Sequence[int]) -> set[Key]:
        rows: Any = places_in_topics(model)
        new = {key: keys_in(self.changes[key].new("topics")) for key in keys}
        gone = {key: keys_in(self.changes[key].gone("topics")) for key in keys}
        for topic in set().union(*new.values()):
            holders = [key for key in keys if topic in new[key]]
            rows.filter(**place_of(model, holders, topic, "__in")).delete()
        topics = model._meta.get_field("topics").related_model._base_manager
        there = set(topics.filter(pk__in=set().union(*gone.values())).values_list("pk", flat=True))
        made = [rows.model(**place_of(model, key, topic)) for key in keys for topic in gone[key] & there]
        rows.bulk_create(made, ignore_conflicts=True)
        return set()


def keys_in(references: Iterable[Mapping[str, Any]]) -> set[int]:
    return {reference["pk"] for reference in references}


class VisibilityBack(Back):
    names = frozenset({"visibility"})

    def write(self, model: Any, keys: Sequence[int]) -> set[Key]:
        pointing: set[Key] = set()
        for visibility in Visibility.values:
            some = [key for key in keys if self.changes[key].before["visibility"] == visibility]
            if some:
                pointing |= SetVisibility(visibility).write(model, some)
        return pointing


PARTS: tuple[type[Back], ...] = (TagsBack, TopicsBack, VisibilityBack)


@dataclass(frozen=True)
class State:
    """Where a document stands: the keys of its version by the change and of the one before, what the change
    has changed, who could see it before and after, and whether it has a later version."""

    key: int
    version: int
    former: int
    changed: Sequence[str]
    seen_before: str
    seen_after: str
    is_later: bool = False

    @property
    def is_opened(self) -> bool:
        """Whether more people may see it before the change than after it."""
        rank = FROM_OPEN_TO_CLOSED.index
        return bool(rank(self.seen_before) < rank(self.seen_after))


@dataclass(frozen=True)
class Undo:
    """What becomes of a change of many when it is taken back by somebody who may see these documents."""

    bulk: BulkChange
    documents: Any
    parts: Sequence[type[Back]] = PARTS

    @property
    def model(self) -> type[Document]:
        model: type[Document] = self.documents.model
        return model

    @property
    def owners(self) -> Any:
        return Version.objects.filter(bulk=self.bulk).values("owner_id")

    @cached_property
    def states(self) -> dict[int, State]:
        """By the keys of the documents that were changed, in the order in which they were.

        All their versions are gone through at once, without the texts: a database that is asked for the one
        before of each document may go through those of all others each time.
        """
        versions = Version.objects.of_kind(self.model).filter(owner_id__in=self.owners).order_by("pk")
        found: dict[int, State] = {}
        former: dict[int, tuple[int, str]] = {}
        fields = ("owner_id", "pk", "bulk", "changed", "values__visibility")
        for owner, key, bulk, changed, seen in versions.values_list(*fields).iterator(chunk_size=2_000):
            if owner in found:
                found[owner] = replace(found[owner], is_later=True)
            elif bulk == self.bulk.pk and owner in former:
                found[owner] = State(owner, key, former[owner][0], changed, former[owner][1], seen)
            former[owner] = key, seen
        return found

    @cached_property
    def there(self) -> set[int]:
        """The documents that are not gone."""
        keys = self.model._base_manager.filter(pk__in=self.owners)
        return set(keys.values_list("pk", flat=True))

    @cached_property
    def seen(self) -> set[int]:
        """The documents that are there for who asks."""
        return set(self.documents.order_by().filter(pk__in=self.owners).values_list("pk", flat=True))

    @cached_property
    def back(self) -> list[State]:
        """Those that will be as they were."""
        names = frozenset[str]().union(*(part.names for part in self.parts))
        free = (each for each in self.states.values() if each.key in self.seen and not each.is_later)
        return [each for each in free if names.issuperset(each.changed)]

    @cached_property
    def left(self) -> list[int]:
        """Those that stay as they are, since they were changed again."""
        back = {each.key for each in self.back}
        return [key for key in self.states if key in self.seen and key not in back]

    @property
    def gone(self) -> int:
        """How many were deleted."""
        return len(self.states.keys() - self.there)

    @property
    def keys(self) -> list[int]:
        return [each.key for each in self.back]

    def counts(self) -> dict[str, int]:
        """By the name of a value, in how many documents it goes back."""
        return dict(Counter(name for each in self.back for name in each.changed))

    def opened(self) -> int:
        """How many will be seen by more people than now."""
        return sum(each.is_opened for each in self.back)

    def lock(self) -> None:
        """Let nobody else change them until the end of the transaction; to be called first."""
        locked = self.model._base_manager.filter(pk__in=self.owners).select_for_update()
        list(locked.values_list("pk", flat=True))

    def signature(self) -> str:
        """Says what was shown: these documents, none of which was changed since."""
        words = repr([self.bulk.pk, sorted(self.keys)])
        return blake2b(words.encode(), digest_size=12).hexdigest()

    def run(self, *, by: Any = None) -> BulkChange:
        """Take it back. The search index and what refers to the documents follow."""
        referring: set[Key] = set()
        with sitting(by, _("Undone: %(note)s") % {"note": self.bulk.note}) as current:
            made = current.be_bulk(self.model, undoes=self.bulk)
            keys = self.in_order()
            for start in range(0, len(keys), CHUNK):
                chunk = keys[start : start + CHUNK]
                changes = self.changes(chunk)
                parts: list[Part] = [part(changes) for part in self.parts]
                referring |= change_chunk(self.model, chunk, parts)[1]
            derive_again(referring)
        return made

    def in_order(self) -> list[int]:
        """The keys as the parts want them, which one document shows."""
        orderings = (
            part.ordering_for(change)
            for change in self.changes(self.keys[:1]).values()
            for part in self.parts
        )
        ordering = next(filter(None, orderings), ("pk",))
        chosen = set(self.keys)
        keys = self.model._base_manager.filter(pk__in=self.owners).order_by(*ordering)
        return [key for key in keys.values_list("pk", flat=True) if key in chosen]

    def changes(self, keys: Sequence[int]) -> dict[int, Change]:
        """What the change has changed in some documents; one query."""
        states = [self.states[key] for key in keys]
        wanted = [version for each in states for version in (each.version, each.former)]
        versions = Version.objects.only("values").in_bulk(wanted)
        return {
            each.key: Change(
                only(each.changed, versions[each.former].values),
                only(each.changed, versions[each.version].values),
            )
            for each in states
        }


def only(names: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in names}
