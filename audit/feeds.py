"""Whether feeds keep the rules of RFC 4287, RFC 5005 and JSON Feed 1.1, and those of the W3C feed validator.

The W3C's validator itself is on no package registry. What it says of Atom is documented at
https://validator.w3.org/feed/docs/ under the names that stand here in brackets.
"""

import json
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from audit.answers import Answer
from audit.atom import ATOM, faults_of_atom
from audit.figures import Figure, none_of, told
from audit.jsonfeed import faults_of_json_feed

CHECK = "Feeds"
Rules = Callable[[bytes, str, str], Iterator[str]]


def judge(feeds: list[Answer]) -> Iterator[Figure]:
    yield told(CHECK, "feeds asked for", str(len(feeds)))
    for kind, faults_of in (("Atom", faults_of_atom), ("JSON Feed", faults_of_json_feed)):
        some = [each for each in feeds if is_atom(each) == (kind == "Atom")]
        if some:
            yield none_of(CHECK, f"faults in {len(some)} of {kind}", faults_in(some, faults_of))
    if not feeds:
        yield Figure(CHECK, "pages name their feeds", "none does", "some", False)


def faults_in(feeds: list[Answer], faults_of: Rules) -> Iterator[str]:
    for feed in feeds:
        for fault in faults_of(feed.body, feed.address, feed.headers["Content-Type"]):
            yield f"{feed.path}: {fault}"


def is_atom(feed: Answer) -> bool:
    return feed.kind == "application/atom+xml"


def next_page(feed: Answer) -> list[str]:
    """The address of the page that comes after this one, if there is one."""
    try:
        if is_atom(feed):
            links = ElementTree.fromstring(feed.body).findall(f"{ATOM}link")
            return [each.get("href", "") for each in links if each.get("rel") in {"next", "prev-archive"}]
        return [address] if (address := json.loads(feed.body).get("next_url")) else []
    except (ValueError, ElementTree.ParseError, AttributeError):
        return []
