import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import CommonGenericTaggedItemBase, TagBase

from passages.converters import WordConverter
from passages.filters import Filter
from passages.paging import BY_SLUG, Page
from passages.routes import path_to
from passages.visibility import Reader

from .kinds import belongs_to, owns_every_kind
from .permalink import Permalink, keep_address

if TYPE_CHECKING:
    from .document import Document

LONGEST_DESCRIPTION = 5_000
LONGEST_TAG = TagBase._meta.get_field("name").max_length


class TagQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Tags of what the reader may see."""
        taggings = taggings_of(lambda model: model.objects.visible_to(reader))
        return self.filter(Exists(taggings.filter(tag=OuterRef("pk"))))

    def now_at(self, slugs: Iterable[str], reader: Reader) -> dict[str, tuple[str, int]]:
        """The slugs that tags have now, and their keys, by those of these that lead to any: a tag's own, a
        former one, or that of an alias.

        What the reader sees nothing of has no former slug either. One query where each is a tag's own.
        """
        wanted = set(slugs)
        own = {slug: (slug, key) for slug, key in self.filter(slug__in=wanted).values_list("slug", "pk")}
        former = wanted - own.keys()
        if not former:
            return own
        visible = self.visible_to(reader)
        aliases = visible.filter(aliases__slug__in=former).order_by("-aliases__pk")
        found = {
            alias: (slug, key) for alias, slug, key in aliases.values_list("aliases__slug", "slug", "pk")
        }
        kept = {to_path(slug): slug for slug in former if is_slug(slug)}
        moved = visible.filter(permalinks__path__in=kept).values_list("permalinks__path", "slug", "pk")
        return own | found | {kept[path]: (slug, key) for path, slug, key in moved}

    def used_in(self, reader: Reader, asked: Filter) -> Self:
        """Tags of what the reader may see and asked for, each with its `uses`."""
        taggings = taggings_of(lambda model: model.objects.visible_to(reader).matching(asked))
        # The count goes over the join of the filter, so that only those taggings are counted.
        tags = self.filter(taggings__in=taggings).annotate(uses=Count("taggings"))
        return tags.defer("description")

    def for_desk(self, reader: Reader) -> Self:
        """The tags that somebody may work with, each with its `uses`: owners also have those that nothing
        carries."""
        if owns_every_kind(reader):
            return self.annotate(uses=Count("taggings"))
        return self.used_in(reader, Filter(reader=reader))

    def by_name(self, asked: Filter) -> Page:
        return BY_SLUG.page(self, asked, size=200)


class Tag(TagBase):
    """A word that documents are sorted under; its name is unique whatever the case."""

    description = models.TextField(
        _("description"),
        blank=True,
        max_length=LONGEST_DESCRIPTION,
        validators=[ProhibitNullCharactersValidator()],
        help_text=_("Plain text that stands on the tag's page; an empty line begins a paragraph."),
    )

    permalinks = GenericRelation(Permalink, "owner_id", "owner_type")

    former_carriers: list[tuple[int, int]]  # while it is being deleted
    is_renamed = False  # while it is being saved

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_name_unique")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A name or address that changes is kept: the one becomes an alias, the other redirects."""
        with transaction.atomic():
            before = Tag.objects.filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            if before:
                keep_address(self, to_path(before.slug), to_path(self.slug))
            if before and before.name.casefold() != self.name.casefold():
                self.aliases.filter(name__iexact=self.name).delete()
                self.aliases.create(name=before.name)

    def get_absolute_url(self) -> str:
        return path_to("notes:tag", self.slug)

    def carriers(self) -> list[tuple[int, int]]:
        """The content types and keys of the documents that carry it."""
        return list(self.taggings.values_list("content_type", "object_id"))

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Django's slug with letters of any script, for a tag such as “\\” the word tag."""
        slug = (super().slugify(tag) or "tag")[: LONGEST_TAG - len("-99999")]
        return slug if i is None else f"{slug}-{i}"


class Tagging(CommonGenericTaggedItemBase):
    """A tag on a document."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    # The kind alone needs no index, and SQLite would take it rather than that of the document.
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    object_id = models.PositiveBigIntegerField()

    natural_key_fields = ["content_type", "object_id", "tag"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "tag"], name="tagging_document_tag_unique"
            )
        ]
        indexes = [models.Index(fields=["tag", "content_type", "object_id"], name="tagging_tag_document")]

    def __str__(self) -> str:
        """The tag only: the desk shows it to staff who may not see the document."""
        return str(self.tag)


def is_slug(text: str) -> bool:
    """Whether a tag could have an address with that."""
    return bool(re.fullmatch(WordConverter.regex, text))


def to_path(slug: str) -> str:
    """The address of a tag as a request gives it, with nothing encoded."""
    return unquote(reverse("notes:tag", args=[slug]))


def taggings_of(choose: Callable[[type["Document"]], models.QuerySet]) -> models.QuerySet:
    """The taggings of the chosen documents of each kind."""
    return Tagging.objects.filter(belongs_to("content_type", "object_id", choose))
