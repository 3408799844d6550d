"""Keeps a folder and what stands here in line for as long as it runs."""

from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from history.models import Version
from notes.importing.asked import Asked
from notes.importing.report import Report
from notes.importing.run import Options, import_notes
from topics.models import Topic

from .writing_back import files_of, write_back

CLASHING = "not written, since it and this site say different things"


@dataclass
class Watch:
    """A folder that is watched. `topics` are the slugs of those whose changes here go back to their files.

    `say` is told each line of what happens. A file with a clash is not written until its owner has decided,
    so that both texts stay.
    """

    folder: Path
    topics: frozenset[str]
    say: Callable[[str], None]
    clashing: set[str] = field(default_factory=set)
    newest: int | None = None

    def run(self, rounds: Iterable[Sized]) -> None:
        """Import the folder, and again for each round in which files changed; write back after each round."""
        self.read()
        for slug in sorted(self.topics - Topic.objects.slugs_from_files()):
            self.say(f"No topic “{slug}” came from a file, so nothing of it is written back.")
        self.write()
        is_behind = False
        for changes in rounds:
            try:
                if changes or is_behind:
                    self.read()
                self.write()
                is_behind = False
            except (DatabaseError, OSError) as error:
                self.say(f"The database or the disk cannot be used, so this is tried again: {error}")
                self.newest, is_behind = None, True

    def read(self) -> None:
        report = import_notes([self.folder], Options(Asked(timezone.localdate())))
        self.clashing = {remark.file for remark in report.clashes}
        if is_worth_telling(report):
            for line in report.lines():
                self.say(line)

    def write(self) -> None:
        """Write back what was changed here since the last time."""
        newest = Version.objects.newest_key()
        if not self.topics or newest == self.newest:
            return
        self.newest = newest
        for name in files_of(self.topics, self.folder):
            line = f"{name}: {CLASHING}" if name in self.clashing else write_back(name, self.folder)
            if line:
                self.say(line)


def is_worth_telling(report: Report) -> bool:
    return bool(report.has_changes() or report.problems or report.clashes)
