"""Whether what was acknowledged is seen by anybody at once, and what is said while the primary is down."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from drills.asking import Browser, NoAnswerError
from drills.ledger import Draft, Ledger


@dataclass
class WatchedLedger(Ledger):
    """Looks, without a session, for each save as soon as it is acknowledged."""

    address: str = ""
    looks: int = 0
    stale: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def acknowledge(self, draft: Draft) -> None:
        super().acknowledge(draft)
        try:
            page = Browser(self.address).ask(f"/search/?q={draft.marker}")
        except NoAnswerError as error:
            self.failed.append(f"no answer to who looks for {draft.marker}: {error!r}")
            return
        with self.lock:
            self.looks += 1
            if page.status != 200:
                self.failed.append(f"{page.status} to who looks for {draft.marker}")
            elif not re.search(rf"revision {draft.number}\b", page.text):
                self.stale.append(f"{draft.marker} is not seen in its revision {draft.number}")


def refusal(address: str) -> tuple[int, str]:
    """Status and `Retry-After` for a program that needs the primary."""
    asked = urllib.request.Request(f"{address}/api/entries", headers={"Authorization": "Bearer x"})
    try:
        with urllib.request.urlopen(asked, timeout=30) as response:
            return response.status, ""
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After", "")
    except OSError as error:
        return 0, repr(error)
