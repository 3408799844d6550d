from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from passages.filters import Filter
from passages.models import facets_of
from passages.paging import start_of
from passages.pictures import picture_of
from passages.previews import preview
from passages.sparkline import to_sparkline

from .models import Topic


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    asked = Filter.from_request(request)
    page = Topic.objects.visible_to(request.user).matching(asked).for_list(request.user).by_name(asked)
    return render(request, "topics/topic_list.html", {"page": page, "asked": asked})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    asked = Filter.from_request(request)
    topic = get_object_or_404(Topic.objects.visible_to(request.user, at_address=True).for_page(), slug=slug)
    entries = topic.list_of_entries(asked)
    facets = facets_of(entries, asked, without=["year"])
    in_every_year = asked.also(year=None)
    context = {
        "topic": topic,
        "document": topic,
        "asked": facets.name(asked),
        "facets": facets,
        "page": entries.printed(asked),
        "in_every_year": in_every_year,
    }
    if not asked.cursor:  # later pages are of entries alone
        context["papers"] = start_of(topic.papers.visible_to(request.user).for_list(), 100)
        context["sparkline"] = to_sparkline(topic.list_of_entries(in_every_year, is_whole=True).per_month())
    return render(request, "topics/topic_detail.html", context)


@require_safe
def topic_card(request: HttpRequest, slug: str) -> HttpResponse:
    topics = Topic.objects.visible_to(request.user, at_address=True).without_text()
    return picture_of(request, get_object_or_404(topics, slug=slug))


@require_safe
@preview
def topic_preview(request: HttpRequest, slug: str) -> HttpResponse:
    topics = Topic.objects.visible_to(request.user, at_address=True).for_list(request.user)
    topic = get_object_or_404(topics.for_preview(), slug=slug)
    return render(request, "topics/_preview.html", {"topic": topic})
