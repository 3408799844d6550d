"""Identifiers of works: recognise, validate, normalise, and the addresses that they stand for. Pure.

DOI: ISO 26324 and Crossref's advice on matching. arXiv: https://info.arxiv.org/help/arxiv_identifier.html,
with the version apart. ISBN: ISO 2108, kept as 13 digits. PMID and PMCID: National Library of Medicine.
ACL Anthology: https://aclanthology.org/info/ids/, without a revision. OpenReview: the id of a forum.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.utils.translation import gettext as _

from passages.addresses import canonical_url, domain_of, page_of

DOI = re.compile(r"10\.[0-9]{4,9}/\S{1,200}")
ARXIV = re.compile(
    r"(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/[0-9]{7})(?:v(?P<version>[1-9][0-9]{0,3}))?"
)
SUBJECT_CLASS = re.compile(r"\.[A-Z]{2}(?=/)")  # math.GT/0309136 is math/0309136
DOI_OF_ARXIV = re.compile(r"10\.48550/arxiv\.(?P<id>.+)")  # which arXiv gives to each preprint
OPENREVIEW = re.compile(r"[A-Za-z0-9_-]{6,20}")
ACL = re.compile(r"(?P<old>[A-Z][0-9]{2}-[0-9]{4})|[0-9]{4}\.[a-z0-9]+-[a-z0-9]+\.[0-9]{1,4}", re.IGNORECASE)


class BadIdentifier(ValueError):
    """A value that its scheme cannot hold; the message is a sentence for the owner."""


@dataclass(frozen=True)
class Identity:
    """A work's identifier in normal form; `version` is arXiv's, else None."""

    scheme: str
    value: str
    version: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What one work only can have: all versions of a preprint are one work."""
        return self.scheme, self.value


def normalise(scheme: str, text: str) -> Identity:
    """The identity that `text` says in this scheme, also when it says it as an address or with a prefix.

    An address that holds an identifier is that identifier, as it is when a text links to it.
    """
    value = " ".join(text.split())
    if not value.isprintable():
        raise BadIdentifier(_("An identifier holds no characters that cannot be printed."))
    recognised = recognise(value)
    if recognised and scheme in {"url", recognised.scheme}:
        return recognised
    return NORMALISERS[scheme](value)


def normalise_doi(text: str) -> Identity:
    value = re.sub(r"^doi:\s*", "", text, flags=re.IGNORECASE).lower()
    if not DOI.fullmatch(value):
        raise refused(_("“%(text)s” is no DOI; one looks like 10.1093/mind/lix.236.433."), text)
    return Identity("doi", value)


def normalise_arxiv(text: str) -> Identity:
    match = ARXIV.fullmatch(re.sub(r"^arxiv:\s*", "", text, flags=re.IGNORECASE))
    if not match:
        raise refused(_("“%(text)s” is no arXiv number; one looks like 1706.03762 or hep-th/9901001."), text)
    version = int(match["version"]) if match["version"] else None
    return Identity("arxiv", SUBJECT_CLASS.sub("", match["id"]), version)


def normalise_pmid(text: str) -> Identity:
    value = re.sub(r"^pmid:?\s*", "", text, flags=re.IGNORECASE)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
        raise refused(_("“%(text)s” is no PMID; one is a number such as 29456894."), text)
    return Identity("pmid", value)


def normalise_pmcid(text: str) -> Identity:
    match = re.fullmatch(r"(?:pmcid:?\s*)?(?:PMC)?([1-9][0-9]{0,8})", text, flags=re.IGNORECASE)
    if not match:
        raise refused(_("“%(text)s” is no PMCID; one looks like PMC5815332."), text)
    return Identity("pmcid", f"PMC{match[1]}")


def normalise_isbn(text: str) -> Identity:
    digits = re.sub(r"^isbn(?:-1[03])?:?|[\s\u2010-\u2015-]", "", text, flags=re.IGNORECASE).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits) and isbn10_sum(digits) % 11 == 0:
        stem = "978" + digits[:9]
        return Identity("isbn", stem + str(-isbn13_sum(stem) % 10))
    if re.fullmatch(r"97[89][0-9]{10}", digits) and isbn13_sum(digits) % 10 == 0:
        return Identity("isbn", digits)
    raise refused(_("“%(text)s” is no ISBN: it takes 10 or 13 digits, the last of which must check."), text)


