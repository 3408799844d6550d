from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import BigIntegerField, Exists, OuterRef, Q, Value

from passages.filters import Filter, found_at, slugs_now
from passages.paging import Column, Keyset, Page, to_number
from passages.search import And, Field, Node, Not, Or, fields, has_positive, is_text, split
from passages.slugs import to_slug
from passages.visibility import Reader

from .checked import Checked, is_frequent
from .kinds import document_models, owners, type_id
from .passage import Passage, seen_by
from .words import Key, Score, Words

BEST_FIRST = Keyset(
    (
        Column("score", to_number, True),
        Column("dated_on", date.fromisoformat, True),
        Column("pk", to_number, True),
    ),
    "after",
)
NEWEST_FIRST = Keyset((Column("dated_on", date.fromisoformat, True), Column("pk", to_number, True)), "before")
HITS_OF_A_PAGE = 20
# So many places have words that are common: to list what a tag of 17,000 entries is on, and hold each place
# against that, takes as long as to look up the documents of so many.
COMMON = 5_000


class ExcerptQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        return self.filter(seen_by(reader))

    def matching(self, asked: Filter) -> Self:
        """Excerpts of documents that the filters hold for, and that themselves answer `q`.

        Quotations are only found where they are asked for: each is part of an entry or section as well.
        """
        excerpts = self.filter(kind=asked.kind) if asked.kind else self
        if not asked.kind and "kind" not in {field.name for field in fields(asked.query.tree)}:
            excerpts = self.exclude(kind=Excerpt.Kind.QUOTATION)
        documents = asked.without("q").without("kind")
        if not documents.about_documents():
            return excerpts.answering(asked)
        if is_common(asked):
            own = all_owned_by(documents)
            return excerpts.answering(asked).alias(place=Checked(Key("words__index"))).filter(place__in=own)
        return excerpts.filter(owned_by(documents)).answering(asked)

    def answering(self, asked: Filter) -> Self:
        """Excerpts that answer `q`, each with its `score` for the words in there."""
        words, others = split(asked.query.tree)
        excerpts = self
        for node in others:
            excerpts = excerpts.filter(to_condition(node, asked.reader))
        if words and has_positive(words):
            return excerpts.filter(words__index__match=words).annotate(score=Score("words__index", words))
        if words:
            excerpts = excerpts.filter(to_condition(words, asked.reader))
        return excerpts.annotate(score=Value(0, output_field=BigIntegerField()))

    def of_documents(self, model: type[models.Model]) -> Self:
        return self.filter(owner_type=type_id(model))

    def for_list(self) -> Self:
        return self.prefetch_related(owners("owner", lambda model: model.objects.for_result()))

    def newest(self, most: int = 30) -> Self:
        return self.order_by("-dated_on", "-pk")[:most]

    def in_order(self, order: str, asked: Filter) -> Page:
        """A page of the best first, or of the newest; what no words rank comes newest first."""
        return self.best_first(asked) if order == "best" and self.is_ranked else self.newest_first(asked)

    def by_key(self) -> Self:
        """The newest of what words were asked for by the key of the index, of all else by the day."""
        if self.is_ranked:
            return self.order_by(Key("words__index").desc())
        return self.order_by("-dated_on", "-pk")

    def from_key(self, oldest: int | models.Expression) -> Self:
        """Of what words were asked for, that which came as late as that one, so that words that everything
        has are not ranked everywhere."""
        return self.alias(key=Key("words__index")).filter(key__gte=oldest)

    def from_day(self, oldest: models.Expression) -> Self:
        return self.filter(dated_on__gte=oldest)

    @property
    def is_ranked(self) -> bool:
        """Whether words were asked for, by which some answer better than others."""
        return isinstance(self.query.annotations.get("score"), Score)

    def best_first(self, asked: Filter) -> Page:
        return BEST_FIRST.page(self, asked, HITS_OF_A_PAGE)

    def newest_first(self, asked: Filter) -> Page:
        return NEWEST_FIRST.page(self, asked, HITS_OF_A_PAGE)


