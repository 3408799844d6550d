"""Entries moved to another day, many at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from markup import Reference
from passages.changing import Key, pointing_at
from passages.models import Excerpt, Mention, Passage, Permalink, derive
from passages.models.kinds import type_id
from passages.models.permalink import last_part
from passages.slugs import numbered, to_slug
from passages.undoing import Back, Change

from .models import Entry

FIELDS = ("read_on", "slug", "is_date_inherited", "updated_at")


@dataclass(frozen=True)
class Place:
    """Where an entry stands; whether the log gave it its day through the entry above."""

    day: date
    slug: str
    is_inherited: bool


@dataclass(frozen=True)
class Move:
    """To one `day`, which the log then gave itself, or by a number of `days`."""

    day: date | None = None
    days: int = 0
    is_indexed = False

    @property
    def note(self) -> str:
        if self.day:
            return _("moved to %(day)s") % {"day": date_format(self.day, "DATE_FORMAT")}
        return ngettext("moved by %(days)s day", "moved by %(days)s days", self.days) % {"days": self.days}

    @property
    def ordering(self) -> tuple[str, ...]:
        """Who goes first leaves a place for who comes after."""
        return ("-read_on", "pk") if self.days > 0 else ("read_on", "pk")

    def of(self, day: date) -> date:
        return self.day or day + timedelta(days=self.days)

    def differing(self, documents: Any) -> Any:
        if self.day:
            return documents.exclude(Q(read_on=self.day) & Q(is_date_inherited=False))
        return documents

    def write(self, model: Any, keys: Sequence[int]) -> set[Key]:
        return move(keys, self.place)

    def place(self, entry: Entry) -> Place:
        return Place(self.of(entry.read_on), entry.slug, entry.is_date_inherited and not self.day)


class MoveBack(Back):
    """To the days that they had before, and to their addresses where nothing else has them now."""

    names = frozenset({"read_on", "slug", "is_date_inherited"})

    @classmethod
    def ordering_for(cls, change: Change) -> tuple[str, ...]:
        before, after = (said.get("read_on", "") for said in (change.before, change.after))
        return ("-read_on", "pk") if before > after else ("read_on", "pk")

    def write(self, model: Any, keys: Sequence[int]) -> set[Key]:
        return move(keys, self.place)

    def place(self, entry: Entry) -> Place:
        said = self.changes[entry.pk].before
        day = date.fromisoformat(said["read_on"]) if "read_on" in said else entry.read_on
        is_inherited = said.get("is_date_inherited", entry.is_date_inherited)
        return Place(day, said.get("slug", entry.slug), is_inherited)


def move(keys: Sequence[int], to_place: Callable[[Entry], Place]) -> set[Key]:
    """Former addresses lead to the entries, which are derived again, since their HTML knows its day."""
    rows = Entry.objects.filter(pk__in=keys).defer("body_html", "owners_html", "source_values").in_bulk()
    entries = [rows[key] for key in keys]
    former = {entry.pk: entry.path for entry in entries}
    put(entries, [to_place(entry) for entry in entries])
    save(entries)
    keep_addresses(entries, former)
    derive(Entry._base_manager.filter(pk__in=keys))
    return pointing_at(Entry, keys) | naming(entries)


def put(entries: Sequence[Entry], places: Sequence[Place]) -> None:
    """Their new days and, where another entry of that day has their slug, new slugs, in this order."""
    days = {place.day for place in places}
    taken: dict[date, set[str]] = {day: set() for day in days}
    for day, slug in Entry._base_manager.filter(read_on__in=days).values_list("read_on", "slug"):
        taken[day].add(slug)
    for entry, place in zip(entries, places, strict=True):
        taken.get(entry.read_on, set()).discard(entry.slug)
        entry.read_on, entry.slug, entry.is_date_inherited = place.day, place.slug, place.is_inherited
        if entry.slug in taken[entry.read_on]:
            entry.slug = free_among(taken[entry.read_on], entry.words_for_slug())
        taken[entry.read_on].add(entry.slug)


def free_among(taken: set[str], words: str) -> str:
    slug = to_slug(words, "entry")
    return numbered(slug, taken) if slug in taken else slug


def save(entries: Sequence[Entry]) -> None:
    """One after the other, in one command: no entry may come to a place before the one there has left it."""
    now = timezone.now()
    for entry in entries:
        entry.updated_at = now
    fields: list[Any] = [Entry._meta.get_field(name) for name in FIELDS]
    columns = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    rows = [
        (*(prepared(field, getattr(entry, field.attname)) for field in fields), entry.pk) for entry in entries
    ]
    owner_type, dated_on = type_id(Entry), Passage._meta.get_field("dated_on")
    days = [(prepared(dated_on, entry.read_on), owner_type, entry.pk) for entry in entries]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Entry._meta.db_table} SET {columns} WHERE id = %s", rows)  # noqa: S608
        for model in (Passage, Excerpt):  # prepared once; `derive` then finds them as they are to be
            table = model._meta.db_table
            where = "owner_type_id = %s AND owner_id = %s"
            cursor.executemany(f"UPDATE {table} SET dated_on = %s WHERE {where}", days)  # noqa: S608


def prepared(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def keep_addresses(entries: Sequence[Entry], former: dict[int, str]) -> None:
    """What `keep_address` does, for many."""
    moved = {former[entry.pk]: entry for entry in entries if former[entry.pk] != entry.path}
    Permalink.objects.filter(path__in=[*moved, *(entry.path for entry in moved.values())]).delete()
    here = {entry.path for entry in entries}
    kept = ((path, entry) for path, entry in moved.items() if path not in here)
    Permalink.objects.bulk_create(
        Permalink(path=path, slug=last_part(path), owner=entry) for path, entry in kept
    )


def naming(entries: Sequence[Entry]) -> set[Key]:
    """Texts that name what is the address of one of these now."""
    names = {Reference("path", entry.path) for entry in entries}
    names |= {Reference("wiki", entry.slug) for entry in entries}
    mentions = Mention.objects.naming(names)
    return set(mentions.values_list("passage__owner_type", "passage__owner_id"))
