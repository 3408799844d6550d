"""What [[ and @ can be completed to: papers, topics and entries that somebody may see.

Each kind is asked once, by its slugs and by the words that a search finds it by: an index each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notes.importing.markdown.items import HASHTAG
from notes.models import Entry
from notes.periods import Period
from papers.models import Paper
from passages.models import Excerpt, Mention
from passages.models.kinds import type_id
from passages.search import Term, tokens
from passages.search.tree import join_all
from passages.slugs import to_slug
from passages.tagging.completing import complete_tags
from topics.models import Topic

WIKI, CITATION, TAG = "[[", "@", "#"
SIGNS = (WIKI, CITATION, TAG)
MOST = 10
MOST_FOUND = 60
LONGEST = 100
SHORTEST_BEGINNING = 3
LAST = "\U0010ffff"
DAY = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?[-/]?")


@dataclass(frozen=True)
class Completion:
    """What is put in place of what was typed, and what it is; the best come first in the order of `rank`."""

    text: str
    title: str
    note: str
    rank: tuple[Any, ...]

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "title": self.title, "note": self.note}


def complete(user: Any, sign: str, typed: str) -> list[Completion]:
    """At most ten: what is called so or begins so, then what is mentioned most, then what is newest.

    Tags have the order of the field for them.
    """
    typed = typed.replace("\0", "").strip()[:LONGEST]
    found = FINDERS[sign](user, typed)
    return sorted(found, key=lambda completion: completion.rank)[:MOST]


def works_and_entries(user: Any, typed: str) -> Iterator[Completion]:
    for paper in candidates(seen(Paper, user, "issued_year"), "slug", typed):
        yield Completion(f"[[{paper.slug}]]", paper.title, paper.year or _("paper"), rank(paper, typed))
    named_alike = Exists(Paper.objects.filter(slug=OuterRef("slug")))
    for topic in candidates(seen(Topic, user).annotate(is_named_alike=named_alike), "slug", typed):
        name = f"topics/{topic.slug}" if topic.is_named_alike else topic.slug
        yield Completion(f"[[{name}]]", topic.title, _("topic"), rank(topic, typed))
    for entry in candidates(seen(Entry, user, "read_on"), "slug", typed, days_in(typed)):
        day = date_format(entry.read_on, "DATE_FORMAT")
        yield Completion(f"[[{entry.path.strip('/')}]]", entry.title, day, rank(entry, typed))


def citations(user: Any, typed: str) -> Iterator[Completion]:
    papers = seen(Paper, user, "issued_year", "citation_key").exclude(citation_key=None)
    for paper in candidates(papers, "citation_key", typed):
        note = " · ".join(part for part in (paper.title, paper.year) if part)
        yield Completion(f"@{paper.citation_key}", f"@{paper.citation_key}", note, rank(paper, typed))


def hashtags(user: Any, typed: str) -> Iterator[Completion]:
    """Tags that can be written as one word, as they are or by an alias."""
    for place, tag in enumerate(complete_tags(typed, user)):
        word = next((name for name in (tag.name, tag.alias) if HASHTAG.fullmatch(f"#{name}")), None)
        if word:
            note = _("{number} times").replace("{number}", str(tag.uses))
            yield Completion(f"#{word}", f"#{tag.name}", note, (place,))


FINDERS = {WIKI: works_and_entries, CITATION: citations, TAG: hashtags}


def seen(model: Any, user: Any, *fields: str) -> QuerySet:
    """What somebody may see of a kind, each with its `uses`, the number of passages that mention it."""
    mentions = Mention.objects.filter(target_type=type_id(model), target_id=OuterRef("pk")).order_by()
    number = mentions.values("target_id").annotate(number=Count("pk")).values("number")
    documents = model.objects.visible_to(user).only("slug", "title", "created_at", *fields)
    return documents.annotate(uses=Coalesce(Subquery(number), 0))


def candidates(documents: QuerySet, name: str, typed: str, others: Q | None = None) -> QuerySet:
    """The likeliest ones, each with its `nearness`: 0 if `name` says just that, 1 if it begins so, else 2."""
    if not typed:
        return documents.annotate(nearness=Value(2)).order_by("-pk")[:MOST]
    called = typed if name == "citation_key" else to_slug(typed, default="")
    begins = beginning_with(name, called)
    near = Case(When(**{name: called}, then=0), When(begins, then=1), default=2, output_field=IntegerField())
    found = documents.filter(
        begins | Q(pk__in=found_by_words(documents.model, typed)) | (others or Q(pk__in=[]))
    )
    return found.annotate(nearness=near).order_by("nearness", "-uses", "-pk")[:MOST]


def beginning_with(name: str, text: str) -> Q:
    """By the index: PostgreSQL has one for patterns, SQLite compares letter by letter."""
    if not text:
        return Q(pk__in=[])
    if connection.vendor == "sqlite":
        return Q(**{f"{name}__gte": text, f"{name}__lt": text + LAST})
    return Q(**{f"{name}__startswith": text})


def found_by_words(model: Any, typed: str) -> QuerySet | list[int]:
    """The keys of the newest documents that have all the words, the last of which may be a beginning."""
    words = tokens(typed)
    if not words:
        return []
    *whole, last = words
    begun = Term((last,), is_prefix=len(last) >= SHORTEST_BEGINNING)
    asked = join_all([*(Term((word,)) for word in whole), begun])
    excerpts = Excerpt.objects.of_documents(model).filter(kind=model._meta.model_name)
    # In the order of the words, which are read until there are enough: by their own keys, SQLite sorted all.
    found = excerpts.filter(words__index__match=asked).order_by("-words__excerpt_id")
    return found.values("owner_id")[:MOST_FOUND]


def days_in(typed: str) -> Q | None:
    """Entries of the year, month or day that was typed: 2023, 2023-03, 2023-03-11."""
    found = DAY.fullmatch(typed)
    if not found:
        return None
    try:
        period = Period(*(int(part) for part in found.groups() if part))
        return Q(read_on__gte=period.first, read_on__lte=period.last)
    except ValueError:
        return None


def rank(document: Any, typed: str) -> tuple[Any, ...]:
    is_titled = bool(typed) and document.title.casefold().startswith(typed.casefold())
    return min(document.nearness, 1 if is_titled else 2), -document.uses, -document.created_at.timestamp()