class Excerpt(models.Model):
    """What a search finds: a whole entry, a section of a text, a quotation, or a work by what describes it.

    To owners it finds private margins, too, which are no passages: `said` has the words of one.

    Derived whenever a text is saved. It holds the passages of `owner` whose positions are at least `start`
    and below `end`; `anchor` is that of the first, empty where there are none. `digest` is a hash of all that
    it is found by.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", "entry"
        SECTION = "section", "section"
        QUOTATION = "quotation", "quotation"
        PAPER = "paper", "paper"
        TOPIC = "topic", "topic"
        MARGIN = "margin", "margin"

    owner_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    owner_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    anchor = models.CharField(max_length=20, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    digest = models.CharField(max_length=40)
    said = models.TextField(blank=True)
    visibility = models.CharField(max_length=10)
    dated_on = models.DateField()

    objects = ExcerptQuerySet.as_manager()

    class Meta:
        ordering = ["owner_type", "owner_id", "start", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_type", "owner_id", "kind", "anchor"], name="excerpt_owner_kind_anchor_unique"
            ),
            models.CheckConstraint(condition=Q(start__lte=models.F("end")), name="excerpt_start_before_end"),
        ]
        indexes = [models.Index(fields=["-dated_on", "-id"], name="excerpt_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.owner}"

    def holds(self, passage: Passage) -> bool:
        is_owner = (self.owner_type_id, self.owner_id) == (passage.owner_type_id, passage.owner_id)
        return is_owner and self.start <= passage.position < self.end


def to_condition(node: Node, reader: Reader) -> Q:
    """The excerpts for which a part of a query holds."""
    match node:
        case _ if is_text(node) and has_positive(node):
            return Q(pk__in=Words.objects.filter(index__match=node).values("pk"))
        case _ if is_text(node):
            return ~to_condition(Not(node), reader)
        case Not(inner):
            return ~to_condition(inner, reader)
        case And(nodes):
            return Q(*[to_condition(part, reader) for part in nodes])
        case Or(nodes):
            return Q(*[to_condition(part, reader) for part in nodes], _connector=Q.OR)
        case Field():
            return to_field_condition(node, reader)
    raise TypeError(node)


def to_field_condition(field: Field, reader: Reader) -> Q:
    value: Any = field.value
    match field.name:
        case "kind":
            return Q(kind=value)
        case "has":
            return Q(Exists(passages_within().filter(HAS[value])))
        case "domain":
            domain = "mentions__link__domain"
            at = Q(**{domain: value}) | Q(**{f"{domain}__endswith": f".{value}"})
            return Q(Exists(passages_within().filter(at)))
    return owned_by(replace(to_filter(field.name, value, reader), reader=reader))


def to_filter(name: str, value: Any, reader: Reader) -> Filter:
    match name:
        case "tag":
            now = found_at([to_slug(value)], reader)
            return Filter(tags=slugs_now([to_slug(value)], now), tag_keys=dict(now.values()))
        case "author":
            return Filter(author=to_slug(value))
        case "before":
            return Filter(read_before=value)
        case "after":
            return Filter(read_from=value)
    return Filter(**{name: value})


HAS = {
    "quote": Q(kind=Passage.Kind.QUOTATION),
    "link": Q(mentions__link__isnull=False),
    "locator": ~Q(locator=""),
}


def passages_within() -> models.QuerySet:
    """The passages of an excerpt, in a query over excerpts."""
    return Passage.objects.filter(
        owner_type=OuterRef("owner_type"),
        owner_id=OuterRef("owner_id"),
        position__gte=OuterRef("start"),
        position__lt=OuterRef("end"),
    )


def is_common(asked: Filter) -> bool:
    """Whether so many places answer the words that it is quicker to list all that the other filters leave."""
    words, _ = split(asked.query.tree)
    if not words or not has_positive(words):
        return False
    return is_frequent(f"words {asked.q}", Words.objects.filter(index__match=words), COMMON)


def all_owned_by(asked: Filter) -> models.QuerySet:
    """The keys of those that are `owned_by`, but listed at once rather than looked up one by one.

    Kind by kind: PostgreSQL goes through all excerpts for what holds for one kind or another.
    """
    first, *others = (
        Excerpt.objects.of_documents(model)
        .filter(owner_id__in=model.objects.matching(asked, is_whole=True).order_by().values("pk"))
        .order_by()
        .values("pk")
        for model in document_models()
    )
    return first.union(*others, all=True)


def owned_by(asked: Filter) -> Q:
    """Excerpts of documents that the filters hold for.

    Looked up one by one: asked for all of them at once, SQLite would match the words again for each.
    """
    owned = Q()
    for model in document_models():
        documents = model.objects.matching(asked).filter(pk=OuterRef("owner_id")).order_by()
        owned |= Q(owner_type=type_id(model)) & Q(Exists(documents))
    return owned
