"""One line for each drill: what was done how often, and what was promised and does not hold."""

from collections.abc import Mapping, Sequence

from audit.figures import Figure

SHOWN = 20


def judge(drill: str, done: str, faults: Mapping[str, Sequence[str]], told: str = "") -> Figure:
    """A promise each (“lost”) with what breaks it; it is kept where nothing does."""
    value = ", ".join(f"{name} {len(found)}" for name, found in faults.items())
    wanted = ", ".join(f"{name} 0" for name in faults)
    notes = [f"{name}: {fault}" for name, found in faults.items() for fault in found[:SHOWN]]
    return Figure(
        drill, done, f"{value}; {told}" if told else value, wanted, not any(faults.values()), tuple(notes)
    )
