from argparse import ArgumentParser
from collections.abc import Iterator, Sized
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import close_old_connections
from watchfiles import watch

from notes.importing.formats import format_of, markdown
from notes.watching.run import Watch

# In milliseconds: how long files must be left alone before they are read; how often changes here are sought.
SETTLED, EACH = 500, 1_000


def rounds_in(folder: Path) -> Iterator[Sized]:
    """What changed in the folder, each second or as soon as files are left alone, with live connections."""
    for changes in watch(folder, step=SETTLED, rust_timeout=EACH, yield_on_timeout=True):
        close_old_connections()
        yield changes


class Command(BaseCommand):
    help = "Import a folder again whenever its files change, until it is stopped by Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--write-back",
            action="append",
            default=[],
            metavar="TOPIC",
            help="the slug of a topic whose changes in the admin go back to its file; may be said again",
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        folder, topics = options["folder"], frozenset(options["write_back"])
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        if topics and format_of(folder) is not markdown:
            raise CommandError("Only files of a Markdown site can be written back, no vault.")
        watched = Watch(folder, topics, self.stdout.write)
        self.stdout.write(f"Watching {folder}. Ctrl-C stops it.")
        try:
            watched.run(rounds_in(folder))
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
