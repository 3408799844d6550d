from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from notes.exporting.json_lines import export_lines
from notes.exporting.problems import ExportProblem
from notes.exporting.run import export_notes


class Command(BaseCommand):
    help = "Write everything to a folder of Markdown files that can be imported again. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="new, empty, or an earlier export")
        parser.add_argument(
            "--include-private",
            action="store_true",
            help="also what is private or unlisted, private margins, the history and where all came from",
        )
        parser.add_argument(
            "--format",
            choices=["markdown", "json"],
            default="markdown",
            help="json writes one document a line to DIR/notes.jsonl, or to the terminal where DIR is -",
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        folder, is_private = options["folder"], options["include_private"]
        try:
            if options["format"] == "json":
                report = export_lines(folder, is_private=is_private, terminal=self.stdout)
            else:
                report = str(export_notes(folder, is_private=is_private))
        except ExportProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stderr.write(report)
