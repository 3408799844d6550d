"""gunicorn on another day: `python -m audit.clock 2026-02-08T12:00Z [arguments of gunicorn]`."""

import sys
from datetime import datetime

import time_machine
from gunicorn.app.wsgiapp import run

if __name__ == "__main__":
    time_machine.travel(datetime.fromisoformat(sys.argv.pop(1)), tick=True).start()
    sys.exit(run())
