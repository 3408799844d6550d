"""Tags and authors that may be one."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from papers.models import Author
from passages.models import Tag

from .alike import people_alike, tags_alike
from .finding import Finding, Fix, change_url, list_url, name_of
from .texts import Models


def tags(models: Models) -> Iterator[Finding]:
    keys = dict(Tag.objects.order_by("name").values_list("name", "pk"))
    for group in tags_alike(keys):
        url = list_url(Tag, urlencode({"q": group[0][:4]}))
        chosen = urlencode([("tag", keys[name]) for name in group])
        fix = Fix(_("Compare and merge"), f"{reverse('admin:passages_tag_merge')}?{chosen}")
        said = _("They differ by case, plural, hyphen or space only.")
        yield Finding("tags", name_of(Tag, *group), " / ".join(group), said, url, len(group), fix)


def authors(models: Models) -> Iterator[Finding]:
    people = {author.pk: author for author in Author.objects.order_by("slug")}
    rows = [(pk, author.family, author.given) for pk, author in people.items() if author.family]
    for keys in people_alike(rows):
        merging = f"{reverse('admin:papers_author_merge')}?{urlencode({'authors': keys}, doseq=True)}"
        title = " / ".join(str(people[pk]) for pk in keys)
        said = _("One family name, and given names that are short for each other or spelled alike.")
        url, fix = change_url(Author, keys[0]), Fix(_("Compare and merge"), merging)
        yield Finding("authors", name_of(Author, *keys), title, said, url, len(keys), fix)
