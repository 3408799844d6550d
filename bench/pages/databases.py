"""An empty database for each size."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.services import MissingError, get_server, throwaway_cluster


@contextmanager
def empty_database(folder: Path, *, is_postgresql: bool) -> Iterator[tuple[str, int | None]]:
    """Its address, and the process of its server where that was started for it."""
    if not is_postgresql:
        yield os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"), None
        return
    try:
        server = get_server()
    except MissingError as error:
        raise SystemExit(f"PostgreSQL cannot be measured: {error}.") from None
    with throwaway_cluster(server) as address:
        yield address, process_of(address)


def process_of(address: str) -> int:
    """The server whose folder holds the socket of this address."""
    socket = Path(unquote(urlsplit(address).netloc.rpartition("@")[2]))
    return int((socket / "data" / "postmaster.pid").read_text().splitlines()[0])


def kind_of(address: str) -> str:
    """SQLite or PostgreSQL, as in `results.json`."""
    return "postgresql" if address.startswith("postgres") else "sqlite"
