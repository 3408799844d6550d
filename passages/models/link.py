from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from passages.addresses import domain_of
from passages.filters import Filter
from passages.paging import START_SIZE, Column, Keyset, Page, Start, start_of, to_number
from passages.visibility import Reader

from .kinds import belongs_to
from .mention import Mention
from .passage import Passage

if TYPE_CHECKING:
    from .document import Document

BY_AGE = Keyset((Column("pk", to_number, descending=True),), "before")
LARGEST_FIRST = Keyset((Column("links", to_number, descending=True), Column("domain", str)), "after")


class LinkQuerySet(models.QuerySet[Any]):
    def mentioned_in(self, reader: Reader, asked: Filter) -> Self:
        """Links that stand in what the reader may see and asked for."""
        mentions = Mention.objects.visible_to(reader).matching(asked)
        return self.filter(Exists(mentions.filter(link=OuterRef("pk"))))

    def in_documents(self, choose: Callable[[type["Document"]], models.QuerySet]) -> Self:
        """Links that stand in the chosen documents of each kind."""
        passages = Passage.objects.filter(belongs_to("owner_type", "owner_id", choose))
        return self.filter(Exists(Mention.objects.filter(link=OuterRef("pk"), passage__in=passages)))

    def at(self, domain: str) -> Self:
        return self.filter(domain=domain)

    def with_mentions(self, reader: Reader) -> Self:
        """With the start of what the reader may see that mentions each link, the newest first."""
        mentions = Mention.objects.visible_to(reader).for_list()
        # One more than is shown, so that nobody has to count.
        newest = Prefetch("mentions", mentions[: START_SIZE + 1], to_attr="newest_mentions")
        return self.prefetch_related(newest)

    def page(self, asked: Filter) -> Page:
        return BY_AGE.page(self, asked)

    def page_of_domains(self, asked: Filter) -> Page:
        """One row a `domain` with its number of `links`, the largest first."""
        domains = self.order_by().values("domain").annotate(links=Count("pk"))
        return LARGEST_FIRST.page(domains, asked, size=100)

    def remember(self, urls: set[str]) -> dict[str, "Link"]:
        """The links at these canonical addresses by address, made where they are new."""
        links: dict[str, Any] = self.filter(url__in=urls).in_bulk(field_name="url") if urls else {}
        new = sorted(urls - links.keys())
        if new:
            rows: list[Any] = [Link(url=url, domain=domain_of(url)) for url in new]
            self.bulk_create(rows, ignore_conflicts=True)
            links |= self.filter(url__in=new).in_bulk(field_name="url")
        return links


class Link(models.Model):
    """An address on the web, kept once in its canonical form (see `passages.addresses`)."""

    class Health(models.TextChoices):
        UNKNOWN = "unknown", _("not checked yet")
        OK = "ok", _("there")
        MOVED = "moved", _("moved")
        GONE = "gone", _("gone")

    url = models.CharField(_("address"), max_length=2000, unique=True)
    domain = models.CharField(_("domain"), max_length=255, db_index=True)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices, default=Health.UNKNOWN)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    archived_url = models.CharField(_("archived copy"), max_length=2000, blank=True)

    newest_mentions: list[Mention]  # of `with_mentions`

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["domain", "url"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url__startswith="http://") | models.Q(url__startswith="https://"),
                name="link_url_is_http",
            )
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("passages:domain", args=[self.domain])

    def get_mentions_url(self) -> str:
        return reverse("passages:link", args=[self.domain, self.pk])

    @property
    def newest(self) -> Start:
        return start_of(self.newest_mentions)
