"""Makes the notebook in the database of the settings and says what to ask for there.

`python -m bench.pages.data SIZE` prints of each page its name, its address and its number of queries.
"""

import sys
import time

import django


def main(number: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # Django is set up first

    from .asked import addresses, queries_of  # noqa: PLC0415
    from .sizes import make  # noqa: PLC0415

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    make(number)
    print(f"{number:,} entries were made in {time.monotonic() - began:.0f} s", file=sys.stderr)
    for name, address in addresses().items():
        print(name, address, queries_of(address), sep="\t")


if __name__ == "__main__":
    main(int(sys.argv[1]))
