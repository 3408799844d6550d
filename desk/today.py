"""What the desk shows besides the lists: what one was writing, this day in other years, works that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from notes.models.archive_pages import memories_of, years_of
from papers.models import Paper
from papers.queue import waiting_works
from passages.filters import Filter
from passages.paging import Rows, start_of

from .unfinished import unfinished_of

MOST_DRAFTS = 5
MOST_OPEN = 8
MOST_WAITING = 3


@dataclass(frozen=True)
class Today:
    """Rows of each kind, none where there is nothing or nothing that the user may see."""

    drafts: Sequence[Any] = ()
    memories: Rows | Sequence[Any] = ()
    open_papers: Rows | Sequence[Any] = ()
    cold_papers: Rows | Sequence[Any] = ()
    waiting: Rows | Sequence[Any] = ()

    def __bool__(self) -> bool:
        return any((self.drafts, self.memories, self.open_papers, self.cold_papers, self.waiting))


def today_of(user: User) -> Today:
    asked, papers = Filter(reader=user), Paper.objects.visible_to(user).for_list()
    may_add = user.has_perm("papers.add_paper")
    return Today(
        drafts=unfinished_of(user, MOST_DRAFTS),
        memories=memories_of(asked, timezone.localdate(), years_of(asked)),
        open_papers=start_of(papers.open(user).last_read_first(user), MOST_OPEN),
        cold_papers=start_of(papers.cold(user).last_read_first(user), MOST_OPEN),
        waiting=waiting_works(asked, MOST_WAITING) if may_add else (),
    )
