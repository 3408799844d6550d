"""The rules of Atom (RFC 4287) and of paged feeds (RFC 5005).

In brackets: the name of the message that the W3C feed validator has for it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from audit.content import faults_of_html, is_absolute

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"

Counts = Mapping[str, tuple[int, int | None]]

# RFC 4287, 4.1.1 and 4.1.2: how often an element may stand, at least and at most; None is no limit.
PERSONS: Counts = {"author": (0, None), "contributor": (0, None)}
COMMON: Counts = {**PERSONS, "category": (0, None), "id": (1, 1), "link": (0, None), "rights": (0, 1)}
COMMON = {**COMMON, "title": (1, 1), "updated": (1, 1)}
FEED: Counts = {
    **COMMON,
    "generator": (0, 1),
    "icon": (0, 1),
    "logo": (0, 1),
    "subtitle": (0, 1),
    "entry": (0, None),
}
ENTRY: Counts = {**COMMON, "content": (0, 1), "published": (0, 1), "source": (0, 1), "summary": (0, 1)}
PERSON: Counts = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
ATTRIBUTES = {
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
    "content": {"type", "src"},
    "generator": {"uri", "version"},
    **{name: {"type"} for name in ("title", "subtitle", "summary", "rights")},
}
TEXTS = {"title", "subtitle", "summary", "rights", "content"}
DATES = {"updated", "published"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
KIND = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?\Z")
TAG = re.compile(r"\A[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")


def faults_of_atom(body: bytes, address: str, content_type: str) -> Iterator[str]:
    """What is wrong with the feed that was found at `address`, each as a short sentence."""
    if not content_type.startswith("application/atom+xml"):
        yield f"it is sent as {content_type} (UnexpectedContentType)"
    try:
        feed = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        yield f"it is no XML: {error} (SAXError)"
        return
    if feed.tag != f"{ATOM}feed":
        yield f"its root is {feed.tag}, not feed (UndefinedElement)"
        return
    yield from faults_of_element(feed, FEED)
    yield from faults_of_links(feed, address)
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        yield from (f"entry {text_of(entry, 'id')}: {fault}" for fault in faults_of_entry(entry, feed))
    yield from faults_among(entries)


def faults_of_entry(entry: Element, feed: Element) -> Iterator[str]:
    yield from faults_of_element(entry, ENTRY)
    if not (entry.findall(f"{ATOM}author") or feed.findall(f"{ATOM}author")):
        yield "neither it nor the feed has an author (MissingElement)"
    content = entry.find(f"{ATOM}content")
    if content is None and not alternates(entry):
        yield "it has neither content nor an alternate link (MissingContentOrAlternate)"
    if content is not None and content.get("src") and entry.find(f"{ATOM}summary") is None:
        yield "content elsewhere needs a summary (MissingSummary)"
    published, updated = text_of(entry, "published"), text_of(entry, "updated")
    if is_moment(published) and is_moment(updated) and to_moment(updated) < to_moment(published):
        yield f"it was updated on {updated}, before it was published on {published}"


def faults_of_element(element: Element, allowed: Counts) -> Iterator[str]:
    """Which children there are, and what is in each of them."""
    counts = Counter(child.tag.removeprefix(ATOM) for child in element if child.tag.startswith(ATOM))
    for name in counts.keys() - allowed.keys():
        yield f"{name} may not stand here (UndefinedElement)"
    for name, (least, most) in allowed.items():
        if counts[name] < least:
            yield f"there is no {name} (MissingElement)"
        if most is not None and counts[name] > most:
            yield f"there are {counts[name]} of {name} (DuplicateElement)"
    for child in element:
        name = child.tag.removeprefix(ATOM)
        if child.tag.startswith(ATOM) and name in allowed and name != "entry":
            yield from (f"{name}: {fault}" for fault in faults_of_child(name, child))


def faults_of_child(name: str, child: Element) -> Iterator[str]:
    text = child.text or ""
    for attribute in set(child.keys()) - ATTRIBUTES.get(name, set()):
        if not attribute.startswith("{"):
            yield f"unknown attribute {attribute} (UnexpectedAttribute)"
    if (language := child.get(f"{XML}lang")) and not TAG.match(language):
        yield f"{language!r} is no language (InvalidLanguage)"
    if name in PERSONS:
        yield from faults_of_element(child, PERSON)
    elif name in DATES and not is_moment(text):
        yield f"{text!r} is no moment of RFC 3339 (InvalidRFC3339Date)"
    elif name in {"id", "uri", "icon", "logo"} and not is_absolute(text):
        yield f"{text!r} is not absolute (InvalidFullLink)"
    elif name in {"name", "email"} and not text.strip():
        yield "it is empty (NotBlank)"
    elif name == "category" and not child.get("term"):
        yield "it has no term (MissingAttribute)"
    elif name == "link":
        yield from faults_of_link(child)
    elif name in TEXTS:
        yield from faults_of_text(name, child)


def faults_of_link(link: Element) -> Iterator[str]:
    if not is_absolute(link.get("href", "")):
        yield f"{link.get('href')!r} is not absolute (InvalidFullLink)"
    if (kind := link.get("type")) is not None and not KIND.match(kind):
        yield f"{kind!r} is no media type (InvalidMIMEType)"


def faults_of_text(name: str, element: Element) -> Iterator[str]:
    kind, text = element.get("type", "text"), element.text or ""
    if kind == "xhtml":
        if [child.tag for child in element] != [f"{XHTML}div"] or text.strip():
            yield "xhtml must be one div (MissingXhtmlDiv)"
        text = ElementTree.tostring(element, encoding="unicode")
    elif len(element):
        yield f"there are elements in a text of type {kind} (UndefinedElement)"
    elif kind not in {"text", "html"} and name != "content":
        yield f"{kind!r} is no type of text (InvalidTextType)"
    if name == "title" and not "".join(element.itertext()).strip():
        yield "it is empty (NotBlank)"
    if kind in {"html", "xhtml"}:
        yield from faults_of_html(text)


def faults_of_links(feed: Element, address: str) -> Iterator[str]:
    """The links of a feed to itself (RFC 4287, 4.2.7) and to its other pages (RFC 5005, 3 and 4)."""
    own = [link.get("href") for link in links(feed, "self")]
    if not own:
        yield "there is no link to itself (MissingSelf)"
    elif own != [address]:
        yield f"its link to itself is {own} (SelfDoesntMatchLocation)"
    for rel in ("first", "last", "previous", "next", "prev-archive", "next-archive", "current"):
        if len(links(feed, rel)) > 1:
            yield f"there are several links to {rel} (DuplicateAtomLink)"
    kinds = Counter((link.get("type"), link.get("hreflang")) for link in alternates(feed))
    yield from (f"several alternate links of {kind} (DuplicateAtomLink)" for kind in kinds if kinds[kind] > 1)


def faults_among(entries: list[Element]) -> Iterator[str]:
    ids = Counter(text_of(entry, "id") for entry in entries)
    yield from (f"several entries have the id {each} (DuplicateEntries)" for each in ids if ids[each] > 1)


def links(element: Element, rel: str) -> list[Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]


def alternates(element: Element) -> list[Element]:
    return links(element, "alternate")


def text_of(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}", "")


def is_moment(text: str) -> bool:
    try:
        return bool(MOMENT.match(text) and to_moment(text))
    except ValueError:
        return False


def to_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
