from datetime import date

from history.sitting import sitting
from notes.models import Entry, first_words
from passages.models.once import once
from passages.tests.factories import save_all


def create_entry(*, body="Something read", read_on=date(2023, 3, 11), tags=(), topics=(), **fields):
    with sitting(), once():
        entry = Entry.objects.create(body=body, read_on=read_on, **fields)
        if tags:
            entry.tags.add(*tags)
        if topics:
            entry.topics.add(*topics)
    if tags or topics:
        entry.refresh_from_db(fields=["updated_at"])
    return entry


def create_entries(said, *, tags=(), topics=(), **fields):
    """An entry for each (day, text), all of which have the tags and topics; one has no history."""
    entries = [
        Entry(read_on=day, body=body, slug=f"entry-{number}", position=number, **fields)
        for number, (day, body) in enumerate(said)
    ]
    for entry in entries:
        entry.title = first_words(entry.parsed())
    save_all(entries, tags=tags)
    places = Entry.topics.through
    places.objects.bulk_create(places(entry=entry, topic=topic) for topic in topics for entry in entries)
    Entry.list_again([entry.pk for entry in entries])
    return entries
