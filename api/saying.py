"""Documents as plain values for whoever asks; what these may see has been asked before, by `visible_to`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from history.models import Version
from notes.models import Entry
from papers.bibliography import csl_json
from papers.bibliography.rows import for_everybody, to_reference, without_unseen
from papers.bibliography.saying import to_plain
from papers.models import Paper
from passages.models import Document
from passages.paging import Page
from passages.visibility import is_owner
from topics.models import Topic

Values = dict[str, Any]
ADDRESSES = {"entry": ("api:entry", "pk"), "paper": ("api:paper", "slug"), "topic": ("api:topic", "slug")}


def listed(request: HttpRequest, page: Page, items: Iterable[Values], **more: Any) -> Values:
    """A page of a list with the address of the next."""
    path = f"{request.path}?{page.next_query}" if page.next_query else ""
    return {"items": list(items), "next": request.build_absolute_uri(path) if path else None, **more}


def url_of(request: HttpRequest, thing: Any) -> str:
    return request.build_absolute_uri(thing.get_absolute_url())


def to_named(request: HttpRequest, document: Any) -> Values:
    return {"slug": document.slug, "title": document.title, "url": url_of(request, document)}


def to_place(request: HttpRequest, document: Any, day: date) -> Values:
    kind = document._meta.model_name
    name, key = ADDRESSES[kind]
    api_url = request.build_absolute_uri(reverse(name, args=[getattr(document, key)]))
    return {
        "kind": kind,
        "title": document.title,
        "url": url_of(request, document),
        "api_url": api_url,
        "date": day,
    }


def to_entries(request: HttpRequest, entries: Sequence[Entry]) -> list[Values]:
    """Entries that were fetched `in_full`; one query more for all of their stamps."""
    stamps = stamps_of(request, Entry, entries)
    return [
        {
            **to_described(request, entry),
            **to_text(request, entry),
            "id": entry.pk,
            "read_on": entry.read_on,
            "is_date_inherited": entry.is_date_inherited,
            "topics": [to_named(request, topic) for topic in entry.topics.all()],
            "papers": [to_named(request, paper) for paper in entry.papers.all()],
            "stamp": stamps.get(entry.pk),
        }
        for entry in entries
    ]


def to_topic(request: HttpRequest, topic: Topic) -> Values:
    """One of `for_list` with tags."""
    numbers: Any = topic
    counted = {"entries": numbers.entry_number, "papers": numbers.paper_number}
    return {**to_described(request, topic), **counted, "slug": topic.slug}


def to_paper(request: HttpRequest, paper: Paper) -> Values:
    """One `for_catalogue`."""
    record = replace(to_reference(paper), abstract=to_plain(paper.abstract))
    if not is_owner(request.user, Paper):
        record = for_everybody(record)
    return {
        **to_described(request, paper),
        "slug": paper.slug,
        "csl": csl_json.to_item(record),
        "status": paper.status,
        "topics": [to_named(request, topic) for topic in paper.topics.all()],
    }


def to_whole(request: HttpRequest, said: Values, document: Document) -> Values:
    """What lists say of a topic or work, and its text."""
    stamp = stamps_of(request, type(document), [document]).get(document.pk)
    return {**said, **to_text(request, document), "stamp": stamp}


def to_described(request: HttpRequest, document: Document) -> Values:
    return {
        "url": url_of(request, document),
        "title": document.title,
        "tags": sorted(tag.name for tag in document.tags.all()),
        "visibility": document.visibility,
        "created_at": document.created_at,
        "updated_at": document.updated_at,
    }


def to_text(request: HttpRequest, document: Document) -> Values:
    """Its source and its HTML: to owners as it was written, to others what a page and a bibliography show."""
    if is_owner(request.user, type(document)):
        return {"body": document.body, "html": document.html_for(request.user)}
    return {"body": without_unseen(document.public_text), "html": document.html_for(request.user)}


def stamps_of(request: HttpRequest, model: type[Document], documents: Iterable[Document]) -> dict[int, str]:
    """The stamp of each document by its key, for owners; it tells others how much is written here."""
    if not is_owner(request.user, model):
        return {}
    documents = list(documents)
    last = Version.objects.last_keys(model, [document.pk for document in documents])
    return {document.pk: document.stamp_after(last.get(document.pk)) for document in documents}
