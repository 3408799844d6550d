from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Left

from passages.filters import Filter
from passages.paging import Column, Keyset, Page, to_number
from passages.rotation import Turn, turn_on
from passages.visibility import Reader, visibilities_for

from .kinds import belongs_to, document_models, owners, related, type_id, types_owned_by

P = TypeVar("P")
MEMORY = 600  # seconds
PLACE = [
    "pk", "parent_id", "owner_type_id", "owner_id", "position", "kind", "is_empty", "locator_sort",
    "dated_on",
]  # fmt: skip


class PassageQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        return self.filter(seen_by(reader))

    def matching(self, asked: Filter) -> Self:
        """Passages of that kind in the documents that match the other filters."""
        passages = self.filter(kind=asked.kind) if asked.kind else self
        if not asked.about_documents():
            return passages
        return passages.filter(
            belongs_to("owner_type", "owner_id", lambda model: model.objects.matching(asked))
        )

    def quotations(self) -> Self:
        return self.filter(kind=Passage.Kind.QUOTATION)

    def public_to(self, reader: Reader) -> Self:
        """What anybody may see who may come in, the same for owners; none for who may not."""
        return self.filter(visibility__in=visibilities_for(reader, at_address=False))

    def of_day(self, today: date) -> "Passage | None":
        """The one whose turn it is, see `passages.rotation`.

        To count what is of each day takes longer than most of a page: whose turn it is, is remembered for
        some minutes. Where nothing stands there any more, it is found anew.
        """
        key = f"turn-{today}"
        turn: Turn | None = cache.get(key)
        found = self.at_turn(turn) if turn else None
        if found is None and (turn := turn_on(today, self.per_day())):
            cache.set(key, turn, MEMORY)
            found = self.at_turn(turn)
        return found

    def at_turn(self, turn: Turn) -> "Passage | None":
        of_date = self.filter(dated_on=turn.day).order_by("-pk")
        return of_date.for_list()[turn.index : turn.index + 1].first()

    def per_day(self) -> list[tuple[date, int]]:
        """The number of passages of each day that has any, in order."""
        return list(self.order_by("dated_on").values_list("dated_on").annotate(models.Count("pk")))

    def for_list(self) -> Self:
        """With the document that each stands in, and without that document's texts."""
        return self.prefetch_related(owners("owner"))

    def for_quotations(self, reader: Reader) -> Self:
        """With the document that each stands in and what is needed to cite it."""
        return self.prefetch_related(owners("owner", lambda model: model.objects.for_quotations(reader)))

    def with_texts(self) -> Self:
        """With the document that each stands in, and with its source."""
        return self.prefetch_related(
            owners("owner", lambda model: model.objects.defer("body_html", "owners_html"))
        )

    def last_change(self) -> datetime | None:
        """When any document that they stand in was changed last, None if there are none."""
        changes = (
            model.objects.filter(pk__in=self.in_documents(model).values("owner_id")).last_change()
            for model in document_models()
        )
        return max((change for change in changes if change), default=None)

    def in_documents(self, model: type[models.Model]) -> Self:
        """Those that stand in documents of one kind."""
        return self.filter(owner_type=type_id(model)).order_by()

    def in_mentioning(self, model: type[models.Model], target: models.Model) -> Self:
        """Those that stand in documents of one kind whose text mentions the target."""
        target_key = {"mentions__target_type": type_id(type(target)), "mentions__target_id": target.pk}
        mentioning = Passage.objects.in_documents(model).filter(**target_key)
        return self.in_documents(model).filter(owner_id__in=mentioning.values("owner_id"))

    def in_excerpts(self, excerpts: Iterable[Any]) -> Self:
        """Those that the excerpts hold; one query for these."""
        held = Q(pk__in=[])
        for excerpt in excerpts:
            text = Q(owner_type=excerpt.owner_type_id, owner_id=excerpt.owner_id)
            held |= text & Q(position__gte=excerpt.start, position__lt=excerpt.end)
        return self.filter(held)

    def not_mentioning(self, target: models.Model) -> Self:
        """Those whose own words lead nowhere near the target, and that are words."""
        mentions = related(Passage, "mentions").pointing_at(target)
        own = Q(owner_type=type_id(type(target)), owner_id=target.pk)
        words = self.exclude(own).exclude(kind__in=[Passage.Kind.CODE, Passage.Kind.MATH])
        return words.filter(~Exists(mentions.filter(passage=OuterRef("pk"))))

    def for_index(self) -> models.QuerySet:
        """What a search needs of each, in the order of the texts; no models, since there are many."""
        names = ("pk", "owner_id", "parent_id", "position", "anchor", "kind", "depth", "text")
        return self.order_by("position").values_list(*names, named=True)

    def to_places(self, place: Callable[..., P]) -> list[P]:
        """Only where each stands, in the order of their texts: `place` takes the values of PLACE."""
        rows = self.annotate(is_empty=ExpressionWrapper(Q(text=""), models.BooleanField()))
        values = rows.values_list(*PLACE).order_by("owner_type", "owner_id", "position")
        return [place(*row) for row in values.iterator()]

    def by_keys(self, keys: Sequence[int]) -> list[Any]:
        """The passages with these primary keys, in that order, each with its document."""
        found = {passage.pk: passage for passage in self.filter(pk__in=keys).for_list()}
        return [found[key] for key in keys if key in found]

    def opening(self) -> models.QuerySet[Any, str]:
        """The beginnings of the texts of the first blocks, enough for a preview of their document."""
        said = self.exclude(text="").order_by("position")
        return said.annotate(start=Left("text", 500)).values_list("start", flat=True)[:20]

    def page(self, asked: Filter) -> Page:
        return NEWEST_FIRST.page(self, asked)

    def by_document(self, asked: Filter) -> Page:
        """Those of one document together, in the order of its text."""
        return BY_DOCUMENT.page(self, asked)


