"""What `doctor --system` looks at: settings, database, index, HTML, disk, pictures, backups, sessions."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from sqlite3 import sqlite_version
from tempfile import gettempdir
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.checks import ERROR, run_checks
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction
from django.utils import timezone
from django.utils.translation import override

from backups.last import LastBackup
from backups.media import names_in
from passages.management.commands.reindex import find_faults
from passages.models import derive, document_models
from passages.orphans import stray_files
from passages.storage import local_folder, missing_of, write_and_delete
from passages.unavailable import why_unavailable

from .logs import words_of
from .ready import missing_migrations
from .space import fault_of, folders, free_bytes

OK, WARN, FAIL = "OK", "WARN", "FAIL"
LITTLE = 2**30  # bytes left on a disk that somebody should know of
SAMPLE = 20
SHOWN = 3
OLDEST_BACKUP = timedelta(days=2)
MANY_SESSIONS = 1_000
MUCH_BEHIND = 2**24  # bytes of PostgreSQL's log ahead
UNKNOWN = "it cannot be looked at"
SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


@dataclass(frozen=True)
class Line:
    level: str
    subject: str
    said: str

    def __str__(self) -> str:
        return f"{self.level:4}  {self.subject}: {self.said}"


Check = Callable[[], Iterator[Line]]


def examine_system() -> Iterator[Line]:
    """Every check, whatever becomes of the others; of a database that does not answer, one line only."""
    yield from looked_at(settings_of_the_site)
    lines = list(looked_at(database))
    yield from lines
    is_there = not any(line.said.startswith(UNKNOWN) for line in lines)
    for check in [*(IN_THE_DATABASE if is_there else []), space, backup]:
        yield from looked_at(check)


def looked_at(check: Check) -> Iterator[Line]:
    try:
        yield from check()
    except Exception as error:  # whatever is broken is what the doctor is asked for
        yield Line(FAIL, check.__name__.replace("_", " "), f"{UNKNOWN}: {to_reason(error)}")


def to_reason(error: Exception) -> str:
    why = why_unavailable(error)
    if why:
        with override("en"):
            return str(why.label)
    return " ".join(filter(None, [type(error).__name__, words_of(error)]))


def settings_of_the_site() -> Iterator[Line]:
    found = run_checks(include_deployment_checks=True)
    told = [message for message in found if not message.is_silenced()]
    for message in told:
        level = FAIL if message.level >= ERROR else WARN
        yield Line(level, "settings", f"{message.id}: {' '.join(str(message.msg).split())}")
    if settings.READ_ONLY:
        yield Line(WARN, "settings", "the site is in read-only mode")
    elif not told:
        yield Line(OK, "settings", "check --deploy has nothing to say")


def database() -> Iterator[Line]:
    connection.ensure_connection()
    yield from sqlite() if connection.vendor == "sqlite" else postgresql()


def sqlite() -> Iterator[Line]:
    found = {
        "journal_mode": ask("PRAGMA journal_mode"),
        "synchronous": SYNCHRONOUS[int(ask("PRAGMA synchronous"))],
    }
    said = f"SQLite {sqlite_version}, journal {found['journal_mode']}, synchronous {found['synchronous']}"
    wanted = re.findall(r"PRAGMA (\w+)=(\w+)", settings.DATABASES["default"]["OPTIONS"]["init_command"])
    others = [f"{name}={value}" for name, value in wanted if found.get(name, value).lower() != value.lower()]
    if others:
        yield Line(WARN, "database", f"{said}; not as the site asks for it: {', '.join(others)}")
    else:
        yield Line(OK, "database", said)
    fault = ask("PRAGMA quick_check(1)")
    if fault == "ok":
        yield Line(OK, "database", "its file is whole (quick_check)")
    else:
        yield Line(FAIL, "database", "its file is damaged (quick_check): bring back a backup")


def postgresql() -> Iterator[Line]:
    risky = [
        name for name in ("fsync", "full_page_writes", "synchronous_commit") if ask(f"SHOW {name}") == "off"
    ]
    yield Line(OK, "database", f"PostgreSQL {ask('SHOW server_version')}")
    for name in risky:
        yield Line(WARN, "database", f"{name} is off: a power cut may cost what was saved")


def replicas() -> Iterator[Line]:
    """How far they are behind the primary, which answers readers for one that is."""
    aliases = [alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS]
    written = ask("SELECT pg_current_wal_lsn()") if aliases else ""
    for alias in aliases:
        try:
            bytes_behind = behind(alias, written)
        except Error:
            yield Line(WARN, "replicas", f"{alias} does not answer")
            continue
        if bytes_behind is None:
            yield Line(
                FAIL, "replicas", f"{alias} is no replica any more: take it out of DATABASE_REPLICA_URLS"
            )
        else:
            level = WARN if bytes_behind > MUCH_BEHIND else OK
            yield Line(level, "replicas", f"{alias} is {max(0, bytes_behind):,} bytes behind")


def behind(alias: str, written: str) -> int | None:
    """Bytes that a replica has yet to replay up to a place in the log ahead; None if it is a primary."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(%s, pg_last_wal_replay_lsn()), pg_is_in_recovery()", [written])
        difference, is_replica = cursor.fetchone()
    return int(difference) if is_replica else None


def ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def migrations() -> Iterator[Line]:
    missing = missing_migrations(connection)
    if missing:
        yield Line(FAIL, "migrations", f"{len(missing)} are missing. Run: manage.py migrate")
    else:
        yield Line(OK, "migrations", "all are applied")


def search_index() -> Iterator[Line]:
    faults = find_faults()
    for fault in faults:
        yield Line(FAIL, "search index", f"{fault}. Run: manage.py reindex")
    if not faults:
        yield Line(OK, "search index", "it has every text")


def html() -> Iterator[Line]:
    """Of each kind the texts that were saved longest ago are derived again, and that is taken back."""
    if settings.READ_ONLY:
        yield Line(OK, "HTML", "not looked at in read-only mode")
        return
    compared, stale = 0, 0
    for model in document_models():
        keys = list(model._base_manager.order_by("updated_at", "pk").values_list("pk", flat=True)[:SAMPLE])
        before = htmls(model, keys)
        with transaction.atomic():
            derive(model._base_manager.filter(pk__in=keys))
            after = htmls(model, keys)
            transaction.set_rollback(True)
        compared += len(keys)
        stale += sum(before[key] != after[key] for key in keys)
    if stale:
        said = f"{stale} of {compared} texts that were tried look otherwise now. Run: manage.py render"
        yield Line(WARN, "HTML", said)
    else:
        yield Line(OK, "HTML", f"{compared} texts that were tried are as this version renders them")


def htmls(model: Any, keys: list[int]) -> dict[int, tuple[str, str]]:
    rows = model._base_manager.filter(pk__in=keys).values_list("pk", "body_html", "owners_html")
    return {key: (public, owners) for key, public, owners in rows}


def space() -> Iterator[Line]:
    places = folders() | {"temporary files": Path(gettempdir())}
    for what, folder in places.items():
        fault = "" if settings.READ_ONLY else fault_of(folder)
        free = free_bytes(folder)
        level = FAIL if fault else WARN if free < LITTLE else OK
        yield Line(level, "space", f"{what}: {fault + ', ' if fault else ''}{free / 2**30:.1f} GB are free")
    if not local_folder():
        yield Line(OK, "space", f"media: {store()}")


def store() -> str:
    """What there is to say of a store of media that is no folder; raises what is wrong with it."""
    if settings.READ_ONLY:
        return "in a store, which is not written to in read-only mode"
    write_and_delete()
    return "in a store, where a file was written and deleted again"


def pictures() -> Iterator[Line]:
    names = names_in(apps.get_models(), DEFAULT_DB_ALIAS)
    missing, stray = missing_of(names), stray_files()
    if missing:
        some = ", ".join(islice(missing, SHOWN)) + (" …" if len(missing) > SHOWN else "")
        yield Line(FAIL, "pictures", f"files are missing for {len(missing)} of {len(names)} rows: {some}")
    else:
        yield Line(OK, "pictures", f"there is a file for each of {len(names)} rows")
    if stray:
        yield Line(WARN, "pictures", f"{len(stray)} files belong to no row. Run: manage.py prune_images")


def backup() -> Iterator[Line]:
    last = LastBackup.find()
    if last is None:
        yield Line(WARN, "backup", "none was made by manage.py backup, as far as is known here")
        return
    age = timezone.now() - last.moment
    said = f"the last one was made {age.days} days and {age.seconds // 3600} hours ago: {last.path}"
    said += "" if last.is_verified else ", and not read back"
    yield Line(WARN if age > OLDEST_BACKUP or not last.is_verified else OK, "backup", said)


def sessions() -> Iterator[Line]:
    old = Session.objects.filter(expire_date__lt=timezone.now()).count()
    advice = ". Run: manage.py clearsessions" if old > MANY_SESSIONS else ""
    yield Line(WARN if advice else OK, "sessions", f"{old} have expired and are kept{advice}")


IN_THE_DATABASE: list[Check] = [replicas, migrations, search_index, html, pictures, sessions]
