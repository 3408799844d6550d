"""Answers that cannot be read. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from django.utils.translation import gettext as _

from web.failures import AskingFailed

# What reading raises where an answer has another shape; HTMLParser asserts that declarations are complete.
FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    ExpatError,
)  # fmt: skip


@contextmanager
def reading(service: str) -> Iterator[None]:
    """An answer that has another shape than the service documents is a failure that says so."""
    try:
        yield
    except FAULTS as error:
        sentence = _("%(service)s answered with something that cannot be read.")
        raise AskingFailed(sentence % {"service": service}) from error
