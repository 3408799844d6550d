"""A worker of gunicorn that leaves nobody at the door when it is told to stop."""

from gunicorn.workers.gthread import ThreadWorker


class ClosingWorker(ThreadWorker):
    """Serves whoever has connected before it was told to stop, and closes its door at once.

    By itself gunicorn leaves the socket open until the last request is served, so that a machine goes on
    connecting readers, whom nobody will answer.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self.let_in_the_last(listener)
                listener.close()

    def let_in_the_last(self, listener: object) -> None:
        number = -1
        while number != self.nr_conns < self.worker_connections:
            number = self.nr_conns
            self.accept(listener)
