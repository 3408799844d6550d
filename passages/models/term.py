from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.functions import Length

from history.rows import insert_rows

from .prepared import prepared

LONGEST = 40
CANDIDATES = 2_000


class TermQuerySet(models.QuerySet[Any]):
    def learn(self, tokens: Iterable[str]) -> None:
        """Remember words of the collection; those that are there already cost a look-up only."""
        words = {token for token in tokens if len(token) <= LONGEST and not token.isdigit()}
        new = words.difference(texts_among(texts=sorted(words)))
        insert_rows([Term(text=word) for word in sorted(new)])

    def near(self, word: str, edits: Iterable[str]) -> list[str]:
        """Words one edit away, and those of about its length that begin like it."""
        beginning = self.filter(text__startswith=word[:2]).annotate(length=Length("text"))
        alike = beginning.filter(length__range=(len(word) - 2, len(word) + 2)).values_list("text", flat=True)
        near = self.filter(text__in=edits).values_list("text", flat=True)
        return list({*near, *alike[:CANDIDATES]})


class Term(models.Model):
    """A word that some text of the collection has or had, as `passages.search` folds it.

    Two who learn it at the same moment leave it twice, which is better than that they wait for each other.
    """

    text = models.CharField(max_length=LONGEST, db_index=True)

    objects = TermQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


@prepared
def texts_among(*, texts: list[str]) -> models.QuerySet:
    return Term.objects.filter(text__among=texts).values_list("text", flat=True)
