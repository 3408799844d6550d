"""The addresses of feeds: below the page that shows the same, under the same rules, with the same filters."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from notes.models import Entry
from notes.views import tags_or_404
from papers.models import Author, Paper
from passages.filters import Filter
from passages.models import Excerpt, Passage
from topics.models import Topic

from . import atom, json_feed
from .building import Subject, feed_of_entries, feed_of_quotations
from .feed import Feed

MOST_TEXTS = 10
FORMS = {"atom": (atom.to_atom, atom.CONTENT_TYPE), "json": (json_feed.to_json, json_feed.CONTENT_TYPE)}


@require_safe
def timeline(request: HttpRequest, form: str) -> HttpResponse:
    """The log."""
    asked = Filter.from_request(request)
    entries = Entry.objects.visible_to(request.user).matching(asked)
    subject = Subject("", reverse("notes:timeline"))
    return respond(request, form, feed_of_entries(request, subject, asked, entries))


@require_safe
def tag(request: HttpRequest, slugs: str, form: str) -> HttpResponse:
    """The works and topics that carry all of the tags and were changed last, and the entries."""
    asked = Filter.from_request(request)
    tags = tags_or_404(slugs, request.user)
    tagged = Filter(tags=tuple(tag.slug for tag in tags), reader=request.user)
    entries = Entry.objects.visible_to(request.user).matching(asked).matching(tagged)
    subject = Subject(" + ".join(tag.name for tag in tags), reverse("notes:tag", args=[slugs]))
    papers = Paper.objects.visible_to(request.user).matching(tagged).for_feed().changed_last(MOST_TEXTS)
    topics = Topic.objects.visible_to(request.user).matching(tagged).for_feed().changed_last(MOST_TEXTS)
    return respond(request, form, feed_of_entries(request, subject, asked, entries, [*papers, *topics]))


@require_safe
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The topic's own text, its works that were changed last, and its entries.

    An unlisted topic is found here as its page is; what is not public in it stays out, its own text included.
    """
    asked = Filter.from_request(request)
    topic = get_object_or_404(Topic.objects.visible_to(request.user, at_address=True), slug=slug)
    entries = topic.entries.visible_to(request.user).matching(asked)
    own = Topic.objects.visible_to(request.user).filter(pk=topic.pk).for_feed().changed_last(1)
    papers = topic.papers.visible_to(request.user).for_feed().changed_last(MOST_TEXTS)
    subject = Subject(topic.title, topic.get_absolute_url(), topic)
    return respond(request, form, feed_of_entries(request, subject, asked, entries, [*own, *papers]))


@require_safe
def paper(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The commentary, and the entries that mention the work; as to what is unlisted, see `topic`."""
    asked = Filter.from_request(request)
    paper = get_object_or_404(Paper.objects.visible_to(request.user, at_address=True), slug=slug)
    entries = paper.entries.visible_to(request.user).matching(asked)
    own = Paper.objects.visible_to(request.user).filter(pk=paper.pk).for_feed().changed_last(1)
    subject = Subject(paper.title, paper.get_absolute_url(), paper)
    return respond(request, form, feed_of_entries(request, subject, asked, entries, own))


@require_safe
def author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The commentaries on their works that were changed last, and the entries on these works."""
    asked = Filter.from_request(request)
    author = get_object_or_404(Author.objects.visible_to(request.user), slug=slug)
    works = Paper.objects.visible_to(request.user).by(author)
    entries = Entry.objects.visible_to(request.user).matching(asked).touching(works)
    subject = Subject(str(author), author.get_absolute_url())
    texts = works.for_feed().changed_last(MOST_TEXTS)
    return respond(request, form, feed_of_entries(request, subject, asked, entries, texts))


@require_safe
def search(request: HttpRequest, form: str) -> HttpResponse:
    """The entries that answer the search, and the works and topics that do and were changed last."""
    asked = Filter.from_request(request, kinds=Excerpt.Kind.values)
    anything = asked.without("kind")
    entries = Entry.objects.visible_to(request.user).matching(anything)
    papers = Paper.objects.visible_to(request.user).matching(anything)
    topics = Topic.objects.visible_to(request.user).matching(anything)
    texts = [*papers.for_feed().changed_last(MOST_TEXTS), *topics.for_feed().changed_last(MOST_TEXTS)]
    subject = Subject(_("Search"), reverse("notes:search"), is_search=True)
    return respond(request, form, feed_of_entries(request, subject, asked, entries, texts))


@require_safe
def quotations(request: HttpRequest, form: str) -> HttpResponse:
    asked = Filter.from_request(request)
    quotations = Passage.objects.quotations().visible_to(request.user).matching(asked)
    subject = Subject(_("Quotations"), reverse("papers:quotations"))
    return respond(request, form, feed_of_quotations(request, subject, asked, quotations))


def respond(request: HttpRequest, form: str, feed: Feed) -> HttpResponse:
    """The feed in the form asked for, or 304 where the reader has it already.

    The tag is made from what is sent, so that it is another one whoever asks and whatever was changed,
    retagged, hidden or deleted. There is no Last-Modified: a deletion does not make a feed newer.
    """
    write, content_type = FORMS[form]
    content = write(feed)
    response = HttpResponse(content, content_type=content_type)
    response.headers["ETag"] = etag = quote_etag(sha256(content).hexdigest()[:32])
    response.headers["Content-Language"] = feed.language
    response.headers["X-Robots-Tag"] = "noindex"
    # Asked again each time: a cache that may guess would keep a feed of 2023 for months.
    response.headers["Cache-Control"] = "private, no-cache" if request.user.is_authenticated else "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response
