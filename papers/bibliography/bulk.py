"""Rows that many records share, found and made for many at once: slugs, authors, tags."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import count, islice
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from papers.models import Author, NameVariant
from papers.names import Name
from passages.models import Alias, Tag
from passages.slugs import to_slug

# As many values as every database takes in one question.
MOST = 500


def batches(values: Iterable[Any], size: int = MOST) -> Iterator[list[Any]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


class Slugs:
    """Free slugs of one model: as `free_slug` gives them, but asked of the database for many at once."""

    def __init__(self, model: type[models.Model], reserved: Iterable[str] = ()) -> None:
        self.model = model
        self.reserved = set(reserved)
        self.taken: dict[str, set[str]] = {}
        self.next: dict[str, Iterator[int]] = {}

    def ask(self, wanted: Iterable[str]) -> None:
        """Find out which of these are taken."""
        for batch in batches(set(wanted) - self.taken.keys()):
            found = set(self.model._base_manager.filter(slug__in=batch).values_list("slug", flat=True))
            self.taken |= {slug: {slug} & (found | self.reserved) for slug in batch}

    def take(self, slug: str) -> str:
        """The slug, or the first of its numbered ones that is free; it is taken from now on."""
        if slug not in self.taken:
            self.ask([slug])
        if slug not in self.taken[slug]:
            self.taken[slug].add(slug)
            return slug
        if slug not in self.next:
            rows = self.model._base_manager.filter(slug__startswith=f"{slug}-")
            self.taken[slug] |= set(rows.values_list("slug", flat=True))
            self.next[slug] = count(2)
        numbered = (f"{slug}-{number}" for number in self.next[slug])
        free = next(each for each in numbered if not self.is_taken(slug, each))
        self.taken[slug].add(free)
        self.taken.setdefault(free, set()).add(free)
        return free

    def is_taken(self, base: str, slug: str) -> bool:
        return slug in self.taken[base] or slug in self.taken.get(slug, ())


class People:
    """Authors by name or by a variant of it; those that are not there yet are made."""

    def __init__(self) -> None:
        self.slugs = Slugs(Author)
        self.known: dict[Name, Author] = {}

    def find(self, names: Iterable[Name]) -> dict[Name, Author]:
        """The authors of these names, as far as there are some."""
        wanted = set(names)
        unknown = wanted - self.known.keys()
        for model in (NameVariant, Author):
            for field in ("family", "literal"):
                values = {getattr(name, field) for name in unknown if getattr(name, field)}
                for batch in batches(values):
                    self.learn(model, Q(**{f"{field}__in": batch}), unknown)
        return {name: self.known[name] for name in wanted if name in self.known}

    def learn(self, model: Any, where: Q, wanted: set[Name]) -> None:
        """An author's own name goes before a variant, and the first author of a name before others."""
        rows = model.objects.filter(where).order_by("-pk")
        for row in rows.select_related("author") if model is NameVariant else rows:
            name = Name(row.given, row.family, row.literal, row.suffix)
            if name in wanted:
                self.known[name] = row.author if model is NameVariant else row

    def make(self, names: Iterable[Name]) -> int:
        """Make the authors that are missing; answers how many."""
        new = [name for name in dict.fromkeys(names) if name not in self.known]
        slugs = [to_slug(f"{name.family or name.literal} {name.given}") for name in new]
        self.slugs.ask(slugs)
        authors = [
            Author(
                given=name.given,
                family=name.family,
                literal=name.literal,
                suffix=name.suffix,
                slug=self.slugs.take(slug),
            )
            for name, slug in zip(new, slugs, strict=True)
        ]
        Author.objects.bulk_create(authors, batch_size=MOST)
        self.known |= dict(zip(new, authors, strict=True))
        return len(new)


class Tags:
    """Tags by name, whatever its case; those that are not there yet are made."""

    def __init__(self) -> None:
        self.slugs = Slugs(Tag)
        self.known: dict[str, Tag] = {}

    @cached_property
    def own_names(self) -> dict[str, str]:
        """The names of tags by their aliases, of which there are few."""
        return Alias.objects.own_names()

    def make(self, names: Iterable[str]) -> int:
        """Find or make the tags of these names; answers how many were made."""
        wanted = {name.lower(): name for name in names if name.lower() not in self.known}
        for batch in batches(wanted):
            rows = Tag.objects.annotate(folded=Lower("name"))
            for tag in rows.filter(Q(folded__in=batch) | Q(name__in=[wanted[each] for each in batch])):
                self.known[tag.name.lower()] = tag
        new = [name for folded, name in wanted.items() if folded not in self.known]
        bases = [Tag().slugify(name) for name in new]
        self.slugs.ask(bases)
        tags = [Tag(name=name, slug=self.slugs.take(base)) for name, base in zip(new, bases, strict=True)]
        Tag.objects.bulk_create(tags, batch_size=MOST)
        self.known |= {tag.name.lower(): tag for tag in tags}
        return len(new)

    def of(self, names: Sequence[str]) -> list[Tag]:
        return list(dict.fromkeys(self.known[name.lower()] for name in names))
