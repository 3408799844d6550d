from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from passages.addresses import domain_of_host
from passages.checking.run import Offline, check
from passages.models import Link
from web.owner import owners_client

DAYS = 30
DAYS_UNKNOWN = 7
STOPPED = 130  # as a shell says it of a program that Ctrl-C has ended


class Command(BaseCommand):
    help = (
        "Ask whether the pages that texts link to are still there: one request a second to a host. "
        "Those that were checked longest ago come first, so that a run that was stopped is gone on with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--older-than",
            type=to_number,
            default=DAYS,
            metavar="DAYS",
            help=f"leave out what was checked in the last DAYS days ({DAYS}); 0 checks all. "
            f"What is not known is asked for again after {DAYS_UNKNOWN}",
        )
        parser.add_argument("--domain", metavar="D", help="only links to this domain and those below it")
        parser.add_argument("--limit", type=to_number, metavar="N", help="at most N links")
        parser.add_argument("--dry-run", action="store_true", help="ask and report, write nothing")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        links = find(options["older_than"], options["domain"], options["limit"])
        try:
            report = check(links, owners_client(), is_dry_run=options["dry_run"])
        except Offline:
            raise CommandError("None of the first ten hosts can be reached. Nothing was written.") from None
        self.stdout.write("\n".join(report.lines()))
        if report.is_stopped:
            raise CommandError("Stopped. The next run goes on from here.", returncode=STOPPED)


def find(days: int, domain: str | None, limit: int | None) -> list[tuple[int, str]]:
    """The key and the address of each link that is due."""
    now = timezone.now()
    links = Link.objects.due(
        before=now - timedelta(days=days), unknown_before=now - timedelta(days=min(days, DAYS_UNKNOWN))
    )
    if domain:
        links = links.within(domain_of_host(domain))
    return list(links.values_list("pk", "url")[:limit])


def to_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise ArgumentTypeError(f"{text!r} is no number from 0 to 99999")
    return int(text)
