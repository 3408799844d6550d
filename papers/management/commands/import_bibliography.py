from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from papers.bibliography.run import FORMATS, Options, import_bibliography
from papers.models import Paper
from passages.visibility import Visibility


class Command(BaseCommand):
    help = "Import works from BibTeX, BibLaTeX, RIS or CSL-JSON. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="a bibliography")
        parser.add_argument("--dry-run", action="store_true", help="report what would be done, write nothing")
        parser.add_argument("--format", choices=list(FORMATS), default="", help="what every file is")
        parser.add_argument(
            "--visibility", choices=Visibility.values, default=Visibility.PUBLIC, help="who may see new works"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Options(options["format"], options["visibility"], options["dry_run"])
        report = import_bibliography(options["paths"], chosen)
        self.stdout.write("\n".join(report.lines()))
        if not chosen.is_dry_run:
            # When all are in, since this takes longer; until then pages print plain references.
            Paper.objects.uncited().cite_all()
        if report.unread:
            raise CommandError(f"{len(report.unread)} of the files could not be read; the others are in.")
