"""A feed as Atom (RFC 4287), paged as RFC 5005 has it (section 3), written by Django's generator."""

from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from .feed import Feed, printable

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


class PagedAtom(Atom1Feed):
    """Atom with the links between pages, the whole text of each item, and a date that says what it means."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"]:
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html", "xml:base": item["link"]})

    def latest_post_date(self) -> datetime:
        """When anything in the whole feed was changed last, be it on another page."""
        return self.feed["updated"]


def to_atom(feed: Feed) -> bytes:
    feed = printable(feed)
    pages = [("first", feed.first_url), *([("next", feed.next_url)] if feed.next_url else [])]
    writer = PagedAtom(
        title=feed.title,
        link=feed.page_url,
        description=None,
        language=feed.language,
        author_name=feed.author,
        feed_url=feed.self_url,
        feed_guid=feed.id,
        updated=feed.updated,
        pages=pages,
    )
    for item in feed.items:
        writer.add_item(
            title=item.title,
            link=item.url,
            description=None,  # type: ignore[arg-type]  # no summary beside the whole text
            content=item.content,
            unique_id=item.id,
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.tags,
        )
    return writer.writeString("utf-8").encode()
