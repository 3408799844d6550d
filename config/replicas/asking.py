"""Asks the primary and its replicas how far they are, by connections that nothing else uses or that are
checked by being asked."""

import select
import threading
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, OperationalError, connections

from .choosing import Rests, Standby, last_word, to_place

# A snapshot is taken before the place is read, so that whatever it sees stands in the log before that place.
# The place is that of what is inserted: with `synchronous_commit=off` others see a commit before it is
# written.
PRIMARY = """
SELECT current_database() || ' ' || pg_postmaster_start_time()::text || ' ' || pg_current_snapshot()::text,
    pg_current_wal_insert_lsn()::text, pg_current_wal_flush_lsn()::text
"""
STANDBY = """
SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()::text, pg_last_wal_receive_lsn()::text,
    EXISTS (SELECT FROM pg_stat_wal_receiver)
"""
# Seconds in which a primary that does not answer may stop or start, before readers are told to come again.
PATIENCE = 5.0
BETWEEN = 0.05
# Seconds after which a connection that broke was not idle but cut, and is not tried again at once.
AT_ONCE = 0.5
# Seconds in which a server must say how far it is.
ANSWER = 1.0

RESTS = Rests(time.monotonic)


@dataclass(frozen=True)
class Told:
    """What is committed now: a mark that changes with it, and the place that a replica must have replayed."""

    mark: str
    place: int
    is_primary_there: bool = True


class Mine(threading.local):
    """The connection of a thread by which it asks the primary."""

    connection: Any = None


class Seen:
    """Up to where the primary has written, as it told this process last: what is beyond may be lost with
    it."""

    place = 0


MINE = Mine()


def replicas() -> list[str]:
    """The aliases of the replicas in `DATABASES`."""
    return [alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS]


def committed() -> Told:
    """What is committed now: the primary says so, or while it is down those who followed it.

    While it stops or starts neither may know for a moment; then both are asked again.
    """
    ends = time.monotonic() + PATIENCE
    while True:
        is_last = time.monotonic() >= ends
        if told := ask_patiently() or ask_those_who_followed():
            return told
        if is_last:
            raise OperationalError("neither the primary nor a replica knows what is committed")
        time.sleep(BETWEEN)


def ask_patiently() -> Told | None:
    """What the primary says, None where it does not answer; if that took long it is left alone for a moment.

    Nobody commits then who waits for a replica to have it, since none hears a primary that is not there.
    """
    if not RESTS.may_try(DEFAULT_DB_ALIAS):
        return None
    began = time.monotonic()
    try:
        told = ask_primary()
    except Error:
        if time.monotonic() - began > AT_ONCE:
            RESTS.fail(DEFAULT_DB_ALIAS)
        else:
            RESTS.succeed(DEFAULT_DB_ALIAS)
        return None
    RESTS.succeed(DEFAULT_DB_ALIAS)
    return told


def ask_primary() -> Told:
    if MINE.connection is None:
        MINE.connection = own_connection()
    mark, inserted, written = ask(MINE.connection, PRIMARY)
    Seen.place = max(Seen.place, to_place(written))
    return Told(mark, to_place(inserted))


def own_connection() -> Any:
    """A connection to the primary beside that of the pages, for which neither pool nor transaction is
    waited."""
    own: Any = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {name: value for name, value in own.settings_dict["OPTIONS"].items() if name != "pool"}
    own.settings_dict = own.settings_dict | {"OPTIONS": options}
    return own


def ask_those_who_followed() -> Told | None:
    known = [standby for alias in replicas() if (standby := ask_replica(alias))]
    place = last_word(known, Seen.place)
    return None if place is None else Told(f"standby {place}", place, is_primary_there=False)


def ask_replica(alias: str) -> Standby | None:
    """What a replica says of itself, None if it does not answer."""
    if not RESTS.may_try(alias):
        return None
    try:
        is_replica, replayed, received, listens = ask(connections[alias], STANDBY)
    except Error:
        RESTS.fail(alias)
        return None
    RESTS.succeed(alias)
    place = to_place(replayed) if replayed else 0
    return Standby(place, to_place(received) if received else place, listens == "t", is_replica == "t")


def ask(connection: Any, question: str) -> Any:
    """The row that answers; a connection that broke while nobody used it is made anew once."""
    began = time.monotonic()
    try:
        return row_of(connection, question)
    except Error:
        connection.close()
        if time.monotonic() - began > AT_ONCE:
            raise
    try:
        return row_of(connection, question)
    except Error:
        connection.close()
        raise


def row_of(connection: Any, question: str) -> Any:
    """The texts of the row that answers, in time: a pooler may keep a question for minutes (libpq's manual,
    "Asynchronous Command Processing")."""
    connection.ensure_connection()
    psycopg = connection.Database
    with connection.wrap_database_errors:
        link = connection.connection.pgconn
        link.send_query(question.encode())
        ends = time.monotonic() + ANSWER
        waiting = select.poll()
        waiting.register(link.socket, select.POLLIN)
        while link.is_busy():
            if not waiting.poll(max(0, ends - time.monotonic()) * 1000):
                raise psycopg.OperationalError("there was no answer in time")
            link.consume_input()
        answer = link.get_result()
        if answer is None or answer.status != psycopg.pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError("the server refuses to say how far it is")
        while link.get_result():
            pass
    said = [answer.get_value(0, column) for column in range(answer.nfields)]
    return [None if value is None else value.decode() for value in said]
