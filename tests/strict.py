"""A strict look at what the site answers, for attempts at script that got through.

A page is read by the narrowest grammar that its templates keep: each tag spelled out, each attribute in
quotation marks, each other `<` written as a reference. Where a text holds to that, no two parsers can read it
differently. What is read that way is judged, and what libxml2 makes of the same bytes as well.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from markup.sanitising import TAGS

MATHML = frozenset([
    "annotation", "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover",
    "mpadded", "mphantom", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup",
    "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "semantics",
])  # fmt: skip
# What templates write around the texts, here and in the admin.
FRAME = frozenset([
    "address", "body", "button", "circle", "datalist", "dialog", "fieldset", "footer", "form", "g",
    "h1", "head", "header", "html", "input", "label", "legend", "line", "link", "main", "menu", "meta",
    "nav", "optgroup", "option", "output", "path", "polyline", "rect", "script", "search", "select",
    "svg", "symbol", "template", "text", "textarea", "title", "use",
])  # fmt: skip
# In the pages of the admin.
COMMENT = re.compile(r"<!-- [A-Za-z ]+ -->")
TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)"
    r"""(?P<attributes>(?:\s+[A-Za-z][\w:.-]*(?:="[^"]*"|='[^'<>]*'|=[\w./:#-]+)?)*)\s*/?>"""
)
ATTRIBUTE = re.compile(r"""\s+([A-Za-z][\w:.-]*)(?:="([^"]*)"|='([^']*)'|=([\w./:#-]+))?""")
DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
RAW = {"script", "style"}
OWN_SCRIPTS = (settings.STATIC_URL, "/admin/jsi18n/")
DATA = {"application/json", "application/ld+json"}
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "cite",
    "poster",
    "data",
    "background",
    "ping",
    "xlink:href",
}
FORBIDDEN = {"style", "srcdoc", "srcset", "formaction", "background", "ping", "is", "nonce", "http-equiv"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = {"http", "https", "mailto"}
# Shown as they are or kept as files by every browser; none asks what is in them.
PLAIN = {"text/plain", "application/x-bibtex", "application/x-research-info-systems"}
SIGNATURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
# What the URL Standard takes away before it reads a scheme: https://url.spec.whatwg.org/#concept-basic-url-parser
IGNORED = re.compile(r"\A[\x00-\x20]+|[\t\r\n]")


def faults_in_page(text: str) -> list[str]:
    """What is wrong with a page or a piece of one."""
    return [*faults_by_grammar(text), *faults_by_libxml(text)]


def faults_in_text(text: str) -> list[str]:
    """What is wrong with the HTML of somebody's text, where no form and no script has a place."""
    return [*faults_by_grammar(text, TAGS | MATHML), *faults_by_libxml(text, TAGS | MATHML)]


def faults_by_grammar(text: str, tags: frozenset[str] = TAGS | MATHML | FRAME) -> Iterator[str]:
    start = DOCTYPE.match(text)
    position = start.end() if start else 0
    while (position := text.find("<", position)) >= 0:
        if comment := COMMENT.match(text, position):
            position = comment.end()
            continue
        tag = TAG.match(text, position)
        if tag is None:
            yield f"no tag: {text[position : position + 80]!r}"
            position += 1
            continue
        position = tag.end()
        if tag["end"]:
            continue
        content = ""
        if tag["name"] in RAW:
            end = text.find(f"</{tag['name']}>", position)
            content, position = text[position:end], end
        yield from judge(tag["name"], attributes_of(tag["attributes"]), content, tags)


def attributes_of(written: str) -> dict[str, str]:
    found = ATTRIBUTE.findall(written)
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in found}


def faults_by_libxml(text: str, tags: frozenset[str] = TAGS | MATHML | FRAME) -> Iterator[str]:
    if not text.strip():
        return
    for element in document_fromstring(text.encode(), parser=new_parser()).iter():
        if not isinstance(element.tag, str):
            yield f"an instruction: {etree.tostring(element)[:80]!r}"
            continue
        attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        yield from judge(element.tag, attributes, element.text or "", tags | {"html", "head", "body", "p"})