def normalise_openreview(text: str) -> Identity:
    value = re.sub(r"^openreview:\s*", "", text, flags=re.IGNORECASE)
    if not OPENREVIEW.fullmatch(value):
        raise refused(_("“%(text)s” is no id of a forum at OpenReview; one looks like rJ4km2R5t7."), text)
    return Identity("openreview", value)


def normalise_acl(text: str) -> Identity:
    match = ACL.fullmatch(re.sub(r"^acl(?: anthology)?:?\s+|^acl:", "", text, flags=re.IGNORECASE))
    if not match:
        raise refused(
            _("“%(text)s” is no id of the ACL Anthology; one looks like 2020.acl-main.1 or P19-1001."), text
        )
    return Identity("acl", match[0].upper() if match["old"] else match[0].lower())


def normalise_url(text: str) -> Identity:
    url = canonical_url(text)
    if not url:
        raise refused(_("“%(text)s” is no address; one begins with https:// and has a host."), text[:80])
    return Identity("url", url)


def refused(sentence: str, text: str) -> BadIdentifier:
    return BadIdentifier(sentence % {"text": text})


def isbn10_sum(digits: str) -> int:
    return sum((10 - i) * (10 if digit == "X" else int(digit)) for i, digit in enumerate(digits))


def isbn13_sum(digits: str) -> int:
    return sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits))


NORMALISERS: dict[str, Callable[[str], Identity]] = {
    "doi": normalise_doi,
    "arxiv": normalise_arxiv,
    "pmid": normalise_pmid,
    "pmcid": normalise_pmcid,
    "isbn": normalise_isbn,
    "openreview": normalise_openreview,
    "acl": normalise_acl,
    "url": normalise_url,
}


@dataclass(frozen=True)
class Place:
    """Addresses of one host that hold an identifier: in their path or, if named, in a parameter."""

    scheme: str
    domain: str
    path: re.Pattern[str]
    parameter: str = ""

    def value_in(self, url: str) -> str:
        """What a canonical address gives as the identifier, '' if it has none there."""
        parts = urlsplit(url)
        match = self.path.fullmatch(unquote(parts.path)) if domain_of(url) == self.domain else None
        if not match:
            return ""
        return parse_qs(parts.query).get(self.parameter, [""])[0] if self.parameter else match["value"]


def place(scheme: str, domain: str, path: str, parameter: str = "") -> Place:
    return Place(scheme, domain, re.compile(path), parameter)


IN_ARXIV = r"/(?:abs|pdf|html)/(?P<value>.+?)(?:\.pdf)?/?"
IN_ACL = r"(?P<value>[^/]+?)(?:v[1-9])?(?:\.pdf|\.bib)?/?"
IN_PMC = r"(?P<value>PMC\d+)(?:/(?:pdf(?:/[^/]*)?)?)?"
PLACES = [
    place("doi", "doi.org", r"/(?P<value>10\..+)"),
    place("doi", "dx.doi.org", r"/(?P<value>10\..+)"),
    place("arxiv", "arxiv.org", IN_ARXIV),
    place("arxiv", "export.arxiv.org", IN_ARXIV),
    place("arxiv", "ar5iv.org", IN_ARXIV),
    place("arxiv", "ar5iv.labs.arxiv.org", IN_ARXIV),
    place("pmid", "pubmed.ncbi.nlm.nih.gov", r"/(?P<value>\d+)/?"),
    place("pmid", "ncbi.nlm.nih.gov", r"/pubmed/(?P<value>\d+)/?"),
    place("pmid", "europepmc.org", r"/(?:article|abstract)/(?i:med)/(?P<value>\d+)/?"),
    place("pmcid", "pmc.ncbi.nlm.nih.gov", rf"/articles/{IN_PMC}"),
    place("pmcid", "ncbi.nlm.nih.gov", rf"/pmc/articles/{IN_PMC}"),
    place("pmcid", "europepmc.org", rf"/(?:articles|article/(?i:pmc))/{IN_PMC}"),
    place("openreview", "openreview.net", r"/(?:forum|pdf)/?", parameter="id"),
    place("acl", "aclanthology.org", rf"/{IN_ACL}"),
    place("acl", "aclanthology.info", r"/papers/(?P<value>[^/]+)(?:/[^/]*)?"),
    place("acl", "aclweb.org", rf"/anthology/(?:[A-Z]/[A-Z][0-9]{{2}}/)?{IN_ACL}"),
]

