"""Addresses on the web: one canonical form for each, so that a link is kept once.

Pure. Canonical here means: scheme and host in lower case, no default port, no user name, a path of at least
"/", parameters that only track the reader taken off, and a fragment only where it names something.

A fragment names a section (an id of HTML), a place in a file (`#page=5`), or the page itself where a script
draws it (`#/route`, `#!/route`): all of these stay, so that no two pages become one. What goes names nothing:
the top of the page (HTML, 7.4.6.3), text fragments (`#:~:text=`), and what tells where the reader came from.
"""

import re
from datetime import date
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

LONGEST = 2000
LONGEST_WORDS = 100
ARCHIVES = {"web.archive.org", "archive.today", "archive.ph", "archive.is", "perma.cc", "webcitation.org"}
DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = {
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid",
    "guccounter", "guce_referrer", "guce_referrer_sig", "ref_src", "ref_url", "_hsenc", "_hsmi", "mkt_tok",
}  # fmt: skip
TRACKING_AT = {
    "youtube.com": {"si", "feature"},
    "youtu.be": {"si", "feature"},
    "twitter.com": {"s", "t"},
    "x.com": {"s", "t"},
}
TRACKING_IN_FRAGMENT = {"xtor", "echobox", "at_pco", "rssowlmlink"}
# What scripts put after an address that is copied: AddThis, such as #.VZ4kx9Viko-.twitter, and Tynt.
MARK_OF_COPY = re.compile(r"\.[A-Za-z0-9_-]{11}(?:[.:][a-z]+)?|ixzz[A-Za-z0-9]{5,20}")
NO_SECTION = {"", "top", "!", "/", "!/"}
# A name of at most 253 characters (RFC 1035, section 2.3.4), or an address of IPv6.
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


def canonical_url(href: str) -> str | None:
    """The canonical form of an http(s) address, None for what is none or is over 2,000 characters."""
    try:
        url = to_canonical(urlsplit(href.strip()))
    except ValueError:  # no address, a host that cannot be one, or characters that no address can hold
        return None
    return url if len(url) <= LONGEST else None


def to_canonical(parts: SplitResult) -> str:
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError(parts.scheme)
    host = to_host(parts.hostname or "")
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = keep_query(parts.query, domain_of_host(host))
    return urlunsplit((parts.scheme, host + port, path, query, keep_fragment(parts.fragment)))


def domain_of(url: str) -> str:
    """The host of a canonical address without `www.`."""
    return domain_of_host(urlsplit(url).hostname or "")


def domain_of_host(host: str) -> str:
    return host.lower().removeprefix("www.")


def archived_copy(url: str, day: date) -> str:
    """Where the Wayback Machine shows a page as it was nearest to a day; '' for what is a copy already.

    https://archive.org/help/wayback_api.php. Copies of copies there are none.
    """
    if domain_of(url) in ARCHIVES:
        return ""
    return f"https://web.archive.org/web/{day.year:04}{day.month:02}{day.day:02}/{url}"


def is_tracking(name: str, domain: str = "") -> bool:
    """Whether a query parameter says who sent the reader instead of what is to be read."""
    name = name.lower()
    return name.startswith("utm_") or name in TRACKING or name in TRACKING_AT.get(domain, ())


def words_of(path: str) -> str:
    """The words in an address of this site: those of its last part that has a letter, without an ending."""
    parts = [re.sub(r"\.[a-z]{2,5}\Z", "", part) for part in path[:LONGEST].split("/")]
    last = next((part for part in reversed(parts) if re.search(r"[^\W\d_]", part)), "")
    return " ".join(re.findall(r"[^\W_]+", last))[:LONGEST_WORDS].rstrip()


def keep_query(query: str, domain: str) -> str:
    """The parameters that do not track, each in its own spelling."""
    pairs = query.split("&")
    kept = [pair for pair in pairs if not is_tracking(unquote_plus(pair.partition("=")[0]), domain)]
    return quote("&".join(kept), safe="/%:@!$&'()*+,;=~-._?")


def keep_fragment(fragment: str) -> str:
    """The fragment as it stands, without what names nothing, '' if nothing is left."""
    pairs = fragment.partition(":~:")[0].split("&")
    kept = "&".join(pair for pair in pairs if not tracks_in_fragment(pair.partition("=")[0]))
    if kept.lower() in NO_SECTION or MARK_OF_COPY.fullmatch(kept):
        return ""
    return quote(kept, safe="/%:@!$&'()*+,;=~-._?")


def tracks_in_fragment(name: str) -> bool:
    return is_tracking(name) or name.lower() in TRACKING_IN_FRAGMENT


def page_of(url: str) -> str:
    """A canonical address without the section of the page; a script's `#/route` is a page."""
    page, _, fragment = url.partition("#")
    return url if fragment.startswith(("/", "!")) else page


def to_host(name: str) -> str:
    """A host in ASCII as it stands in an address. Raises ValueError for what can be none."""
    host = f"[{name}]" if ":" in name else name.encode("idna").decode("ascii") if not name.isascii() else name
    host = host.lower().removesuffix(".")
    if not HOST.fullmatch(host):
        raise ValueError(host)
    return host
