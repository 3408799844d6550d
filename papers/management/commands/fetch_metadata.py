from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from papers.lookup.many import fetch
from papers.models import Paper
from web.owner import owners_client

PATIENCE = 120.0  # seconds to wait in all for a service that asks to come back later


class Command(BaseCommand):
    help = (
        "Fill the empty fields of works from Crossref, arXiv, PubMed and Open Library by their identifiers. "
        "Without KEY: of works that miss their authors or their year. Nothing is ever overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="citation key or slug of a work")
        parser.add_argument("--dry-run", action="store_true", help="ask and report, write nothing")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        keys = options["keys"]
        papers = to_papers(keys) if keys else list(Paper.objects.lacking_metadata())
        report = fetch(papers, owners_client(patience=PATIENCE), is_dry_run=options["dry_run"])
        self.stdout.write("\n".join(report.lines(is_dry_run=options["dry_run"])))
        if report.failed:
            raise CommandError(f"{len(report.failed)} of {len(papers)} works could not be looked up.")


def to_papers(keys: list[str]) -> list[Paper]:
    found = {key: Paper.objects.called(key).first() for key in keys}
    unknown = [key for key, paper in found.items() if paper is None]
    if unknown:
        raise CommandError(f"There is no work with the key or slug {', '.join(unknown)}.")
    return list(dict.fromkeys(paper for paper in found.values() if paper))
