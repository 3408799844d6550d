"""What SQLite finds in a database after a power cut, without the program of the site."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

BEGINNING = re.compile(r"(?P<marker>zq\w+) in its revision (?P<number>\d+)")
ENTRY = "(SELECT id FROM django_content_type WHERE app_label = 'notes' AND model = 'entry')"
PASSAGES = f"SELECT owner_id, text FROM passages_passage WHERE owner_type_id = {ENTRY}"
VERSIONS = f"""SELECT owner_id, json_extract("values", '$.body') FROM history_version
    WHERE owner_type_id = {ENTRY} ORDER BY id"""
WORDS = f"""SELECT owner_id, body FROM passages_words JOIN passages_excerpt ON id = passages_words.rowid
    WHERE owner_type_id = {ENTRY}"""
TAGS = f"SELECT object_id, count(*) FROM passages_tagging WHERE content_type_id = {ENTRY} GROUP BY object_id"


def look(path: Path, acknowledged: Iterable[str]) -> tuple[list[str], list[str]]:
    """What is lost of what was acknowledged, each a marker and a revision, and what is torn."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            rows = connection.execute("SELECT id, body FROM notes_entry")
            entries = {key: str(body) for key, body in rows}  # of a broken file a body may be anything
            return list(lost(entries.values(), acknowledged)), faults + list(torn(connection, entries))
    except sqlite3.DatabaseError as error:
        return [], [str(error)]


def lost(bodies: Iterable[str], acknowledged: Iterable[str]) -> Iterator[str]:
    there = {each["marker"]: int(each["number"]) for each in map(BEGINNING.match, bodies) if each}
    for said in acknowledged:
        marker, number = said.split()
        if there.get(marker, -1) < int(number):
            yield said


def torn(connection: sqlite3.Connection, entries: dict[int, str]) -> Iterator[str]:
    """Entries of which a part has another revision."""
    passages, words = gathered(connection, PASSAGES), gathered(connection, WORDS)
    versions, tags = dict(connection.execute(VERSIONS)), dict(connection.execute(TAGS))
    for key, body in entries.items():
        begins = BEGINNING.match(body)
        if not begins:
            continue
        quoted = f"{begins['marker']}q{begins['number']}"
        if not (quoted in passages.get(key, "") and quoted in words.get(key, "") and tags.get(key) == 2):
            yield f"what belongs to {begins[0]}"
        if versions.get(key) != body:
            yield f"the version of {begins[0]}"


def gathered(connection: sqlite3.Connection, query: str) -> dict[int, str]:
    found: dict[int, str] = {}
    rows: Iterable[tuple[int, Any]] = connection.execute(query)
    for key, text in rows:
        found[key] = f"{found.get(key, '')}\n{text}"
    return found
