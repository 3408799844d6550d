"""What Mozilla's HTTP Observatory says of the site as it is served behind a proxy with TLS."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit import tools
from audit.door import open_door
from audit.figures import Figure, at_least, none_of
from audit.site import Site, free_port, serving

CHECK = "Observatory"
PROGRAM = Path(__file__).resolve().with_name("observatory.mjs")
HIGHEST = 100  # without what is beyond the requirements


def judge(site: Site, paths: Sequence[str]) -> Iterator[Figure]:
    """Of pages by their paths, on the database of a site."""
    yield from figures(scan(site, paths))


def scan(site: Site, paths: Sequence[str]) -> list[dict[str, Any]]:
    address = f"127.0.0.1:{free_port()}"
    secured = Site(f"http://{address}", site.environment | {"HTTPS": "true"})
    with (
        TemporaryDirectory(prefix="commonplace-observatory-") as name,
        open(os.devnull, "wb") as log,
        serving(secured, log.fileno(), None),
        open_door(address, Path(name)) as (port, certificate),
    ):
        command = [tools.get_node(), str(PROGRAM), "localhost", str(port), *paths]
        environment = os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise tools.MissingError(f"the Observatory's program failed: {done.stderr.strip()[-300:]}")
    scanned: list[dict[str, Any]] = json.loads(done.stdout)
    return scanned


def figures(scanned: list[dict[str, Any]]) -> Iterator[Figure]:
    """The score of each page, with all tests, and those that are not passed."""
    for page in scanned:
        lines = [f"{each['points']:+4}  {each['name']}: {each['said']}" for each in page["tests"]]
        yield at_least(CHECK, f"{page['path']}, graded {page['grade']}", page["score"], HIGHEST, lines)
    failed = [(page["path"], each) for page in scanned for each in page["tests"] if not each["passed"]]
    yield none_of(
        CHECK, "tests not passed", (f"{path}: {each['name']}: {each['said']}" for path, each in failed)
    )
