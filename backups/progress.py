from collections.abc import Iterable, Iterator
from typing import Any

from tqdm import tqdm


def progress(what: str, total: int, unit: str = "row") -> tqdm:
    """A bar on a terminal for what takes longer than a second."""
    is_scaled = unit == "B"
    return tqdm(desc=what, total=total, unit=unit, unit_scale=is_scaled, delay=1, disable=None, leave=False)


def counted(rows: Iterable[Any], bar: tqdm) -> Iterator[Any]:
    """The same rows, while the bar goes on."""
    for row in rows:
        yield row
        bar.update()
