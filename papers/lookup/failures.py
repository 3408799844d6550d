"""Why a look-up gave nothing: always one sentence for the owner. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from django.utils.translation import gettext as _

# What reading raises where an answer has another shape; HTMLParser asserts that declarations are complete.
FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    ExpatError,
)  # fmt: skip


class LookupFailed(Exception):
    """The message is a sentence for the owner; the page can still be written by hand."""


class NothingThere(LookupFailed):
    """What was asked has been understood, and there is no such thing."""


@contextmanager
def reading(service: str) -> Iterator[None]:
    """An answer that has another shape than the service documents is a failure that says so."""
    try:
        yield
    except FAULTS as error:
        sentence = _("%(service)s answered with something that cannot be read.")
        raise LookupFailed(sentence % {"service": service}) from error
