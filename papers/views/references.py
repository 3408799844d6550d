"""Works as a bibliography: below the page that shows the same, under its rules and with its filters."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from papers.bibliography import bibtex, csl_json, ris
from papers.bibliography.rows import for_everybody, to_record
from papers.models import Paper
from papers.models.author_pages import author_at
from papers.models.paper_pages import exported, exported_at
from papers.models.paper_query import PaperQuerySet
from passages.filters import Filter
from passages.finding import found_or_404
from passages.visibility import is_owner
from topics.models import Topic

FORMS = {
    "bib": (bibtex.write, "application/x-bibtex; charset=utf-8"),
    "ris": (ris.write, "application/x-research-info-systems; charset=utf-8"),
    "json": (csl_json.write, "application/vnd.citationstyles.csl+json"),
}


@require_safe
def papers_references(request: HttpRequest, form: str) -> HttpResponse:
    asked = Filter.from_request(request)
    return respond(request, form, Paper.objects.visible_to(request.user).matching(asked))


@require_safe
def author_references(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    asked = Filter.from_request(request)
    author = found_or_404(author_at(request.user, slug))
    works = Paper.objects.visible_to(request.user).matching(asked).by(author)
    return respond(request, form, works)


@require_safe
def topic_references(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The works of a topic, which is found here as its page is."""
    asked = Filter.from_request(request)
    topic = get_object_or_404(Topic.objects.visible_to(request.user, at_address=True), slug=slug)
    return respond(request, form, topic.papers.visible_to(request.user).matching(asked))


@require_safe
def paper_references(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """One work, with its commentary as annotation."""
    works = exported_at(request.user, slug)
    if not works:
        raise Http404("There is no such work.")
    return to_file(request, form, works, slug)


def respond(request: HttpRequest, form: str, papers: PaperQuerySet) -> HttpResponse:
    return to_file(request, form, exported(papers), "references")


def to_file(request: HttpRequest, form: str, works: Iterable[Paper], name: str) -> HttpResponse:
    """The works, all of them, in the form asked for, as a file to keep."""
    write, content_type = FORMS[form]
    records = map(to_record, works)
    if not is_owner(request.user, Paper):
        records = map(for_everybody, records)
    response = HttpResponse(write(records), content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or ""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-cache" if request.user.is_authenticated else "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
