from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from papers.models import Paper
from papers.views.references import respond
from passages.filters import Filter

from .views import tags_or_404


@require_safe
def tag_references(request: HttpRequest, slugs: str, form: str) -> HttpResponse:
    """The works that carry the tag, or all of the tags, as a bibliography."""
    asked = Filter.from_request(request)
    tags = tags_or_404(slugs, request.user)
    tagged = asked.also(tags=[tag.slug for tag in tags])
    return respond(request, form, Paper.objects.visible_to(request.user).matching(tagged))
