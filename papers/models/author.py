from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import unquote

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext_lazy as _

from history.sitting import sitting, touch
from papers.names import Name
from passages.filters import Filter
from passages.models import Permalink, derive_again, keep_address, referrers
from passages.models.kinds import type_id
from passages.models.prepared import prepared
from passages.paging import BY_SLUG, Page
from passages.routes import path_to
from passages.slugs import free_slug
from passages.visibility import Reader

from .held import NAME_PARTS
from .paper import Paper, refresh
from .paper_query import PaperQuerySet


class AuthorQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader, *, at_address: bool = False) -> Self:
        """Authors of a work that the reader may see in lists, also when they ask for one by the address."""
        return self.writing(Paper.objects.visible_to(reader))

    def called(self, name: Name) -> Any:
        """Whose name that is, the first of namesakes, else who goes by it as well, such as since a merge."""
        said = {part: getattr(name, part) for part in NAME_PARTS}
        own = next(iter(named_so(**said)), None)
        variant = None if own else NameVariant.objects.filter(**said).select_related("author").first()
        return variant.author if variant else own

    def formerly_at(self, slug: str) -> Self:
        """Who had that slug before it was changed, or before they were merged into another."""
        former = Permalink.objects.filter(owner_type=type_id(self.model), slug=slug)
        return self.filter(pk__in=former.values("owner_id"))

    def meant_by(self, name: str) -> Self:
        """The author of that slug or, where there is none, those with that name, among them who had it
        before they were merged into another."""
        given, _, family = name.rpartition("-")
        called = Q(slug=f"{family}-{given}") | Q(slug__startswith=f"{name}-")
        called |= Q(pk__in=self.formerly_at(name).values("pk"))
        return self.filter(Q(slug=name) | ~Exists(self.model.objects.filter(slug=name)) & called)

    def matching(self, asked: Filter) -> Self:
        """Authors of a matching work; one asked for by name is that one, without those who wrote it too."""
        authors = self.at_slug(asked.author) if asked.author else self
        return authors.writing(Paper.objects.visible_to(asked.reader).matching(asked))

    def at_slug(self, slug: str) -> Self:
        """The author of that slug or, where there is none, who had it formerly."""
        authors = self.model.objects
        former = Q(~Exists(authors.filter(slug=slug)), pk__in=authors.formerly_at(slug).values("pk"))
        return self.filter(Q(slug=slug) | former)

    def writing(self, papers: models.QuerySet) -> Self:
        return self.filter(Exists(self.lines_in(papers)))

    def lines_in(self, papers: models.QuerySet) -> models.QuerySet:
        """An author's places in the bylines of these papers, each looked up by its key."""
        lines = Authorship.objects.filter(author=OuterRef("pk")).order_by()
        return lines.filter(Exists(papers.filter(pk=OuterRef("paper"))))

    def named(self) -> Self:
        """Each with its name as `label`, as `Author.__str__` writes it."""
        name = Trim(Concat("given", Value(" "), "family"))
        return self.annotate(label=Coalesce(NullIf("literal", Value("")), name))

    def by_name(self, asked: Filter) -> Page:
        return BY_SLUG.page(self, asked)

    def with_works(self, reader: Reader) -> Self:
        """With `works`, the number of their works that the reader may see."""
        lines = self.lines_in(Paper.objects.visible_to(reader))
        number = lines.values("author").annotate(number=Count("pk")).values("number")
        return self.annotate(works=Coalesce(Subquery(number), 0))


