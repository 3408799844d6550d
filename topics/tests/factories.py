from django.utils.text import slugify

from history.sitting import sitting
from passages.models.once import once
from passages.slugs import free_slug
from passages.tests.factories import save_all
from topics.models import Topic


def create_topic(*, title="A topic", tags=(), **fields):
    slug = fields.pop("slug", "") or free_slug(Topic.objects, title)
    with sitting(), once():
        topic = Topic.objects.create(title=title, slug=slug, **fields)
        if tags:
            topic.tags.add(*tags)
    if tags:
        topic.refresh_from_db(fields=["updated_at"])
    return topic


def create_topics(titles, *, tags=(), **fields):
    """A topic of each title; they have no history."""
    return save_all([Topic(title=title, slug=slugify(title), **fields) for title in titles], tags=tags)
