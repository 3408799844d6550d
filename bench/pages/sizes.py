"""A notebook of up to a million entries: the program writes ten thousand, the database copies them.

A copy has keys, addresses and a rare word of its own, and it names copies of the works, so that what is
rare stays rare and what is common becomes as common as it would. One work has 500 notes at every size.
A log is written in the order of its days, so a copy has its own stretch of them: what is near in time lies
near in the tables. The first ten thousand are strewn over all the years.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from bench.notebook import DAYS, FIRST_DAY, RARE, SPECIAL_PAPER, fill
from history.rows import count_for_plans
from passages.models import Domain

SEED = 10_000
# Of the works and their authors there are as many copies as make 20,000 and 30,000 at a million entries.
LIBRARIES = 67
HURRY = ["PRAGMA synchronous=OFF", "PRAGMA journal_mode=MEMORY", "PRAGMA cache_size=-400000"]


@dataclass(frozen=True)
class Table:
    """A table that is copied: of which columns a copy has others, as SQL in which {k} is its number."""

    name: str
    changed: Mapping[str, str]
    where: str = ""


def make(number: int) -> None:
    """Fill the database of the settings, which is empty, with so many entries."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in HURRY:
                cursor.execute(pragma)
    with transaction.atomic():
        fill(min(number, SEED))
    copies = number // SEED
    libraries = max(1, copies * LIBRARIES // 100)
    steps = {table: largest(table) for table in KEYED}
    with transaction.atomic():
        for k in range(1, libraries):
            copy(library(steps), k, libraries)
    for k in range(1, copies):
        with transaction.atomic():
            copy(log(steps, copies), k, libraries)
    finish()


KEYED = (
    "notes_entry", "papers_paper", "papers_author", "passages_passage", "passages_excerpt", "passages_link",
)  # fmt: skip


def largest(table: str) -> int:
    return int(asked(f"SELECT coalesce(max(id), 0) FROM {table}"))


def library(steps: Mapping[str, int]) -> Iterator[Table]:
    """Works, authors and what belongs to works."""
    paper, author = steps["papers_paper"], steps["papers_author"]
    yield Table(
        "papers_author", {"id": f"id + {author} * {{k}}", "slug": "slug || '-' || {k}"}, f"id <= {author}"
    )
    yield Table(
        "papers_paper",
        {
            "id": f"id + {paper} * {{k}}",
            "slug": "slug || '-' || {k}",
            "citation_key": "citation_key || 'x' || {k}",
        },
        f"id <= {paper}",
    )
    yield Table(
        "papers_authorship",
        {"id": "", "paper_id": f"paper_id + {paper} * {{k}}", "author_id": f"author_id + {author} * {{k}}"},
        f"paper_id <= {paper}",
    )
    yield from of_document("papers.paper", paper, steps, {})


def log(steps: Mapping[str, int], copies: int) -> Iterator[Table]:
    """Entries with their tags, topics, works, links, passages and words; one of so many copies."""
    entry, link = steps["notes_entry"], steps["passages_link"]
    ours = f"id <= {entry}"
    own = {"id": f"id + {entry} * {{k}}", "slug": "slug || '-' || {k}", "read_on": moved("read_on", copies)}
    own |= {
        column: f"replace({column}, '{RARE}', '{RARE}{{k}}x')" for column in ("title", "body", "body_html")
    }
    yield Table("passages_link", {"id": f"id + {link} * {{k}}", "url": "url || '/' || {k}"}, f"id <= {link}")
    yield Table("notes_entry", own, ours)
    member = f"entry_id + {entry} * {{k}}"
    yield Table("notes_entry_topics", {"id": "", "entry_id": member}, f"entry_id <= {entry}")
    yield Table(
        "notes_entry_papers",
        {"id": "", "entry_id": member, "paper_id": elsewhere("paper_id", steps)},
        f"entry_id <= {entry}",
    )
    yield Table(
        "notes_standing",
        {"id": "", "entry_id": member, "read_on": moved("read_on", copies)},
        f"entry_id <= {entry}",
    )
    kind = type_of("notes.entry")
    tagged = f"content_type_id = {kind} AND object_id <= {entry}"
    yield Table("passages_tagging", {"id": "", "object_id": f"object_id + {entry} * {{k}}"}, tagged)
    days = {"dated_on": moved("dated_on", copies)}
    yield from of_document("notes.entry", entry, steps, days)


def of_document(model: str, step: int, steps: Mapping[str, int], days: dict[str, str]) -> Iterator[Table]:
    """Passages, mentions, excerpts and words of documents whose keys go up to `step`; `days` are theirs."""
    kind, passage, excerpt = type_of(model), steps["passages_passage"], steps["passages_excerpt"]
    owned = f"owner_type_id = {kind} AND owner_id <= {step}"
    owner = f"owner_id + {step} * {{k}}"
    rare = {"text": f"replace(text, '{RARE}', '{RARE}{{k}}x')"}
    # Works and entries are copied apart, so each has a range of its own above all keys of the seed.
    yield Table(
        "passages_passage",
        {"id": above("id", kind, passage), "parent_id": above("parent_id", kind, passage), "owner_id": owner}
        | days | rare,
        owned,
    )  # fmt: skip
    yield Table(
        "passages_mention",
        {
            "id": "",
            "passage_id": above("passage_id", kind, passage),
            "link_id": f"link_id + {steps['passages_link']} * {{k}}" if model == "notes.entry" else "link_id",
            "target_id": f"CASE WHEN target_type_id = {type_of('papers.paper')} THEN "
            f"{elsewhere('target_id', steps)} ELSE target_id END",
        },
        f"passage_id IN (SELECT id FROM passages_passage WHERE {owned})",
    )
    yield Table("passages_excerpt", {"id": above("id", kind, excerpt), "owner_id": owner} | days, owned)
    yield Table(
        "passages_words",
        {"rowid": above("rowid", kind, excerpt)} | words(),
        f"rowid IN (SELECT id FROM passages_excerpt WHERE {owned})",
    )


def words() -> dict[str, str]:
    """The tokens, with the rare word of the copy."""
    small = RARE.lower()
    if connection.vendor == "sqlite":
        return {
            column: f"replace({column}, '{small}', '{small}{{k}}x')" for column in ("title", "tags", "body")
        }
    return {"passages_words": f"replace(passages_words::text, '{small}', '{small}{{k}}x')::tsvector"}


def above(column: str, kind: str, step: int) -> str:
    """A key in a copy; entries lie above the keys that copies of works take."""
    libraries = LIBRARIES + 1 if kind == type_of("notes.entry") else 0
    return f"{column} + {step} * ({{k}} + {libraries})"


def elsewhere(column: str, steps: Mapping[str, int]) -> str:
    """A work in another library, but for the one that has 500 notes, which no copy names."""
    step = steps["papers_paper"]
    special = asked(f"SELECT id FROM papers_paper WHERE slug = '{SPECIAL_PAPER}'")
    other = f"CASE WHEN {column} = {special} THEN {special} + 1 ELSE {column} END"
    return f"{other} + {step} * {{library}}"


def moved(column: str, copies: int) -> str:
    """A day in the stretch of the copy, which is one of so many."""
    if connection.vendor == "sqlite":
        since = f"CAST(julianday({column}) - julianday('{FIRST_DAY}') AS integer)"
        return f"date('{FIRST_DAY}', '+' || (({since} + {{k}} * {DAYS}) / {copies}) || ' days')"
    return f"DATE '{FIRST_DAY}' + ({column} - DATE '{FIRST_DAY}' + {{k}} * {DAYS}) / {copies}"


def copy(tables: Iterator[Table], k: int, libraries: int) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            columns = [c for c in columns_of(table.name) if table.changed.get(c, c)]
            values = [table.changed.get(c, quoted(c)) for c in columns]
            sql = (
                f"INSERT INTO {table.name} ({', '.join(map(quoted, columns))}) "
                f"SELECT {', '.join(values)} FROM {table.name} WHERE {table.where}"
            )
            cursor.execute(sql.format(k=k, library=k % libraries))


def columns_of(table: str) -> list[str]:
    if table == "passages_words":
        return (
            ["rowid", "title", "tags", "body"]
            if connection.vendor == "sqlite"
            else ["rowid", "passages_words"]
        )
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def quoted(column: str) -> str:
    return f'"{column}"'


def finish() -> None:
    """What saves keep, the next keys, and what an import lets the database count."""
    with transaction.atomic():
        Domain.objects.count_anew()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")  # as PostgreSQL does by itself after a while
    count_for_plans()


def type_of(label: str) -> str:
    app, model = label.split(".")
    return str(asked(f"SELECT id FROM django_content_type WHERE app_label = '{app}' AND model = '{model}'"))


def asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
