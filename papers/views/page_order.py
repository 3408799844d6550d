from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from papers.models.paper_pages import paper_for_notes_at
from papers.page_order import Asked, nearest, page_after, page_start
from passages.finding import found_or_404
from passages.models import Passage


@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """All notes on a work in page order; `?at=` leads to a place."""
    asked = Asked.from_query(request.GET)
    paper = found_or_404(paper_for_notes_at(request.user, slug))
    places = paper.places(request.user)
    index = nearest(places, asked.place) if asked.place else None
    if index is not None:
        start = page_start(places, index)
        query = f"?{urlencode({'after': start}, safe=',')}" if start else ""
        return redirect(f"{paper.get_notes_url()}{query}#note-{places[index].pk}")
    page = page_after(places, asked.after)
    shown = Passage.objects.by_keys(page.keys)
    context = {
        "paper": paper,
        "document": paper,
        "placed": [note for note in shown if note.locator_sort],
        "unplaced": [note for note in shown if not note.locator_sort],
        "next_cursor": page.next_cursor,
        "not_found_at": asked.at,
        "is_combined": True,
    }
    return render(request, "papers/paper_notes.html", context)
