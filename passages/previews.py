"""What the previews of papers, topics and entries share: their first words, and how long they are kept."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils.text import Truncator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie

WORDS = 60
# Chinese and Japanese are written without spaces.
CHARACTERS = 450
SECONDS = 60
ENDINGS = tuple('.?!:;…。？！”’")]')

View = Callable[..., HttpResponse]


def preview(view: View) -> View:
    """A view that answers with a fragment: not indexed, and kept by nobody but the reader's own browser.

    Even there only for a minute and for whoever is signed in, so that what becomes private is soon gone.
    """

    @wraps(view)
    def fragment(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    keep: View = cache_control(private=True, max_age=SECONDS)(vary_on_cookie(fragment))
    return conditional_page(keep)


def first_words(texts: Iterable[str]) -> str:
    """The first words of the texts of blocks, in one line; a point parts blocks that have no end mark."""
    words: list[str] = []
    for text in texts:
        if words and not words[-1].endswith(ENDINGS):
            words.append("·")
        words += text.split()
        if len(words) > WORDS:
            break
    return Truncator(Truncator(" ".join(words)).words(WORDS)).chars(CHARACTERS)
