"""What a database holds, against the ledger: `python -m drills.holding LEDGER` in the site's environment.

Writes one object of JSON: `lost` and `torn`, each a list of sentences.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from audit.site import ROOT, Site, SiteError
from drills.ledger import PAPER, Draft, Ledger

BEGINNING = "zq"


def held(site: Site, ledger: Ledger) -> dict[str, list[str]]:
    """What the site has lost of the ledger, and what is torn in it."""
    with NamedTemporaryFile("w", suffix=".json") as file:
        file.write(ledger.to_json())
        file.flush()
        command = [sys.executable, "-m", "drills.holding", file.name]
        done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"the database cannot be looked at: {done.stderr.strip()}")
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def main(path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # the settings read the environment

    django.setup()
    ledger = Ledger.from_json(Path(path).read_text())
    entries = our_entries()
    print(json.dumps({"lost": list(lost(ledger, entries)), "torn": [*torn(entries), *inconsistent()]}))


def our_entries() -> dict[str, Any]:
    """By marker, the entries that writers have made."""
    from notes.models import Entry

    ours = Entry.objects.filter(body__startswith=BEGINNING).prefetch_related("tags")
    return {entry.body.split()[0]: entry for entry in ours}


def lost(ledger: Ledger, entries: dict[str, Any]) -> Iterator[str]:
    for marker, kept in ledger.entries.items():
        number = revision(entries[marker]) if marker in entries else None
        if not kept.allows(number):
            yield f"{marker} has revision {number}, not {kept.acknowledged} or one of {kept.tried}"


def revision(entry: Any) -> int:
    return int(entry.body.split(",")[0].rpartition(" ")[2])


def torn(entries: dict[str, Any]) -> Iterator[str]:
    """What of an entry does not belong to its text."""
    from history.models import Version
    from passages.models import Excerpt, Words
    from passages.search import parse

    for marker, entry in entries.items():
        draft = Draft(marker, revision(entry))
        mentions = {str(each) for passage in entry.passages.all() for each in passage.mentions.all()}
        newest = Version.objects.of(entry).first()
        tree: Any = parse(f"{marker}q{draft.number}").tree
        hits = Words.objects.filter(index__match=tree).values("pk")
        found = Excerpt.objects.filter(pk__in=hits).values_list("owner_id", flat=True)
        holds = {
            "the text": entry.body == draft.body,
            "passages": any(marker + "q" in each.text for each in entry.passages.all()),
            "mentions": mentions == {draft.url, f"wiki:{PAPER}"},
            "tags": {tag.name for tag in entry.tags.all()} == set(draft.tags),
            "words": entry.pk in found,
            "version": newest is not None and newest.values["body"] == draft.body,
        }
        yield from (f"{name} of {marker}" for name, is_there in holds.items() if not is_there)


def inconsistent() -> Iterator[str]:
    """What the database, the index and a second derivation find."""
    from django.db import connection

    from passages.management.commands.reindex import find_faults

    yield from find_faults()
    yield from derived_otherwise()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (row[0] for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"a key of {row[0]} leads nowhere" for row in cursor.fetchall())


def derived_otherwise() -> Iterator[str]:
    """Texts of which something else is derived now than stands there."""
    from django.db import transaction

    from passages.models import derive, document_models

    for model in document_models():
        with transaction.atomic():
            before = derived(model)
            for start in range(0, len(before), 100):
                derive(model._base_manager.filter(pk__in=sorted(before)[start : start + 100]))
            after = derived(model)
            transaction.set_rollback(True)
        yield from (f"{model.__name__} {key}" for key in before if before[key] != after[key])


def derived(model: Any) -> dict[int, Any]:
    """By key, what is made of the texts of a kind of document."""
    documents = model._base_manager.prefetch_related("passages__mentions", "excerpts")
    return {document.pk: of_document(document) for document in documents}


def of_document(document: Any) -> Any:
    passages = [
        (
            each.position,
            each.anchor,
            each.kind,
            each.text,
            each.locator,
            *sorted(map(str, each.mentions.all())),
        )
        for each in document.passages.all()
    ]
    excerpts = [(each.pk, each.digest) for each in document.excerpts.all()]
    return document.body_html, sorted(passages), sorted(excerpts)


if __name__ == "__main__":
    main(sys.argv[1])
