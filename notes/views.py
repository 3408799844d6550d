from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from papers.models import Paper
from passages.cards import Card
from passages.filters import MOST_TAGS, Filter
from passages.finding import found_or_404
from passages.models import Choice, Excerpt, Facets, Passage, Tag, facets_of, tags_called, tags_in
from passages.paging import Page, start_of
from passages.pictures import picture, picture_of
from passages.previews import preview
from passages.results import suggest, to_results
from passages.sparkline import to_sparkline
from passages.visibility import Reader
from topics.models import Topic

from .models import Entry
from .models.archive_pages import (
    around,
    calendar_of,
    memories_of,
    page_of,
    timeline_page,
    years_of,
)
from .models.entry_pages import (
    entry_at,
    entry_for_preview_at,
    entry_without_text_at,
    mentions_of,
    neighbours_of,
)
from .periods import Period


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    asked = Topic.objects.looked_up(Filter.from_request(request))
    entries = Entry.objects.visible_to(request.user).matching(asked)
    facets, years = facets_of(entries, asked), years_of(asked)
    page = timeline_page(asked)
    context = {"page": page, "years": years, "asked": facets.name(asked), "facets": facets}
    if page and not asked.cursor:
        context["calendar"] = calendar_of(asked, page.items[0].read_on.year)
    if not asked.is_narrow():
        today = timezone.localdate()
        context["memories"] = memories_of(asked, today, years)
        context["quotation"] = Passage.objects.quotations().public_to(request.user).of_day(today)
    return render(request, "notes/timeline.html", context)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    asked, period = Filter.from_request(request), Period(year)
    page, beside = page_of(asked, period), around(asked, period)
    if not page and not asked.is_narrow() and not (beside.older and beside.newer):
        raise Http404(f"There are no entries of {year}, nor both before and after it.")
    facets = facets_of(Entry.objects.visible_to(request.user).matching(asked).read_in(year), asked)
    context = {
        "period": period,
        "page": page,
        "asked": facets.name(asked),
        "facets": facets,
        "around": beside,
        "years": years_of(asked),
        "calendar": calendar_of(asked, year),
    }
    return render(request, "notes/archive_year.html", context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    asked, period = Filter.from_request(request), Period(year, month)
    page = page_of(asked, period)
    if not page and not asked.is_narrow():
        raise Http404("There are no entries of this month.")
    of_month = Entry.objects.visible_to(request.user).matching(asked).read_in(year, month)
    facets = facets_of(of_month, asked)
    context = {
        "period": period,
        "page": page,
        "asked": facets.name(asked),
        "facets": facets,
        "around": around(asked, period),
        "calendar": calendar_of(asked, year),
    }
    return render(request, "notes/archive_month.html", context)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    asked, read_on = Filter.from_request(request), to_date(year, month, day)
    period = Period(year, month, day)
    page = page_of(asked, period)
    if not page and not asked.is_narrow():
        raise Http404("There are no entries of this day.")
    context = {
        "day": read_on,
        "page": page,
        "asked": asked,
        "around": around(asked, period),
        "memories": memories_of(asked, read_on, years_of(asked)),
    }
    return render(request, "notes/archive_day.html", context)


@require_safe
def entry(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    entry = found_or_404(entry_at(request.user, to_date(year, month, day), slug))
    context = {
        "entry": entry,
        "document": entry,
        "mentions": mentions_of(request.user, entry),
        **neighbours_of(request.user, entry),
    }
    return render(request, "notes/entry_detail.html", context)


@require_safe
def entry_card(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    entry = found_or_404(entry_without_text_at(request.user, to_date(year, month, day), slug))
    return picture_of(request, entry)


@require_safe
def site_card(request: HttpRequest) -> HttpResponse:
    """The picture of every page that is not a document."""
    return picture(request, Card(settings.SITE_TITLE, note=settings.SITE_AUTHOR), is_public=True)


@require_safe
@preview
def entry_preview(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    entry = found_or_404(entry_for_preview_at(request.user, to_date(year, month, day), slug))
    return render(request, "notes/_preview.html", {"entry": entry})


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    asked = Filter.from_request(request)
    page = Tag.objects.used_in(request.user, asked).by_name(asked)
    return render(request, "notes/tag_list.html", {"page": page, "asked": asked})


@require_safe
def tag(request: HttpRequest, slugs: str) -> HttpResponse:
    """Everything that carries the tag, or all of the tags joined by plus signs."""
    asked = Filter.from_request(request)
    tags = tags_or_404(slugs, request.user)
    keys = {**asked.tag_keys, **{tag.slug: tag.pk for tag in tags}}
    tagged = replace(asked.also(tags=[tag.slug for tag in tags]), tag_keys=keys)
    entries = Entry.objects.in_lists(tagged)
    has_alongside = not asked.cursor and len(tagged.tags) < MOST_TAGS
    counted = facets_of(entries, asked, without=["year"] if has_alongside else ["tag", "year"])
    facets = counted.without("tag")
    context = {
        "tags": tags,
        "slugs": "+".join(sorted(tag.slug for tag in tags)),
        "in_every_year": asked.also(year=None),
        "asked": facets.name(asked),
        "facets": facets,
        "tagged": tagged,
        "is_combined": len(tags) > 1,
        "page": entries.printed(asked),
        "alongside": tags_alongside(tagged, counted) if has_alongside else [],
        **({} if asked.cursor else beside_entries(tagged)),
    }
    return render(request, "notes/tag_detail.html", context)


def tags_alongside(tagged: Filter, counted: Facets) -> list[Choice]:
    """The tags that go with these; those of entries are counted, unless the page is not to be narrowed."""
    reader = tagged.reader
    others = [model.objects.visible_to(reader).matching(tagged) for model in (Paper, Topic)]
    entries = [] if tagged.is_narrowable else [Entry.objects.in_lists(tagged)]
    return tags_in([*entries, *others], tagged, 20, counted)


def beside_entries(tagged: Filter) -> dict[str, Any]:
    """What the first page of tags shows besides entries; the later ones are of entries alone."""
    in_every_year = Entry.objects.in_lists(tagged.also(year=None), is_whole=True)
    return {
        "sparkline": to_sparkline(in_every_year.per_month()),
        "papers": start_of(Paper.objects.visible_to(tagged.reader).matching(tagged).for_list(), 100),
        "topics": start_of(Topic.objects.visible_to(tagged.reader).matching(tagged).without_text(), 100),
    }


@require_safe
def search(request: HttpRequest, order: str = "best") -> HttpResponse:
    """What answers the words and filters; an identifier by itself leads straight to its work."""
    asked = Topic.objects.looked_up(Filter.from_request(request, kinds=Excerpt.Kind.values))
    identified = Paper.objects.visible_to(request.user).identified_in(asked.q).first()
    if identified:
        return redirect(identified)
    found = Excerpt.objects.visible_to(request.user).matching(asked)
    facets = facets_of(found, asked) if asked.is_narrow() else Facets()
    is_of_newest = order == "best" and facets.is_capped and found.is_ranked
    ranked = found.from_key(facets.oldest) if is_of_newest else found
    page = ranked.for_list().in_order(order, asked) if facets.total else Page([], "")
    context = {
        "asked": facets.name(asked),
        "facets": facets,
        "is_of_newest": is_of_newest,
        "order": order,
        "page": page,
        "results": to_results(page.items, asked),
        "suggestions": suggest(asked) if asked.q and not facets.total else [],
    }
    return render(request, "notes/search.html", context)


@require_safe
def typed(request: HttpRequest) -> HttpResponse:
    """A few hits for what has been typed so far, its last word being the beginning of one."""
    asked = replace(Filter.from_request(request, kinds=Excerpt.Kind.values), is_typing=True)
    found = Excerpt.objects.visible_to(request.user).matching(asked).for_list() if asked.q else None
    items = found.best_first(asked).items[:8] if found is not None else []
    return render(request, "notes/_typed.html", {"results": to_results(items, asked)})


def tags_or_404(slugs: str, reader: Reader) -> list[Tag]:
    """The tags of slugs joined by plus signs, in order, if the reader may see all of them."""
    names = set(slugs.split("+"))
    tags = tags_called(reader, slugs=sorted(names))
    if len(tags) < len(names):
        raise Http404("Not all of these tags are known.")
    return tags


def to_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(f"There is no such day: {error}.") from error
