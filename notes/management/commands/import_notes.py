from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError
from django.utils import timezone

from notes.importing.asked import Asked
from notes.importing.formats import FORMATS
from notes.importing.run import Options, import_notes
from passages.models import Tag
from passages.visibility import Visibility


class Command(BaseCommand):
    help = "Import notes: Markdown, vaults, exports of services, archives of these. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder or an archive"
        )
        parser.add_argument("--dry-run", action="store_true", help="report what would be done, write nothing")
        parser.add_argument(
            "--prune",
            action="store_true",
            help="delete what is no longer in its source and was not changed here; it can be brought back",
        )
        formats = [each.NAME for each in FORMATS]
        parser.add_argument(
            "--format", choices=formats, help="what the files are, if it is not to be guessed"
        )
        parser.add_argument("--as", dest="kind", choices=["log", "paper", "topic"], help="what every page is")
        parser.add_argument(
            "--visibility",
            choices=Visibility.values,
            help="who may see notes, highlights and bookmarks that say nothing of it",
        )
        parser.add_argument("--year", type=int, help="the year of a log that names none")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if options["year"] is not None and not 1000 <= options["year"] <= 2999:
            raise CommandError("--year takes a year of four digits, such as 2023.")
        told = Options(
            Asked(timezone.localdate(), options["kind"], options["year"], options["visibility"]),
            next((each for each in FORMATS if options["format"] == each.NAME), None),
            options["dry_run"],
            options["prune"],
        )
        try:
            report = import_notes(options["paths"], told)
        except (DatabaseError, OSError) as error:  # no database, or no space for what stands beside the pages
            raise CommandError(f"The import has stopped: {error}") from error
        self.stdout.write("\n".join(report.lines()))
        if report.has_changes() and not report.is_dry_run and Tag.objects.exists():
            self.stdout.write("\nTags that the texts suggest: manage.py suggest_tags --dry-run")
        if report.problems:
            raise CommandError(
                f"{len(report.problems)} of the files could not be imported; all others are in."
            )
