"""The addresses that the benchmark asks for, by what a reader would call them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.notebook import RARE, SPECIAL_PAPER
from notes.models import TIMELINE, Entry
from passages.filters import Filter
from passages.paging import PAGE_SIZE

from .saving import changed, fields_of

DEEP = 1_000  # pages


def addresses() -> dict[str, str]:
    newest = Entry.objects.public().order_by("-read_on")[0].read_on
    return {
        "timeline": "/",
        f"page {DEEP:,} of it": deep_page(DEEP),
        "month": f"/{newest.year}/{newest.month:02}/",
        "tag": "/tags/tag-5/",
        "two tags": "/tags/tag-5+tag-9/",
        "topic": "/topics/topic-3/",
        "paper, 500 notes": f"/papers/{SPECIAL_PAPER}/",
        "author": "/authors/family7/",
        "links": "/links/",
        "search, rare word": f"/search/?q={RARE}00012",
        "search, common word": "/search/?q=function",
        "search, phrase": "/search/?q=%22the+following%22",
        "search, prefix": "/search/?q=attri*",
        "search, two facets": "/search/?q=function&tag=tag-5&topic=topic-3",
        "feed": "/feed.atom",
    }


def deep_page(number: int) -> str:
    """The page of the timeline of that number, or the last, by the cursor that leads to it."""
    rows = Entry.objects.public()
    last = min(number - 1, rows.count() // PAGE_SIZE) * PAGE_SIZE - 1
    if last < 0:
        return "/"
    entry = rows.order_by("-read_on", "position", "pk")[last]
    return f"/?{TIMELINE.next_query(Filter(), entry)}"


def queries_of(address: str) -> int:
    """How many queries the page costs that is not kept."""
    client = Client(headers={"host": "localhost"})
    client.get(address)
    return counted(lambda: client.get(address))


def counted(ask: Callable[[], Any]) -> int:
    """How many queries that takes."""
    asked = [0]

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        asked[0] += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        ask()
    return asked[0]


def admin() -> dict[str, Any]:
    """Where somebody signed in sees the entries and changes one, with which cookie, by how many queries."""
    changelist = reverse("admin:notes_entry_changelist")
    # It names a work and has a link.
    form = reverse("admin:notes_entry_change", args=[Entry.objects.order_by("pk")[12].pk])
    client = owner()
    client.get(changelist)
    fields = fields_of(client.get(form).content.decode())
    sent = changed(fields, dict(fields)["body"], -1)
    return {
        "cookie": [settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value],
        "list": {"path": changelist, "queries": counted(lambda: client.get(changelist))},
        "save": {"path": form, "queries": counted(lambda: client.post(form, sent))},
    }


def owner() -> Client:
    """Somebody who may write and is signed in."""
    client = Client(headers={"host": "localhost"})
    user = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench")
    client.force_login(user)
    return client
