from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from markup import Reference
from passages.filters import Filter
from passages.paging import Column, Keyset, Page, to_number
from passages.visibility import Reader

from .kinds import owners, type_id
from .passage import Passage, seen_by
from .permalink import slugs_of

NEWEST_FIRST = Keyset(
    (Column("passage__dated_on", date.fromisoformat, descending=True), Column("pk", to_number)), "before"
)


class MentionQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Mentions that stand in what the reader may see; what they point at has a rule of its own."""
        return self.filter(seen_by(reader, "passage__"))

    def seen_at_address(self, reader: Reader) -> Self:
        """Mentions in what the reader may see when they ask for it by its address."""
        return self.filter(seen_by(reader, "passage__", at_address=True))

    def matching(self, asked: Filter) -> Self:
        if not (asked.kind or asked.about_documents()):
            return self
        return self.filter(Exists(Passage.objects.matching(asked).filter(pk=OuterRef("passage"))))

    def pointing_at(self, documents: models.Model | Sequence[models.Model]) -> Self:
        """Those that point at a document, or at any of some of one kind."""
        some = [documents] if isinstance(documents, models.Model) else documents
        kind = ContentType.objects.get_for_model(some[0])
        return self.filter(target_type=kind, target_id__in=[document.pk for document in some])

    def pointing_at_key(self, model: type[models.Model], key: Any) -> Self:
        """Those that point at the document of that kind and key."""
        return self.filter(target_type=type_id(model), target_id=key)

    def named(self) -> Self:
        """Those that name something: by the index, whose condition this is."""
        return self.exclude(reference="")

    def naming(self, references: set[Reference]) -> Self:
        return self.named().filter(reference__in=[to_name(reference) for reference in references])

    def linking_to(self, urls: set[str]) -> Self:
        return self.filter(link__url__in=urls)

    def at_domains(self, domains: Iterable[str]) -> Self:
        return self.filter(link__domain__in=sorted(domains))

    def not_pointing_at(self, documents: models.QuerySet) -> Self:
        """Mentions of anything but these documents of one kind."""
        kind = ContentType.objects.get_for_model(documents.model)
        return self.exclude(target_type=kind, target_id__in=documents.order_by().values("pk"))

    def newest_places(self) -> Any:
        """The address, the passage, the type and key of its document, and the day, the newest first."""
        columns = ("owner_type", "owner_id", "dated_on")
        newest = self.order_by(*NEWEST_FIRST.ordering)
        return newest.values_list("link__url", "passage", *(f"passage__{column}" for column in columns))

    def in_documents(self, model: type[models.Model]) -> Self:
        """Those that stand in the text of documents of one kind."""
        return self.filter(passage__owner_type=type_id(model))

    def in_texts_of(self, keys: Iterable[tuple[int, int]]) -> Self:
        """Those that stand in the texts of documents with these content types and keys.

        Their passages are not named: a text may have fifty thousand.
        """
        by_type: dict[int, list[int]] = {}
        for owner_type, owner_id in keys:
            by_type.setdefault(owner_type, []).append(owner_id)
        places = (Q(passage__owner_type=each, passage__owner_id__in=ids) for each, ids in by_type.items())
        return self.filter(reduce(or_, places)) if by_type else self.none()

    def for_list(self) -> Self:
        """The newest first, with the passage that each stands in and the document of that."""
        mentions = self.select_related("passage").prefetch_related(owners("passage__owner"))
        return mentions.order_by(*NEWEST_FIRST.ordering)

    def page(self, asked: Filter) -> Page:
        return NEWEST_FIRST.page(self, asked)


class Mention(models.Model):
    """A passage points at a link, or at a paper, topic or entry, or at both when the link is its address.

    `reference` is what the text says (“wiki:lora”, “citation:lora2021”, “path:/lora/”), empty for a link.
    It is kept when nothing answers to it: the text is derived again on the day that something does.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="mentions")
    reference = models.CharField(max_length=255, blank=True)
    link = models.ForeignKey("passages.Link", on_delete=models.CASCADE, null=True, related_name="mentions")
    target_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, related_name="+")
    target_id = models.PositiveBigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False) ^ ~Q(reference=""), name="mention_link_or_reference"
            ),
            models.CheckConstraint(
                condition=Q(target_type__isnull=True, target_id__isnull=True)
                | Q(target_type__isnull=False, target_id__isnull=False),
                name="mention_target_whole",
            ),
            models.UniqueConstraint(fields=["passage", "link"], name="mention_passage_link_unique"),
            models.UniqueConstraint(
                fields=["passage", "reference"],
                condition=~Q(reference=""),
                name="mention_passage_reference_unique",
            ),
        ]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="mention_target"),
            models.Index(fields=["reference"], condition=~Q(reference=""), name="mention_reference"),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.link)


def to_name(reference: Reference) -> str:
    """A reference as a mention keeps it; a name is the same however it is written."""
    value = slugs_of(reference)[-1] if reference.kind == "wiki" else reference.value
    return f"{reference.kind}:{value}"
