from passages.slugs import free_slug
from topics.models import Topic


def create_topic(*, title="A topic", tags=(), **fields):
    slug = fields.pop("slug", "") or free_slug(Topic.objects, title)
    topic = Topic.objects.create(title=title, slug=slug, **fields)
    if tags:
        topic.tags.add(*tags)
        topic.refresh_from_db(fields=["updated_at"])
    return topic
