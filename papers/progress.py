"""How the reading of a work went, as its page says it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self

ENDS = {"finished", "stopped"}


class Event(Protocol):
    """What is asked of an event."""

    kind: str
    happened_on: date
    locator: str


@dataclass(frozen=True)
class Progress:
    """The last reading of a work; `events` are all there are, in order, of earlier ones too.

    `kind` is that of the last event. `began_on` is the day of the first event of this reading, `place` and
    `placed_on` say where it was last, '' and None where no event says so.
    """

    events: Sequence[Event]
    kind: str = ""
    began_on: date | None = None
    last_on: date | None = None
    place: str = ""
    placed_on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.events)

    @property
    def took_days(self) -> bool:
        return self.began_on != self.last_on

    @classmethod
    def of(cls, events: Sequence[Event]) -> Self:
        if not events:
            return cls(events)
        run = last_run(events)
        placed = next((event for event in reversed(run) if event.locator), None)
        return cls(
            events,
            kind=run[-1].kind,
            began_on=run[0].happened_on,
            last_on=run[-1].happened_on,
            place=placed.locator if placed else "",
            placed_on=placed.happened_on if placed else None,
        )


def last_run(events: Sequence[Event]) -> Sequence[Event]:
    """The events since the work was finished or stopped before the last event, or begun again."""
    for index in range(len(events) - 1, 0, -1):
        if events[index].kind == "started" or events[index - 1].kind in ENDS:
            return events[index:]
    return events
