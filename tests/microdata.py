"""Reads the microdata of a page (HTML standard, § 5 Microdata) as far as the tests need it."""

from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
ADDRESS = {"a": "href", "link": "href"}
VALUE = {"meta": "content", "time": "datetime"}


class Reader(HTMLParser):
    """Collects `items`, those that are no property of another; each is a dict of lists with its `type`."""

    def __init__(self, html, base):
        super().__init__()
        self.base, self.open, self.ids, self.items, self.named = base, [], {}, [], []
        self.feed(html)
        for item, names in self.named:
            for name in names:
                for prop, value in self.ids[name]:
                    item.setdefault(prop, []).append(value)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        item = {"type": attrs["itemtype"].rpartition("/")[2]} if "itemscope" in attrs else None
        node = {"tag": tag, "item": item, "prop": attrs.get("itemprop"), "text": [], "id": attrs.get("id")}
        if "itemref" in attrs:
            self.named.append((item, attrs["itemref"].split()))
        if tag in ADDRESS and node["prop"]:
            node["value"] = urljoin(self.base, attrs[ADDRESS[tag]])
        if tag in VALUE and node["prop"]:
            node["value"] = attrs[VALUE[tag]]
        if tag in VOID:
            self.close_node(node)
        else:
            self.open.append(node)

    def handle_data(self, data):
        for node in self.open:
            node["text"].append(data)

    def handle_endtag(self, tag):
        while self.open:
            node = self.open.pop()
            self.close_node(node)
            if node["tag"] == tag:
                break

    def close_node(self, node):
        value = node["item"] if node["item"] is not None else node.get("value", "".join(node["text"]))
        owner = next((above["item"] for above in reversed(self.open) if above["item"] is not None), None)
        if node["prop"] and owner is not None:
            owner.setdefault(node["prop"], []).append(value)
        elif node["prop"]:
            assert node["id"], f"{node['prop']} is a property of nothing"
            self.ids.setdefault(node["id"], []).append((node["prop"], value))
        elif node["item"] is not None:
            self.items.append(node["item"])


def read_items(html, base="http://testserver/"):
    return Reader(html, base).items