class Author(models.Model):
    """Somebody who wrote a work: a person by `family` and `given`, or a `literal` name as it stands (CSL)."""

    family = models.CharField(_("family name"), max_length=200, blank=True)
    given = models.CharField(_("given names"), max_length=200, blank=True)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True, help_text=_("Such as Jr. or III."))
    literal = models.CharField(
        _("literal name"),
        max_length=300,
        blank=True,
        help_text=_("For an institution, or a name that has no family part. Instead of the other two."),
        validators=[ProhibitNullCharactersValidator()],
    )
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("Made from the name if left empty."),
    )
    orcid = models.CharField(
        "ORCID iD",
        max_length=19,
        unique=True,
        null=True,
        blank=True,
        validators=[
            RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", _("An ORCID iD is 0000-0002-1825-0097."))
        ],
    )

    permalinks = GenericRelation(Permalink, "owner_id", "owner_type")

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(family="") & Q(literal=""))
                | (Q(family="", given="", suffix="") & ~Q(literal="")),
                name="author_family_or_literal",
                violation_error_message=_("Give a family name or a literal name, one of the two."),
            )
        ]

    def __str__(self) -> str:
        return self.literal or f"{self.given} {self.family} {self.suffix}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self.own_slug()
        self.orcid = self.orcid or None
        with transaction.atomic():
            before = self.as_saved()
            super().save(*args, **kwargs)
            if before:
                keep_address(self, before.path, self.path)
            if before and before.name != self.name:
                works = Paper.objects.filter(authorships__author=self)
                refresh(*works)
                for paper in works if before.short_name != self.short_name else ():
                    derive_again(referrers(paper))

    def get_absolute_url(self) -> str:
        return path_to("papers:author", self.slug)

    def clean(self) -> None:
        """A slug is made before a form checks that there is one."""
        self.slug = self.slug or self.own_slug()

    @property
    def path(self) -> str:
        """Their address on this site with nothing encoded."""
        return unquote(self.get_absolute_url())

    def own_slug(self) -> str:
        return free_slug(type(self)._base_manager, f"{self.family or self.literal} {self.given}")

    def as_saved(self) -> Self | None:
        """This author as the database has them now."""
        return type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None

    @property
    def name(self) -> tuple[str, ...]:
        return self.family, self.given, self.suffix, self.literal

    @property
    def short_name(self) -> str:
        return self.family or self.literal


class NameVariant(models.Model):
    """Another name of an author, such as that of one merged into them; imports find them under it."""

    author = models.ForeignKey(
        Author, on_delete=models.CASCADE, related_name="variants", verbose_name=_("author")
    )
    family = models.CharField(_("family name"), max_length=200, blank=True)
    given = models.CharField(_("given names"), max_length=200, blank=True)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True)
    literal = models.CharField(_("literal name"), max_length=300, blank=True)

    class Meta:
        ordering = ["family", "given", "literal", "pk"]
        verbose_name = _("name variant")
        verbose_name_plural = _("name variants")
        constraints = [
            models.UniqueConstraint(
                fields=["family", "given", "suffix", "literal"], name="namevariant_name_unique"
            ),
            models.CheckConstraint(
                condition=(~Q(family="") & Q(literal=""))
                | (Q(family="", given="", suffix="") & ~Q(literal="")),
                name="namevariant_family_or_literal",
            ),
        ]

    def __str__(self) -> str:
        return self.literal or f"{self.given} {self.family} {self.suffix}".strip()


@prepared
def named_so(*, given: str, family: str, suffix: str, literal: str) -> models.QuerySet:
    """The first author of that name."""
    rows = Author.objects.filter(given=given, family=family, suffix=suffix, literal=literal)
    return rows.order_by("pk")[:1]


class Authorship(models.Model):
    """A place in the byline of a work."""

    paper = models.ForeignKey(
        Paper, on_delete=models.CASCADE, related_name="authorships", verbose_name=_("paper")
    )
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="authorships", verbose_name=_("author")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        constraints = [
            models.UniqueConstraint(fields=["paper", "author"], name="authorship_paper_author_unique")
        ]

    def __str__(self) -> str:
        return str(self.author)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with bylines_changing(Paper.objects.filter(pk=self.paper_id)):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with bylines_changing(Paper.objects.filter(pk=self.paper_id)):
            return super().delete(*args, **kwargs)


@contextmanager
def bylines_changing(works: PaperQuerySet) -> Iterator[None]:
    """A search finds works by their new authors, and texts that cite them by these are derived again."""
    with sitting(), transaction.atomic():
        touch(Paper, works.values_list("pk", flat=True))
        before = {paper.pk: paper.citation for paper in works.for_list()}
        yield
        refresh(*works.all())
        for paper in works.for_list():
            if paper.citation != before[paper.pk]:
                derive_again(referrers(paper))
