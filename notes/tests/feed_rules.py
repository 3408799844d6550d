"""What makes a feed valid: RFC 4287, RFC 5005 and the errors of the W3C feed validator; JSON Feed 1.1."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ABSOLUTE = re.compile(r"https?://[^\s/]+/[!-~]*")
# The validator's own pattern of RFC 4151 is as strict.
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:/[!-~]+")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RELATIVE = re.compile(r"""\s(?:href|src)=["'](?!https?://|mailto:)""")
ONCE = ["id", "title", "updated"]


def read_atom(content):
    """The feed of an Atom document as dictionaries; raises AssertionError where it breaks a rule."""
    root = ElementTree.fromstring(content)
    assert root.tag == f"{ATOM}feed", root.tag
    assert root.get(f"{XML}lang")
    names = [child.tag.removeprefix(ATOM) for child in root]
    assert "entry" not in names[: len(names) - names.count("entry")], "metadata stands after an entry"
    links = to_links(root)
    assert {"self", "alternate", "first"} <= links.keys()
    assert root.findtext(f"{ATOM}author/{ATOM}name"), "somebody must have written it"
    items = [read_entry(entry) for entry in root.findall(f"{ATOM}entry")]
    assert len({item["id"] for item in items}) == len(items)
    return {**to_once(root), "links": links, "items": items}


def read_entry(entry):
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert ABSOLUTE.fullmatch(content.get(f"{XML}base"))
    assert not RELATIVE.search(content.text or ""), content.text
    once = to_once(entry)
    assert TAG_URI.fullmatch(once["id"]), once["id"]
    return {
        **once,
        "url": to_links(entry)["alternate"],
        "published": to_moment(entry.findtext(f"{ATOM}published")),
        "content": content.text or "",
        "tags": [category.get("term") for category in entry.findall(f"{ATOM}category")],
    }


def to_once(element):
    """What must stand once in a feed and in each entry."""
    texts = {name: [child.text for child in element.findall(ATOM + name)] for name in ONCE}
    assert all(len(found) == 1 and found[0] for found in texts.values()), texts
    return {"id": texts["id"][0], "title": texts["title"][0], "updated": to_moment(texts["updated"][0])}


def to_links(element):
    links = {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}
    assert len(links) == len(element.findall(f"{ATOM}link")), "two links of one kind"
    assert all(map(ABSOLUTE.fullmatch, links.values())), links
    return links


def to_moment(text):
    assert RFC_3339.fullmatch(text), text
    return datetime.fromisoformat(text)


def read_json(content):
    """The feed of a JSON document, with the names that `read_atom` gives."""
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] != feed.get("next_url")
    links = [feed[name] for name in ("home_page_url", "feed_url", "next_url") if name in feed]
    assert all(map(ABSOLUTE.fullmatch, links)), links
    assert all(author["name"] for author in feed["authors"])
    items = [read_item(item) for item in feed["items"]]
    assert len({item["id"] for item in items}) == len(items)
    return {"title": feed["title"], "next": feed.get("next_url"), "items": items}


def read_item(item):
    assert TAG_URI.fullmatch(item["id"]), item["id"]
    assert ABSOLUTE.fullmatch(item["url"]), item["url"]
    assert not RELATIVE.search(item["content_html"]), item["content_html"]
    return {
        "id": item["id"],
        "url": item["url"],
        "title": item["title"],
        "content": item["content_html"],
        "published": to_moment(item["date_published"]),
        "updated": to_moment(item["date_modified"]),
        "tags": item.get("tags", []),
    }


class FeedMixin:
    """Reads feeds with a strict parser, by the rules."""

    def atom(self, address="/feed.atom"):
        return read_atom(self.client.get(address).content)

    def json(self, address="/feed.json"):
        return read_json(self.client.get(address).content)

    def titles(self, address="/feed.atom"):
        return [item["title"] for item in self.atom(address)["items"]]