def new_parser() -> HTMLParser:
    return HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)


def judge(tag: str, attributes: Mapping[str, str], content: str, tags: frozenset[str]) -> Iterator[str]:
    if tag not in tags:
        yield f"<{tag}>"
    if tag == "script" and not is_ours(attributes, content):
        yield f"a script of somebody else: {attributes} {content[:80]!r}"
    for name, value in attributes.items():
        if name.startswith("on") or name in FORBIDDEN:
            yield f"{name} on <{tag}>"
        elif name in ADDRESSES and not is_harmless(value) and not is_icon(tag, attributes):
            yield f"{name}={value[:80]!r} on <{tag}>"


def is_ours(attributes: Mapping[str, str], content: str) -> bool:
    if attributes.get("type") in DATA:
        return "src" not in attributes and "<" not in content
    if "src" in attributes:
        return attributes["src"].startswith(OWN_SCRIPTS) and not content.strip()
    return content == loader()


@cache
def loader() -> str:
    return render_to_string("includes/loader.js")


def is_harmless(address: str) -> bool:
    """Whether it leads to a page, a file or a mailbox."""
    scheme = SCHEME.match(IGNORED.sub("", address))
    return scheme is None or scheme[1].lower() in SCHEMES


def is_icon(tag: str, attributes: Mapping[str, str]) -> bool:
    return tag == "link" and attributes.get("rel") == "icon" and attributes["href"].startswith("data:image/")


def faults_in_feed(data: bytes) -> Iterator[str]:
    """What is wrong with an Atom feed: with its XML, its addresses, and the HTML in it."""
    for element in etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    ).iter():
        if not isinstance(element.tag, str):
            yield f"a comment or instruction: {etree.tostring(element)[:80]!r}"
            continue
        if element.get("type") == "html":
            yield from faults_in_text(element.text or "")
        elif element.get("type") == "xhtml":
            yield "XHTML"
        if not is_harmless(element.get("href", "")):
            yield f"href={element.get('href')!r}"


def faults_in_sitemap(data: bytes) -> Iterator[str]:
    for element in etree.fromstring(data).iter("{*}loc"):
        if not (element.text or "").startswith("http"):
            yield f"an address {element.text!r}"


def faults_in_json(data: bytes) -> Iterator[str]:
    """What is wrong with a JSON Feed or an answer of the API: with the HTML in it and its addresses."""
    for name, value in values_of(json.loads(data)):
        if name in {"html", "content_html", "body_html"}:
            yield from faults_in_text(value)
        elif name in {"url", "html_url", "external_url", "href"} and not is_harmless(value):
            yield f"{name}: {value[:80]!r}"


def values_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each string in plain values, with the name of what holds it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from values_of(inner, key)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from values_of(inner, name)


def faults_in(response: HttpResponse) -> list[str]:
    """What is wrong with an answer of Django's."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return faults_of(kind, response.headers.get("X-Content-Type-Options", ""), response.getvalue())


def faults_of(kind: str, options: str, data: bytes) -> list[str]:
    """What is wrong with an answer, whatever its kind; one of a kind that nobody judges is wrong itself."""
    faults = [] if options == "nosniff" else ["its type may be guessed"]
    if kind == "text/html":
        faults += faults_in_page(data.decode())
    elif kind == "application/atom+xml":
        faults += faults_in_feed(data)
    elif kind == "application/xml":
        faults += faults_in_sitemap(data)
    elif kind.endswith("json"):
        faults += faults_in_json(data)
    elif kind not in PLAIN and kind not in SIGNATURES:
        faults.append(f"{kind}, which nobody judges")
    elif kind in SIGNATURES and not data.startswith(SIGNATURES[kind]):
        faults.append(f"no {kind}")
    return faults
