from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from passages.tagging.applying import Choice, suggest_tags
from passages.tagging.suggesting import STRONG


class Command(BaseCommand):
    help = (
        "Put the tags on entries, papers and topics that their texts name, or that most texts carry which "
        "share a link or work with them. Makes no new tag, and puts none back that somebody took off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--untagged", action="store_true", help="only what has no tag yet")
        parser.add_argument(
            "--since",
            metavar="YYYY-MM-DD",
            help="only entries of that day and later, and what was made since",
        )
        parser.add_argument(
            "--at-least",
            type=int,
            default=round(STRONG * 100),
            metavar="N",
            help="how sure to be, from 50 (all that a form suggests) to 100; %(default)s if not said",
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if not 50 <= options["at_least"] <= 100:
            raise CommandError("--at-least takes a number from 50 to 100.")
        choice = Choice(
            at_least=options["at_least"] / 100,
            is_untagged=options["untagged"],
            since=to_date(options["since"]),
            is_dry_run=options["dry_run"],
        )
        report = suggest_tags(choice)
        self.stdout.write("\n".join(report.lines()))


def to_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandError(f"--since takes a date such as 2023-03-11, not “{text}”.") from error
