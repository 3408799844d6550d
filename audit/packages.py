"""Which packages of the locked file have vulnerabilities that PyPI knows of, asked by pip-audit, and whether
they are older than SECURITY.md allows."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from audit.figures import Figure, at_most, none_of, told

CHECK = "Packages"
ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / "requirements.txt"
PROMISED = ROOT / "SECURITY.md"
LAST = re.compile(r"^Packages were last gone through on (\d{4}-\d\d-\d\d)\.$", re.MULTILINE)
MOST_DAYS = 90
WHAT = "vulnerabilities that are known"
OPTIONS = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
PATIENCE = 300  # seconds


def judge(locked: Path = LOCKED) -> Iterator[Figure]:
    """Of the packages with their hashes in a file; nothing is installed."""
    yield age(PROMISED.read_text(encoding="utf-8"), date.today())
    command = [sys.executable, "-m", "pip_audit", *OPTIONS, "--requirement", str(locked)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        yield from figures(json.loads(done.stdout)["dependencies"])
    except subprocess.TimeoutExpired:
        yield not_measured(f"PyPI did not answer within {PATIENCE} s")
    except ValueError:  # no JSON: it has told on stderr what kept it
        yield not_measured(done.stderr.strip()[-300:])


def age(promised: str, today: date) -> Figure:
    """How long ago somebody looked for newer ones, by the words of SECURITY.md; without them it is told."""
    what, last = "days since packages were gone through", LAST.search(promised)
    if last is None:
        return told(CHECK, what, "not known")
    return at_most(CHECK, what, (today - date.fromisoformat(last[1])).days, MOST_DAYS, "days")


def figures(asked: list[dict[str, Any]]) -> Iterator[Figure]:
    """A package that pip-audit skipped is unknown, though it takes it for harmless itself."""
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in asked if "skip_reason" in each]
    known = [
        f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'none'}"
        for each in asked
        for one in each.get("vulns", [])
    ]
    if known or (asked and not skipped):
        yield none_of(CHECK, WHAT, known)
    else:
        yield not_measured(f"of {len(asked)} packages, {len(skipped)} got no answer")
    if skipped:
        yield told(CHECK, "packages not measured", f"{len(skipped)} of {len(asked)}", skipped)


def not_measured(reason: str) -> Figure:
    return told(CHECK, WHAT, "not measured", [reason])
