"""Where entries stand that leave: in the log of a topic, in the file that they came from, or in a group."""

from collections.abc import Iterator, Mapping, Sequence

from notes.models import Entry
from passages.slugs import to_slug
from topics.models import Topic

from .pages import Scope

# Visibility, and slugs of topics.
Group = tuple[str, tuple[str, ...]]


def slugs_of(entry: Entry) -> set[str]:
    return {topic.slug for topic in entry.topics.all()}


def group_of(entry: Entry) -> Group:
    return entry.visibility, tuple(sorted(slugs_of(entry)))


class Homes:
    """The logs, by which it is known where an entry stands."""

    def __init__(
        self, scope: Scope, topics: Sequence[Topic], named: dict[int, str], hashes: Mapping[str, list[str]]
    ) -> None:
        self.topics = {topic.pk: topic for topic in topics}
        self.by_name = {named[topic.pk]: topic for topic in topics}
        self.slugs = {topic.pk: {topic.slug, *map(to_slug, scope.topics_in(topic))} for topic in topics}
        # A file that has been no log so far is not made one.
        self.open = {pk for pk, name in named.items() if name not in hashes or hashes[name]}

    def of(self, entry: Entry) -> Topic | None:
        """The topic in whose file an entry leaves: where it came from, else the only one that it is in.

        In a log all are seen by the same people and stand in the same topics.
        """
        slugs = slugs_of(entry)
        candidates: Iterator[Topic | None] = iter(
            [self.by_name.get(entry.source_file), *(self.topics[topic.pk] for topic in entry.topics.all())]
        )
        fitting = (topic for topic in candidates if topic and self.fits(topic, entry, slugs))
        return next(fitting, None)

    def fits(self, topic: Topic, entry: Entry, slugs: set[str]) -> bool:
        is_open = topic.pk in self.open
        return is_open and entry.visibility == topic.visibility and slugs == self.slugs[topic.pk]
