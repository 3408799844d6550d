"""gunicorn by a clock that is ahead by the days that a file says: `python -m drills.moved FILE [arguments]`.

The clock of Python jumps in the workers while they run, as the machine's would; monotonic time does not.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import time_machine
from gunicorn.app.wsgiapp import run

EVERY = 0.05  # seconds


def follow(path: Path, clock: time_machine.Traveller) -> None:
    ahead = 0
    while True:
        days = int(path.read_text() or ahead)
        clock.shift(timedelta(days=days - ahead))
        ahead = days
        time.sleep(EVERY)


def main(path: Path) -> None:
    clock = time_machine.travel(datetime.now(UTC), tick=True).start()
    os.register_at_fork(after_in_child=lambda: Thread(target=follow, args=(path, clock), daemon=True).start())
    sys.exit(run())


if __name__ == "__main__":
    main(Path(sys.argv.pop(1)))
