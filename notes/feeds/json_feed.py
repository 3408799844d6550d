"""A feed as JSON Feed 1.1 (jsonfeed.org)."""

import json
from typing import Any

from .feed import Feed, Item, printable

CONTENT_TYPE = "application/feed+json"


def to_json(feed: Feed) -> bytes:
    feed = printable(feed)
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.first_url,
        **({"next_url": feed.next_url} if feed.next_url else {}),
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [to_object(item) for item in feed.items],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def to_object(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.content,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        **({"tags": list(item.tags)} if item.tags else {}),
    }
