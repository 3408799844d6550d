from argparse import ArgumentParser
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import transaction

from history.models import Version
from passages.orphans import orphans, stray_files


class Command(BaseCommand):
    help = "Delete pictures older than 30 days that stand in no text, draft or earlier version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be deleted")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            Version.objects.purge()  # a picture that only what is past bringing back has is no longer needed
            images, files = orphans(), stray_files()
            transaction.set_rollback(options["dry_run"])
        if not options["dry_run"]:
            for image in images:
                image.delete()
            for name in files:
                default_storage.delete(name)
        said = "Would delete" if options["dry_run"] else "Deleted"
        self.stdout.write(f"{said} pictures: {len(images)}, files without a picture: {len(files)}.")
