from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from history.sitting import sitting
from markup.linking import link_words
from papers.models import Paper
from passages.filters import BadFilter, Filter
from passages.models import Excerpt, Passage
from passages.visibility import is_owner


@dataclass(frozen=True)
class Found:
    """A passage that names a work in `words`, which stand between two pieces of its text."""

    passage: Passage
    words: str
    can_be_linked: bool

    @property
    def pieces(self) -> tuple[str, str]:
        before, _words, after = self.passage.text.partition(self.words)
        return before, after

    @property
    def edit_url(self) -> str:
        owner: Any = self.passage.owner
        return reverse(f"admin:{owner._meta.app_label}_{owner._meta.model_name}_change", args=[owner.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def unlinked(request: HttpRequest, slug: str) -> HttpResponse:
    """Texts that name a work without a link, for who may change it; a POST links one of them."""
    if not is_owner(request.user, Paper):
        raise Http404
    paper = get_object_or_404(Paper.objects.without_text().with_byline(), slug=slug)
    found = find(request, paper)
    if request.method == "POST":
        asked = request.POST.get("passage", "")
        link(paper, next((each for each in found if str(each.passage.pk) == asked), None))
        return redirect("papers:unlinked", slug)
    context = {"paper": paper, "found": found, "is_combined": True}
    return render(request, "papers/paper_unlinked.html", context)


def find(request: HttpRequest, paper: Paper) -> list[Found]:
    """The newest passages that name the work, in texts that the reader may change."""
    naming = paper.naming()
    asked = Filter(q=naming.query, reader=request.user)
    excerpts = Excerpt.objects.visible_to(request.user).matching(asked).newest() if asked.q else []
    passages = (
        Passage.objects.visible_to(request.user).in_excerpts(excerpts).not_mentioning(paper).with_texts()
    )
    named: list[tuple[Passage, Any, str]] = [
        (passage, passage.owner, naming.find(passage.text)) for passage in passages
    ]
    return [
        Found(passage, words, link_words(owner.body, words, paper.slug) is not None)
        for passage, owner, words in named
        if words and is_owner(request.user, type(owner))
    ]


def link(paper: Paper, found: Found | None) -> None:
    """Put a link around the words in the text that they stand in, which stays the same otherwise."""
    if found is None:
        raise BadFilter(_("This passage does not name the work without a link."))
    with sitting(note=_("Linked “%(words)s”") % {"words": found.words}), transaction.atomic():
        put_link(paper, found)


def put_link(paper: Paper, found: Found) -> None:
    owner: Any = found.passage.owner
    document = type(owner).objects.select_for_update().get(pk=owner.pk)
    body = link_words(document.body, found.words, paper.slug)
    if body is None:
        raise BadFilter(_("These words cannot be linked by the program; edit the text instead."))
    document.body = body
    document.save()