class Passage(models.Model):
    """One block of a document's text, derived whenever the text is saved.

    `anchor` is its address within the document and survives edits. `text` is plain: the block's own, without
    nested items. `locator` says where in the work it stands, in the owner's words; `locator_sort` puts
    passages in page order. `visibility` and `dated_on` are those of the document.
    """

    class Kind(models.TextChoices):
        HEADING = "heading"
        ITEM = "item"
        QUOTATION = "quotation"
        PARAGRAPH = "paragraph"
        CODE = "code"
        TABLE = "table"
        MATH = "math"
        HTML = "html", "HTML"

    owner_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    owner_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    position = models.PositiveIntegerField()
    anchor = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    depth = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="children")
    text = models.TextField()
    locator = models.CharField(max_length=200, blank=True)
    locator_kind = models.CharField(max_length=10, blank=True)
    locator_sort = models.CharField(max_length=100, blank=True)
    is_locator_inherited = models.BooleanField(default=False)
    visibility = models.CharField(max_length=10)
    dated_on = models.DateField()

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["owner_type", "owner_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_type", "owner_id", "anchor"], name="passage_owner_anchor_unique"
            )
        ]
        indexes = [
            # The kind comes last, so that the kinds of blocks are counted without looking up the rows.
            models.Index(fields=["owner_type", "owner_id", "position", "kind"], name="passage_by_place"),
            models.Index(fields=["kind", "-dated_on", "-id"], name="passage_kind_newest"),
            # For readers, and to count what is public without looking up the rows.
            models.Index(
                fields=["kind", "visibility", "-dated_on", "-id"], name="passage_kind_visible_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        owner: Any = self.owner
        return f"{owner.get_absolute_url()}#{self.anchor}"


def seen_by(reader: Reader, prefix: str = "", *, at_address: bool = False) -> Q:
    """Passages that the reader may see, where `prefix` leads to the passage."""
    seen = Q(**{f"{prefix}visibility__in": visibilities_for(reader, at_address=at_address)})
    return seen | Q(**{f"{prefix}owner_type__in": types_owned_by(reader)})


NEWEST_FIRST = Keyset(
    (Column("dated_on", date.fromisoformat, descending=True), Column("pk", to_number, True)),
    "before",
)
BY_DOCUMENT = Keyset(
    (Column("owner_type_id", to_number), Column("owner_id", to_number), Column("position", to_number)),
    "after",
)