ADDRESSES = {
    "doi": ["https://doi.org/{}", "http://doi.org/{}", "https://dx.doi.org/{}", "http://dx.doi.org/{}"],
    "arxiv": [
        "https://arxiv.org/abs/{}", "https://arxiv.org/pdf/{}", "https://arxiv.org/pdf/{}.pdf",
        "https://arxiv.org/html/{}", "http://arxiv.org/abs/{}", "http://arxiv.org/pdf/{}",
    ],
    "pmid": ["https://pubmed.ncbi.nlm.nih.gov/{}/"],
    "pmcid": ["https://pmc.ncbi.nlm.nih.gov/articles/{}/", "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/"],
    "isbn": [],
    "openreview": ["https://openreview.net/forum?id={}", "https://openreview.net/pdf?id={}"],
    "acl": [
        "https://aclanthology.org/{}/", "https://aclanthology.org/{}", "https://aclanthology.org/{}.pdf",
        "https://www.aclweb.org/anthology/{}/", "https://www.aclweb.org/anthology/{}",
        "https://www.aclweb.org/anthology/{}.pdf",
    ],
    "url": ["{}"],
}  # fmt: skip


def recognise(url: str) -> Identity | None:
    """The identity that an address on the web stands for: its identifier where it holds one, else itself."""
    canonical = canonical_url(url)
    if not canonical:
        return None
    for place in PLACES:
        value = place.value_in(canonical)
        if value and value.isprintable():
            try:
                return NORMALISERS[place.scheme](value)
            except BadIdentifier:
                break
    return Identity("url", canonical)


def identities_at(url: str) -> list[Identity]:
    """What an address may stand for, the most exact first: a section of a page stands for the page, too."""
    exact = recognise(url)
    if exact is None:
        return []
    if exact.scheme == "url" and page_of(exact.value) != exact.value:
        return [exact, Identity("url", page_of(exact.value))]
    return same_as(exact)


def same_as(identity: Identity) -> list[Identity]:
    """The identity and, of a preprint at arXiv, the other one: each has a number and a DOI made of it."""
    if identity.scheme == "arxiv":
        return [identity, Identity("doi", f"10.48550/arxiv.{identity.value.lower()}")]
    preprint = DOI_OF_ARXIV.fullmatch(identity.value) if identity.scheme == "doi" else None
    if preprint:
        with suppress(BadIdentifier):
            return [identity, normalise_arxiv(preprint["id"])]
    return [identity]


def identities_of(text: str) -> set[Identity]:
    """What a text that holds nothing else may identify: an address, or an identifier with a prefix or none.

    A number by itself is no PMID or PMCID here, since it may be a year, nor is a word an id at OpenReview.
    """
    text = text.strip()
    found = set()
    prefixed = {"pm": ["pmid", "pmcid"], "op": ["openreview"]}.get(text[:2].lower(), [])
    for scheme in ("doi", "arxiv", "isbn", "acl", *prefixed):
        with suppress(BadIdentifier):
            found.add(normalise(scheme, text))
    address = recognise(text)
    return found | ({address} if address else set())


def places(scheme: str) -> list[str]:
    """The domains at which an address holds an identifier of this scheme."""
    return [place.domain for place in PLACES if place.scheme == scheme]


def figures(identity: Identity) -> str:
    """The longest run of figures in an identifier, which every address that holds it spells alike.

    An id at OpenReview has few, but its letters are never spelled otherwise.
    """
    run = r"[A-Za-z0-9]+" if identity.scheme == "openreview" else r"[0-9]+(?:\.[0-9]+)*"
    return max(re.findall(run, identity.value), key=len, default="")


def addresses(identity: Identity) -> list[str]:
    """The usual addresses of a work with this identifier in canonical form, the one to show first."""
    value = identity.value if identity.scheme == "url" else quote(identity.value, safe="/:@!$&'()*+,;=~-._")
    urls = [template.format(value) for template in ADDRESSES[identity.scheme]]
    return [url for url in urls if canonical_url(url) == url]
