"""SIGKILL before each SQL statement of imports and of a save: whole files are there or not."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from audit.figures import Figure
from audit.site import ROOT, Site, SiteError
from drills.databases import POSTGRESQL, SQLITE, database_on
from drills.figures import judge
from drills.server import create_owner
from tests.services import HURRY

ALL = 0
# How many statements of each are tried: a folder is many files, and each file is like the one tried whole.
WORKS = {"save": ("a save in the admin", ALL), "log": ("the import of a log", ALL)}
WORKS["folder"] = ("the import of a folder of 15 files", 40)


def drill(share: float) -> Iterator[Figure]:
    for kind in (SQLITE, POSTGRESQL):
        with database_on(kind, HURRY) as database:
            site = database.site
            site.manage("migrate", "--verbosity=0")
            create_owner(site)
            for work, (name, points) in WORKS.items():
                tried = max(5, round((points or 300) * share)) if points or share < 1 else ALL
                yield try_on(site, f"statements, {database.name}", work, name, tried)


def try_on(site: Site, drill: str, work: str, name: str, points: int) -> Figure:
    began = time.monotonic()
    command = [sys.executable, "-m", "drills.stopping", work, str(points)]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"{name} could not be tried: {done.stderr.strip()}")
    found = json.loads(done.stdout)
    what = f"killed before {found['points']:,} of {found['statements']:,} statements of {name}"
    told = f"{found['states']} states; {time.monotonic() - began:.0f} s"
    return judge(drill, what, {"torn": found["torn"], "other after a second run": found["other"]}, told)
