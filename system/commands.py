"""What `manage.py` does besides: it refuses to write in read-only mode, and ends in a sentence where the
database or the disk does not answer."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import override

from passages.unavailable import why_unavailable

# All others are refused, so that a new command need not be named here; `prepare` leaves all as it is.
READING = {
    "backup", "check", "collectstatic", "compilemessages", "dbshell", "diffsettings", "doctor", "dumpdata",
    "export_notes", "export_site", "findstatic", "help", "inspectdb", "makemessages", "prepare", "runserver",
    "shell", "showmigrations", "sqlmigrate", "test", "version",
}  # fmt: skip


@contextmanager
def ending_in_a_sentence(argv: Sequence[str]) -> Iterator[None]:
    if is_refused(argv):
        sys.exit("CommandError: The site is in read-only mode (READ_ONLY). Nothing was done.")
    try:
        yield
    except Exception as error:
        why = None if "--traceback" in argv else why_unavailable(error)
        if why is None:
            raise
        with override("en"):
            sys.exit(f"CommandError: {why.label} {error}".strip())


def is_refused(argv: Sequence[str]) -> bool:
    """Whether this is a command that may write, while nothing may."""
    name = next((word for word in argv[1:] if not word.startswith("-")), "help")
    return name not in READING and "--help" not in argv and settings.READ_ONLY
