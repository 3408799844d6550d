"""Work on the database that is killed before a statement of it, to be run in the environment of a site:

`python -m drills.stopping WORK POINTS` does the WORK once undisturbed and once for each of POINTS statements,
chosen evenly by a seed (0: all), each time on the database as it was. Writes one object of JSON.
"""

import json
import os
import pickle
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, connections

from drills.ledger import Draft
from drills.load import ADD, OWNER, to_form
from drills.rows import Rows, all_rows, differences, digest_of, each_statement

Work = Callable[[], object]
SAMPLE = Path(__file__).resolve().parent.parent / "sample"
LOG = SAMPLE / "_logs" / "reading-log.md"


@dataclass
class Run:
    """What an undisturbed run does: after which statement the database was in which state."""

    statements: int = 0
    states: list[tuple[int, str]] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)

    def state_before(self, statement: int) -> str:
        return [state for number, state in self.states if number < statement][-1]


class Killing:
    """Counts statements and commits, and ends the process without a warning before the one numbered `at`."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.count = 0

    def before(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def run(self, work: Work) -> None:
        with each_statement(self.before, lambda: None):
            work()


class Recording(Killing):
    """Looks at the database after each commit."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Run()
        self.is_looking = False

    def before(self) -> None:
        if not self.is_looking:
            super().before()

    def look(self) -> None:
        if not self.is_looking:
            self.is_looking = True
            self.found.states.append((self.count, digest_of(all_rows())))
            self.is_looking = False

    def run(self, work: Work) -> None:
        self.look()
        with each_statement(self.before, self.look):
            work()
        self.look()  # after what was done without a transaction
        self.found.rows = comparable_rows()
        self.found.statements = self.count


def record(work: Work) -> Run:
    recording = Recording()
    recording.run(work)
    return recording.found


def in_child(work: Callable[[], Any]) -> Any:
    """What the work gives in a fork of this process, None if that was killed."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            leave_connections()
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGKILL:
        return None
    if code:
        sys.exit("the work failed before it was to be killed")
    return pickle.loads(said)


# Of the parent, and never closed here, where that would end them there.
LEFT: list[Any] = []


def leave_connections() -> None:
    """Open others: a fork knows connections of its parent that `close_all` there did not see, since an event
    loop that runs, as Playwright's, has connections of its own (asgiref's `Local`) and runs in no fork."""
    for each in connections.all(initialized_only=True):
        LEFT.append(each.connection)
        each.connection = None


def kill_at(statement: int, work: Work) -> bool:
    """Whether the work came so far that it was killed."""
    return in_child(lambda: run_until(statement, work)) is None


def run_until(statement: int, work: Work) -> bool:
    Killing(statement).run(work)
    return True


class Base:
    """The database as it is now, to come back to."""

    def __init__(self) -> None:
        self.settings = connection.settings_dict
        self.is_sqlite = connection.vendor == "sqlite"
        connections.close_all()
        if self.is_sqlite:
            shutil.copy(self.path, self.kept)
        else:
            self.tell(f'CREATE DATABASE base TEMPLATE "{self.path}"')

    @property
    def path(self) -> str:
        return str(self.settings["NAME"])

    @property
    def kept(self) -> str:
        return f"{self.path}.base"

    def restore(self) -> None:
        connections.close_all()
        if self.is_sqlite:
            for beside in ("-journal", "-wal", "-shm"):
                Path(self.path + beside).unlink(missing_ok=True)
            shutil.copy(self.kept, self.path)
        else:
            self.tell(f'DROP DATABASE "{self.path}" WITH (FORCE)')
            self.tell(f'CREATE DATABASE "{self.path}" TEMPLATE base')

    def drop(self) -> None:
        """The database is as it was before, and nothing else is left."""
        self.restore()
        if self.is_sqlite:
            Path(self.kept).unlink()
        else:
            self.tell("DROP DATABASE base")

    def tell(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


def comparable_rows() -> Rows:
    """What a second run must make again. PostgreSQL takes back no number that a transaction was given, so
    that there the numbers differ; what the rows say does not."""
    return all_rows(is_numbered=connection.vendor == "sqlite")


def state_now() -> str:
    state = digest_of(all_rows())
    connections.close_all()
    return state


def try_all(work: Work, points: int, base: Base, *, is_repeatable: bool) -> dict[str, Any]:
    """Kill the work at so many statements; `torn` says where another state was left than after a commit, and
    `other` where to do the work again gave other rows than to do it once."""
    work()  # so that what only a first time does, such as reading templates, is done before the forks
    base.restore()
    whole: Run = in_child(lambda: record(work))
    torn: list[str] = []
    other: list[str] = []
    met: set[str] = set()
    for statement in chosen(whole.statements, points):
        base.restore()
        if not kill_at(statement, work):
            torn.append(f"statement {statement} was never reached")
            continue
        found = state_now()
        wanted = whole.state_before(statement)
        if found != wanted:
            torn.append(f"statement {statement} left a state that no commit had made")
        elif is_repeatable and found not in met:
            met.add(found)
            other += [f"after statement {statement}: {each}" for each in again(work, whole)]
    return {
        "statements": whole.statements,
        "points": len(chosen(whole.statements, points)),
        "states": len({state for _, state in whole.states}),
        "torn": torn,
        "other": other,
    }


def again(work: Work, whole: Run) -> list[str]:
    """How the rows differ after the work was done once more on what was left of it."""
    in_child(work)
    found = list(differences(comparable_rows(), whole.rows))
    connections.close_all()
    return found


def chosen(statements: int, points: int) -> Sequence[int]:
    every = range(1, statements + 1)
    return sorted(random.Random(statements).sample(every, points)) if 0 < points < statements else every


def import_at(path: Path, *options: str) -> None:
    call_command("import_notes", str(path), *options, stdout=StringIO(), stderr=StringIO())


@cache
def owners_client() -> Any:
    """Signed in once, before anything is killed: to sign in is several commits."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=OWNER))
    return client


def save_in_admin() -> None:
    answer = owners_client().post(ADD, to_form(Draft("zqkilled"), ""))
    if answer.status_code != 302:
        sys.exit(f"the form answers {answer.status_code}")


WORKS: dict[str, tuple[Work, bool]] = {
    "folder": (lambda: import_at(SAMPLE), True),
    "log": (lambda: import_at(LOG), True),
    "save": (save_in_admin, False),
}


def main(name: str, points: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    connection.settings_dict["OPTIONS"].pop("pool", None)  # its threads would not survive a fork
    work, is_repeatable = WORKS[name]
    if work is save_in_admin:
        owners_client()
    base = Base()
    print(json.dumps(try_all(work, points, base, is_repeatable=is_repeatable)))
    base.drop()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
