"""Commands of the site where they cannot do their work: they end with 1 and a sentence."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from audit.site import ROOT, Site

DAYS = 28


def write_log(path: Path) -> Path:
    """A log that no import has seen, large enough to need space."""
    link = "[a page](https://example.org/log/{})"
    bullets = [f"* 2/{day:02} - Read {link.format(day)}" + " again" * 200 for day in range(1, DAYS + 1)]
    path.write_text("---\ntitle: A new log\n---\n## 2024 Log\n\n" + "\n".join(bullets) + "\n")
    return path


def silent_faults(site: Site, *arguments: str) -> Iterator[str]:
    """What is wrong with how a command fails: by another exit code, without a word, or with a traceback."""
    done = run(site, *arguments)
    said = done.stderr.strip()
    if done.returncode != 1:
        yield f"{arguments[0]} ends with {done.returncode}"
    if not said or "Traceback" in said:
        yield f"{arguments[0]} says: {said[-300:] or 'nothing'}"


def failing(site: Site, *arguments: str) -> Iterator[str]:
    """What a command says that should go well and does not."""
    done = run(site, *arguments)
    if done.returncode:
        yield f"{arguments[0]}: {done.stderr.strip()[-300:]}"


def run(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True)
