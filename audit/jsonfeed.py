"""The rules of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from audit.atom import is_moment
from audit.content import faults_of_html, is_absolute

CURSOR = "before"
VERSION = "https://jsonfeed.org/version/1.1"
FEED_TEXTS = {"version", "title", "description", "user_comment", "language"}
FEED_ADDRESSES = {"home_page_url", "feed_url", "next_url", "icon", "favicon"}
FEED_OTHERS = {"authors", "author", "expired", "hubs", "items"}
ITEM_TEXTS = {"id", "title", "content_html", "content_text", "summary", "language"}
ITEM_ADDRESSES = {"url", "external_url", "image", "banner_image"}
ITEM_DATES = {"date_published", "date_modified"}
ITEM_OTHERS = {"authors", "author", "tags", "attachments"}


def faults_of_json_feed(body: bytes, address: str, content_type: str) -> Iterator[str]:
    """What is wrong with the feed that was found at `address`, each as a short sentence."""
    if not content_type.startswith("application/feed+json"):
        yield f"it is sent as {content_type}"
    try:
        feed = json.loads(body)
    except ValueError as error:
        yield f"it is no JSON: {error}"
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        yield "it is no object with items"
        return
    yield from faults_of_feed(feed, address)
    for item in feed["items"]:
        if isinstance(item, dict):
            yield from (f"item {item.get('id')}: {fault}" for fault in faults_of_item(item))
        else:
            yield f"item {item!r} is no object"
    ids = Counter(str(item.get("id")) for item in feed["items"] if isinstance(item, dict))
    yield from (f"several items have the id {each}" for each in ids if ids[each] > 1)


def faults_of_feed(feed: dict[str, Any], address: str) -> Iterator[str]:
    if feed.get("version") != VERSION:
        yield f"its version is {feed.get('version')!r}"
    if not feed.get("title"):
        yield "it has no title"
    if not is_page_of(str(feed.get("feed_url")), address):
        yield f"its feed_url is {feed.get('feed_url')!r}"
    if feed.get("next_url") == address:
        yield "its next_url leads to itself"
    if "expired" in feed and not isinstance(feed["expired"], bool):
        yield "expired is no boolean"
    yield from faults_of_values(feed, FEED_TEXTS, FEED_ADDRESSES, FEED_OTHERS)


def is_page_of(feed: str, address: str) -> bool:
    """Whether the address is that of the feed, or of a later page, which differs in the cursor only."""
    feed_parts, parts = urlsplit(feed), urlsplit(address)
    rest = set(parse_qsl(parts.query)) - set(parse_qsl(feed_parts.query))
    return feed_parts[:3] == parts[:3] and {name for name, _ in rest} <= {CURSOR}


def faults_of_item(item: dict[str, Any]) -> Iterator[str]:
    if not item.get("id"):
        yield "it has no id"
    if not (item.get("content_html") or item.get("content_text")):
        yield "it has no content"
    for name in ITEM_DATES & item.keys():
        if not is_moment(str(item[name])):
            yield f"{name} is {item[name]!r}, no moment of RFC 3339"
    tags = item.get("tags", [])
    if not (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)):
        yield "its tags are no list of texts"
    yield from faults_of_values(item, ITEM_TEXTS, ITEM_ADDRESSES, ITEM_DATES | ITEM_OTHERS)
    yield from faults_of_html(str(item.get("content_html", "")))


def faults_of_values(
    thing: dict[str, Any], texts: set[str], addresses: set[str], others: set[str]
) -> Iterator[str]:
    """Extensions have names that begin with an underscore; a null is no value of any field."""
    for name, value in thing.items():
        if name in texts and not isinstance(value, str):
            yield f"{name} is no text"
        elif name in addresses and not (isinstance(value, str) and is_absolute(value)):
            yield f"{name} is {value!r}, no absolute address"
        elif not name.startswith("_") and name not in texts | addresses | others:
            yield f"{name} is unknown"
    for author in thing.get("authors", []):
        if not (isinstance(author, dict) and {"name", "url", "avatar"} & author.keys()):
            yield f"{author!r} is no author"
