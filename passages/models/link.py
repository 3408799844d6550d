from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from history.rows import insert_rows
from passages.addresses import LONGEST, archived_copy, canonical_url, domain_of
from passages.filters import Filter
from passages.health import Health
from passages.paging import START_SIZE, Column, Keyset, Page, Start, start_of, to_number
from passages.routes import path_to
from passages.visibility import Reader, Visibility

from .kinds import document_models, type_id
from .mention import Mention
from .passage import Passage
from .prepared import prepared

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
        """Links that stand in the chosen documents of each kind, which are few of all that there are.

        Their passages are looked up: asked of each passage or link, it takes as long as there are many.
        """
        owned = Q()
        for model in document_models():
            owned |= Q(owner_type=type_id(model), owner_id__in=choose(model).order_by().values("pk"))
        passages = Passage.objects.filter(owned).order_by()
        mentions = Mention.objects.filter(passage__in=passages, link__isnull=False)
        return self.filter(pk__in=mentions.values("link"))

    def at(self, domain: str) -> Self:
        return self.filter(domain=domain)

    def within(self, domain: str) -> Self:
        """At a domain or below it: “wikipedia.org” has “en.wikipedia.org” in it."""
        return self.filter(Q(domain=domain) | Q(domain__endswith=f".{domain}"))

    def known_otherwise(self) -> Self:
        """Links of which `is_public` is wrong: each with `is_public_now`."""
        mentions = Mention.objects.filter(link=OuterRef("pk"), passage__visibility=Visibility.PUBLIC)
        now = self.annotate(is_public_now=Exists(mentions))
        return now.exclude(is_public=F("is_public_now"))

    def with_mentions(self, reader: Reader) -> Self:
        """With the start of what the reader may see that mentions each link, the newest first."""
        mentions = Mention.objects.visible_to(reader).for_list()
        # One more than is shown, so that nobody has to count.
        newest = Prefetch("mentions", mentions[: START_SIZE + 1], to_attr="newest_mentions")
        return self.prefetch_related(newest)

    def with_day(self, reader: Reader) -> Self:
        """With `read_on`: the newest day under which the reader finds it."""
        return self.annotate(read_on=Subquery(self.days(reader)[:1]))

    def days(self, reader: Reader) -> models.QuerySet:
        mentions = Mention.objects.visible_to(reader).filter(link=OuterRef("pk"))
        return mentions.order_by("-passage__dated_on").values("passage__dated_on")

    def with_uses(self, reader: Reader) -> Self:
        """With `uses`: the number of its mentions that the reader may see."""
        mentions = Mention.objects.visible_to(reader).filter(link=OuterRef("pk")).order_by()
        counted = mentions.values("link").annotate(count=Count("pk")).values("count")
        return self.annotate(uses=Coalesce(Subquery(counted), 0))

    def due(self, *, before: datetime, unknown_before: datetime) -> Self:
        """Links in texts that were checked before then, or not at all, the longest ago first.

        Those of which nothing is known are due earlier; what the owner has set by hand is not due.
        """
        is_due = Q(checked_at=None) | Q(checked_at__lt=before)
        is_due |= Q(checked_at__lt=unknown_before, health=Health.UNKNOWN)
        links = self.filter(is_due, Exists(Mention.objects.filter(link=OuterRef("pk"))), is_by_hand=False)
        return links.order_by(F("checked_at").asc(nulls_first=True), "pk")

    def known_more_of(self) -> Self:
        """Links of which more is known than where they lead."""
        is_plain = Q(checked_at=None, is_by_hand=False, archived_url="", health=Health.UNKNOWN)
        return self.exclude(is_plain).order_by("url")

    def mark_for_checking(self) -> int:
        """Have them checked first the next time; the number of links."""
        return self.update(checked_at=None, is_by_hand=False)

    def page(self, asked: Filter) -> Page:
        return BY_AGE.page(self, asked)

    def page_of_domains(self, asked: Filter) -> Page:
        """One row a `domain` with its number of `links`, the largest first."""
        domains = self.order_by().values("domain").annotate(links=Count("pk"))
        return LARGEST_FIRST.page(domains, asked, size=100)

    def remember(self, urls: set[str]) -> dict[str, "Link"]:
        """The links at these canonical addresses by address, made where they are new."""
        links = {link.url: link for link in links_at(urls=sorted(urls))} if urls else {}
        new = sorted(urls - links.keys())
        if new:
            insert_rows([Link(url=url, domain=domain_of(url)) for url in new], ignore_conflicts=True)
            links |= {link.url: link for link in links_at(urls=new)}
        return links


class Link(models.Model):
    """An address on the web, kept once in its canonical form (see `passages.addresses`)."""

    Health = Health

    url = models.CharField(_("address"), max_length=LONGEST, unique=True)
    domain = models.CharField(_("domain"), max_length=255, db_index=True)
    # Whether it stands in something public; kept by `count_public`, see `Domain`.
    is_public = models.BooleanField(default=False, editable=False)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices, default=Health.UNKNOWN)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    is_by_hand = models.BooleanField(_("set by hand"), default=False)
    moved_to = models.CharField(_("moved to"), max_length=LONGEST, blank=True)
    gone_since = models.DateTimeField(_("gone since"), null=True, blank=True)
    archived_url = models.CharField(
        _("archived copy"),
        max_length=LONGEST,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_(
            "Shown once the page is gone. Without it, what web.archive.org has of the day of reading."
        ),
    )

    newest_mentions: list[Mention]  # of `with_mentions`
    read_on: date | None  # of `with_day`
    is_public_now: bool  # of `known_otherwise`

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["domain", "url"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url__startswith="http://") | models.Q(url__startswith="https://"),
                name="link_url_is_http",
            ),
            models.CheckConstraint(
                condition=models.Q(moved_to="")
                | models.Q(moved_to__startswith="http://")
                | models.Q(moved_to__startswith="https://"),
                name="link_moved_to_is_http",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return path_to("passages:domain", self.domain)

    def get_mentions_url(self) -> str:
        return path_to("passages:link", self.domain, self.pk)

    @property
    def is_gone(self) -> bool:
        return self.health == Health.GONE

    def set_by_hand(self) -> None:
        """Its health has been set by the owner, and stays so until they take that back."""
        self.is_by_hand = self.health != Health.UNKNOWN
        self.moved_to = self.moved_to if self.health == Health.MOVED else ""
        self.gone_since = (self.gone_since or timezone.now()) if self.is_gone else None

    @property
    def archived(self) -> str:
        """The archived copy of the day of `with_day`."""
        return self.archived_on(self.read_on) if self.read_on else self.archived_url

    def archived_on(self, day: date) -> str:
        """Where a copy of a page that is gone stands, as it was on a day; '' if there can be none."""
        if not self.is_gone:
            return ""
        return canonical_url(self.archived_url) or archived_copy(self.url, day)

    @property
    def newest(self) -> Start:
        return start_of(self.newest_mentions)


@prepared
def links_at(*, urls: list[str]) -> models.QuerySet:
    return Link.objects.filter(url__among=urls).order_by()
