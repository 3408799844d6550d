"""How PostgreSQL is connected to: from a pool of ours, through a pooler, and as a replica.

A pooler in transaction mode (pgbouncer) gives each transaction another session of the server. So nothing is
kept in a session: no prepared statement, no cursor of the server, no setting but within a transaction, no
start-up parameter `options`, which pgbouncer refuses. `DATABASE_URL=...?pooler=transaction` says that one is
there.
"""

from collections.abc import Iterable
from typing import Any

Database = dict[str, Any]
POOLERS = ("transaction",)

# In seconds. The pool tries to connect ever more seldom until it gives up, and then whenever it is asked:
# so soon that the site is well when the server is. Connections that stood meanwhile are checked.
POOL = {"timeout": 10, "reconnect_timeout": 2}
# Connections to a pooler are few and near: each thread keeps its own.
KEPT = {
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,
}
# A machine that went without a word is noticed after this: seconds to connect (libpq takes no less),
# milliseconds until what was sent must have arrived.
HASTY = {"connect_timeout": 2, "tcp_user_timeout": 2000}
# The query that counts what a search can be narrowed by has some 600 expressions: to compile them took
# 400 ms of 480 with 10,000 entries. The address may say otherwise, since what comes later holds.
NOT_COMPILED = "-c jit=off"


def is_pooled(database: Database) -> bool:
    """Whether the address says that a pooler stands between."""
    return "pooler" in database.get("OPTIONS", {})


def to_databases(primary: Database, replicas: Iterable[Database], is_read_only: bool) -> dict[str, Database]:
    """Django's `DATABASES`: by `default` the primary, and its replicas as `replica1`, `replica2`, ..."""
    others = {f"replica{number}": to_replica(each) for number, each in enumerate(replicas, start=1)}
    if others:
        primary = primary | {"OPTIONS": HASTY | primary.get("OPTIONS", {})}
    return {"default": to_primary(primary, is_read_only)} | others


def to_replica(database: Database) -> Database:
    """It is asked before it is used, so that no other check is needed."""
    options = HASTY | {"tcp_user_timeout": 1000} | without_pooler(database)
    if not is_pooled(database):
        options["options"] = to_start(options)
    mirrored = {"TEST": {"MIRROR": "default"}}
    return database | {"OPTIONS": options} | KEPT | {"CONN_HEALTH_CHECKS": False} | mirrored


def to_primary(database: Database, is_read_only: bool = False) -> Database:
    """The settings of the database that is written to; one that is pooled already gets no pool of ours."""
    options = without_pooler(database)
    if is_pooled(database):
        return database | {"OPTIONS": options} | KEPT
    options["options"] = to_start(options, is_read_only)
    return database | {"OPTIONS": options | {"pool": POOL}, "CONN_HEALTH_CHECKS": True}


def without_pooler(database: Database) -> dict[str, Any]:
    return {name: value for name, value in database.get("OPTIONS", {}).items() if name != "pooler"}


def to_start(options: dict[str, Any], is_read_only: bool = False) -> str:
    """What PostgreSQL is told at the start of a connection: also that it takes no changes, if so."""
    told = [NOT_COMPILED, options.get("options", ""), "-c default_transaction_read_only=on" * is_read_only]
    return " ".join(filter(None, told))
