from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from passages.models import Domain, derive, document_models

CHUNK = 100


class Command(BaseCommand):
    help = "Derive the HTML, passages, links and mentions of every text again, as after an upgrade."

    def handle(self, **options: Any) -> None:
        number = 0
        for model in document_models():
            keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
            name = str(model._meta.verbose_name_plural)
            for start in tqdm(range(0, len(keys), CHUNK), desc=name, disable=None, delay=1):
                derive(model.objects.filter(pk__in=keys[start : start + CHUNK]))
            number += len(keys)
        with transaction.atomic():
            Domain.objects.count_anew()
        self.stdout.write(f"{number} texts rendered.")
