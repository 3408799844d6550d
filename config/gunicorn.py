"""How gunicorn serves the site: `gunicorn --config config/gunicorn.py --bind 127.0.0.1:8000`."""

import errno
import gc
import socket
import sys

from gunicorn.arbiter import Arbiter
from gunicorn.http import message
from gunicorn.workers.base import Worker

wsgi_app = "config.wsgi"
worker_class = "config.workers.ClosingWorker"
workers = 2
threads = 4  # workers x threads stays within 8: more writers than that wait too long for SQLite's one lock
preload_app = True  # safe over the fork: no connection or pool opens before a worker's first query
# An address of 100 KB is answered by the site, in a sentence. By itself gunicorn takes 8 KB, or any length.
limit_request_line = message.MAX_REQUEST_LINE = 128 * 1024
# Told to stop (SIGTERM), it takes no new connection and finishes what it serves, for as long as this.
graceful_timeout = 30
control_socket_disable = True  # else it lies under $HOME, where two sites would share it
# After so many more new objects than gone ones Python looks for garbage, instead of 700: a long text becomes
# a million that are none, and looking through them took a quarter of the time that it took to save it.
GARBAGE = 25_000


def on_starting(server: Arbiter) -> None:
    """Say at once what gunicorn would say after five tries."""
    if server.master_pid:  # on the signal USR2 another server hands its port on
        return
    for address in server.cfg.address:
        if not isinstance(address, tuple):  # the path of a Unix socket
            continue
        host, port = address
        if is_taken(host, port):
            sys.exit(f"Port {port} of {host} is taken; choose another, for example: make run PORT={port + 1}")


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """What is loaded by now stays, so that no search for garbage goes through it."""
    gc.freeze()
    gc.set_threshold(GARBAGE)


def is_taken(host: str, port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            attempt.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
