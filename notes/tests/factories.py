from datetime import date

from notes.models import Entry


def create_entry(*, body="Something read", read_on=date(2023, 3, 11), tags=(), topics=(), **fields):
    entry = Entry.objects.create(body=body, read_on=read_on, **fields)
    if tags:
        entry.tags.add(*tags)
    if topics:
        entry.topics.add(*topics)
    if tags or topics:
        entry.refresh_from_db(fields=["updated_at"])
    return entry
