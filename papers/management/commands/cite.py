from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from papers.models import Paper

CHUNK = 100


class Command(BaseCommand):
    help = "Make the references to all papers again, as after an upgrade."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--missing", action="store_true", help="only for papers that have none")

    def handle(self, *, missing: bool, **options: Any) -> None:
        papers = Paper.objects.filter(citations={}) if missing else Paper.objects.all()
        keys = list(papers.order_by("pk").values_list("pk", flat=True))
        for start in tqdm(range(0, len(keys), CHUNK), desc="papers", disable=None, delay=1):
            Paper.objects.filter(pk__in=keys[start : start + CHUNK]).cite()
        self.stdout.write(f"{len(keys)} papers cited.")
