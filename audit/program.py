"""How the programs that start servers end: whatever stops them, the servers are stopped too."""

import signal
import sys
from collections.abc import Callable

TERMINATED, INTERRUPTED = 128 + signal.SIGTERM, 128 + signal.SIGINT  # as a shell says it


def run(main: Callable[[list[str]], int]) -> None:
    """Call `main` with the arguments of the command line and end with its code; SIGTERM unwinds it too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
