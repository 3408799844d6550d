import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notes.publishing.run import ExportFailedError, Options, export_site, to_base


class Command(BaseCommand):
    help = "Write everything that anybody may read as files, for any web server. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to write to")
        parser.add_argument("--base-url", required=True, help="where it will be: https://example.org/notes/")
        parser.add_argument(
            "--include-unlisted", action="store_true", help="export unlisted documents too, in no list"
        )
        parser.add_argument(
            "--force", action="store_true", help="write to a folder with files that no export wrote"
        )
        parser.add_argument(
            "--allow-broken", action="store_true", help="export although links lead nowhere, and tell of them"
        )
        parser.add_argument(
            "--processes", type=int, default=os.cpu_count() or 1, help="how many work at once"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chosen = Options(
                to_base(options["base_url"]),
                options["include_unlisted"],
                options["force"],
                max(1, options["processes"]),
                options["allow_broken"],
            )
            report = export_site(options["folder"], chosen)
        except (ValueError, ExportFailedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(report.lines()))
