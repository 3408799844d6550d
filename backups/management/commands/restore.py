from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError, connection

from backups.problems import BackupError, to_sentence
from backups.restoring import restore
from history.rows import count_for_plans


class Command(BaseCommand):
    help = "Bring back what backup has written, into an empty database or, with --replace, in place of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file that backup has written")
        parser.add_argument("--replace", action="store_true", help="delete what the database holds now")
        parser.add_argument("--no-input", action="store_true", help="do not ask before something is deleted")

    @no_translations
    def handle(self, *args: Any, file: Path, replace: bool, no_input: bool, **options: Any) -> None:
        if replace and not no_input:
            self.ask()
        try:
            restored = restore(file, is_replacing=replace)
        except (BackupError, OSError, DatabaseError) as error:
            raise CommandError(f"Nothing was restored. {to_sentence(error)}") from error
        self.index()
        self.stdout.write("\n".join(restored.lines()))

    def index(self) -> None:
        try:
            call_command("reindex", stdout=StringIO())
            count_for_plans()
        except (OSError, DatabaseError) as error:
            said = "All is restored but for the search index. Run: manage.py reindex. "
            raise CommandError(said + to_sentence(error)) from error

    def ask(self) -> None:
        name = connection.settings_dict["NAME"]
        self.stdout.write(f"All notes, users and versions in the database {name} will be deleted.")
        try:
            answer = input("Type yes to go on: ")
        except EOFError:
            answer = ""
        if answer.strip() != "yes":
            raise CommandError("Nothing was restored.")
