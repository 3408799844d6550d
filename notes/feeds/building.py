"""From rows to feeds.

An entry is published on the day when it was read, so that an import of years is no news of today, and never
later than it was written here. Everything is in UTC: the offsets of zones before 1900 have seconds, which
RFC 3339 does not know.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone

from passages.filters import Filter
from passages.languages import in_site_language
from passages.models import Document, Passage, PassageQuerySet

from .absolute import with_absolute_addresses
from .asking import Told
from .feed import Feed, Item
from .identity import to_authority, to_tag_uri

# When a feed that holds nothing was changed: it must be some moment, and always the same.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """Where the feeds of one request lead, and what their identifiers begin with."""

    request: HttpRequest

    @cached_property
    def authority(self) -> str:
        asked = urlsplit(f"//{self.request.get_host()}").hostname
        return to_authority(settings.ALLOWED_HOSTS, asked or "")

    @property
    def has_pages(self) -> bool:
        """Whether a feed has pages after its first, which a file cannot have."""
        return not getattr(self.request, "is_static", False)

    def url(self, path: str, query: str = "") -> str:
        """The absolute address of a path on this site."""
        return self.request.build_absolute_uri(f"{path}?{query}" if query else path)

    def id_of(self, document: Document, part: str = "") -> str:
        kind = type(document)._meta.model_name
        return to_tag_uri(self.authority, document.created_at, f"{kind}/{document.pk}{part}")


@dataclass(frozen=True)
class Subject:
    """What a feed is of: its words (none for the whole log), its page, and the document that it is about.

    What a search is of is what its filters ask for.
    """

    title: str | Promise
    path: str
    document: Document | None = None
    is_search: bool = False


def feed_of_entries(
    request: HttpRequest,
    subject: Subject,
    asked: Filter,
    told: Told,
    texts: Iterable[Document] = (),
) -> Feed:
    """The page of entries that was asked for.

    `texts` are the works and topics that the feed is about, which come before the first of them; where
    filters narrow the feed they do not.
    """
    site = Site(request)
    leading = list(texts) if subject.is_search or not asked.to_query() else []
    items = [to_item(site, document) for document in [*([] if asked.cursor else leading), *told.page]]
    changes = [told.last_change, *(document.updated_at for document in leading)]
    return to_feed(site, subject, asked, items, changes, told.page.next_query)


def feed_of_quotations(
    request: HttpRequest, subject: Subject, asked: Filter, quotations: PassageQuerySet
) -> Feed:
    site = Site(request)
    page = quotations.for_list().page(asked)
    items = [quotation_to_item(site, quotation) for quotation in page]
    return to_feed(site, subject, asked, items, [quotations.last_change()], page.next_query)


def to_feed(
    site: Site,
    subject: Subject,
    asked: Filter,
    items: Iterable[Item],
    changes: Iterable[datetime | None],
    next_query: str,
) -> Feed:
    query, path = asked.to_query(), site.request.path
    page_url = site.url(subject.path, query)
    document = subject.document
    return Feed(
        id=site.id_of(document, f"/feed?{query}" if query else "/feed") if document else page_url,
        title=to_title(subject, asked),
        author=settings.SITE_AUTHOR or settings.SITE_TITLE,
        language=settings.LANGUAGE_CODE,
        updated=max((change for change in changes if change), default=NEVER),
        page_url=page_url,
        first_url=site.url(path, query),
        self_url=site.request.build_absolute_uri(),
        next_url=site.url(path, next_query) if next_query and site.has_pages else "",
        items=tuple(items),
    )


def to_title(subject: Subject, asked: Filter) -> str:
    """Such as “lora, in 2023 · Commonplace”, in the language that the feed names."""
    with in_site_language():
        titles = [str(subject.title)] if subject.title else []
        words = ", ".join([*titles, *(pill.words for pill in asked.pills)])
    return f"{words} · {settings.SITE_TITLE}" if words else settings.SITE_TITLE


def to_item(site: Site, document: Document) -> Item:
    url = site.url(document.get_absolute_url())
    return Item(
        id=site.id_of(document),
        url=url,
        title=document.title or url,
        content=with_absolute_addresses(document.body_html, url, site.url),
        published=to_published(document.dated_on(), document.created_at),
        updated=document.updated_at,
        tags=tuple(tag.name for tag in document.shown_tags),
    )


def quotation_to_item(site: Site, quotation: Passage) -> Item:
    owner: Any = quotation.owner
    url = site.url(quotation.get_absolute_url())
    content = render_to_string("notes/_quotation.html", {"quotation": quotation, "url": url})
    return Item(
        id=site.id_of(owner, f"/{quotation.anchor}"),
        url=url,
        title=", ".join(filter(None, [owner.title, quotation.locator])),
        content=content,
        published=to_published(quotation.dated_on, owner.created_at),
        updated=owner.updated_at,
    )


def to_published(day: date, written_at: datetime) -> datetime:
    """The beginning of a day where the site is at home, or when it was written if that was earlier."""
    begins_at = datetime.combine(day, time.min, get_default_timezone())
    return min(begins_at.astimezone(UTC), written_at.astimezone(UTC))
