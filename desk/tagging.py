"""What the field of tags asks: tags that begin so, and tags that the text suggests."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from taggit.utils import parse_tags

from desk.editor.sent import BadInput, TooLong, read_text
from desk.editor.views import document_of, read_sent, refuse
from desk.writers import answering_writers
from passages.models.document import LONGEST_BODY
from passages.tagging.completing import complete_tags
from passages.tagging.suggesting import Suggester, Suggestion

LONGEST_TITLE = 1_000
LONGEST_TAGS = 50_000


@require_safe
@answering_writers
def tags(request: HttpRequest) -> HttpResponse:
    """Tags with words that begin as was typed."""
    found = complete_tags(request.GET.get("q", ""), request.user)
    return JsonResponse([completion.as_json() for completion in found], safe=False)


@require_POST
@answering_writers
def suggestions(request: HttpRequest) -> HttpResponse:
    """Tags for a text that is being written, besides those that it has."""
    try:
        sent = read_sent(request)
        body, title, names, kind, key = (
            read_text(sent, name) for name in ("body", "title", "tags", "kind", "key")
        )
        if len(body) > LONGEST_BODY or len(title) > LONGEST_TITLE or len(names) > LONGEST_TAGS:
            raise TooLong(_("This is more than the site takes at once."))
        document = document_of(request, kind, key) if kind else None
    except BadInput as problem:
        return refuse(problem)
    found = Suggester(request.user).for_text(body, parse_tags(names), title=title, document=document)
    return JsonResponse({"suggestions": [as_json(each) for each in found]})


def as_json(suggestion: Suggestion) -> dict[str, str | bool]:
    return {
        "name": suggestion.tag.name,
        "slug": suggestion.tag.slug,
        "why": suggestion.why,
        "is_strong": suggestion.is_strong,
    }
