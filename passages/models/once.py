"""What is made of rows again and again while they are written, put off and made once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

Task = Callable[[Sequence[int]], None]

PUT_OFF: ContextVar[dict[Task, dict[int, None]] | None] = ContextVar("put_off", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Do at the end, once for each row, what is asked for within; the caller has opened a transaction.

    One within another is part of that. Where something fails, nothing is done.
    """
    if PUT_OFF.get() is not None:
        yield
        return
    tasks: dict[Task, dict[int, None]] = {}
    token = PUT_OFF.set(tasks)
    try:
        yield
    finally:
        PUT_OFF.reset(token)
    for task, keys in tasks.items():
        task(list(keys))


def do(task: Task, keys: Iterable[int]) -> None:
    """Do something with the rows of these keys now, or at the end of `once`.

    Two tasks that are equal are one, such as the same function or `functools.partial` from a cache.
    """
    tasks = PUT_OFF.get()
    if tasks is None:
        task(list(keys))
    else:
        tasks.setdefault(task, {}).update(dict.fromkeys(keys))
