"""From what the owner pastes to a record: find out what it identifies, and ask whoever knows that."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from django.utils.translation import gettext as _

from papers.bibliography.record import Record
from papers.identifiers import Identity, addresses, identities_of, recognise, same_as
from web.client import Answer
from web.failures import AskingFailed, NothingThere

from . import arxiv, crossref, openlibrary, pubmed, webpage
from .failures import reading

# The order in which one of several is asked about: whoever registered the version of record comes first.
SCHEMES = ("doi", "pmid", "pmcid", "arxiv", "isbn", "acl", "openreview", "url")
HOST_WITHOUT_SCHEME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
LONGEST = 2000


class Asks(Protocol):
    """A client, with the address that services may write to, or ''."""

    mailto: str

    def get(self, url: str, *, accept: str = "*/*") -> Answer: ...


def look_up(text: str, client: Asks) -> Record:
    """What is known of the work that a text identifies. Raises AskingFailed with a sentence for the owner."""
    return look_up_identity(identify(text), client)


def identify(text: str) -> Identity:
    """What a text identifies: a DOI, a number of arXiv, an ISBN, ..., or an address with or without https."""
    text = " ".join(text.split())
    found = identities_of(text) if len(text) <= LONGEST else set()
    if not found and HOST_WITHOUT_SCHEME.fullmatch(text):
        found = {identity for identity in [recognise(f"https://{text}")] if identity}
    if not found:
        sentence = _("“%(text)s” is no DOI, arXiv number, PMID, ISBN or address.")
        raise AskingFailed(sentence % {"text": text[:80]})
    return preprint_of(min(found, key=lambda identity: SCHEMES.index(identity.scheme)))


def preprint_of(identity: Identity) -> Identity:
    """The number at arXiv rather than the DOI that is made of it."""
    return next((same for same in same_as(identity) if same.scheme == "arxiv"), identity)


def look_up_identity(identity: Identity, client: Asks) -> Record:
    asked = preprint_of(identity)
    record = SERVICES[asked.scheme](asked, client)
    others = tuple(other for other in record.identifiers if other.key != identity.key)
    return replace(record, identifiers=(identity, *dict.fromkeys(others)))


def ask_registries(identity: Identity, client: Asks) -> Record:
    """Crossref, else whoever registered the DOI, such as DataCite."""
    try:
        answer = client.get(crossref.to_url(identity.value, client.mailto), accept="application/json")
    except NothingThere:
        return ask_registry(identity, client)
    with reading("Crossref"):
        return crossref.from_crossref(answer.body)


def ask_registry(identity: Identity, client: Asks) -> Record:
    try:
        answer = client.get(crossref.to_registry_url(identity.value), accept=crossref.CSL_JSON)
    except NothingThere:
        raise unknown("Crossref", f"DOI {identity.value}") from None
    with reading("doi.org"):
        return crossref.from_registry(answer.body)


def ask_arxiv(identity: Identity, client: Asks) -> Record:
    answer = client.get(arxiv.to_url(identity), accept="application/atom+xml")
    with reading("arXiv"):
        record = arxiv.from_atom(answer.body)
    return known(record, "arXiv", identity.value)


def ask_pubmed(identity: Identity, client: Asks) -> Record:
    answer = client.get(pubmed.to_url(identity.value, client.mailto), accept="text/xml")
    with reading("PubMed"):
        record = pubmed.from_efetch(answer.body)
    return known(record, "PubMed", f"PMID {identity.value}")


def ask_pmc(identity: Identity, client: Asks) -> Record:
    """PubMed has nearly all that PMC has; Crossref has the rest."""
    answer = client.get(pubmed.to_converter_url(identity.value, client.mailto), accept="application/json")
    with reading("PMC"):
        others = pubmed.from_converter(answer.body)
    if not others:
        raise unknown("PMC", identity.value)
    return look_up_identity(others[0], client)


def ask_open_library(identity: Identity, client: Asks) -> Record:
    answer = client.get(openlibrary.to_url(identity.value), accept="application/json")
    with reading("Open Library"):
        record = openlibrary.from_books(answer.body, identity.value)
    return known(record, "Open Library", f"ISBN {identity.value}")


def ask_page(identity: Identity, client: Asks) -> Record:
    """The page itself; where it names a DOI, whoever registered that, if they answer."""
    url = addresses(identity)[0]
    answer = client.get(url, accept="text/html")
    with reading(url):
        page = webpage.from_page(answer.body, answer.headers.get("content-type", ""), identity)
    if not page:
        raise AskingFailed(_("%(url)s is no page with a title.") % {"url": url})
    return next((found for other in page.identifiers[1:] if (found := better(other, client))), page)


def better(identity: Identity, client: Asks) -> Record | None:
    try:
        return look_up_identity(identity, client)
    except AskingFailed:
        return None


def known(record: Record | None, service: str, what: str) -> Record:
    if record is None:
        raise unknown(service, what)
    return record


def unknown(service: str, what: str) -> NothingThere:
    return NothingThere(_("%(service)s knows no %(what)s.") % {"service": service, "what": what})


SERVICES: dict[str, Callable[[Identity, Asks], Record]] = {
    "doi": ask_registries,
    "pmid": ask_pubmed,
    "pmcid": ask_pmc,
    "arxiv": ask_arxiv,
    "isbn": ask_open_library,
    "acl": ask_page,
    "openreview": ask_page,
    "url": ask_page,
}
