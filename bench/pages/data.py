"""Makes the notebook in the database of the settings and says what to ask for there.

`python -m bench.pages.data SIZE` prints as JSON of each page its address and its number of queries, and
what a client of the admin needs.
"""

import json
import sys
import time

import django


def main(number: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # Django is set up first

    from .asked import addresses, admin, queries_of  # noqa: PLC0415
    from .sizes import make  # noqa: PLC0415

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    make(number)
    print(f"{number:,} entries were made in {time.monotonic() - began:.0f} s", file=sys.stderr)
    pages = {name: {"path": path, "queries": queries_of(path)} for name, path in addresses().items()}
    print(json.dumps({"pages": pages, "admin": admin()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
