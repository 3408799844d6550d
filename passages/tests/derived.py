"""What was derived from a document, as the database has it now."""

from passages.models import Mention


def html_of(document):
    return type(document).objects.values_list("body_html", flat=True).get(pk=document.pk)


def targets_of(document):
    return [
        mention.target
        for mention in Mention.objects.filter(passage__in=document.passages.all()).order_by("pk")
    ]
