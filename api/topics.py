from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from passages.filters import Filter
from topics.models import Topic

from .authentication import READING as SECURITY
from .authentication import reader
from .parameters import Slug, filters, refuse_others
from .saying import listed, to_topic, to_whole
from .schemas import Topics, WholeTopic
from .statuses import LISTING, READING

router = Router(auth=reader, tags=["topics"])


@router.get(
    "topics", url_name="topics", response={200: Topics} | LISTING, openapi_extra=filters(cursor="after")
)
def topics(request: HttpRequest) -> Any:
    """Topics by their slugs, without their texts."""
    asked = Filter.from_request(request)
    found = Topic.objects.visible_to(request.user).matching(asked)
    page = found.for_list(request.user).with_tags().by_name(asked)
    return listed(request, page, [to_topic(request, topic) for topic in page])


@router.get(
    "topics/{word:slug}",
    url_name="topic",
    response={200: WholeTopic} | READING,
    openapi_extra={"security": SECURITY},
)
def topic(request: HttpRequest, slug: Slug) -> Any:
    """One topic with its text."""
    refuse_others(request)
    topics = Topic.objects.visible_to(request.user, at_address=True).in_full(request.user)
    topic = get_object_or_404(topics, slug=slug)
    return to_whole(request, to_topic(request, topic), topic)
