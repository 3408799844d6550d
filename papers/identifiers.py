"""Identifiers of works: recognise, validate, normalise, and the addresses that they stand for. Pure.

DOI: ISO 26324 and Crossref's advice on matching. arXiv: https://info.arxiv.org/help/arxiv_identifier.html,
with the version apart. ISBN: ISO 2108, kept as 13 digits. PMID and PMCID: National Library of Medicine.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from passages.addresses import canonical_url, domain_of

DOI = re.compile(r"10\.[0-9]{4,9}/\S{1,200}")
ARXIV = re.compile(
    r"(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/[0-9]{7})(?:v(?P<version>[1-9][0-9]{0,3}))?"
)
SUBJECT_CLASS = re.compile(r"\.[A-Z]{2}(?=/)")  # math.GT/0309136 is math/0309136


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
    "url": normalise_url,
}

# Hosts that give a work's identifier in the path of its address.
PLACES = [
    ("doi", "doi.org", re.compile(r"/(?P<value>10\..+)")),
    ("doi", "dx.doi.org", re.compile(r"/(?P<value>10\..+)")),
    ("arxiv", "arxiv.org", re.compile(r"/(?:abs|pdf|html)/(?P<value>.+?)(?:\.pdf)?/?")),
    ("arxiv", "ar5iv.org", re.compile(r"/(?:abs|html)/(?P<value>.+?)/?")),
    ("pmid", "pubmed.ncbi.nlm.nih.gov", re.compile(r"/(?P<value>\d+)/?")),
    ("pmcid", "pmc.ncbi.nlm.nih.gov", re.compile(r"/articles/(?P<value>PMC\d+)/?")),
    ("pmcid", "ncbi.nlm.nih.gov", re.compile(r"/pmc/articles/(?P<value>PMC\d+)/?")),
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
    "url": ["{}"],
}  # fmt: skip


def recognise(url: str) -> Identity | None:
    """The identity that an address on the web stands for: its identifier where it holds one, else itself."""
    canonical = canonical_url(url)
    if not canonical:
        return None
    domain, path = domain_of(canonical), unquote(urlsplit(canonical).path)
    for scheme, host, pattern in PLACES:
        match = pattern.fullmatch(path) if domain == host and path.isprintable() else None
        if match:
            try:
                return NORMALISERS[scheme](match["value"])
            except BadIdentifier:
                break
    return Identity("url", canonical)


def identities_of(text: str) -> set[Identity]:
    """What a text that holds nothing else may identify: an address, or an identifier with a prefix or none.

    A number by itself is no PMID or PMCID here: it may be a year.
    """
    text = text.strip()
    found = set()
    for scheme in ("doi", "arxiv", "isbn", *(["pmid", "pmcid"] if text[:2].lower() == "pm" else [])):
        with suppress(BadIdentifier):
            found.add(normalise(scheme, text))
    address = recognise(text)
    return found | ({address} if address else set())


def places(scheme: str) -> list[str]:
    """The domains at which an address holds an identifier of this scheme."""
    return [domain for other, domain, _ in PLACES if other == scheme]


def figures(identity: Identity) -> str:
    """The longest run of figures in an identifier, which every address that holds it spells alike."""
    return max(re.findall(r"[0-9.]+", identity.value), key=len, default="")


def addresses(identity: Identity) -> list[str]:
    """The usual addresses of a work with this identifier in canonical form, the one to show first."""
    value = identity.value if identity.scheme == "url" else quote(identity.value, safe="/:@!$&'()*+,;=~-._")
    urls = [template.format(value) for template in ADDRESSES[identity.scheme]]
    return [url for url in urls if canonical_url(url) == url]
