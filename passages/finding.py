"""What stands at an address, or an answer that nothing does."""

from typing import TypeVar

from django.http import Http404

T = TypeVar("T")


def found_or_404(found: T | None) -> T:
    if found is None:
        raise Http404("Nothing stands there, or nothing that the reader may see.")
    return found
