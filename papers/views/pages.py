from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from markup.contents import contents_of, count
from papers.models import Author, Paper, author_pages, paper_pages
from papers.models.author_pages import author_with_variants_at, works_of
from papers.models.paper_pages import paper_at, paper_for_preview_at, paper_without_text_at
from papers.progress import Progress
from passages.filters import Filter
from passages.finding import found_or_404
from passages.models import Passage, facets_of
from passages.paging import start_of
from passages.pictures import picture_of
from passages.previews import preview
from passages.visibility import is_owner

LEAST_HEADINGS = 3


@require_safe
def papers(request: HttpRequest, order: str = "by_name") -> HttpResponse:
    """All works, in an order that is the name of a method: `by_name`, `by_year`, `last_read`."""
    asked = Filter.from_request(request)
    found = Paper.objects.visible_to(request.user).matching(asked)
    facets = facets_of(found, asked)
    page = getattr(found.for_list(), order)(asked)
    context = {"page": page, "asked": facets.name(asked), "facets": facets, "order": order}
    return render(request, "papers/paper_list.html", context)


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    if "at" in request.GET:
        return redirect(f"{reverse('papers:notes', args=[slug])}?{request.GET.urlencode()}")
    asked = Filter.from_request(request)
    paper = found_or_404(paper_at(request.user, slug))
    sections = contents_of(paper.body_html)
    context = {
        "paper": paper,
        "document": paper,
        "asked": asked,
        "contents": sections if count(sections) >= LEAST_HEADINGS else [],
        "is_owner": is_owner(request.user, Paper),
        "trail": paper_pages.trail_of(asked, key=paper.pk),
        "reading": Progress.of(paper_pages.events_of(request.user, key=paper.pk)),
        "mentioned_in_topics": start_of(paper_pages.topics_mentioning(request.user, key=paper.pk)),
        "mentioned_in_papers": start_of(paper_pages.papers_mentioning(request.user, key=paper.pk)),
    }
    return render(request, "papers/paper_detail.html", context)


@require_safe
def paper_card(request: HttpRequest, slug: str) -> HttpResponse:
    return picture_of(request, found_or_404(paper_without_text_at(request.user, slug)))


@require_safe
@preview
def paper_preview(request: HttpRequest, slug: str) -> HttpResponse:
    paper = found_or_404(paper_for_preview_at(request.user, slug))
    return render(request, "papers/_preview.html", {"paper": paper})


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    asked = Filter.from_request(request)
    page = Author.objects.matching(asked).with_works(request.user).by_name(asked)
    return render(request, "papers/author_list.html", {"page": page, "asked": asked})


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Their works, and the log on these."""
    asked = Filter.from_request(request)
    author = found_or_404(author_with_variants_at(request.user, slug))
    context = {
        "author": author,
        "works": None if asked.cursor else works_of(asked, author),
        "page": author_pages.trail_of(asked, author=author.pk),
        "asked": asked,
    }
    return render(request, "papers/author_detail.html", context)


@require_safe
def quotations(request: HttpRequest, order: str = "newest") -> HttpResponse:
    asked = Filter.from_request(request)
    found = Passage.objects.quotations().visible_to(request.user).matching(asked)
    facets = facets_of(found, asked)
    shown = found.for_quotations(request.user)
    context = {
        "page": shown.by_document(asked) if order == "work" else shown.page(asked),
        "asked": facets.name(asked),
        "facets": facets,
        "order": order,
    }
    return render(request, "papers/quotation_list.html", context)
