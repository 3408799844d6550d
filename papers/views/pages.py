from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from markup.contents import contents_of, count
from papers.models import Author, Paper
from papers.progress import Progress
from passages.filters import Filter
from passages.models import Passage, facets_of, related
from passages.paging import start_of
from passages.pictures import picture_of
from passages.previews import preview
from passages.visibility import is_owner
from topics.models import Topic

MOST_WORKS = 200

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
    papers = Paper.objects.visible_to(request.user, at_address=True)
    paper = get_object_or_404(papers.for_page(request.user), slug=slug)
    trail = paper.entries.visible_to(request.user).matching(asked).without_text().with_context(paper)
    in_topics = Topic.objects.visible_to(request.user).mentioning(paper).without_text().with_context(paper)
    in_papers = Paper.objects.visible_to(request.user).mentioning(paper).without_text().with_context(paper)
    sections = contents_of(paper.body_html)
    context = {
        "paper": paper,
        "document": paper,
        "asked": asked,
        "contents": sections if count(sections) >= LEAST_HEADINGS else [],
        "is_owner": is_owner(request.user, Paper),
        "trail": trail.page(asked),
        "reading": Progress.of(list(paper.reading_events.visible_to(request.user).for_page())),
        "mentioned_in_topics": start_of(in_topics),
        "mentioned_in_papers": start_of(in_papers),
    }
    return render(request, "papers/paper_detail.html", context)


@require_safe
def paper_card(request: HttpRequest, slug: str) -> HttpResponse:
    papers = Paper.objects.visible_to(request.user, at_address=True).for_list()
    return picture_of(request, get_object_or_404(papers, slug=slug))


@require_safe
@preview
def paper_preview(request: HttpRequest, slug: str) -> HttpResponse:
    papers = Paper.objects.visible_to(request.user, at_address=True)
    paper = get_object_or_404(papers.for_preview().with_byline(), slug=slug)
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
    author = get_object_or_404(Author.objects.visible_to(request.user).with_variants(), slug=slug)
    papers = Paper.objects.visible_to(request.user).by(author)
    works = papers.matching(asked).for_list()
    entries = related(Paper, "entries").visible_to(request.user).matching(asked).touching(papers)
    context = {
        "author": author,
        "works": start_of(works.order_by("slug"), MOST_WORKS),
        "page": entries.without_text().page(asked),
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
