from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef
from tqdm import tqdm

from passages.models import Excerpt, Term, Words, document_models
from passages.models.indexing import CHUNK, VERSION, index_rows
from passages.models.kinds import type_id


class Command(BaseCommand):
    help = "Build the search index and what lists keep again, some texts at a time, while the site goes on."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is missing or left over")
        parser.add_argument("--if-needed", action="store_true", help="do nothing where the index is complete")

    def handle(self, *, check: bool, if_needed: bool, **options: Any) -> None:
        # Each start of the site asks whether it is needed, and what lists keep comes with the migration.
        faults = in_words(faults_of_index()) if if_needed else find_faults()
        if check and faults:
            raise CommandError("; ".join(faults) + ". Run: manage.py reindex")
        if check or (if_needed and not faults):
            self.stdout.write("The search index is complete.")
        else:
            self.stdout.write(f"{reindex()} texts indexed.")


def find_faults() -> list[str]:
    """What is wrong, a short sentence each."""
    return in_words(faults_of_index() | faults_of_lists())


def faults_of_index() -> dict[str, int]:
    """What can be wrong with the index, and how often it is."""
    return {
        "texts are not in the index": sum(
            model.objects.exclude(Exists(owned_by(model).filter(owner_id=OuterRef("pk")))).count()
            for model in document_models()
        ),
        "excerpts have no words": Excerpt.objects.exclude(pk__in=Words.objects.values("pk")).count(),
        "rows of words belong to nothing": leftover_words().count(),
        "excerpts belong to nothing": sum(leftover(model).count() for model in document_models()),
        "excerpts are of another version": Excerpt.objects.exclude(digest__startswith=VERSION).count(),
    }


def faults_of_lists() -> dict[str, int]:
    wrong = sum(model.objects.listed_wrongly() for model in document_models())
    return {"rows of lists are not as their texts": wrong}


def in_words(faults: dict[str, int]) -> list[str]:
    return [f"{count} {fault}" for fault, count in faults.items() if count]


def reindex() -> int:
    """Index every text anew and drop what is left over; the number of texts."""
    number = 0
    Term.objects.all().delete()  # and they are learnt again
    for model in document_models():
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        name = str(model._meta.verbose_name_plural)
        for start in tqdm(range(0, len(keys), CHUNK), desc=name, disable=None, delay=1):
            index_rows(model, keys[start : start + CHUNK], anew=True)
            model.list_again(keys[start : start + CHUNK])
        leftover(model).delete()
        number += len(keys)
    leftover_words().delete()
    Words.objects.optimize()
    return number


def owned_by(model: Any) -> Any:
    return Excerpt.objects.filter(owner_type=type_id(model))


def leftover(model: Any) -> Any:
    return owned_by(model).exclude(owner_id__in=model.objects.values("pk"))


def leftover_words() -> Any:
    return Words.objects.exclude(pk__in=Excerpt.objects.values("pk"))
