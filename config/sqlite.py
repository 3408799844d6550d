"""How SQLite keeps an acknowledged save through a power cut, by version of the library.

WAL has a bug in SQLite 3.7.0 to 3.51.2 (fixed in 3.51.3 and in the backports 3.44.6 and 3.50.7) that can
lose commits when two connections write and checkpoint at once. Where it is fixed we take WAL with
synchronous=FULL, else the rollback journal with synchronous=EXTRA: in simulated power cuts both lost nothing.
"""

FIXED_SERIES = {(3, 44): 6, (3, 50): 7, (3, 51): 3}


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Whether write-ahead logging loses nothing in SQLite `version`, as in `sqlite3.sqlite_version_info`."""
    series, patch = version[:2], version[2]
    if series in FIXED_SERIES:
        return patch >= FIXED_SERIES[series]
    return series > (3, 51)


def to_options(version: tuple[int, int, int], is_read_only: bool = False) -> dict[str, object]:
    """Django's `OPTIONS` for SQLite: seconds to wait for a lock, and the pragmas of every connection.

    Writers take the lock when their transaction begins, so that they queue instead of failing midway. A
    connection that only reads takes none, and leaves the journal as it is: to change it is to write.
    """
    if is_read_only:
        return {"timeout": 20, "init_command": "PRAGMA query_only=ON;"}
    journal, synchronous = ("WAL", "FULL") if is_wal_safe(version) else ("DELETE", "EXTRA")
    return {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous};",
    }
