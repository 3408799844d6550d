"""Keep a release, or accept what differs from one on purpose.

python -m tests.releasing make 0.1.0 [--anew]
python -m tests.releasing accept 0.1.0
"""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.releasing")
    parser.add_argument("step", choices=["make", "accept"])
    parser.add_argument("version")
    parser.add_argument("--anew", action="store_true", help="write over what was kept and is not out yet")
    said = parser.parse_args()
    set_up()
    try:
        print(make(said.version, is_anew=said.anew) if said.step == "make" else accept(said.version))
    except ValueError as error:
        sys.exit(str(error))


def set_up() -> None:
    """Settings as nobody has changed them; a database is made when it is needed."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "sqlite:///:memory:"}
    import django  # noqa: PLC0415

    import tests.environment  # noqa: PLC0415, F401  # before the settings read the environment

    django.setup()


def make(version: str, *, is_anew: bool) -> str:
    from tests.releasing.making import make_release  # noqa: PLC0415

    target = make_release(version, is_anew=is_anew)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return f"{target}: {size // 1024} KB"


def accept(version: str) -> str:
    from tests.releasing.making import ACCEPTED, KEPT  # noqa: PLC0415
    from tests.releasing.scratch import scratch_database  # noqa: PLC0415
    from tests.releasing.upgrading import Upgrade  # noqa: PLC0415

    with TemporaryDirectory() as name, scratch_database(Path(name)):
        told = Upgrade(KEPT / version, Path(name)).run()
    path = KEPT / version / ACCEPTED
    reasons = [line for line in (path.read_text().split("\n") if path.exists() else []) if line[:1] == "#"]
    path.write_text("\n".join([*reasons, *told, ""]))
    return f"{path}: {len(told)} lines. Say why in lines that begin with #."


if __name__ == "__main__":
    main()
