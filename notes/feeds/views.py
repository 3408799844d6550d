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
from papers.models import Paper
from papers.models.author_pages import author_at
from papers.models.paper_pages import paper_without_text_at
from passages.filters import Filter
from passages.finding import found_or_404
from passages.models import Excerpt, Passage
from topics.models import Topic

from . import atom, json_feed
from .asking import MOST_TEXTS, log, log_in, log_on, log_on_works_by, text_on, texts_in, texts_on, told
from .building import Subject, feed_of_entries, feed_of_quotations
from .feed import Feed

FORMS = {"atom": (atom.to_atom, atom.CONTENT_TYPE), "json": (json_feed.to_json, json_feed.CONTENT_TYPE)}


@require_safe
def timeline(request: HttpRequest, form: str) -> HttpResponse:
    """The log."""
    asked = Filter.from_request(request)
    subject = Subject("", reverse("notes:timeline"))
    return respond(request, form, feed_of_entries(request, subject, asked, log(asked)))


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
    feed = feed_of_entries(request, subject, asked, told(entries, asked), [*papers, *topics])
    return respond(request, form, feed)


@require_safe
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The topic's own text, its works that were changed last, and its entries.

    An unlisted topic is found here as its page is; what is not public in it stays out, its own text included.
    """
    asked = Filter.from_request(request)
    topic = get_object_or_404(Topic.objects.visible_to(request.user, at_address=True), slug=slug)
    subject = Subject(topic.title, topic.get_absolute_url(), topic)
    feed = feed_of_entries(request, subject, asked, log_in(asked, topic=topic.pk), texts_in(asked, topic))
    return respond(request, form, feed)


@require_safe
def paper(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The commentary, and the entries that mention the work; as to what is unlisted, see `topic`."""
    asked = Filter.from_request(request)
    paper = found_or_404(paper_without_text_at(request.user, slug))
    subject = Subject(paper.title, paper.get_absolute_url(), paper)
    feed = feed_of_entries(request, subject, asked, log_on(asked, paper=paper.pk), text_on(asked, paper))
    return respond(request, form, feed)


@require_safe
def author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The commentaries on their works that were changed last, and the entries on these works."""
    asked = Filter.from_request(request)
    author = found_or_404(author_at(request.user, slug))
    subject = Subject(str(author), author.get_absolute_url())
    entries = log_on_works_by(asked, author=author.pk)
    return respond(request, form, feed_of_entries(request, subject, asked, entries, texts_on(asked, author)))


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
    return respond(request, form, feed_of_entries(request, subject, asked, told(entries, asked), texts))


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
