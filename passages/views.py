import sys

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .addresses import words_of
from .filters import BadFilter, Filter
from .models import Domain, Image, Link
from .serving import file_of
from .unavailable import draw_alone, unavailable, why_unavailable


@require_safe
def domains(request: HttpRequest) -> HttpResponse:
    asked = Filter.from_request(request)
    page = Domain.objects.page(asked)
    return render(request, "passages/domain_list.html", {"page": page, "asked": asked})


@require_safe
def domain(request: HttpRequest, domain: str) -> HttpResponse:
    asked = Filter.from_request(request)
    links = Link.objects.mentioned_in(request.user, asked).at(domain).with_day(request.user)
    page = links.with_mentions(request.user).page(asked)
    if not page and not asked.is_narrow():
        raise Http404(f"Nothing here links to {domain}.")
    return render(request, "passages/domain_detail.html", {"domain": domain, "page": page, "asked": asked})


@require_safe
def link(request: HttpRequest, domain: str, number: int) -> HttpResponse:
    """Everything that mentions a link."""
    asked = Filter.from_request(request)
    links = Link.objects.mentioned_in(request.user, Filter()).at(domain).with_day(request.user)
    link = get_object_or_404(links, pk=number)
    mentions = link.mentions.visible_to(request.user).matching(asked).for_list()
    context = {"link": link, "page": mentions.page(asked), "asked": asked}
    return render(request, "passages/link_detail.html", context)


@require_safe
def image(request: HttpRequest, name: str) -> HttpResponse:
    """A picture that stands in a text which the reader may see."""
    return file_of(request, get_object_or_404(Image.objects.visible_to(request.user), name=name))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be understood, in a sentence where there is one for the reader."""
    reason = str(exception) if isinstance(exception, BadFilter) else ""
    return render(request, "400.html", {"reason": reason}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is there; the words of the address can be searched for."""
    return render(request, "404.html", {"words": words_of(request.path)}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Nothing can be answered: because the database or the disk does not, or by a fault of this program."""
    why = why_unavailable(sys.exception())
    if why:
        return unavailable(request, why)
    response = draw_alone(request, "500.html", {})
    response.status_code = 500
    return response
