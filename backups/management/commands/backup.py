from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError

from backups.making import make_backup
from backups.problems import BackupError, to_sentence


class Command(BaseCommand):
    help = "Write database and pictures into one file, read it back and compare; the site goes on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file, or a folder")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        parser.add_argument("--no-verify", action="store_true", help="do not read it back")

    @no_translations
    def handle(self, *args: Any, file: Path, force: bool, no_verify: bool, **options: Any) -> None:
        try:
            made = make_backup(file, is_verified=not no_verify, is_forced=force)
        except (BackupError, OSError, DatabaseError) as error:
            raise CommandError(f"No backup was made. {to_sentence(error)}") from error
        self.stdout.write("\n".join(made.lines()))
