from typing import Any

from django.core.management.base import BaseCommand

from papers.models import Paper


class Command(BaseCommand):
    help = "Make the references to all papers again, as after an upgrade."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--missing", action="store_true", help="only for papers that have none")

    def handle(self, *, missing: bool, **options: Any) -> None:
        papers = Paper.objects.uncited() if missing else Paper.objects.all()
        self.stdout.write(f"{papers.cite_all()} papers cited.")
